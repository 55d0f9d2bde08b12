// What was not fetched is said to be so, whatever should have stood there.
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../src/formats/checkpoint';
import { headerOf } from '../../../src/formats/image/header';
import { bytesSource } from '../../../src/formats/source';
import { openOnnx } from '../../../src/frontends/onnx';

const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 12345\n';
const CASES = [
  ['a pointer of Git LFS', POINTER, ' is a pointer of Git LFS, not the file itself: fetch it with git lfs pull.'],
  ['a page', '<!DOCTYPE html><html><body>Not found</body></html>', ' is a page of HTML: the download went wrong.'],
  ['nothing', '', ' is empty.'],
] as const;

describe.each(CASES)('%s in place of a file', (_name, text, sentence) => {
  const bytes = new TextEncoder().encode(text);

  test('as a checkpoint', async () => {
    await expect(openCheckpoint({ ...bytesSource(bytes), name: 'net.pth' })).rejects.toThrow(`net.pth${sentence}`);
  });
  test('as an image', () => {
    expect(() => headerOf('cat.png', bytes)).toThrow(`cat.png${sentence}`);
  });
  test('as a model', async () => {
    await expect(openOnnx('net.onnx', { source: bytesSource(bytes), external: () => Promise.resolve(null) }))
      .rejects.toThrow(`net.onnx${sentence}`);
  });
});
