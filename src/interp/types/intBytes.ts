// Integers as bytes and back: int.to_bytes and int.from_bytes.
import { copies, MAX_DIGITS, requireRoom } from './limits';
import { int, type Int, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import type { Bytes, Value } from '../value';
import { isUnknown } from './define';
import { unwrap } from './native';
import { normalize } from './number';
import { typeName } from './protocol';

function isLittle(m: Machine, order: Value): boolean {
  if (order.kind === 'str' && (order.value === 'little' || order.value === 'big')) return order.value === 'little';
  return m.raise('ValueError', "byteorder must be either 'little' or 'big'");
}

export function bytesOfInt(m: Machine, value: bigint, length: number, order: Value, signedFlag: Value): Bytes | Unknown {
  const little = isLittle(m, order);
  const signed = m.truth(signedFlag);
  if (isUnknown(signed)) return signed;
  if (length < 0) return m.raise('ValueError', 'length argument must be non-negative');
  if (value < 0n && !signed) return m.raise('OverflowError', "can't convert negative int to unsigned");
  requireRoom(length, MAX_DIGITS);
  const bits = BigInt(length * 8);
  const fits = signed ? value >= -(1n << bits >> 1n) && value < (1n << bits >> 1n) : value < 1n << bits;
  if (!fits) return m.raise('OverflowError', 'int too big to convert');
  const codes = copies(length, (i) => Number((BigInt.asUintN(length * 8, value) >> BigInt(8 * i)) & 255n));
  const text = String.fromCharCode(...(little ? codes : codes.reverse()));
  return { kind: 'bytes', value: text };
}

export function intFromBytes(m: Machine, source: Value, order: Value, signedFlag: Value): Int | Unknown {
  const little = isLittle(m, order);
  const signed = m.truth(signedFlag);
  if (isUnknown(signed)) return signed;
  const bytes = unwrap(source);
  if (bytes.kind === 'unknown') return bytes;
  const codes: number[] = [];
  if (bytes.kind === 'bytes') codes.push(...[...bytes.value].map((c) => c.charCodeAt(0)));
  else {
    const items = m.itemsOf(bytes);
    if (isUnknown(items)) return items;
    for (const item of items) {
      if (item.kind !== 'int' || typeof item.value !== 'number') {
        return m.raise('TypeError', `cannot convert '${typeName(m, bytes)}' object to bytes`);
      }
      codes.push(item.value);
    }
  }
  if (little) codes.reverse();
  const value = codes.reduce((n, code) => (n << 8n) | BigInt(code), 0n);
  return int(normalize(signed ? BigInt.asIntN(codes.length * 8, value) : value));
}
