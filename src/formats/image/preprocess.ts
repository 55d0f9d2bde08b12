// Preprocessing as torchvision's transforms do it on a PIL image: mode, Resize, CenterCrop, ToTensor, Normalize.
// Plain data says what is done; the answer says where each pixel of the input lies on the image.
import { l10n } from '../../base/l10n';
import type { PixelMapping, Preprocessing } from '../../protocol/run';
import { FormatError } from '../errors';
import { greyOf, upright, type Raster } from './raster';
import { resize, type Samples } from './resample';

export interface Prepared {
  /** [channels, height, width] in row-major order. */
  readonly tensor: Float32Array;
  /** The same before it became a tensor: 8-bit samples side by side. */
  readonly samples: Samples;
  /** The image that `mapping` refers to: turned upright where that was asked for. */
  readonly used: Raster;
  readonly mapping: PixelMapping;
}

/** Sides beyond this are no input of a network, and would not fit into memory. */
const MOST_SIDE = 16_384;

/** Throws FormatError when a size or the number of means does not fit. */
export function prepare(image: Raster, orientation: number, preprocessing: Preprocessing): Prepared {
  check(preprocessing);
  const used = preprocessing.upright ? upright(image, orientation) : image;
  const whole: Samples = preprocessing.mode === 'grey' ? { ...used, channels: 1, data: greyOf(used) } : { ...used, channels: 3 };
  const { width, height } = resizedSize(used, preprocessing.resize);
  const sized = resize(whole, width, height, preprocessing.interpolation);
  const { crop } = preprocessing;
  const { samples, top, left } = crop ? centreCrop(sized, crop.height, crop.width) : { samples: sized, top: 0, left: 0 };
  const [scaleY, scaleX] = [used.height / height, used.width / width];
  return {
    tensor: normalised(samples, preprocessing), samples, used,
    mapping: { y: { offset: top * scaleY, scale: scaleY }, x: { offset: left * scaleX, scale: scaleX } },
  };
}

function check({ mode, resize: size, crop, mean, std }: Preprocessing): void {
  const channels = mode === 'grey' ? 1 : 3;
  for (const list of [mean, std]) {
    if (list.length !== channels && list.length !== 1) {
      throw new FormatError(l10n.t('Normalisation needs {0} values or 1, not {1}.', channels, list.length));
    }
  }
  if (![...mean, ...std].every(Number.isFinite) || std.includes(0)) {
    throw new FormatError(l10n.t('Normalisation divides by the standard deviation: it must be a number and not 0.'));
  }
  const sides = [...(size?.kind === 'shorter' ? [size.size] : size ? [size.height, size.width] : []),
    ...(crop ? [crop.height, crop.width] : [])];
  for (const side of sides) {
    if (!Number.isInteger(side) || side < 1 || side > MOST_SIDE) {
      throw new FormatError(l10n.t('A side of {0} pixels is none that images can be resized or cropped to: 1 to {1}.', side,
        MOST_SIDE));
    }
  }
}

/** As torchvision's Resize: the shorter side gets the size, the longer one is rounded down. */
function resizedSize({ width, height }: Raster,
  to: Preprocessing['resize']): { readonly width: number; readonly height: number } {
  if (!to) return { width, height };
  if (to.kind === 'exact') return to;
  const long = Math.trunc(to.size * Math.max(width, height) / Math.min(width, height));
  if (long > MOST_SIDE) {
    throw new FormatError(l10n.t(
      'The image is too narrow: with a shorter side of {0} pixels its longer one has {1}. Resize it to a height × width instead.',
      to.size, long));
  }
  return width <= height ? { width: to.size, height: long } : { width: long, height: to.size };
}

/** As torchvision's CenterCrop: what is missing is padded with 0, halves are rounded to even. */
function centreCrop(image: Samples, height: number, width: number): { samples: Samples; top: number; left: number } {
  const padLeft = width > image.width ? (width - image.width) >> 1 : 0;
  const padTop = height > image.height ? (height - image.height) >> 1 : 0;
  const top = roundHalfEven((Math.max(height, image.height) - height) / 2) - padTop;
  const left = roundHalfEven((Math.max(width, image.width) - width) / 2) - padLeft;
  const { channels, data } = image;
  const out = new Uint8Array(width * height * channels);
  const from = Math.max(0, left);
  const count = Math.min(image.width, left + width) - from;
  for (let y = Math.max(0, -top); y < height && y + top < image.height; y++) {
    const at = ((y + top) * image.width + from) * channels;
    out.set(data.subarray(at, at + count * channels), (y * width + from - left) * channels);
  }
  return { samples: { width, height, channels, data: out }, top, left };
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  return x - floor === 0.5 ? floor + (floor & 1) : Math.round(x);
}

/** ToTensor and Normalize, each step rounded to float32 as theirs are. */
function normalised({ width, height, channels, data }: Samples, { mean, std }: Preprocessing): Float32Array {
  const out = new Float32Array(width * height * channels);
  const f = Math.fround;
  for (let c = 0; c < channels; c++) {
    const [m, s] = [f(mean[c % mean.length]), f(std[c % std.length])];
    const values = Float32Array.from({ length: 256 }, (_, v) => f(f(f(v / 255) - m) / s));
    const start = c * width * height;
    for (let i = 0; i < width * height; i++) out[start + i] = values[data[i * channels + c]];
  }
  return out;
}

/** What is done, in the words of torchvision.transforms. */
export function stepsOf(preprocessing: Preprocessing, orientation: number): string[] {
  const { mode, resize: size, interpolation, crop, mean, std } = preprocessing;
  const by = interpolation === 'bilinear' ? '' : `, InterpolationMode.${interpolation.toUpperCase()}`;
  const list = (values: readonly number[]): string => `[${values.join(', ')}]`;
  const isPlain = mean.every((x) => x === 0) && std.every((x) => x === 1);
  return [
    ...(preprocessing.upright && orientation > 1 ? ['ImageOps.exif_transpose'] : []),
    mode === 'grey' ? 'Grayscale()' : "convert('RGB')",
    ...(size ? [size.kind === 'shorter' ? `Resize(${size.size}${by})` : `Resize((${size.height}, ${size.width})${by})`] : []),
    ...(crop ? [crop.height === crop.width ? `CenterCrop(${crop.height})` : `CenterCrop((${crop.height}, ${crop.width}))`] : []),
    'ToTensor()',
    ...(isPlain ? [] : [`Normalize(${list(mean)}, ${list(std)})`]),
  ];
}
