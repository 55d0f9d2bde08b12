// Images recorded by tools/imageGolden.py, and the codecs as tests load them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { Codecs } from '../../src/formats/image/codecs';
import type { Preprocessing } from '../../src/protocol/run';
import { ROOT } from './analyse';

export const IMAGES = join(ROOT, 'test/golden/images');
const WASM = { jpeg: 'jpeg/codec/dec/mozjpeg_dec.wasm', webp: 'webp/codec/dec/webp_dec.wasm' };
export const readCodec = async (name: 'jpeg' | 'webp'): Promise<Uint8Array> =>
  readFileSync(join(ROOT, 'node_modules/@jsquash', WASM[name]));
export const codecs = new Codecs(readCodec);
export const imageFile = (name: string): Uint8Array => new Uint8Array(readFileSync(join(IMAGES, name)));

export const unpack = (text: string): Uint8Array => new Uint8Array(inflateSync(Buffer.from(text, 'base64')));

export interface RecordedImage {
  readonly shape: readonly [number, number, number];
  readonly rgb: string;
  readonly grey: string | null;
  readonly turned: string | null;
  readonly turnedShape: readonly number[];
}
export interface RecordedTensor extends Omit<Preprocessing, 'upright'> {
  readonly image: string;
  readonly shape: readonly number[];
  readonly tensor: string;
}
export const golden = JSON.parse(readFileSync(join(IMAGES, 'golden.json'), 'utf8')) as {
  readonly images: Readonly<Record<string, RecordedImage>>;
  readonly preprocessed: readonly RecordedTensor[];
};
