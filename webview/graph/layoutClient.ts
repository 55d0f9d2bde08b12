// Asks the layout worker; only the newest question counts. The worker's code comes in the bundle as text, because a panel may
// start workers from blobs only.
import type { LayoutInput, LayoutResult } from '../../src/diagram/geometry';
import code from 'worker:./worker.ts';

interface Answer { readonly id: number; readonly layout: LayoutResult }

export class LayoutClient {
  private readonly worker: Worker;
  private asked = 0;
  private readonly waiting = new Map<number, (layout: LayoutResult | null) => void>();

  constructor() {
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    this.worker = new Worker(url);
    this.worker.addEventListener('message', (event: MessageEvent<Answer>) => {
      const { id, layout } = event.data;
      this.waiting.get(id)?.(id === this.asked ? layout : null);
      this.waiting.delete(id);
    });
  }

  /** Null when another was asked for meanwhile. */
  layout(input: LayoutInput): Promise<LayoutResult | null> {
    const id = ++this.asked;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker.postMessage({ id, input });
    });
  }
}
