// Preprocessing against torchvision's transforms, value by value, and where input pixels lie on the image.
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/formats/image/decode';
import { prepare, stepsOf } from '../../../src/formats/image/preprocess';
import { imageInputOf, laidOut, presetFor, takesImage } from '../../../src/formats/image/presets';
import type { Preprocessing } from '../../../src/protocol/run';
import { codecs, golden, imageFile, unpack } from '../../support/images';

const PLAIN: Preprocessing = { mode: 'rgb', upright: true, resize: null, interpolation: 'bilinear', crop: null, mean: [0], std: [1] };
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const load = async (name: string): ReturnType<typeof decodeImage> => decodeImage(name, imageFile(name), codecs);

describe('preprocessing', () => {
  it.each(golden.preprocessed.map((record, i) => ({ record, title: [i, record.image, ...stepsOf({ ...record, upright: true }, 1)].join(' ') })))(
    '$title is torchvision’s to the bit', async ({ record }) => {
      const { raster } = await load(record.image);
      const { tensor, samples } = prepare(raster, 1, { ...record, upright: true });
      expect([samples.channels, samples.height, samples.width]).toEqual(record.shape);
      const expected = new Float32Array(unpack(record.tensor).buffer);
      expect(tensor.findIndex((x, i) => x !== expected[i])).toBe(-1);
      expect(tensor.length).toBe(expected.length);
    });

  it('knows where an input pixel lies on the image', async () => {
    const { raster } = await load('photo.png');
    const { mapping, used } = prepare(raster, 1, { ...PLAIN, resize: { kind: 'shorter', size: 30 }, crop: { height: 24, width: 24 } });
    expect([used.width, used.height]).toEqual([97, 61]);
    // Resized to 47 × 30; 3 rows and round(11.5) = 12 columns are cut off.
    expect(mapping.y.scale).toBeCloseTo(61 / 30, 12);
    expect(mapping.y.offset).toBeCloseTo(3 * 61 / 30, 12);
    expect(mapping.x.offset).toBeCloseTo(12 * 97 / 47, 12);
    const padded = prepare(raster, 1, { ...PLAIN, crop: { height: 71, width: 97 } });
    expect(padded.mapping.y).toEqual({ offset: -5, scale: 1 });
  });

  it('refuses sizes and deviations that cannot be', async () => {
    const { raster } = await load('photo.png');
    const bad = (change: Partial<Preprocessing>): (() => unknown) => () => prepare(raster, 1, { ...PLAIN, ...change });
    expect(bad({ std: [0] })).toThrow('must be a number and not 0');
    expect(bad({ mean: [0, 0] })).toThrow('Normalisation needs 3 values or 1, not 2.');
    expect(bad({ resize: { kind: 'shorter', size: 1e6 } })).toThrow('A side of 1000000 pixels');
    expect(bad({ crop: { height: 0, width: 3 } })).toThrow('A side of 0 pixels');
  });
});

describe('presets', () => {
  it('are those of the model’s own weights', () => {
    const { preprocessing, text } = presetFor('resnet50', imageInputOf([1, 3, 224, 224], 'float32'));
    expect(stepsOf(preprocessing, 1)).toEqual(["convert('RGB')", 'Resize(232)', 'CenterCrop(224)', 'ToTensor()',
      'Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])']);
    expect(text).toBe('ResNet50_Weights.DEFAULT.transforms()');
    expect(presetFor('efficientnet_b0', imageInputOf([1, 3, 224, 224], 'float32')).preprocessing.interpolation).toBe('bicubic');
    expect(stepsOf(presetFor('resnet18', imageInputOf([2, 3, 64, 64], 'float32')).preprocessing, 1).slice(1, 3)).toEqual(['Resize(73)',
      'CenterCrop(64)']);
  });

  it('are what is usual for the input’s size otherwise', () => {
    expect(stepsOf(presetFor('LeNet', imageInputOf([1, 1, 28, 28], 'float32')).preprocessing, 1)).toEqual(['Grayscale()',
      'Resize((28, 28))', 'ToTensor()']);
    expect(presetFor('Net', imageInputOf([3, 48, 64], 'float32')).preprocessing).toMatchObject({ mode: 'rgb', ...IMAGENET,
      resize: { kind: 'shorter', size: 64 }, crop: { height: 48, width: 64 } });
    expect(imageInputOf([1, 32, 40, 3], 'float32')).toMatchObject({ layout: 'hwc', height: 32, width: 40 });
    expect(() => imageInputOf([1, 512], 'float32')).toThrow('takes no image');
    expect(() => imageInputOf([1, 3, 8, 8], 'int64')).toThrow('[1, 3, 8, 8] int64 takes no image');
  });

  it('lay the image out as the input is', () => {
    const chw = Float32Array.from([1, 2, 3, 4, 5, 6]);
    const input = { batch: 2, frames: 1, channels: 3, height: 1, width: 2 } as const;
    expect([...laidOut(chw, { ...input, layout: 'hwc' })]).toEqual([1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6]);
    expect([...laidOut(chw, { ...input, layout: 'chw' })]).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
  });

  it('repeat the image as the frames of a clip, before or behind the channels', () => {
    const clip = imageInputOf([1, 3, 2, 1, 2], 'float32');
    expect(clip).toEqual({ layout: 'cthw', batch: 1, frames: 2, channels: 3, height: 1, width: 2 });
    const chw = Float32Array.from([1, 2, 3, 4, 5, 6]);
    expect([...laidOut(chw, clip)]).toEqual([1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6]);
    expect([...laidOut(chw, { ...clip, batch: 2 })].slice(12)).toEqual([1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6]);
    expect([...laidOut(chw, imageInputOf([1, 2, 3, 1, 2], 'float32'))]).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
    expect([takesImage([1, 3, 16, 112, 112], 'float32'), takesImage([1, 16, 3, 64, 64], 'float32'),
      takesImage([1, 1, 32, 64, 64], 'float32')]).toEqual([true, true, false]);
    // R3D_18_Weights.DEFAULT.transforms(): resize_size=[128, 171], crop_size=[112, 112].
    expect(stepsOf(presetFor('r3d_18', imageInputOf([1, 3, 16, 112, 112], 'float32')).preprocessing, 1)).toEqual(["convert('RGB')",
      'Resize((128, 171))', 'CenterCrop(112)', 'ToTensor()', 'Normalize([0.43216, 0.394666, 0.37645], [0.22803, 0.22145, 0.216989])']);
  });
});
