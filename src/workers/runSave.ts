// Files that are kept of a run: tensors as .npy, maps as pictures of their channels side by side, the manifest.
import { channelFigures, denseMap, figuresOf, LEVELS, NOT_FINITE, planesOf, rangeFor, tiles,
  type Planes } from '../engine/featureMap';
import type { TensorData } from '../engine/session';
import { encodePng, encodePngBy, type Deflate } from '../formats/image/png';
import { writeNpy } from '../formats/npy';
import type { Picture, SavedFile } from '../protocol/run';

/** As a file's name: 'layer1.0.conv1', 'layer1.0_add_2'. */
const fileNameOf = (key: string): string => key.replaceAll(/[^\w.-]+/g, '_');

export function npyFile(key: string, { shape, dtype, data }: TensorData): SavedFile {
  const kind = dtype === 'bool' ? '|b1' : dtype.startsWith('int') ? '<i8' : '<f4';
  return { name: `${fileNameOf(key)}.npy`, bytes: writeNpy(shape, data, kind) };
}

export async function pngFile(key: string, { width, height, rgba }: Picture, deflate: Deflate | undefined): Promise<SavedFile> {
  const bytes = deflate ? await encodePngBy(deflate, width, height, rgba) : encodePng(width, height, rgba);
  return { name: `${fileNameOf(key)}.png`, bytes };
}

/** A channel's picture is at most this wide or high. */
const MOST_SIDE = 256;
const GAP = 1;

/** All channels in a grid as wide as high, in one range: black at its low end, white at its high end, red where not finite. */
export function sheetOf({ shape, data }: TensorData): Picture {
  // A picture has a pixel; a map without elements has none to show.
  if (data.length === 0) return { width: 1, height: 1, rgba: new Uint8ClampedArray(4) };
  const planes = planesOf(denseMap(data instanceof Float32Array ? data : Float64Array.from(data), shape));
  const { min, max } = figuresOf(channelFigures(planes));
  const range = rangeFor(min, max);
  const size = sizeOf(planes);
  const columns = Math.max(1, Math.ceil(Math.sqrt(planes.channels * size.height / size.width)));
  const rows = Math.ceil(planes.channels / columns);
  const width = columns * (size.width + GAP) - GAP;
  const height = rows * (size.height + GAP) - GAP;
  const rgba = new Uint8ClampedArray(4 * width * height);
  const pixels = new Uint32Array(rgba.buffer);
  const levels = tiles(planes, [...Array(planes.channels).keys()], size, () => range);
  for (let channel = 0; channel < planes.channels; channel++) {
    const left = (channel % columns) * (size.width + GAP);
    const top = Math.floor(channel / columns) * (size.height + GAP);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const level = levels[(channel * size.height + y) * size.width + x];
        pixels[(top + y) * width + left + x] = COLOURS[level];
      }
    }
  }
  return { width, height, rgba };
}

/** By level, as pixels of opaque grey and of red. */
const COLOURS = new Uint32Array(Uint8Array.from({ length: 4 * 256 }, (_, i) => {
  const [level, channel] = [i >> 2, i & 3];
  if (channel === 3) return 255;
  return level === NOT_FINITE ? (channel === 0 ? 255 : 0) : Math.round(level * 255 / LEVELS);
}).buffer);

/** Small maps are enlarged by whole numbers, so that their cells can be seen. */
function sizeOf({ width, height }: Planes): { readonly width: number; readonly height: number } {
  const side = Math.max(width, height);
  const scale = side >= 32 ? Math.min(1, MOST_SIDE / side) : Math.ceil(32 / side);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
