// How an image becomes a model's input when nobody says: the transforms of the model's own weights where torchvision has such,
// else what is usual for inputs of its size.
import { l10n } from '../../base/l10n';
import type { Interpolation, Preprocessing } from '../../protocol/run';
import { FormatError } from '../errors';
import transforms from '../facts/transforms.json';

/**
 * How an input takes images: where its channels are, and how often the image is repeated: along the batch, and as the frames of a
 * clip, which stand behind the channels ('cthw') or before them, as a further batch would.
 */
export interface ImageInput {
  readonly layout: 'chw' | 'hwc' | 'cthw';
  readonly batch: number;
  readonly frames: number;
  readonly channels: 1 | 3;
  readonly height: number;
  readonly width: number;
}

/** Throws FormatError when an image cannot fill an input of this shape and dtype. */
export function imageInputOf(shape: readonly number[], dtype: string): ImageInput {
  const sizes = shape.length === 3 ? [1, ...shape] : shape;
  const [batch = 0, a = 0, b = 0, c = 0, d = 0] = sizes;
  const isChannels = (n: number): n is 1 | 3 => n === 1 || n === 3;
  if (sizes.length === 4 && dtype === 'float32') {
    if (isChannels(a)) return { layout: 'chw', batch, frames: 1, channels: a, height: b, width: c };
    if (isChannels(c)) return { layout: 'hwc', batch, frames: 1, channels: c, height: a, width: b };
  }
  if (sizes.length === 5 && dtype === 'float32') {
    if (isChannels(a)) return { layout: 'cthw', batch, frames: b, channels: a, height: c, width: d };
    if (isChannels(b)) return { layout: 'chw', batch, frames: a, channels: b, height: c, width: d };
  }
  throw new FormatError(l10n.t('An input of {0} {1} takes no image: images have 1 or 3 channels. Give a .npy file of its shape.',
    `[${shape.join(', ')}]`, dtype));
}

/**
 * Whether an input is rather an image than something else of such a shape: three axes may as well be channels in time, five of
 * one channel a volume, while five of three channels are a clip, which an image fills as a still one.
 */
export function takesImage(shape: readonly number[], dtype: string): boolean {
  try {
    const { height, width, channels } = imageInputOf(shape, dtype);
    if (shape.length === 5) return channels === 3 && Math.min(height, width) > 1;
    const [shorter, longer] = [Math.min(height, width), Math.max(height, width)];
    return shape.length === 4 ? shorter > 1 : shorter >= 16 && longer <= 4 * shorter;
  } catch {
    return false;
  }
}

interface Known {
  readonly weights: string;
  /** Of the shorter side, or height and width. */
  readonly resize: number | readonly number[];
  readonly crop: number | null;
  readonly interpolation: string;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}
const KNOWN: Readonly<Record<string, Known>> = transforms;

/** Of photographs, as most models for them are trained with. */
export const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
/** The usual ways to normalise, by name. */
export const NORMALISATIONS: Readonly<Record<'imagenet' | '0to1' | '-1to1', Pick<Preprocessing, 'mean' | 'std'>>> = {
  imagenet: IMAGENET, '0to1': { mean: [0], std: [1] }, '-1to1': { mean: [0.5], std: [0.5] },
};

export interface Preset { readonly preprocessing: Preprocessing; readonly text: string }

/** For a model by what it is built with ('resnet18') and the input that takes the image. */
export function presetFor(builder: string, input: ImageInput): Preset {
  const known = Object.hasOwn(KNOWN, builder) ? KNOWN[builder] : undefined;
  if (known && input.channels === 3 && input.frames > 1) {
    // Clips come as tensors, which torchvision resizes without antialiasing; an image is resized as PIL does it.
    const transform = `${known.weights}.transforms()`;
    return { preprocessing: fitted(known, input),
      text: l10n.t('sizes and normalisation of {0}; resized as an image', transform) };
  }
  if (known && input.channels === 3) return { preprocessing: fitted(known, input), text: textOf(known, input) };
  const { height, width, channels } = input;
  const plain = { upright: true, interpolation: 'bilinear' as const };
  if (channels === 1) {
    return { preprocessing: { ...plain, mode: 'grey', resize: { kind: 'exact', height, width }, crop: null,
      ...NORMALISATIONS['0to1'] },
      text: l10n.t('one channel: grey, 0 to 1') };
  }
  const shorter = Math.max(height, width);
  return { preprocessing: { ...plain, mode: 'rgb', resize: { kind: 'shorter', size: shorter }, crop: { height, width },
    ...IMAGENET },
    text: l10n.t('three channels: normalised as for ImageNet') };
}

/** Inputs of another size than the weights' keep the proportion of what is cropped. */
function fitted({ resize, crop, interpolation, mean, std }: Known, { height, width }: ImageInput): Preprocessing {
  const side = Math.max(height, width);
  const scaled = (size: number): number => (crop === null ? side : Math.max(side, Math.round(side * size / crop)));
  return { mode: 'rgb', upright: true, interpolation: interpolation as Interpolation, crop: { height, width }, mean, std,
    resize: typeof resize === 'number' ? { kind: 'shorter', size: scaled(resize) }
      : { kind: 'exact', height: scaled(resize[0]), width: scaled(resize[1]) } };
}

function textOf({ weights, crop, resize }: Known, { height, width }: ImageInput): string {
  const transform = `${weights}.transforms()`;
  const isSame = (crop ?? resize) === height && height === width; // Two sizes to resize to are cropped.
  return isSame ? transform : l10n.t('{0}, fitted to {1} × {2}', transform, height, width);
}

/** The samples as the input wants them: its layout, repeated as its frames and along its batch. */
export function laidOut(tensor: Float32Array, { layout, batch, frames, channels, height, width }: ImageInput): Float32Array {
  if (layout === 'cthw') {
    const planes = Array.from({ length: channels }, (_, c) => tensor.subarray(c * height * width, (c + 1) * height * width));
    return repeated(planes.flatMap((plane) => Array.from({ length: frames }, () => plane)), batch);
  }
  const one = layout === 'chw' ? tensor : new Float32Array(tensor.length);
  if (layout === 'hwc') {
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < height * width; i++) one[i * channels + c] = tensor[c * height * width + i];
    }
  }
  return repeated([one], batch * frames);
}

/** The parts one after the other, and that so many times. */
function repeated(parts: readonly Float32Array[], times: number): Float32Array {
  if (parts.length === 1 && times === 1) return parts[0];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new Float32Array(times * length);
  let at = 0;
  for (let n = 0; n < times; n++) {
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
  }
  return all;
}
