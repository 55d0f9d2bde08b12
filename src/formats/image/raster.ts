// Decoded pixels, palettes, and how pixels are turned upright and reduced to grey.

/** 8-bit red, green, blue side by side, row by row. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** How many pixels were above 255, and are 255: of grey of 16 bit. */
  readonly clipped?: number;
}

/** 256 colours of three bytes; where the file has fewer, greys follow at their own index, as in PIL. */
export function paletteOf(table: Uint8Array): Uint8Array {
  const palette = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  palette.set(table.subarray(0, 768));
  return palette;
}

/** As its EXIF orientation (1 to 8) says, like PIL's ImageOps.exif_transpose. */
export function upright(image: Raster, orientation: number): Raster {
  if (orientation < 2 || orientation > 8) return image;
  const { width, height, data } = image;
  const turned = orientation >= 5;
  const [w, h] = turned ? [height, width] : [width, height];
  const out = new Uint8Array(data.length);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [sx, sy] = sourceOf(orientation, x, y, width, height);
      const from = 3 * (sy * width + sx);
      const to = 3 * (y * w + x);
      out[to] = data[from];
      out[to + 1] = data[from + 1];
      out[to + 2] = data[from + 2];
    }
  }
  return { width: w, height: h, data: out };
}

function sourceOf(orientation: number, x: number, y: number, width: number, height: number): readonly [number, number] {
  switch (orientation) {
    case 2: return [width - 1 - x, y];
    case 3: return [width - 1 - x, height - 1 - y];
    case 4: return [x, height - 1 - y];
    case 5: return [y, x];
    case 6: return [y, height - 1 - x];
    case 7: return [width - 1 - y, height - 1 - x];
    default: return [width - 1 - y, x];
  }
}

/** ITU-R 601-2 luma in 16-bit fixed point, as PIL's convert('L'). */
export function greyOf({ data, width, height }: Raster): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    out[i] = (data[at] * 19595 + data[at + 1] * 38470 + data[at + 2] * 7471 + 0x8000) >> 16;
  }
  return out;
}
