// Rounding of integers and powers modulo a number. Knows no methods.
import { isSym } from '../../tensor/sym';
import { int, type Int } from '../../tensor/value';
import type { Machine } from '../machine';
import { NOT_IMPLEMENTED, type Value } from '../value';
import { isUnknown } from './define';
import { unwrap } from './native';
import { floorDivide, intOf, normalize } from './number';
import { needIndex, undecided } from './protocol';

/** round(1234, -2): half to even. */
export function roundInt(m: Machine, v: Int, ndigits: Value): Value {
  if (ndigits.kind === 'none') return v;
  const places = needIndex(m, ndigits);
  if (isUnknown(places)) return places;
  if (places >= 0) return v;
  if (isSym(v.value)) return undecided(m, 'a rounded size');
  const unit = 10n ** BigInt(Math.min(-places, 400));
  const value = BigInt(v.value);
  const low = floorDivide(value, unit);
  const twice = (value - low * unit) * 2n;
  const up = twice > unit || (twice === unit && low % 2n !== 0n);
  return int(normalize((up ? low + 1n : low) * unit), v.origin);
}

export function powerModulo(m: Machine, base: Value, exponent: Value, modulus: Value): Value {
  const parts = [base, exponent, modulus].map(unwrap);
  const numbers: bigint[] = [];
  for (const part of parts) {
    if (part.kind !== 'int' && part.kind !== 'bool') return NOT_IMPLEMENTED;
    const value = intOf(part);
    if (isSym(value)) return undecided(m, 'a power');
    numbers.push(BigInt(value));
  }
  const [b, e, n] = numbers;
  if (n === 0n) return m.raise('ValueError', 'pow() 3rd argument cannot be 0');
  const size = n < 0n ? -n : n;
  const start = e < 0n ? inverse(m, mod(b, size), size) : mod(b, size);
  let result = mod(1n, size);
  let factor = start;
  for (let rest = e < 0n ? -e : e; rest > 0n; rest >>= 1n) {
    m.step();
    if (rest & 1n) result = (result * factor) % size;
    factor = (factor * factor) % size;
  }
  return int(normalize(n < 0n && result !== 0n ? result + n : result));
}

const mod = (a: bigint, n: bigint): bigint => ((a % n) + n) % n;

function inverse(m: Machine, a: bigint, n: bigint): bigint {
  let [r0, r1, s0, s1] = [n, a, 0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1];
  }
  return r0 === 1n ? mod(s0, n) : m.raise('ValueError', 'base is not invertible for the given modulus');
}
