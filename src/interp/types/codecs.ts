// Text as bytes and back, in the encodings that model code meets: UTF-8, ASCII and Latin-1.
import type { Unknown } from '../../tensor/value';
import { PyError, type Machine } from '../machine';
import { str, type Bytes, type Str } from '../value';
import { isUnknown } from './define';
import { unicodeError } from './exceptions';

type Codec = 'utf-8' | 'ascii' | 'latin-1';
const ALIASES: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ['utf8', 'utf-8'], ['u8', 'utf-8'], ['utf', 'utf-8'], ['cp65001', 'utf-8'],
  ['ascii', 'ascii'], ['usascii', 'ascii'], ['646', 'ascii'],
  ['latin1', 'latin-1'], ['latin', 'latin-1'], ['iso88591', 'latin-1'], ['l1', 'latin-1'], ['cp819', 'latin-1'],
]);
const EXISTING = /^(utf-?(16|32|7|8-?sig)|cp\d+|iso-?8859|gb|big5|shift|euc|koi8|mac|idna|punycode|base64|hex|rot)/i;

function codecOf(m: Machine, name: string): Codec | Unknown {
  const found = ALIASES.get(name.toLowerCase().replace(/[-_ ]/g, ''));
  if (found) return found;
  if (EXISTING.test(name)) return m.unknown('library-not-modelled', `the encoding ${name} is not modelled`);
  return m.raise('LookupError', `unknown encoding: ${name}`);
}

function fail(m: Machine, type: 'UnicodeDecodeError' | 'UnicodeEncodeError', codec: string, source: Str | Bytes,
  at: readonly [number, number], reason: string): never {
  const exception = unicodeError(m, type, codec, source, at[0], at[1], reason);
  const message = m.str(exception);
  throw new PyError(exception, typeof message === 'string' ? message : reason, m.origin());
}

const byteOf = (code: number): string => String.fromCharCode(code);
function utf8(code: number): string {
  const low = (shift: number): string => byteOf(0x80 | ((code >> shift) & 63));
  if (code < 0x80) return byteOf(code);
  if (code < 0x800) return byteOf(0xc0 | (code >> 6)) + low(0);
  if (code < 0x10000) return byteOf(0xe0 | (code >> 12)) + low(6) + low(0);
  return byteOf(0xf0 | (code >> 18)) + low(12) + low(6) + low(0);
}

export function encodeText(m: Machine, text: string, encoding: string, errors: string): Bytes | Unknown {
  const codec = codecOf(m, encoding);
  if (isUnknown(codec)) return codec;
  const limit = codec === 'ascii' ? 0x80 : 0x100;
  let value = '';
  let at = 0;
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    if (codec === 'utf-8' && (code < 0xd800 || code > 0xdfff)) value += utf8(code);
    else if (codec !== 'utf-8' && code < limit) value += c;
    else if (errors === 'replace') value += '?';
    else if (errors === 'backslashreplace') value += code < 0x100 ? `\\x${code.toString(16)}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
    else if (errors === 'xmlcharrefreplace') value += `&#${code};`;
    else if (errors !== 'ignore') {
      const reason = codec === 'utf-8' ? 'surrogates not allowed' : `ordinal not in range(${codec === 'ascii' ? 128 : 256})`;
      fail(m, 'UnicodeEncodeError', codec, str(text), [at, at + 1], reason);
    }
    at++;
  }
  return { kind: 'bytes', value };
}

export function decodeBytes(m: Machine, bytes: string, encoding: string, errors: string): Str | Unknown {
  const codec = codecOf(m, encoding);
  if (isUnknown(codec)) return codec;
  if (codec === 'latin-1') return str(bytes);
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const size = codec === 'utf-8' ? sequenceLength(bytes, i) : bytes.charCodeAt(i) < 0x80 ? 1 : 0;
    const wrong = size > 0 ? null : damage(codec, bytes, i);
    if (!wrong) text += String.fromCodePoint(codeAt(bytes, i, size));
    else if (errors === 'replace') text += '\ufffd';
    else if (errors !== 'ignore') fail(m, 'UnicodeDecodeError', codec, { kind: 'bytes', value: bytes },
      [i, i + wrong.length], wrong.reason);
    i += wrong ? wrong.length : size;
  }
  return str(text);
}

/** Which bytes are at fault, and why. */
function damage(codec: Codec, bytes: string, at: number): { length: number; reason: string } {
  if (codec === 'ascii') return { length: 1, reason: 'ordinal not in range(128)' };
  const lead = bytes.charCodeAt(at);
  if (lead < 0xc2 || lead > 0xf4) return { length: 1, reason: 'invalid start byte' };
  const need = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  let length = 1;
  while (length < need && at + length < bytes.length && continues(lead, bytes.charCodeAt(at + length), length)) length++;
  return { length, reason: at + length >= bytes.length ? 'unexpected end of data' : 'invalid continuation byte' };
}

/** The second byte excludes overlong forms, surrogates and what is beyond Unicode. */
function continues(lead: number, byte: number, index: number): boolean {
  if ((byte & 0xc0) !== 0x80) return false;
  if (index !== 1) return true;
  return !((lead === 0xe0 && byte < 0xa0) || (lead === 0xed && byte > 0x9f) || (lead === 0xf0 && byte < 0x90) ||
    (lead === 0xf4 && byte > 0x8f));
}

/** Zero when the bytes are no well-formed sequence. */
function sequenceLength(bytes: string, at: number): number {
  const lead = bytes.charCodeAt(at);
  const size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  for (let i = 1; i < size; i++) if ((bytes.charCodeAt(at + i) & 0xc0) !== 0x80) return 0;
  if (size < 3) return size;
  const code = codeAt(bytes, at, size);
  const least = size === 3 ? 0x800 : 0x10000;
  return code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : size;
}

function codeAt(bytes: string, at: number, size: number): number {
  const lead = bytes.charCodeAt(at);
  if (size === 1) return lead;
  let code = lead & (0xff >> (size + 1));
  for (let i = 1; i < size; i++) code = (code << 6) | (bytes.charCodeAt(at + i) & 63);
  return code;
}
