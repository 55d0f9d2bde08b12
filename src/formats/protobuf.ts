// Protocol buffers, read by tables of fields from a file that stays on disk, and written. What is large (bytes and packed
// numbers) is not read: a place in the file stands for it. Knows no message of any format.
import { FormatError } from './errors';
import type { RandomAccessSource } from './source';

/** A piece of a file. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/**
 * How a field is read: numbers, text (of strings and bytes alike), a message, or `range`: bytes and packed numbers that stay
 * in the file. Numbers beyond 2^53 become the nearest double.
 */
export type FieldType = 'int' | 'float' | 'double' | 'text' | 'range' | (() => MessageTable);
/** By field number: name, type, and whether it is a list. A `range` that is a list holds the pieces in order. */
export type MessageTable = Readonly<Record<number, readonly [name: string, type: FieldType, list?: 'list']>>;
export type Message = Record<string, unknown>;

/** Messages up to this many bytes are read whole; larger ones field by field. */
const WHOLE = 1 << 18;
const WINDOW = 1 << 18;
/** Deeper nesting or more fields than this is no model. */
const MAX_DEPTH = 64;
const MAX_FIELDS = 20_000_000;
/** Texts are names and notes. */
const MAX_TEXT = 1 << 26;

/** Reads one message that fills a range of the source. Rejects with FormatError where the bytes are not of that form. */
export async function readMessage(source: RandomAccessSource, range: Range, table: MessageTable): Promise<Message> {
  return new Decoder(source).large(range.offset, range.offset + range.length, table, 0);
}

class Decoder {
  private window: Uint8Array = new Uint8Array(0);
  private windowStart = 0;
  private fields = 0;
  private readonly text = new TextDecoder();

  constructor(private readonly source: RandomAccessSource) {}

  /** Field by field, reading only what is not left in the file. */
  async large(start: number, end: number, table: MessageTable, depth: number): Promise<Message> {
    if (end - start <= WHOLE) return this.small(await this.bytes(start, end - start), start, table, depth);
    checkDepth(depth, start);
    const message = emptyOf(table);
    for (let at = start; at < end;) {
      const head = new Cursor(await this.bytes(at, Math.min(20, end - at)), at);
      const key = head.varint();
      const entry = table[Math.floor(key / 8)];
      const wire = key % 8;
      this.count(at);
      if (wire !== 2) {
        put(message, entry, this.scalar(head, wire, entry?.[1]));
        at = head.place;
        continue;
      }
      const length = head.varint();
      at = head.place + length;
      if (at > end) throw beyond(head.place, length, end);
      if (!entry) continue;
      if (typeof entry[1] === 'function') put(message, entry, await this.large(head.place, at, entry[1](), depth + 1));
      else if (entry[1] === 'range') put(message, entry, { offset: head.place, length });
      else {
        if (length > MAX_TEXT) throw new FormatError(`${entry[0]} at byte ${head.place} takes ${length} bytes; a text does not.`);
        this.delimited(message, entry, await this.bytes(head.place, length), head.place, depth);
      }
    }
    return message;
  }

  private small(bytes: Uint8Array, place: number, table: MessageTable, depth: number): Message {
    checkDepth(depth, place);
    const cursor = new Cursor(bytes, place);
    const message = emptyOf(table);
    while (!cursor.atEnd) {
      const at = cursor.place;
      const key = cursor.varint();
      const entry = table[Math.floor(key / 8)];
      const wire = key % 8;
      this.count(at);
      if (wire !== 2) {
        put(message, entry, this.scalar(cursor, wire, entry?.[1]));
        continue;
      }
      const length = cursor.varint();
      const start = cursor.place;
      const part = cursor.take(length);
      if (entry) this.delimited(message, entry, part, start, depth);
    }
    return message;
  }

  private delimited(message: Message, entry: MessageTable[number], bytes: Uint8Array, place: number, depth: number): void {
    const [name, type] = entry;
    if (typeof type === 'function') put(message, entry, this.small(bytes, place, type(), depth + 1));
    else if (type === 'range') put(message, entry, { offset: place, length: bytes.length });
    else if (type === 'text') put(message, entry, this.text.decode(bytes));
    else {
      const cursor = new Cursor(bytes, place);
      const wire = type === 'int' ? 0 : type === 'float' ? 5 : 1;
      const list = message[name];
      while (!cursor.atEnd) {
        this.count(cursor.place);
        const value = this.scalar(cursor, wire, type);
        if (Array.isArray(list)) list.push(value);
        else message[name] = value;
      }
    }
  }

  /** Numbers that are not packed; a range of one where ranges are wanted. */
  private scalar(cursor: Cursor, wire: number, type: FieldType | undefined): unknown {
    const start = cursor.place;
    const value = wire === 0 ? cursor.signed() : wire === 5 ? cursor.float() : wire === 1 ? cursor.double() : null;
    if (value === null) {
      throw new FormatError(`Byte ${start} begins a field of kind ${wire}, which this format does not have: `
        + `the file is damaged or no protocol buffer.`);
    }
    if (type === 'range') return { offset: start, length: cursor.place - start };
    return typeof type === 'string' && type !== 'text' ? value : undefined;
  }

  private count(at: number): void {
    if (++this.fields > MAX_FIELDS) throw new FormatError(`The file has more than ${MAX_FIELDS} fields by byte ${at}.`);
  }

  private async bytes(offset: number, length: number): Promise<Uint8Array> {
    const from = offset - this.windowStart;
    if (from >= 0 && from + length <= this.window.length) return this.window.subarray(from, from + length);
    if (offset + length > this.source.size) throw beyond(offset, length, this.source.size);
    this.windowStart = offset;
    this.window = await this.source.read(offset, Math.min(Math.max(length, WINDOW), this.source.size - offset));
    return this.window.subarray(0, length);
  }
}

function checkDepth(depth: number, at: number): void {
  if (depth > MAX_DEPTH) throw new FormatError(`Messages are nested more than ${MAX_DEPTH} deep at byte ${at}.`);
}
const beyond = (at: number, length: number, end: number): FormatError =>
  new FormatError(`Something of ${length} bytes begins at byte ${at}, but what holds it ends at byte ${end}: `
    + `the file is truncated or damaged.`);

const lists = new WeakMap<MessageTable, readonly string[]>();
function emptyOf(table: MessageTable): Message {
  let names = lists.get(table);
  if (!names) lists.set(table, (names = Object.values(table).filter(([, , list]) => list).map(([name]) => name)));
  return Object.fromEntries(names.map((name) => [name, []]));
}

function put(message: Message, entry: MessageTable[number] | undefined, value: unknown): void {
  if (!entry || value === undefined) return;
  const list = message[entry[0]];
  if (Array.isArray(list)) list.push(value);
  else message[entry[0]] = value;
}

/** Reads varints and fixed numbers; `start` is the place of the first byte in the file. */
export class Cursor {
  private at = 0;
  private readonly view: DataView;
  constructor(private readonly bytes: Uint8Array, private readonly start: number) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }
  get place(): number {
    return this.start + this.at;
  }

  /** Unsigned, at most 2^53 exact. */
  varint(): number {
    const [low, high] = this.halves();
    return high * 2 ** 32 + low;
  }
  /** Two's complement of 64 bits. */
  signed(): number {
    const [low, high] = this.halves();
    return (high | 0) * 2 ** 32 + low;
  }
  float(): number {
    return this.fixed(4, (at) => this.view.getFloat32(at, true));
  }
  double(): number {
    return this.fixed(8, (at) => this.view.getFloat64(at, true));
  }
  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw beyond(this.place, length, this.start + this.bytes.length);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  private halves(): readonly [low: number, high: number] {
    let [low, high] = [0, 0];
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new FormatError(`The file ends within a number at byte ${this.place}.`);
      this.at++;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) [low, high] = [low | (bits << 28), bits >> 4];
      else if (shift < 63) high |= bits << (shift - 32);
      else high |= (bits & 1) << 31;
      if (byte < 128) return [low >>> 0, high >>> 0];
    }
    throw new FormatError(`The number at byte ${this.place} has more than ten bytes.`);
  }
  private fixed(length: number, get: (at: number) => number): number {
    if (this.at + length > this.bytes.length) throw beyond(this.place, length, this.start + this.bytes.length);
    const value = get(this.at);
    this.at += length;
    return value;
  }
}

/** Writes fields one after the other; large bytes are kept as they are, so that nothing is copied until the end. */
export class MessageWriter {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  int(field: number, value: number | undefined): this {
    return value === undefined ? this : this.push(varintBytes(field * 8), varintBytes(value));
  }
  ints(field: number, values: readonly number[]): this {
    return values.length === 0 ? this : this.bytes(field, joinBytes(values.map(varintBytes)));
  }
  float(field: number, value: number | undefined): this {
    return value === undefined ? this : this.push(varintBytes(field * 8 + 5), new Uint8Array(Float32Array.of(value).buffer));
  }
  floats(field: number, values: readonly number[]): this {
    return values.length === 0 ? this : this.bytes(field, new Uint8Array(Float32Array.from(values).buffer));
  }
  text(field: number, value: string | undefined): this {
    return value === undefined || value === '' ? this : this.bytes(field, utf8(value));
  }
  texts(field: number, values: readonly string[]): this {
    for (const value of values) this.bytes(field, utf8(value));
    return this;
  }
  bytes(field: number, value: Uint8Array): this {
    return this.push(varintBytes(field * 8 + 2), varintBytes(value.length), value);
  }
  message(field: number, writer: MessageWriter): this {
    this.push(varintBytes(field * 8 + 2), varintBytes(writer.length));
    return this.push(...writer.chunks);
  }
  /** The pieces, in order. */
  pieces(): readonly Uint8Array[] {
    return this.chunks;
  }

  private push(...parts: readonly Uint8Array[]): this {
    for (const part of parts) {
      this.chunks.push(part);
      this.length += part.length;
    }
    return this;
  }
}

/** UTF-8; the core has no TextEncoder. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  // Negative numbers are written as 64 bits of two's complement.
  let rest = BigInt.asUintN(64, BigInt(Math.trunc(value)));
  do {
    const bits = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? bits : bits | 128);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

/** One array of all. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
