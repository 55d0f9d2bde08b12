// hash(): exact for numbers, whose hash CPython fixes, and stable for strings, whose hash differs from run to run there.
import { int, type Int } from '../../tensor/value';
import type { Machine } from '../machine';
import type { Value } from '../value';
import { decompose } from './floatMath';
import { normalize } from './number';

const MODULUS = (1n << 61n) - 1n;

/** As _Py_HashDouble: the number modulo 2^61 - 1, where division by 2 is rotation. */
export function numberHash(x: number): Int {
  if (Number.isNaN(x)) return int(0);
  if (!Number.isFinite(x)) return int(x > 0 ? 314159 : -314159);
  const { mantissa, exponent } = decompose(Math.abs(x));
  const rotation = BigInt((61 - (-exponent % 61)) % 61);
  const hash = ((mantissa % MODULUS) << rotation) % MODULUS;
  const signed = x < 0 ? -hash : hash;
  return int(signed === -1n ? -2 : normalize(signed));
}

/** Any function of the text will do, since CPython salts it; this one is FNV-1a in 61 bits. */
export function textHash(text: string): Int {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return int(normalize(hash % MODULUS));
}

const mask = (x: bigint): bigint => BigInt.asUintN(64, x);
const PRIME1 = 11400714785074694791n;
const PRIME2 = 14029467366897019727n;
const PRIME5 = 2870177450012600261n;

/** As tuplehash of CPython (xxHash) over the hashes of the items. */
export function tupleHash(hashes: readonly bigint[]): Int {
  let acc = PRIME5;
  for (const hash of hashes) {
    acc = mask(acc + hash * PRIME2);
    acc = mask(((acc << 31n) | (acc >> 33n)) * PRIME1);
  }
  acc = mask(acc + (BigInt(hashes.length) ^ PRIME5 ^ 3527539n));
  return int(acc === mask(-1n) ? 1546275796 : normalize(BigInt.asIntN(64, acc)));
}

/** hash(value). */
export function hashOf(m: Machine, value: Value): Value {
  if (value.kind === 'unknown') return value;
  const special = m.findSpecial(value, '__hash__');
  if (special && special.kind !== 'none') return m.call(special, []);
  return m.raise('TypeError', `unhashable type: '${m.typeOf(value).name}'`);
}
