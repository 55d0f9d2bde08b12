// The clock that budgets are measured with. A program that nobody waits for measures its own work, so that a busy machine does
// not give up what an idle one finishes.

let now: () => number = () => performance.now();

/** Milliseconds since some moment. */
export const clock = (): number => now();

/** Called when the program starts, before anything is measured. */
export function setClock(milliseconds: () => number): void {
  now = milliseconds;
}

/** While programs have taken few steps in this process, the code that takes them is not compiled yet, and slow. */
const COLD_STEPS = 100_000;
const COLD_FACTOR = 3;
let steps = 0;
export const countSteps = (count: number): void => { steps += count; };
/** How many times as long as later something may take now. */
export const slowness = (): number => (steps < COLD_STEPS ? COLD_FACTOR : 1);

interface Times { readonly user: number; readonly system: number }
/** What Node's `process` tells of the processor's time, in microseconds; of one thread since Node 23.9. */
export interface ProcessTimes { cpuUsage(): Times; readonly threadCpuUsage?: () => Times }

/**
 * What this thread has worked: others on the machine take nothing from a budget. Where Node cannot tell it, no more than the
 * whole process worked and no more than went by.
 */
export function workClock(process: ProcessTimes): () => number {
  const { threadCpuUsage } = process;
  if (threadCpuUsage) return () => sum(threadCpuUsage.call(process));
  let [worked, passed, spent] = [sum(process.cpuUsage()), performance.now(), 0];
  return () => {
    const [work, now] = [sum(process.cpuUsage()), performance.now()];
    spent += Math.min(work - worked, now - passed);
    [worked, passed] = [work, now];
    return spent;
  };
}
const sum = ({ user, system }: Times): number => (user + system) / 1000;
