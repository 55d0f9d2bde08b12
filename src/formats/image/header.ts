// What an image file says of itself before anything is decoded: its format, sizes, colours, orientation.
import { l10n } from '../../base/l10n';
import { FormatError } from '../errors';
import { placeholderProblem } from '../placeholder';
import { Bytes } from './bytes';
import { orientationOf } from './exif';

export type ImageFormat = 'PNG' | 'JPEG' | 'WebP' | 'BMP' | 'GIF';

export interface ImageHeader {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  /** 'RGB 8 bit', 'palette', 'grey 16 bit'. */
  readonly colours: string;
  /** EXIF's, 1 when there is none. */
  readonly orientation: number;
  /** It has further frames, which are not read. */
  readonly isAnimated: boolean;
}

/** As many as PIL decodes without a warning about decompression bombs. */
export const MOST_PIXELS = 89_478_485;

/** Throws FormatError when it is no image that can be read, says nonsense of itself, or has more than MOST_PIXELS. */
export function headerOf(name: string, all: Uint8Array): ImageHeader {
  const bytes = new Bytes(all);
  const header = pngHeader(bytes) ?? jpegHeader(bytes) ?? webpHeader(bytes) ?? bmpHeader(bytes) ?? gifHeader(bytes);
  if (!header) throw new FormatError(placeholderProblem(name, all) ?? unreadable(name, bytes));
  const { width, height } = header;
  if (!(width > 0 && height > 0)) {
    throw new FormatError(l10n.t('{0} is damaged or cut off: its header states no size.', name));
  }
  if (width * height > MOST_PIXELS) {
    throw new FormatError(l10n.t('{0} has {1} × {2} pixels; at most {3} million are read. Use a smaller image.', name, width,
      height,
      Math.floor(MOST_PIXELS / 1e6)));
  }
  return header;
}

const KNOWN: readonly (readonly [name: string, test: (bytes: Bytes) => boolean])[] = [
  ['TIFF', (bytes) => ['II*\0', 'MM\0*'].includes(bytes.text(0, 4))],
  ['HEIC', (bytes) => bytes.text(4, 4) === 'ftyp' && /^(hei|hev|mif1|msf1)/.test(bytes.text(8, 4))],
  ['AVIF', (bytes) => bytes.text(4, 4) === 'ftyp' && bytes.text(8, 4).startsWith('avi')],
  ['JPEG XL', (bytes) => bytes.u16(0) === 0xff0a || bytes.text(4, 4) === 'JXL '],
  ['JPEG 2000', (bytes) => bytes.text(4, 4) === 'jP  '],
  ['Photoshop', (bytes) => bytes.text(0, 4) === '8BPS'],
  ['SVG', (bytes) => /<svg[\s>]/.test(bytes.text(0, 1000))],
  ['PDF', (bytes) => bytes.text(0, 5) === '%PDF-'],
];

function unreadable(name: string, bytes: Bytes): string {
  const known = KNOWN.find(([, test]) => test(bytes))?.[0];
  return known
    ? l10n.t('{0} is a {1} file; PNG, JPEG, WebP, BMP and GIF images are read. Convert it first.', name, known)
    : l10n.t('{0} is no image that can be read: PNG, JPEG, WebP, BMP and GIF are.', name);
}

// ---- PNG ----

export const PNG_MAGIC = '\x89PNG\r\n\x1a\n';
const PNG_COLOURS: Readonly<Record<number, string>> = { 0: 'grey', 2: 'RGB', 3: 'palette', 4: 'grey with alpha',
  6: 'RGB with alpha' };

function pngHeader(bytes: Bytes): ImageHeader | null {
  if (bytes.text(0, 8) !== PNG_MAGIC) return null;
  const colours = `${PNG_COLOURS[bytes.at(25)] ?? '?'} ${bytes.at(24)} bit${bytes.at(28) === 1 ? ', interlaced' : ''}`;
  let [orientation, isAnimated] = [1, false];
  // Before the pixels, where encoders put it, or behind.
  for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.u32(at)) {
    if (bytes.text(at + 4, 4) === 'acTL') isAnimated = bytes.u32(at + 8) > 1;
    if (bytes.text(at + 4, 4) === 'eXIf') orientation = orientationOf(bytes.all.subarray(at + 8, at + 8 + bytes.u32(at)));
  }
  return { format: 'PNG', width: bytes.u32(16), height: bytes.u32(20), colours, orientation, isAnimated };
}

// ---- JPEG ----

/** A segment: its marker, and where its contents begin and end. */
export interface Segment { readonly marker: number; readonly start: number; readonly end: number }
export const SOS = 0xda;
const [SOI, EOI, APP1] = [0xd8, 0xd9, 0xe1];

/** Segments up to the end of the image; scans' entropy-coded data is passed over. */
export function jpegSegments(bytes: Bytes): Segment[] {
  const segments: Segment[] = [];
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes.at(at) !== 0xff) {
      at++; // Stray bytes between segments, and entropy-coded data.
      continue;
    }
    const marker = bytes.at(at + 1);
    const hasNoLength = marker === 0 || marker === 0xff || marker === 1 || (marker >= 0xd0 && marker <= SOI);
    if (hasNoLength) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === EOI) {
      segments.push({ marker, start: at + 2, end: at + 2 });
      break;
    }
    const end = at + 2 + Math.max(2, bytes.u16(at + 2));
    segments.push({ marker, start: at + 4, end });
    at = end;
  }
  return segments;
}

/** Start of frame: baseline, extended, progressive, lossless and arithmetic ones; not DHT, JPG, DAC. */
export const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Whether all of the image is there. */
export const isComplete = (segments: readonly Segment[]): boolean => segments.at(-1)?.marker === EOI
  && segments.some(({ marker }) => marker === SOS);

function jpegHeader(bytes: Bytes): ImageHeader | null {
  if (bytes.u16(0) !== 0xff00 + SOI || bytes.at(2) !== 0xff) return null;
  const segments = jpegSegments(bytes);
  const frame = segments.find(({ marker }) => isFrame(marker));
  const exif = segments.find(({ marker, start }) => marker === APP1 && bytes.text(start, 4) === 'Exif');
  const components = frame ? bytes.at(frame.start + 5) : 0;
  const progressive = frame && [0xc2, 0xc6, 0xca, 0xce].includes(frame.marker) ? ', progressive' : '';
  const colours = components === 1 ? 'grey' : components === 4 ? 'CMYK' : 'RGB';
  return {
    format: 'JPEG', height: frame ? bytes.u16(frame.start + 1) : 0, width: frame ? bytes.u16(frame.start + 3) : 0,
    colours: `${colours} ${frame ? bytes.at(frame.start) : 8} bit${progressive}`,
    orientation: exif ? orientationOf(bytes.all.subarray(exif.start, exif.end)) : 1, isAnimated: false,
  };
}

// ---- WebP ----

export interface WebpChunk { readonly name: string; readonly start: number; readonly end: number }
export function webpChunks(bytes: Bytes, from = 12, to = bytes.length): WebpChunk[] {
  const chunks: WebpChunk[] = [];
  for (let at = from; at + 8 <= to;) {
    const end = at + 8 + bytes.u32(at + 4, true);
    chunks.push({ name: bytes.text(at, 4), start: at + 8, end });
    at = end + (end & 1) - (from & 1);
  }
  return chunks;
}

function webpHeader(bytes: Bytes): ImageHeader | null {
  if (bytes.text(0, 4) !== 'RIFF' || bytes.text(8, 4) !== 'WEBP') return null;
  const chunks = webpChunks(bytes);
  const [first] = chunks;
  const exif = chunks.find(({ name }) => name === 'EXIF');
  const { width, height } = webpSize(bytes, first);
  const kind = chunks.some(({ name }) => name === 'ANIM') ? 'animated' : chunks.some(({ name }) => name === 'VP8L') ? 'lossless'
    : 'lossy';
  const isAnimated = chunks.filter(({ name }) => name === 'ANMF').length > 1;
  return { format: 'WebP', width, height, colours: `RGB 8 bit, ${kind}`, isAnimated,
    orientation: exif ? orientationOf(bytes.all.subarray(exif.start, exif.end)) : 1 };
}

function webpSize(bytes: Bytes, chunk: WebpChunk | undefined): { readonly width: number; readonly height: number } {
  const u24 = (at: number): number => bytes.u16(at, true) + bytes.at(at + 2) * 65536;
  const start = chunk?.start ?? 0;
  switch (chunk?.name) {
    case 'VP8X': return { width: u24(start + 4) + 1, height: u24(start + 7) + 1 };
    case 'VP8L': {
      const bits = bytes.u32(start + 1, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ': return { width: bytes.u16(start + 6, true) & 0x3fff, height: bytes.u16(start + 8, true) & 0x3fff };
    default: return { width: 0, height: 0 };
  }
}

// ---- BMP and GIF ----

function bmpHeader(bytes: Bytes): ImageHeader | null {
  if (bytes.text(0, 2) !== 'BM' || bytes.u32(14, true) < 12) return null;
  const isOld = bytes.u32(14, true) === 12;
  const width = isOld ? bytes.u16(18, true) : bytes.i32(18, true);
  const height = isOld ? bytes.u16(20, true) : Math.abs(bytes.i32(22, true));
  return { format: 'BMP', width, height, colours: `${bytes.u16(isOld ? 24 : 28, true)} bit`, orientation: 1,
    isAnimated: false };
}

function gifHeader(bytes: Bytes): ImageHeader | null {
  if (!['GIF87a', 'GIF89a'].includes(bytes.text(0, 6))) return null;
  const frame = gifFrame(bytes);
  const [width, height] = [bytes.u16(6, true), bytes.u16(8, true)];
  // The canvas grows with a frame that reaches beyond it, as in PIL.
  return { format: 'GIF', width: Math.max(width, frame ? frame.left + frame.columns : 0),
    height: Math.max(height, frame ? frame.top + frame.rows : 0), colours: 'palette 8 bit', orientation: 1,
    isAnimated: frame !== null && hasFrameAfter(bytes, frame) };
}

/** A table of colours at a place, where the flags say that there is one. */
export const gifTable = (bytes: Bytes, at: number, flags: number): Uint8Array =>
  (flags & 0x80 ? bytes.all.subarray(at, at + 3 * (2 << (flags & 7))) : new Uint8Array());

export interface GifFrame {
  /** Offset of its descriptor. */
  readonly at: number;
  /** Index of the transparent colour. */
  readonly transparent: number | null;
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

function hasFrameAfter(bytes: Bytes, { at }: GifFrame): boolean {
  const blocks = at + 11 + gifTable(bytes, at + 10, bytes.at(at + 9)).length;
  let next = behindBlocks(bytes, blocks);
  while (bytes.at(next) === 0x21) next = behindBlocks(bytes, next + 2);
  return bytes.at(next) === 0x2c;
}

/** Where a chain of blocks that begins at `at` ends. */
function behindBlocks(bytes: Bytes, at: number): number {
  let next = at;
  while (bytes.at(next) > 0) next += 1 + bytes.at(next);
  return next + 1;
}

/** The first one; null when there is none. */
export function gifFrame(bytes: Bytes): GifFrame | null {
  let transparent: number | null = null;
  for (let at = 13 + gifTable(bytes, 13, bytes.at(10)).length; at < bytes.length;) {
    if (bytes.at(at) === 0x2c) {
      const [left, top, columns, rows] = [1, 3, 5, 7].map((offset) => bytes.u16(at + offset, true));
      return { at, transparent, left, top, columns, rows };
    }
    if (bytes.at(at) !== 0x21) return null;
    if (bytes.at(at + 1) === 0xf9) transparent = bytes.at(at + 3) & 1 ? bytes.at(at + 6) : null;
    at = behindBlocks(bytes, at + 2);
  }
  return null;
}
