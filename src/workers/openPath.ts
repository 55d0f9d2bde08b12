// Files by their path under Node.
import { open, rename, rm } from 'node:fs/promises';
import { PART } from '../protocol/run';
import type { OpenPath, WritePath } from './files';

export const openPath: OpenPath = async (path) => {
  const file = await open(path);
  const status = await file.stat();
  if (!status.isFile()) {
    await file.close();
    throw new Error('it is no file');
  }
  return {
    size: status.size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw new Error('it ends too early');
        done += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
};

export const writePath: WritePath = async (path, pieces) => {
  const part = path + PART;
  try {
    const file = await open(part, 'w');
    try {
      for (const piece of pieces) await file.writeFile(piece);
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
};
