// JPEG and WebP through their libraries, compiled to WebAssembly: loaded when an image first needs one. An instance in which a
// decoder failed, or which has grown large, is dropped, because WebAssembly memory neither heals nor shrinks.
import jpegFactory from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import webpFactory from '@jsquash/webp/codec/dec/webp_dec.js';
import { l10n } from '../../base/l10n';
import { FormatError } from '../errors';
import { Bytes } from './bytes';
import { isComplete, isFrame, jpegSegments, SOS, webpChunks, type ImageHeader, type WebpChunk } from './header';
import { pixelsOf } from './jpegPixels';
import { isReadFrame, JpegError, readFrame, samplingOf, type Sampling } from './jpegScans';
import type { Raster } from './raster';

/** Where a codec's WebAssembly comes from. */
export type ReadCodec = (name: 'jpeg' | 'webp') => Promise<Uint8Array>;

interface Decoded { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }
/** Both are emscripten modules of one shape; the second argument is JPEG's. */
interface Decoder { decode(file: Uint8Array, upright?: boolean): Decoded | null }
type Factory = (options: Readonly<Record<string, unknown>>) => Promise<Decoder>;

const FACTORIES: Readonly<Record<'jpeg' | 'webp', Factory>> = {
  jpeg: jpegFactory as unknown as Factory, webp: webpFactory as unknown as Factory, // Their own types need the DOM's.
};
const KEPT_PIXELS = 16e6;
const MOST_SCANS = 500;

export class Codecs {
  private readonly modules = new Map<string, WebAssembly.Module>();
  private readonly decoders = new Map<string, Decoder>();

  constructor(private readonly read: ReadCodec) {}

  /** Throws FormatError when the file is cut off, damaged, or of a kind that is not read. */
  async jpeg(name: string, file: Uint8Array): Promise<Raster> {
    const bytes = new Bytes(file);
    const segments = jpegSegments(bytes);
    if (!isComplete(segments)) throw cutOff(name);
    const frame = segments.find(({ marker }) => isFrame(marker));
    if (!frame || !isReadFrame(frame.marker) || bytes.at(frame.start) !== 8) {
      throw new FormatError(l10n.t('{0} is a JPEG with arithmetic codes, without loss or of 12 bit: save it as an ordinary one.',
        name));
    }
    // Each scan passes over the whole picture: a small file with thousands of them would take minutes.
    if (segments.filter(({ marker }) => marker === SOS).length > MOST_SCANS) throw damaged(name);
    return isOwnKind(samplingOf(bytes, frame)) ? ownJpeg(name, bytes) : withoutAlpha(await this.decode('jpeg', name, file));
  }

  /** Of an animation the first frame, on black. */
  async webp(name: string, file: Uint8Array, { width, height }: ImageHeader): Promise<Raster> {
    const bytes = new Bytes(file);
    if (file.length < 8 + bytes.u32(4, true)) throw cutOff(name);
    const frame = webpChunks(bytes).find((chunk) => chunk.name === 'ANMF');
    if (!frame) return withoutAlpha(await this.decode('webp', name, file));
    const u24 = (at: number): number => bytes.u16(at, true) + bytes.at(at + 2) * 65536;
    const picture = withoutAlpha(await this.decode('webp', name, stillOf(bytes, frame)));
    const [left, top] = [2 * u24(frame.start), 2 * u24(frame.start + 3)];
    if (left >= width || top >= height) throw damaged(name);
    return placed(picture, left, top, width, height);
  }

  private async decode(codec: 'jpeg' | 'webp', name: string, file: Uint8Array): Promise<Decoded> {
    const decoder = this.decoders.get(codec) ?? await this.start(codec);
    this.decoders.delete(codec);
    let decoded: Decoded | null;
    try {
      decoded = codec === 'jpeg' ? decoder.decode(file, false) : decoder.decode(file);
    } catch {
      decoded = null; // A trap inside the library: the file is not what its header says.
    }
    if (!decoded) throw damaged(name);
    if (decoded.width * decoded.height <= KEPT_PIXELS) this.decoders.set(codec, decoder);
    return decoded;
  }

  private async start(codec: 'jpeg' | 'webp'): Promise<Decoder> {
    const module = this.modules.get(codec) ?? new WebAssembly.Module(await this.read(codec));
    this.modules.set(codec, module);
    return FACTORIES[codec]({
      noInitialRun: true, print: () => {}, printErr: () => {}, // What the library says of bad files is said in our words.
      // Not beside the script: a worker that began from a blob has no address that others could be relative to.
      locateFile: (file: string) => file,
      instantiateWasm: (imports: Record<string, Record<string, unknown>>, done: (instance: WebAssembly.Instance) => void) => {
        const instance = new WebAssembly.Instance(module, imports);
        done(instance);
        return instance.exports;
      },
    });
  }
}

/** What the library does not read (four components), or not as PIL does (rows doubled between equal columns). */
function isOwnKind(sampling: readonly Sampling[]): boolean {
  const most = { h: Math.max(...sampling.map(({ h }) => h)), v: Math.max(...sampling.map(({ v }) => v)) };
  return sampling.length === 4 || sampling.some(({ h, v }) => h === most.h && 2 * v === most.v);
}

function ownJpeg(name: string, bytes: Bytes): Raster {
  try {
    return pixelsOf(readFrame(bytes), bytes);
  } catch (error) {
    if (error instanceof JpegError || error instanceof RangeError) throw damaged(name);
    throw error;
  }
}

const damaged = (name: string): FormatError => new FormatError(l10n.t('{0} is damaged: it cannot be decoded.', name));
const cutOff = (name: string): FormatError => new FormatError(l10n.t('{0} is cut off: part of the image is missing.', name));

function withoutAlpha({ width, height, data }: Decoded): Raster {
  const out = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < out.length; from += 4, to += 3) {
    out[to] = data[from];
    out[to + 1] = data[from + 1];
    out[to + 2] = data[from + 2];
  }
  return { width, height, data: out };
}

/** A frame of an animation as a file of its own. */
function stillOf(bytes: Bytes, frame: WebpChunk): Uint8Array {
  const parts = webpChunks(bytes, frame.start + 16, Math.min(frame.end, bytes.length));
  const hasAlpha = parts.some(({ name }) => name === 'ALPH');
  const body = bytes.all.subarray(frame.start + 16, frame.end);
  const head = hasAlpha ? 18 : 0;
  const out = new Uint8Array(12 + head + body.length);
  const view = new DataView(out.buffer);
  out.set(Uint8Array.from('RIFF    WEBP', (c) => c.charCodeAt(0)));
  view.setUint32(4, 4 + head + body.length, true);
  if (hasAlpha) {
    out.set(Uint8Array.from('VP8X', (c) => c.charCodeAt(0)), 12);
    view.setUint32(16, 10, true);
    out[20] = 0x10; // Has alpha.
    out.set(bytes.all.subarray(frame.start + 6, frame.start + 12), 24); // Width and height, less 1, as the frame has them.
  }
  out.set(body, 12 + head);
  return out;
}

function placed(picture: Raster, left: number, top: number, width: number, height: number): Raster {
  if (left === 0 && top === 0 && picture.width === width && picture.height === height) return picture;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < Math.min(picture.height, height - top); y++) {
    const row = picture.data.subarray(3 * y * picture.width, 3 * (y * picture.width + Math.min(picture.width, width - left)));
    data.set(row, 3 * ((top + y) * width + left));
  }
  return { width, height, data };
}
