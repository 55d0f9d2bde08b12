// The first frame of a GIF on its canvas.
import { l10n } from '../../base/l10n';
import { FormatError } from '../errors';
import { Bytes } from './bytes';
import { gifFrame, gifTable, MOST_PIXELS, type ImageHeader } from './header';
import { paletteOf, type Raster } from './raster';

/** Throws FormatError when there is no frame, or it is cut off. */
export function decodeGif(name: string, file: Uint8Array, { width, height }: Pick<ImageHeader, 'width' | 'height'>): Raster {
  const bytes = new Bytes(file);
  const frame = gifFrame(bytes);
  if (!frame) throw new FormatError(l10n.t('{0} is cut off: part of the image is missing.', name));
  const { at, transparent, left, top, columns, rows } = frame;
  if (columns * rows > MOST_PIXELS) throw new FormatError(l10n.t('{0} is damaged: it cannot be decoded.', name));
  const flags = bytes.at(at + 9);
  const local = gifTable(bytes, at + 10, flags);
  const start = at + 10 + local.length;
  const indices = new Uint8Array(columns * rows);
  const filled = unpack(blocksFrom(bytes, start + 1), bytes.at(start), indices);
  if (filled < indices.length) throw new FormatError(l10n.t('{0} is cut off: part of the image is missing.', name));
  const palette = paletteOf(local.length > 0 ? local : gifTable(bytes, 13, bytes.at(10)));
  // What the frame leaves free has the transparent colour, or else the first: not the background's, as in PIL.
  const data = new Uint8Array(3 * width * height);
  data.set(palette.subarray(3 * (transparent ?? 0), 3 * (transparent ?? 0) + 3));
  for (let filled = 3; filled < data.length; filled *= 2) data.copyWithin(filled, 0, filled);
  const order = (flags & 0x40) ? interlaced(rows) : null;
  for (let row = 0; row < rows; row++) {
    const y = top + (order ? order[row] : row);
    for (let x = 0; x < columns; x++) {
      const from = 3 * indices[row * columns + x];
      for (let i = 0; i < 3; i++) data[3 * (y * width + left + x) + i] = palette[from + i];
    }
  }
  return { width, height, data };
}

function blocksFrom(bytes: Bytes, start: number): Uint8Array {
  const parts: number[] = [];
  for (let at = start; bytes.at(at) > 0; at += 1 + bytes.at(at)) {
    for (const byte of bytes.all.subarray(at + 1, at + 1 + bytes.at(at))) parts.push(byte);
  }
  return Uint8Array.from(parts);
}

/** LZW of variable width, lowest bits first. How many of `out` were filled. */
function unpack(data: Uint8Array, width: number, out: Uint8Array): number {
  if (width < 1 || width > 11) return 0;
  const clear = 1 << width;
  const [prefix, suffix, stack] = [new Uint16Array(4096), new Uint8Array(4096), new Uint8Array(4097)];
  for (let i = 0; i < clear; i++) suffix[i] = i;
  let [bits, next, previous, first, filled, buffer, count, at] = [width + 1, clear + 2, -1, 0, 0, 0, 0, 0];
  while (filled < out.length) {
    while (count < bits) {
      if (at >= data.length) return filled;
      buffer |= data[at++] << count;
      count += 8;
    }
    const code = buffer & ((1 << bits) - 1);
    buffer >>>= bits;
    count -= bits;
    if (code === clear) {
      [bits, next, previous] = [width + 1, clear + 2, -1];
      continue;
    }
    if (code === clear + 1 || code > next || (previous < 0 && code > clear)) return filled;
    let depth = 0;
    let each = code;
    if (code === next) {
      stack[depth++] = first;
      each = previous;
    }
    for (; each > clear; each = prefix[each]) stack[depth++] = suffix[each];
    first = suffix[each];
    stack[depth++] = first;
    while (depth > 0 && filled < out.length) out[filled++] = stack[--depth];
    if (previous >= 0 && next < 4096) {
      prefix[next] = previous;
      suffix[next++] = first;
      if (next === 1 << bits && bits < 12) bits++;
    }
    previous = code;
  }
  return filled;
}

function interlaced(rows: number): number[] {
  return [[0, 8], [4, 8], [2, 4], [1, 2]].flatMap(([start, step]) =>
    Array.from({ length: Math.max(0, Math.ceil((rows - start) / step)) }, (_, i) => start + i * step));
}
