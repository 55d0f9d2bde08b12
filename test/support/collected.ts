// What is still held when all garbage is collected.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How many of them are still there. */
export async function left(held: readonly WeakRef<object>[]): Promise<number> {
  for (let i = 0; i < 4; i++) {
    // What a weak reference gave stays until the task ends.
    await new Promise((resolve) => { setImmediate(resolve); });
    collect();
  }
  return held.filter((each) => each.deref() !== undefined).length;
}
