// BMP without compression, as PIL reads it: palettes of 1, 4 and 8 bit, 16 bit (5-5-5), 24 and 32 bit.
import { l10n } from '../../base/l10n';
import { FormatError } from '../errors';
import { Bytes } from './bytes';
import { paletteOf, type Raster } from './raster';

const BITFIELDS = 3;

/** Throws FormatError when it is compressed, of another depth, or cut off. */
export function decodeBmp(name: string, file: Uint8Array): Raster {
  const bytes = new Bytes(file);
  const headerSize = bytes.u32(14, true);
  const isOld = headerSize === 12;
  const width = isOld ? bytes.u16(18, true) : bytes.i32(18, true);
  const rows = isOld ? bytes.u16(20, true) : bytes.i32(22, true);
  const height = Math.abs(rows);
  const bits = bytes.u16(isOld ? 24 : 28, true);
  const compression = isOld ? 0 : bytes.u32(30, true);
  const given = compression === BITFIELDS ? [0, 4, 8].map((at) => bytes.u32(54 + at, true)) : [0, 0, 0];
  const masks = given.some((mask) => mask !== 0) ? given : bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
  if ((compression !== 0 && compression !== BITFIELDS) || ![1, 4, 8, 16, 24, 32].includes(bits)) {
    throw new FormatError(l10n.t('{0} is a compressed or unusual BMP: save it as PNG.', name));
  }
  const stride = Math.ceil(width * bits / 32) * 4;
  const pixels = bytes.u32(10, true);
  if (pixels + stride * height > file.length) throw new FormatError(l10n.t('{0} is cut off: part of the image is missing.',
    name));
  const colours = isOld ? 0 : bytes.u32(46, true);
  const palette = bits > 8 ? null : colourTable(bytes, 14 + headerSize, isOld ? 3 : 4, Math.min(colours || 2 ** bits, 256));
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = pixels + stride * (rows < 0 ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const to = 3 * (y * width + x);
      if (palette) {
        const bit = x * bits;
        const index = (bytes.at(from + (bit >> 3)) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
        for (let i = 0; i < 3; i++) data[to + i] = palette[3 * index + i];
      } else {
        const at = from + x * bits / 8;
        const value = bits === 16 ? bytes.u16(at, true) : bits === 24 ? bytes.u16(at, true) + bytes.at(at + 2) * 65536
          : bytes.u32(at, true);
        masks.forEach((mask, i) => { data[to + i] = scaled(value, mask); });
      }
    }
  }
  return { width, height, data };
}

/** Entries of three or four bytes: blue, green, red. */
const colourTable = (bytes: Bytes, at: number, entry: number, count: number): Uint8Array =>
  paletteOf(Uint8Array.from({ length: 3 * count }, (_, i) => bytes.at(at + entry * Math.floor(i / 3) + 2 - i % 3)));

/** The masked bits as 0 to 255. */
function scaled(value: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return Math.floor(((value & mask) >>> shift) * 255 / most);
}
