// A line that tells how far a run is, on a terminal only.
import type { WriteStream } from 'node:tty';

export interface ProgressBar {
  show(stage: 'weights' | 'run', done: number, total: number, node: string): void;
  clear(): void;
}

const WIDTH = 24;

export function progressBar(stream: Pick<WriteStream, 'write' | 'isTTY' | 'columns'>): ProgressBar {
  let shown = false;
  return {
    show(stage, done, total, node) {
      if (!stream.isTTY) return;
      const filled = Math.round(WIDTH * done / Math.max(1, total));
      const line = `${stage.padEnd(7)} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total} ${node}`;
      stream.write(`\r\x1b[K${line.slice(0, Math.max(20, stream.columns - 1))}`);
      shown = true;
    },
    clear() {
      if (shown) stream.write('\r\x1b[K');
      shown = false;
    },
  };
}
