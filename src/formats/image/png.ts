// PNG (ISO/IEC 15948), read as PIL's Image.open(f).convert('RGB') gives it and written as 8-bit RGBA.
// Inflating is the library's; at most as many bytes are taken from it as the header's sizes allow, so that no file can unpack to
// more than its picture.
import { Unzlib, zlibSync } from 'fflate';
import { l10n } from '../../base/l10n';
import { FormatError } from '../errors';
import { Bytes } from './bytes';
import { PNG_MAGIC } from './header';
import type { Raster } from './raster';

interface Chunks {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
  readonly palette: Uint8Array;
  readonly data: readonly Uint8Array[];
}

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16],
  6: [8, 16] };
/** Adam7: first column and row of each pass, and the steps between. */
const PASSES = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;

/** Throws FormatError when it is damaged or cut off. */
export function decodePng(name: string, file: Uint8Array): Raster {
  const chunks = readChunks(name, new Bytes(file));
  const { width, height, depth, colour } = chunks;
  const bits = depth * CHANNELS[colour];
  const passes = chunks.interlaced
    ? PASSES.map(([x, y, dx, dy]) => ({ x, y, dx, dy, columns: Math.ceil((width - x) / dx), rows: Math.ceil((height - y) / dy) }))
      .filter(({ columns, rows }) => columns > 0 && rows > 0)
    : [{ x: 0, y: 0, dx: 1, dy: 1, columns: width, rows: height }];
  const rowBytes = (columns: number): number => Math.ceil(columns * bits / 8);
  const total = passes.reduce((sum, { columns, rows }) => sum + rows * (1 + rowBytes(columns)), 0);
  const raw = inflate(name, chunks.data, total);
  const out = new Uint8Array(3 * width * height);
  const write = writerOf(chunks);
  let at = 0;
  for (const { x, y, dx, dy, columns, rows } of passes) {
    const length = rowBytes(columns);
    unfilter(name, raw, at, rows, length, Math.max(1, bits >> 3));
    for (let row = 0; row < rows; row++) {
      const from = at + row * (1 + length) + 1;
      const to = 3 * ((y + row * dy) * width + x);
      for (let column = 0; column < columns; column++) write(raw, from, column, out, to + 3 * column * dx);
    }
    at += rows * (1 + length);
  }
  return { width, height, data: out, ...(colour === 0 && depth === 16 ? { clipped: clippedIn(raw, passes) } : {}) };
}

/** Of unfiltered rows of grey of 16 bit: how many samples are above 255. */
function clippedIn(raw: Uint8Array, passes: readonly { readonly columns: number; readonly rows: number }[]): number {
  let count = 0;
  let at = 0;
  for (const { columns, rows } of passes) {
    for (let row = 0; row < rows; row++) {
      at++; // The filter's number.
      for (let column = 0; column < columns; column++, at += 2) if (raw[at] > 0) count++;
    }
  }
  return count;
}

function readChunks(name: string, bytes: Bytes): Chunks {
  const data: Uint8Array[] = [];
  let palette: Uint8Array | null = null;
  let ended = false;
  for (let at = 8; at + 12 <= bytes.length && !ended;) {
    const [size, kind] = [bytes.u32(at), bytes.text(at + 4, 4)];
    const end = at + 8 + size;
    if (end + 4 > bytes.length) throw cutOff(name);
    const body = bytes.all.subarray(at + 8, end);
    const isCritical = (bytes.at(at + 4) & 0x20) === 0;
    if (isCritical && crc(bytes.all.subarray(at + 4, end)) !== bytes.u32(end)) throw damaged(name);
    if (kind === 'PLTE') palette = body;
    else if (kind === 'IDAT') data.push(body);
    ended = kind === 'IEND';
    at = end + 4;
  }
  const [width, height, depth, colour] = [bytes.u32(16), bytes.u32(20), bytes.at(24), bytes.at(25)];
  if (bytes.text(12, 4) !== 'IHDR' || !DEPTHS[colour]?.includes(depth) || bytes.at(28) > 1) throw damaged(name);
  if (data.length === 0) throw cutOff(name);
  if (colour === 3 && !palette) throw damaged(name);
  return { width, height, depth, colour, interlaced: bytes.at(28) === 1, palette: palette ?? new Uint8Array(), data };
}

const damaged = (name: string): FormatError => new FormatError(l10n.t('{0} is damaged: it cannot be decoded.', name));
const cutOff = (name: string): FormatError => new FormatError(l10n.t('{0} is cut off: part of the image is missing.', name));

function inflate(name: string, data: readonly Uint8Array[], total: number): Uint8Array {
  // Deflate packs at most 1,032 bytes into one: what cannot fill the picture is refused before memory is taken for it.
  if (total > 1032 * (data.reduce((sum, { length }) => sum + length, 0) + 64)) throw cutOff(name);
  const raw = new Uint8Array(total);
  let filled = 0;
  const stream = new Unzlib((part) => {
    const fits = part.subarray(0, total - filled);
    raw.set(fits, filled);
    filled += fits.length;
  });
  try {
    // In pieces: each gives a bounded piece of output, and what is beyond the picture is not asked for.
    for (const [i, piece] of data.entries()) {
      for (let at = 0; at < piece.length; at += PIECE) {
        if (filled === total) return raw;
        stream.push(piece.subarray(at, at + PIECE), i === data.length - 1 && at + PIECE >= piece.length);
      }
    }
  } catch {
    // The library's own words say nothing to a reader of pictures; a stream that ends early does not fill the picture.
    if (filled < total) throw damaged(name);
  }
  if (filled < total) throw cutOff(name);
  return raw;
}
const PIECE = 1 << 16;

/** Undoes the filters of one pass in place; each row begins with its filter's number. */
function unfilter(name: string, raw: Uint8Array, start: number, rows: number, length: number, step: number): void {
  for (let row = 0, at = start; row < rows; row++, at += length + 1) {
    const filter = raw[at];
    const line = raw.subarray(at + 1, at + 1 + length);
    const above = row === 0 ? null : raw.subarray(at - length, at);
    if (filter === 1) for (let i = step; i < length; i++) line[i] += line[i - step];
    else if (filter === 2) above?.forEach((byte, i) => { line[i] += byte; });
    else if (filter === 3) for (let i = 0; i < length; i++) {
      line[i] += ((i < step ? 0 : line[i - step]) + (above ? above[i] : 0)) >> 1;
    }
    else if (filter === 4) paeth(line, above, step);
    else if (filter > 4) throw damaged(name);
  }
}

function paeth(line: Uint8Array, above: Uint8Array | null, step: number): void {
  for (let i = 0; i < line.length; i++) {
    const left = i < step ? 0 : line[i - step];
    const up = above ? above[i] : 0;
    const corner = above && i >= step ? above[i - step] : 0;
    const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
    line[i] += a <= b && a <= c ? left : b <= c ? up : corner;
  }
}

/** Writes one pixel of a raw row: alpha is dropped, 16 bits are cut to the upper 8, grey of 16 bits is clipped as in PIL. */
function writerOf({ colour, depth, palette }: Chunks):
  (raw: Uint8Array, from: number, column: number, out: Uint8Array, to: number) => void {
  const bytesPerSample = depth === 16 ? 2 : 1;
  const grey = (out: Uint8Array, to: number, value: number): void => { out.fill(value, to, to + 3); };
  if (colour === 2 || colour === 6) {
    const pixel = CHANNELS[colour] * bytesPerSample;
    return (raw, from, column, out, to) => {
      const at = from + column * pixel;
      out[to] = raw[at];
      out[to + 1] = raw[at + bytesPerSample];
      out[to + 2] = raw[at + 2 * bytesPerSample];
    };
  }
  if (colour === 4) return (raw, from, column, out, to) => { grey(out, to, raw[from + 2 * bytesPerSample * column]); };
  if (depth === 16) {
    return (raw, from, column, out, to) => { grey(out, to, raw[from + 2 * column] > 0 ? 255 : raw[from + 2 * column + 1]); };
  }
  const most = (1 << depth) - 1;
  const sample = (raw: Uint8Array, from: number, column: number): number => {
    const bit = column * depth;
    return (raw[from + (bit >> 3)] >> (8 - depth - (bit & 7))) & most;
  };
  if (colour === 0) return (raw, from, column, out, to) => { grey(out, to, sample(raw, from, column) * (255 / most)); };
  return (raw, from, column, out, to) => {
    const index = sample(raw, from, column);
    // Beyond a short palette PIL has greys.
    for (let i = 0; i < 3; i++) out[to + i] = palette[3 * index + i] ?? index;
  };
}

const TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});
function crc(bytes: Uint8Array): number {
  let c = -1;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ -1) >>> 0;
}

/** Of 8-bit RGBA; as grey, or without alpha, where it is: maps of a run are grey, and a quarter of the bytes is deflated. */
export function encodePng(width: number, height: number, rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  const { header, raw } = rowsOf(width, height, rgba);
  return fileOf(header, zlibSync(raw, { level: DEFLATE_LEVEL }));
}

/** Bytes to a zlib stream of them, by the platform. */
export type Deflate = (raw: Uint8Array) => Promise<Uint8Array>;

/** The same, deflated by the platform's own code. */
export async function encodePngBy(deflate: Deflate, width: number, height: number,
  rgba: Uint8Array | Uint8ClampedArray): Promise<Uint8Array> {
  const { header, raw } = rowsOf(width, height, rgba);
  return fileOf(header, await deflate(raw));
}

function rowsOf(width: number, height: number, rgba: Uint8Array | Uint8ClampedArray): { readonly header: Uint8Array;
  readonly raw: Uint8Array } {
  const [colour, channels] = colourOf(rgba);
  const raw = new Uint8Array(height * (1 + channels * width));
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    to++; // The filter's number: none.
    for (let x = 0; x < width; x++, from += 4, to += channels) for (let c = 0; c < channels; c++) raw[to + c] = rgba[from + c];
  }
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, colour, 0, 0, 0], 8);
  return { header, raw };
}

function fileOf(header: Uint8Array, deflated: Uint8Array): Uint8Array {
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflated), chunk('IEND', new Uint8Array())];
  const out = new Uint8Array(8 + chunks.reduce((sum, { length }) => sum + length, 0));
  out.set(Uint8Array.from(PNG_MAGIC, (c) => c.charCodeAt(0)));
  let at = 8;
  for (const part of chunks) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Maps hardly deflate: the highest levels take up to twice as long for one per cent less. */
const DEFLATE_LEVEL = 3;

/** PNG's colour type and its channels. */
function colourOf(rgba: Uint8Array | Uint8ClampedArray): readonly [0 | 2 | 6, 1 | 3 | 4] {
  let isGrey = true;
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3] !== 255) return [6, 4];
    isGrey &&= rgba[at] === rgba[at + 1] && rgba[at] === rgba[at + 2];
  }
  return isGrey ? [0, 1] : [2, 3];
}

function chunk(kind: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  out.set(Uint8Array.from(kind, (c) => c.charCodeAt(0)), 4);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc(out.subarray(4, 8 + body.length)));
  return out;
}
