// The inputs of a run: an image prepared as the model wants it, a .npy file, a constant. Knows nothing of the engine.
import { l10n } from '../base/l10n';
import { initialise } from '../engine/init/initialise';
import { FormatError } from '../formats/errors';
import { Codecs } from '../formats/image/codecs';
import { decodeImage } from '../formats/image/decode';
import type { ImageHeader } from '../formats/image/header';
import { prepare, stepsOf } from '../formats/image/preprocess';
import { imageInputOf, laidOut, presetFor } from '../formats/image/presets';
import type { Raster } from '../formats/image/raster';
import { resize, type Samples } from '../formats/image/resample';
import { readNpy } from '../formats/npy';
import type { FileSource, ImageReport, InputReport, InputSource, Picture, Preprocessing, RunHost,
  RunInput } from '../protocol/run';
import { RECIPE_VERSION, type Recipe } from '../tensor/recipe';
import { readWhole, type OpenPath } from './files';

export interface PreparedInput { readonly report: InputReport; readonly data: Float32Array | Float64Array }

/** Sides of a preview that is shown of an image. */
const PREVIEW = 1024;
const MOST_IMAGE_BYTES = 512e6;
const MOST_ARRAY_BYTES = 2e9;
const numel = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export class Inputs {
  private readonly codecs: Codecs;
  /** The image that was decoded last: other preprocessing of it does not decode it again. */
  private decoded: { readonly file: FileSource; readonly image: ReturnType<typeof decodeImage> } | null = null;

  constructor(host: Pick<RunHost, 'codec'>, private readonly openPath: OpenPath | undefined) {
    this.codecs = new Codecs((name) => host.codec(name));
  }

  /** Throws FormatError with a sentence when the file is none, or does not fit the input. */
  async prepare(builder: string, index: number, input: RunInput, source: InputSource): Promise<PreparedInput> {
    switch (source.kind) {
      case 'image': return this.image(builder, index, input, source.file, source.preprocessing);
      case 'npy': return this.array(index, input, source.file);
      case 'fill': return { data: new Float32Array(numel(input.shape)).fill(source.value),
        report: { index, image: null, text: l10n.t('filled with {0}', source.value) } };
      case 'values': return repeated(index, input, source.values);
      case 'random': return random(index, input, source.seed);
    }
  }

  /** At most `most` pixels a side, upright. */
  async picture(file: FileSource, most: number): Promise<Picture> {
    const { raster } = await this.decode(file);
    return pictureOf(shrunk({ ...raster, channels: 3 }, most));
  }

  private decode(file: FileSource): ReturnType<typeof decodeImage> {
    if (this.decoded && isSame(this.decoded.file, file)) return this.decoded.image;
    const image = readWhole(file, this.openPath, MOST_IMAGE_BYTES).then((bytes) => decodeImage(file.name, bytes, this.codecs));
    const entry = { file, image };
    this.decoded = entry;
    image.catch(() => { if (this.decoded === entry) this.decoded = null; });
    return image;
  }

  private async image(builder: string, index: number, input: RunInput, file: FileSource,
    given: Preprocessing | null): Promise<PreparedInput> {
    const target = imageInputOf(input.shape, input.dtype);
    const preset = presetFor(builder, target);
    const preprocessing = given ?? preset.preprocessing;
    const { header, raster } = await this.decode(file);
    const { tensor, samples, used, mapping } = prepare(raster, header.orientation, preprocessing);
    const { channels, height, width } = samples;
    if (channels !== target.channels || height !== target.height || width !== target.width) {
      const show = (c: number, h: number, w: number): string => `${c} × ${h} × ${w}`;
      throw new FormatError(l10n.t(
        'Prepared like this the image is {0}; the model’s input takes {1}. Change resizing or cropping.',
        show(channels, height, width), show(target.channels, target.height, target.width)));
    }
    const image: ImageReport = {
      name: file.name, format: header.format, width: header.width, height: header.height, colours: header.colours,
      orientation: header.orientation, remark: remarkOn(header, raster), preprocessing, preset: given ? 'given' : preset.text,
      steps: [...stepsOf(preprocessing, header.orientation), ...(target.frames > 1
        ? [l10n.t('a still clip: the same frame {0} times', target.frames)] : [])], shape: input.shape,
      preview: pictureOf(shrunk({ ...used, channels: 3 }, PREVIEW)), input: pictureOf(samples), mapping,
      used: { width: used.width, height: used.height },
    };
    return { data: laidOut(tensor, target), report: { index, image, text: file.name } };
  }

  private async array(index: number, input: RunInput, file: FileSource): Promise<PreparedInput> {
    const { shape, data } = readNpy(await readWhole(file, this.openPath, MOST_ARRAY_BYTES));
    if (shape.join() !== input.shape.join()) {
      throw new FormatError(l10n.t('{0} is {1}; the model’s input is {2}.', file.name, `[${shape.join(', ')}]`,
        `[${input.shape.join(', ')}]`));
    }
    return { data, report: { index, image: null, text: file.name } };
  }
}

function repeated(index: number, { shape, dtype }: RunInput, values: readonly number[]): PreparedInput {
  if (values.length === 0) throw new FormatError(l10n.t('Give at least one number.'));
  const wrong = dtype.startsWith('float') ? undefined : values.find((value) => !Number.isInteger(value));
  if (wrong !== undefined) throw new FormatError(l10n.t('{0} is no number for an input of {1}.', wrong, dtype));
  const shown = values.slice(0, 8).join(', ') + (values.length > 8 ? ', …' : '');
  return { data: Float32Array.from({ length: numel(shape) }, (_, i) => values[i % values.length]),
    report: { index, image: null, text: l10n.t('the numbers {0}', shown) } };
}

/** torch.manual_seed(seed); torch.randn(shape). */
function random(index: number, { shape, dtype }: RunInput, seed: number): PreparedInput {
  if (dtype !== 'float32') {
    throw new FormatError(l10n.t('Random numbers are made for float32 inputs; this one is {0}: give a .npy file.', dtype));
  }
  const recipe: Recipe = { version: RECIPE_VERSION, steps: [{ kind: 'seed', seed: null },
    { kind: 'make', out: 0, shape, dtype: 'float32', data: null }, { kind: 'fill', target: 0, fill: { kind: 'normal', mean: 0,
      std: 1 } }],
  state: [{ name: 'x', tensor: 0, shape, dtype: 'float32', role: 'buffer', persistent: true }] };
  const data = initialise(recipe, { seed, reference: () => undefined }).weights.get('x')?.data;
  return { data: Float32Array.from(data as Float32Array),
    report: { index, image: null, text: l10n.t('torch.randn after torch.manual_seed({0})', seed) } };
}

function remarkOn({ isAnimated }: ImageHeader, { width, height, clipped = 0 }: Raster): string | null {
  if (isAnimated) return l10n.t('The image has several frames: the first of them is taken.');
  if (clipped === 0) return null;
  const share = Math.max(1, Math.round((100 * clipped) / (width * height)));
  return l10n.t('{0} % of the pixels of this 16-bit image are above 255, and white: as in PIL. Scale it to 8 bit first.', share);
}

const isSame = (a: FileSource, b: FileSource): boolean =>
  ('bytes' in a ? 'bytes' in b && a.bytes === b.bytes : 'path' in b && a.path === b.path);

/** Smaller in proportion, where it is larger than `most` a side. */
function shrunk(image: Samples, most: number): Samples {
  const scale = Math.min(1, most / Math.max(image.width, image.height));
  if (scale === 1) return image;
  return resize(image, Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale)), 'bilinear');
}

/** Opaque; one channel is grey. */
export function pictureOf({ width, height, channels, data }: Samples | (Raster & { readonly channels: 3 })): Picture {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[i * channels + Math.min(c, channels - 1)];
    rgba[4 * i + 3] = 255;
  }
  return { width, height, rgba };
}
