// Entropy-coded JPEG (ITU-T T.81), sequential and progressive with Huffman codes: from a file to blocks of coefficients.
// Only for the kinds that the library does not read as PIL does (`codecs.ts`); the file is taken for hostile, and what is against
// the standard ends in JpegError, whose words nobody sees.
import type { Bytes } from './bytes';
import { isFrame, jpegSegments, type Segment } from './header';

export class JpegError extends Error {}

export interface Component {
  readonly id: number;
  /** Sampling factors, 1 to 4. */
  readonly h: number;
  readonly v: number;
  /** Number of its quantisation table, and that table's steps in zigzag order as they were when its first scan began. */
  readonly table: number;
  steps: Uint16Array | null;
  /** Blocks that there are memory for, whole units of the frame: a row of them is `across` long. */
  readonly across: number;
  readonly down: number;
  /** Samples that are part of the image. */
  readonly width: number;
  readonly height: number;
  /** 64 of each block in zigzag order. */
  readonly coefficients: Int16Array;
}
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly most: { readonly h: number; readonly v: number };
  readonly components: readonly Component[];
}

/** What a frame says of a component. */
export type Sampling = Pick<Component, 'id' | 'h' | 'v' | 'table'>;

const [DHT, SOS, DQT, DRI] = [0xc4, 0xda, 0xdb, 0xdd];
const [BASELINE, EXTENDED, PROGRESSIVE] = [0xc0, 0xc1, 0xc2];
/** Whether frames of this marker are read: with Huffman codes, not lossless. */
export const isReadFrame = (marker: number): boolean => [BASELINE, EXTENDED, PROGRESSIVE].includes(marker);

export const samplingOf = (bytes: Bytes, { start, end }: Segment): Sampling[] =>
  Array.from({ length: Math.min(bytes.at(start + 5), Math.floor((end - start - 6) / 3)) }, (_, i) => {
    const at = start + 6 + 3 * i;
    return { id: bytes.at(at), h: bytes.at(at + 1) >> 4, v: bytes.at(at + 1) & 15, table: bytes.at(at + 2) };
  });

/** Throws JpegError. */
export function readFrame(bytes: Bytes): Frame {
  const tables: Tables = { steps: [], dc: [], ac: [], interval: 0 };
  let frame: Frame | null = null;
  let isProgressive = false;
  for (const segment of jpegSegments(bytes)) {
    const { marker, start, end } = segment;
    if (end > bytes.length) throw new JpegError('a segment is cut off');
    if (isFrame(marker)) {
      if (frame || !isReadFrame(marker)) throw new JpegError('another kind of frame');
      isProgressive = marker === PROGRESSIVE;
      frame = frameOf(bytes, segment);
    } else if (marker === DQT) quantisation(bytes, segment, tables.steps);
    else if (marker === DHT) huffman(bytes, segment, tables);
    else if (marker === DRI) tables.interval = bytes.u16(start);
    else if (marker === SOS) {
      if (!frame) throw new JpegError('a scan before its frame');
      new Scan(bytes, frame, tables, segment, isProgressive).run();
    }
  }
  if (!frame || frame.components.some(({ steps }) => !steps)) throw new JpegError('a component without scan');
  return frame;
}

function frameOf(bytes: Bytes, segment: Segment): Frame {
  const { start } = segment;
  const [precision, height, width, count] = [bytes.at(start), bytes.u16(start + 1), bytes.u16(start + 3), bytes.at(start + 5)];
  const given = samplingOf(bytes, segment);
  if (precision !== 8 || width === 0 || height === 0 || count < 1 || count > 4 || given.length < count) {
    throw new JpegError('frame header');
  }
  if (given.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) throw new JpegError('sampling factors');
  const most = { h: Math.max(...given.map(({ h }) => h)), v: Math.max(...given.map(({ v }) => v)) };
  const units = { across: Math.ceil(width / (8 * most.h)), down: Math.ceil(height / (8 * most.v)) };
  // Each block takes a bit at least: what is too short for its picture is refused before memory is taken for it.
  const blocks = given.reduce((sum, { h, v }) => sum + units.across * h * units.down * v, 0);
  if (blocks > 8 * bytes.length) throw new JpegError('more blocks than bits');
  const components = given.map((each): Component => {
    const [across, down] = [units.across * each.h, units.down * each.v];
    return { ...each, steps: null, across, down, width: Math.ceil(width * each.h / most.h),
      height: Math.ceil(height * each.v / most.v), coefficients: new Int16Array(64 * across * down) };
  });
  return { width, height, most, components };
}

function quantisation(bytes: Bytes, { start, end }: Segment, steps: Uint16Array[]): void {
  for (let at = start; at < end;) {
    const [isWide, index] = [bytes.at(at) >> 4 > 0, bytes.at(at) & 15];
    at++;
    steps[index & 3] = Uint16Array.from({ length: 64 }, (_, i) => (isWide ? bytes.u16(at + 2 * i) : bytes.at(at + i)));
    at += isWide ? 128 : 64;
  }
}

interface Tables {
  readonly steps: Uint16Array[];
  readonly dc: Codes[];
  readonly ac: Codes[];
  interval: number;
}
/** Of each code length from 1 to 16 the first code, the one behind the last, and where its values begin. */
interface Codes {
  readonly first: Int32Array;
  readonly behind: Int32Array;
  readonly offset: Int32Array;
  readonly values: Uint8Array;
}

function huffman(bytes: Bytes, { start, end }: Segment, tables: Tables): void {
  for (let at = start; at + 17 <= end;) {
    const [isAc, index] = [bytes.at(at) >> 4 > 0, bytes.at(at) & 3];
    const codes: Codes = { first: new Int32Array(17), behind: new Int32Array(17), offset: new Int32Array(17),
      values: bytes.all.slice(at + 17, at + 17 + 256) };
    let [code, count] = [0, 0];
    for (let length = 1; length <= 16; length++) {
      codes.first[length] = code;
      codes.offset[length] = count;
      code += bytes.at(at + length);
      count += bytes.at(at + length);
      codes.behind[length] = code;
      code *= 2;
    }
    if (count > 256 || at + 17 + count > end) throw new JpegError('codes');
    (isAc ? tables.ac : tables.dc)[index] = codes;
    at += 17 + count;
  }
}

/** Bits of one scan; behind its end they are 0, as libjpeg has it. */
class Bits {
  private held = 0;
  private count = 0;
  constructor(private readonly all: Uint8Array, public at: number) {}

  one(): number {
    if (this.count === 0) this.refill();
    this.count--;
    return (this.held >> this.count) & 1;
  }
  many(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.one();
    return value;
  }
  /** A number of `count` bits whose first bit is its sign, as F.2.2.1 extends it. */
  signed(count: number): number {
    const value = this.many(count);
    return count > 0 && value < 2 ** (count - 1) ? value - 2 ** count + 1 : value;
  }
  symbol({ first, behind, offset, values }: Codes): number {
    let code = 0;
    for (let length = 1; length <= 16; length++) {
      code = code * 2 + this.one();
      if (code < behind[length]) return values[offset[length] + code - first[length]];
    }
    throw new JpegError('no such code');
  }
  /** Goes on behind the next restart marker. */
  restart(): void {
    this.count = 0;
    while (this.at + 1 < this.all.length && !(this.all[this.at] === 0xff && this.isMarker(this.all[this.at + 1]))) this.at++;
    if ((this.all[this.at + 1] & 0xf8) === 0xd0) this.at += 2;
  }
  private isMarker(byte: number): boolean {
    return byte !== 0 && byte !== 0xff;
  }
  private refill(): void {
    const byte = this.all[this.at] ?? 0xff;
    if (byte === 0xff && this.all[this.at + 1] !== 0) this.held = 0; // A marker: it stays where it is.
    else {
      this.held = byte;
      this.at += byte === 0xff ? 2 : 1;
    }
    this.count = 8;
  }
}

interface Part {
  readonly component: Component;
  readonly dc: Codes | undefined;
  readonly ac: Codes | undefined;
  last: number;
}

class Scan {
  private readonly parts: Part[];
  private readonly bits: Bits;
  private readonly from: number;
  private readonly to: number;
  private readonly high: number;
  private readonly low: number;
  /** Blocks that a code said to have nothing more. */
  private run0 = 0;

  constructor(bytes: Bytes, private readonly frame: Frame, private readonly tables: Tables, { start, end }: Segment,
    private readonly isProgressive: boolean) {
    const count = bytes.at(start);
    if (count < 1 || count > 4 || start + 4 + 2 * count > end) throw new JpegError('scan header');
    this.parts = Array.from({ length: count }, (_, i) => {
      const [id, choice] = [bytes.at(start + 1 + 2 * i), bytes.at(start + 2 + 2 * i)];
      const component = frame.components.find((each) => each.id === id);
      if (!component) throw new JpegError('component of a scan');
      component.steps ??= tables.steps[component.table]?.slice() ?? null;
      return { component, dc: tables.dc[choice >> 4], ac: tables.ac[choice & 15], last: 0 };
    });
    const at = start + 1 + 2 * count;
    [this.from, this.to] = isProgressive ? [bytes.at(at), bytes.at(at + 1)] : [0, 63];
    [this.high, this.low] = isProgressive ? [bytes.at(at + 2) >> 4, bytes.at(at + 2) & 15] : [0, 0];
    const isWrong = this.from > this.to || this.to > 63 || this.low > 13
      || (isProgressive && (this.from === 0 ? this.to > 0 : count > 1));
    if (isWrong) throw new JpegError('spectral selection');
    this.bits = new Bits(bytes.all, end);
  }

  run(): void {
    const { parts, frame } = this;
    if (parts.length === 1) {
      const [part] = parts;
      const { width, height, across } = part.component;
      const columns = Math.ceil(width / 8);
      this.each(columns * Math.ceil(height / 8), (i) => { this.block(part, Math.floor(i / columns) * across + i % columns); });
      return;
    }
    const columns = Math.ceil(frame.width / (8 * frame.most.h));
    this.each(columns * Math.ceil(frame.height / (8 * frame.most.v)), (i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      for (const part of parts) {
        const { h, v, across } = part.component;
        for (let y = 0; y < v; y++) for (let x = 0; x < h; x++) this.block(part, (row * v + y) * across + column * h + x);
      }
    });
  }

  private each(units: number, decode: (unit: number) => void): void {
    const { interval } = this.tables;
    for (let i = 0; i < units; i++) {
      if (interval > 0 && i > 0 && i % interval === 0) {
        this.bits.restart();
        this.run0 = 0;
        for (const part of this.parts) part.last = 0;
      }
      decode(i);
    }
  }

  private block(part: Part, index: number): void {
    const block = part.component.coefficients.subarray(64 * index, 64 * index + 64);
    if (!this.isProgressive) {
      block[0] = this.difference(part);
      this.sequential(part, block);
    } else if (this.from > 0) {
      if (this.high === 0) this.firstAc(part, block);
      else this.refineAc(part, block);
    } else if (this.high === 0) block[0] = this.difference(part) << this.low;
    else block[0] |= this.bits.one() << this.low;
  }

  private difference(part: Part): number {
    const size = this.bits.symbol(codes(part.dc));
    if (size > 15) throw new JpegError('size of a difference');
    part.last += this.bits.signed(size);
    return part.last;
  }

  private sequential({ ac }: Part, block: Int16Array): void {
    for (let k = 1; k < 64; k++) {
      const symbol = this.bits.symbol(codes(ac));
      const size = symbol & 15;
      if (size === 0 && symbol >> 4 < 15) return;
      k += symbol >> 4;
      if (k > 63) throw new JpegError('too many coefficients');
      if (size > 0) block[k] = this.bits.signed(size);
    }
  }

  private firstAc({ ac }: Part, block: Int16Array): void {
    if (this.run0 > 0) {
      this.run0--;
      return;
    }
    for (let k = this.from; k <= this.to; k++) {
      const symbol = this.bits.symbol(codes(ac));
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < 15) {
        this.run0 = 2 ** run + this.bits.many(run) - 1;
        return;
      }
      k += run;
      if (k > 63) throw new JpegError('too many coefficients');
      if (size > 0) block[k] = this.bits.signed(size) << this.low;
    }
  }

  /** G.1.2.3: one more bit of what is there, and what is new between. */
  private refineAc({ ac }: Part, block: Int16Array): void {
    const step = 1 << this.low;
    let k = this.from;
    while (k <= this.to && this.run0 === 0) {
      const symbol = this.bits.symbol(codes(ac));
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < 15) {
        this.run0 = 2 ** run + this.bits.many(run);
        break;
      }
      const found = size === 0 ? 0 : this.bits.one() ? step : -step;
      k = this.refine(block, k, run, step);
      if (found !== 0 && k <= 63) block[k] = found;
      k++;
    }
    if (this.run0 === 0) return;
    this.refine(block, k, 64, step);
    this.run0--;
  }

  /** Passes `zeros` coefficients that are 0; gives the place of the next such. */
  private refine(block: Int16Array, from: number, zeros: number, step: number): number {
    let left = zeros;
    let k = from;
    for (; k <= this.to; k++) {
      if (block[k] === 0) {
        if (left-- === 0) break;
      } else if (this.bits.one() && (block[k] & step) === 0) block[k] += block[k] > 0 ? step : -step;
    }
    return k;
  }
}

function codes(given: Codes | undefined): Codes {
  if (!given) throw new JpegError('codes are missing');
  return given;
}
