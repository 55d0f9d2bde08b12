// Image readers against PIL, pixel by pixel, and what they say of files that are no images, cut off, damaged or too large.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/formats/image/decode';
import { encodePng, encodePngBy } from '../../../src/formats/image/png';
import { greyOf, upright } from '../../../src/formats/image/raster';
import { ROOT } from '../../support/analyse';
import { codecs, golden, imageFile, unpack } from '../../support/images';

const decode = (name: string, bytes = imageFile(name)): ReturnType<typeof decodeImage> => decodeImage(name, bytes, codecs);
const names = Object.keys(golden.images);

/** Where two lists differ, and by how much at most. */
function difference(found: Uint8Array, expected: Uint8Array): string {
  let [count, most] = [Math.abs(found.length - expected.length), 0];
  for (let i = 0; i < expected.length; i++) {
    if (found[i] !== expected[i]) count++;
    most = Math.max(most, Math.abs(found[i] - expected[i]));
  }
  return count === 0 ? 'none' : `${count} of ${expected.length}, by ${most}`;
}

describe('images', () => {
  it.each(names)('%s is what PIL decodes', async (name) => {
    const { raster } = await decode(name);
    const { shape, rgb } = golden.images[name];
    expect([raster.height, raster.width, 3]).toEqual(shape);
    expect(difference(raster.data, unpack(rgb))).toBe('none');
  });

  it.each(names.filter((name) => golden.images[name].turned))('%s is turned upright as ImageOps does', async (name) => {
    const { raster, header } = await decode(name);
    const turned = upright(raster, header.orientation);
    expect([turned.height, turned.width, 3]).toEqual(golden.images[name].turnedShape);
    expect(difference(turned.data, unpack(golden.images[name].turned ?? ''))).toBe('none');
  });

  it.each(names.filter((name) => golden.images[name].grey))('%s is grey as convert("L") makes it', async (name) => {
    expect(difference(greyOf((await decode(name)).raster), unpack(golden.images[name].grey ?? ''))).toBe('none');
  });

  it('say what they are', async () => {
    const headers = await Promise.all(['rgb16.png', 'palette4.png', 'interlaced-grey1.png', 'progressive.jpg', 'lossless.webp',
      'animated.gif', 'exif6.jpg'].map(async (name) => (await decode(name)).header));
    expect(headers.map(({ format, colours, width, height, orientation }) => [format, colours, width, height, orientation].join(' ')))
      .toEqual(['PNG RGB 16 bit 29 23 1', 'PNG palette 4 bit 29 23 1', 'PNG grey 1 bit, interlaced 29 23 1',
        'JPEG RGB 8 bit, progressive 41 33 1', 'WebP RGB 8 bit, lossless 41 33 1', 'GIF palette 8 bit 41 33 1', 'JPEG RGB 8 bit 41 33 6']);
  });

  it('are written so that they read the same', async () => {
    const { raster: { data, width, height } } = await decode('photo.png');
    const rgba = Uint8Array.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 ? 255 : data[3 * (i >> 2) + i % 4]));
    // By another deflate the same picture: here by one that is Node's.
    const native = await encodePngBy(async (raw) => deflateSync(raw, { level: 1 }), width, height, rgba);
    expect(await decode('native.png', native)).toEqual(await decode('native.png', encodePng(width, height, rgba)));
    const again = await decode('again.png', encodePng(width, height, rgba));
    expect(difference(again.raster.data, data)).toBe('none');
    const grey = Uint8Array.from(rgba, (value, i) => (i % 4 === 3 ? value : rgba[i - (i % 4)]));
    const asGrey = await decode('grey.png', encodePng(width, height, grey));
    expect(asGrey.header.colours).toBe('grey 8 bit');
    expect(difference(asGrey.raster.data, grey.filter((_, i) => i % 4 !== 3))).toBe('none');
    const clear = rgba.map((value, i) => (i === 3 ? 0 : value));
    expect((await decode('clear.png', encodePng(width, height, clear))).header.colours).toBe('RGB with alpha 8 bit');
  });

  it('say how much of them was clipped', async () => {
    const { raster: { data, clipped, width, height } } = await decode('grey16.png');
    expect(clipped).toBeGreaterThan(0);
    // What is clipped is white; of 65,536 greys one more is.
    const white = data.filter((value, i) => i % 3 === 0 && value === 255).length;
    expect(clipped).toBeLessThanOrEqual(white);
    expect(clipped).toBeGreaterThan(white - 0.05 * width * height);
    expect((await decode('rgb16.png')).raster.clipped).toBeUndefined();
  });
});

describe('sample images', () => {
  it('are small, and images of their kind', async () => {
    const folder = join(ROOT, 'media/samples');
    const files = readdirSync(folder).map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
    const headers = await Promise.all(files.map(async ({ name, bytes }) => (await decode(name, bytes)).header));
    expect(headers.map(({ format, colours, width, height }) => `${format} ${colours} ${width}x${height}`)).toEqual([
      'PNG RGB 8 bit 256x240', 'PNG grey 8 bit 112x112', 'PNG grey 8 bit 280x140', 'JPEG RGB 8 bit, progressive 480x360',
      'PNG grey 8 bit 256x256']);
    expect(files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(80_000);
  });
});

describe('files that cannot be read', () => {
  const text = (bytes: string): Uint8Array => Uint8Array.from(bytes, (c) => c.charCodeAt(0));

  it.each(['rgb8.png', 'interlaced-rgb.png', 'baseline.jpg', 'progressive.jpg', 'lossy.webp', 'lossless.webp', 'animated.webp', 'rgb.bmp',
    'palette.gif'])('%s cut off anywhere is refused with its name', async (name) => {
    const bytes = imageFile(name);
    for (const share of [0.1, 0.35, 0.6, 0.8, 0.95]) {
      await expect(decode(name, bytes.slice(0, Math.floor(bytes.length * share)))).rejects.toThrow(
        new RegExp(`^${name} is (cut off|damaged)`));
    }
  });

  it('say what they are instead', async () => {
    await expect(decode('empty.png', new Uint8Array())).rejects.toThrow('empty.png is empty.');
    await expect(decode('notes.png', text('some words'))).rejects.toThrow('notes.png is no image that can be read');
    await expect(decode('scan.tif', text('II*\0........'))).rejects.toThrow('scan.tif is a TIFF file');
    await expect(decode('IMG_1.HEIC', text('\0\0\0\x18ftypheic'))).rejects.toThrow('IMG_1.HEIC is a HEIC file');
    await expect(decode('icon.svg', readFileSync(join(ROOT, 'media/view.svg')))).rejects.toThrow('icon.svg is a SVG file');
  });

  it('are refused by their declared size, before anything is decoded', async () => {
    const huge = imageFile('rgb8.png').slice();
    new DataView(huge.buffer).setUint32(16, 60_000);
    new DataView(huge.buffer).setUint32(20, 60_000);
    await expect(decode('huge.png', huge)).rejects.toThrow('huge.png has 60000 × 60000 pixels; at most 89 million are read.');
    const jpeg = imageFile('baseline.jpg').slice();
    const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
    jpeg.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    await expect(decode('huge.jpg', jpeg)).rejects.toThrow('65535 × 65535 pixels');
  });

  it('are refused when an animation’s first frame lies beside its canvas', async () => {
    const bytes = imageFile('animated.webp').slice();
    const frame = bytes.findIndex((_, i) => String.fromCharCode(...bytes.subarray(i, i + 4)) === 'ANMF');
    bytes[frame + 9] = 1; // 512 pixels to the right.
    await expect(decode('beside.webp', bytes)).rejects.toThrow('beside.webp is damaged: it cannot be decoded.');
  });

  it('are refused when a byte is wrong where it matters', async () => {
    const bytes = imageFile('rgb8.png').slice();
    bytes[Math.floor(bytes.length / 2)] ^= 0x10;
    await expect(decode('bent.png', bytes)).rejects.toThrow('bent.png is damaged: it cannot be decoded.');
  });
});
