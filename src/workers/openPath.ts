// Files by their path under Node.
import { open } from 'node:fs/promises';
import type { OpenPath } from './files';

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
