// From blocks of coefficients to pixels, bit for bit as libjpeg-turbo does it for PIL: the accurate integer transform
// (jidctint.c), triangle filters between samples (jdsample.c), colours in 16-bit fixed point (jdcolor.c), CMYK as PIL's
// convert('RGB').
import type { Bytes } from './bytes';
import { jpegSegments } from './header';
import { JpegError, type Component, type Frame } from './jpegScans';
import type { Raster } from './raster';

/** From zigzag order to rows. */
const NATURAL = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]);

interface Plane { readonly width: number; readonly height: number; readonly stride: number; readonly data: Uint8Array }

/** Throws JpegError where sampling factors are of a kind that libjpeg does not read either. */
export function pixelsOf(frame: Frame, bytes: Bytes): Raster {
  const planes = frame.components.map((component) => upsampled(samplesOf(component), component, frame));
  const convert = converterOf(colourOf(bytes, frame.components));
  const { width, height } = frame;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) convert(planes, y, x, data, to);
  }
  return { width, height, data };
}

// ---- the inverse transform --------------------------------------------------------------------------------------------

function samplesOf({ coefficients, steps, across, down, width, height }: Component): Plane {
  const stride = 8 * across;
  const data = new Uint8Array(stride * 8 * down);
  const block = new Int32Array(64);
  for (let i = 0; i < across * down; i++) {
    block.fill(0);
    for (let k = 0; k < 64; k++) block[NATURAL[k]] = coefficients[64 * i + k] * (steps?.[k] ?? 0);
    for (let x = 0; x < 8; x++) transform(block, x, 8, 11);
    for (let y = 0; y < 8; y++) transform(block, 8 * y, 1, 18);
    const at = Math.floor(i / across) * 8 * stride + 8 * (i % across);
    for (let k = 0; k < 64; k++) data[at + (k >> 3) * stride + (k & 7)] = clamped(block[k] + 128);
  }
  return { width, height, stride, data };
}
const clamped = (x: number): number => (x < 0 ? 0 : x > 255 ? 255 : x);

/** Eight values in place, `step` apart: the scheme of Loeffler, Ligtenberg and Moschytz with 13-bit constants. */
function transform(b: Int32Array, at: number, step: number, shift: number): void {
  const [i1, i2, i3, i4, i5, i6, i7] = [at + step, at + 2 * step, at + 3 * step, at + 4 * step, at + 5 * step, at + 6 * step,
    at + 7 * step];
  const half = 1 << (shift - 1);
  const z1 = (b[i2] + b[i6]) * 4433;
  const t2 = z1 - b[i6] * 15137;
  const t3 = z1 + b[i2] * 6270;
  const t0 = (b[at] + b[i4]) * 8192;
  const t1 = (b[at] - b[i4]) * 8192;
  const z5 = (b[i7] + b[i3] + b[i5] + b[i1]) * 9633;
  const z3 = z5 - (b[i7] + b[i3]) * 16069;
  const z4 = z5 - (b[i5] + b[i1]) * 3196;
  const za = -(b[i7] + b[i1]) * 7373;
  const zb = -(b[i5] + b[i3]) * 20995;
  const o0 = b[i7] * 2446 + za + z3;
  const o1 = b[i5] * 16819 + zb + z4;
  const o2 = b[i3] * 25172 + zb + z3;
  const o3 = b[i1] * 12299 + za + z4;
  b[at] = (t0 + t3 + o3 + half) >> shift;
  b[i7] = (t0 + t3 - o3 + half) >> shift;
  b[i1] = (t1 + t2 + o2 + half) >> shift;
  b[i6] = (t1 + t2 - o2 + half) >> shift;
  b[i2] = (t1 - t2 + o1 + half) >> shift;
  b[i5] = (t1 - t2 - o1 + half) >> shift;
  b[i3] = (t0 - t3 + o0 + half) >> shift;
  b[i4] = (t0 - t3 - o0 + half) >> shift;
}

// ---- to the size of the image ---------------------------------------------------------------------------------------

function upsampled(plane: Plane, component: Component, { most, width, height }: Frame): Plane {
  const [across, down] = [most.h / component.h, most.v / component.v];
  if (!Number.isInteger(across) || !Number.isInteger(down)) throw new JpegError('fractional sampling');
  if (across === 1 && down === 1) return plane;
  const isWide = plane.width > 2;
  if (across === 2 && down === 1 && isWide) return filteredAcross(plane, width);
  if (across === 1 && down === 2) return filteredDown(plane, height);
  if (across === 2 && down === 2 && isWide) return filteredBoth(plane, width, height);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[y * width + x] = plane.data[Math.floor(y / down) * plane.stride + Math.floor(x / across)];
    }
  }
  return { width, height, stride: width, data };
}

/** The row itself and the one above for even rows, the one below for odd ones; at the edge it is its own neighbour. */
function rowsFor({ height, stride }: Plane, y: number): readonly [near: number, far: number] {
  const near = y >> 1;
  const far = Math.min(Math.max(near + (y & 1 ? 1 : -1), 0), height - 1);
  return [near * stride, far * stride];
}

/** Rows of 3 parts the near and 1 part the far one, rounded down and up in turn. */
function filteredDown(plane: Plane, height: number): Plane {
  const { width, data } = plane;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [near, far] = rowsFor(plane, y);
    for (let x = 0; x < width; x++) out[y * width + x] = (3 * data[near + x] + data[far + x] + (y & 1 ? 2 : 1)) >> 2;
  }
  return { width, height, stride: width, data: out };
}

/** Columns likewise; the outer ones are taken as they are. */
function filteredAcross(plane: Plane, width: number): Plane {
  const { stride, height, data } = plane;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const near = x >> 1;
      const far = near + (x & 1 ? 1 : -1);
      const here = data[y * stride + near];
      out[y * width + x] = far < 0 || far >= plane.width ? here
        : (3 * here + data[y * stride + far] + (x & 1 ? 2 : 1)) >> 2;
    }
  }
  return { width, height, stride: width, data: out };
}

function filteredBoth(plane: Plane, width: number, height: number): Plane {
  const { data } = plane;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [near, far] = rowsFor(plane, y);
    const sum = (x: number): number => 3 * data[near + x] + data[far + x];
    for (let x = 0; x < width; x++) {
      const column = x >> 1;
      const other = column + (x & 1 ? 1 : -1);
      const rounding = x & 1 ? 7 : 8;
      out[y * width + x] = other < 0 || other >= plane.width ? (4 * sum(column) + rounding) >> 4
        : (3 * sum(column) + sum(other) + rounding) >> 4;
    }
  }
  return { width, height, stride: width, data: out };
}

// ---- colours --------------------------------------------------------------------------------------------------------

type Colour = 'grey' | 'RGB' | 'YCbCr' | 'CMYK' | 'YCCK';
const [APP0, APP14] = [0xe0, 0xee];

/** What libjpeg takes the components for: by Adobe's and JFIF's markers, then by their ids. */
function colourOf(bytes: Bytes, components: readonly Component[]): Colour {
  const segments = jpegSegments(bytes);
  const adobe = segments.find(({ marker, start, end }) => marker === APP14 && end - start >= 12
    && bytes.text(start, 5) === 'Adobe');
  const transform = adobe ? bytes.at(adobe.start + 11) : null;
  if (components.length === 1) return 'grey';
  if (components.length === 4) return transform === null || transform === 0 ? 'CMYK' : 'YCCK';
  if (components.length !== 3) throw new JpegError('number of components');
  if (segments.some(({ marker, start }) => marker === APP0 && bytes.text(start, 5) === 'JFIF\0')) return 'YCbCr';
  if (transform !== null) return transform === 0 ? 'RGB' : 'YCbCr';
  return components.map(({ id }) => id).join() === '82,71,66' ? 'RGB' : 'YCbCr';
}

type Convert = (planes: readonly Plane[], y: number, x: number, out: Uint8Array, to: number) => void;

function converterOf(colour: Colour): Convert {
  const at = ({ stride, data }: Plane, y: number, x: number): number => data[y * stride + x];
  switch (colour) {
    case 'grey': return ([grey], y, x, out, to) => { out.fill(at(grey, y, x), to, to + 3); };
    case 'RGB': return (planes, y, x, out, to) => { for (let i = 0; i < 3; i++) out[to + i] = at(planes[i], y, x); };
    case 'YCbCr': return ([l, b, r], y, x, out, to) => { toRgb(at(l, y, x), at(b, y, x), at(r, y, x), out, to); };
    // PIL takes all of them for Adobe's, which are stored the other way round: 255 is no ink.
    case 'CMYK': return (planes, y, x, out, to) => {
      for (let i = 0; i < 3; i++) out[to + i] = at(planes[i], y, x);
      inked(at(planes[3], y, x), out, to);
    };
    case 'YCCK': return ([l, b, r, k], y, x, out, to) => {
      toRgb(at(l, y, x), at(b, y, x), at(r, y, x), out, to);
      for (let i = 0; i < 3; i++) out[to + i] = 255 - out[to + i];
      inked(at(k, y, x), out, to);
    };
  }
}

/** JFIF's YCbCr in 16-bit fixed point. */
function toRgb(l: number, b: number, r: number, out: Uint8Array, to: number): void {
  const [cb, cr] = [b - 128, r - 128];
  out[to] = clamped(l + ((91881 * cr + 32768) >> 16));
  out[to + 1] = clamped(l + ((-22554 * cb - 46802 * cr + 32768) >> 16));
  out[to + 2] = clamped(l + ((116130 * cb + 32768) >> 16));
}

/** Three inks stored as 255 less their amount, and `black` likewise, to colours: PIL's cmyk2rgb. */
function inked(black: number, out: Uint8Array, to: number): void {
  for (let i = 0; i < 3; i++) {
    const product = (255 - out[to + i]) * black + 128;
    out[to + i] = clamped(black - (((product >> 8) + product) >> 8));
  }
}
