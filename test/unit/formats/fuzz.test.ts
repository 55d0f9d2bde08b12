// A short fuzz of the image readers; tools/fuzzImages.mjs goes through many more files.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeNpy } from '../../../src/formats/npy';
import { fuzzImages } from '../../support/fuzzImages';
import { IMAGES, imageFile, readCodec } from '../../support/images';

const corpusOf = (kind: string): Uint8Array[] => (kind === 'npy'
  ? [writeNpy([2, 3], Float32Array.from([1, 2, 3, 4, 5, 6])), writeNpy([4], [1, 2, 3, 4], '<i8')]
  : readdirSync(IMAGES).filter((name) => name.endsWith(`.${kind}`)).map(imageFile));

describe('damaged files', () => {
  it.each(['png', 'jpg', 'webp', 'bmp', 'gif', 'npy'])('%s are decoded or refused with a sentence', async (kind) => {
    const { failures, decoded, refused } = await fuzzImages(kind, corpusOf(kind), 250, 7, readCodec);
    expect(failures).toEqual([]);
    expect(refused).toBeGreaterThan(20);
    expect(decoded).toBeGreaterThan(2);
  });
});
