// A compiled plan: steps over buffers, and how weights get into place. Addresses are relative until memory is laid out.
import type { PlanCall } from '../tensor/plan';
import type { Region } from './region';

/** A place in a buffer, `offset` in bytes. */
export interface Address { readonly buffer: number; readonly offset: number }
/** One word of an argument block: an integer, a float, or an address. */
export type Word = number | { readonly float: number } | Address;

/** A call of one exported kernel over `units` independent units of work. */
export interface KernelStep {
  readonly kind: 'kernel';
  readonly kernel: string;
  readonly words: readonly Word[];
  readonly units: number;
  /** Bytes of scratch that a thread needs. */
  readonly scratch: number;
  /** About how many floats it moves, or an eighth of its multiply-adds: little is not worth handing out. */
  readonly work: number;
}
/** A call of an op's reference kernel. Values that are not float32 live outside the memory, as lists of numbers. */
export interface ReferenceStep {
  readonly kind: 'reference';
  readonly call: PlanCall;
  readonly regions: ReadonlyMap<number, Region>;
}
export type Step = (KernelStep | ReferenceStep) & {
  /** Key of the node that the step belongs to, for timings and errors. */
  readonly node: string;
};

export interface Buffer {
  readonly bytes: number;
  /** Weights and constants keep their place; activations share theirs when their lives do not overlap. */
  readonly kind: 'weights' | 'activation';
  /** First and last step that touches it. */
  first: number;
  last: number;
  /** Where an input or a kept map lies: not shared. */
  pinned: boolean;
}

/** What loading needs from a session: weights by value, and memory. */
export interface Loader {
  /** Elements of a weight or constant, as float32. */
  elements(value: number): Float32Array;
  write(at: Address, data: Float32Array): void;
  /** Brings a weight or constant to its place. */
  copy(value: number, at: Address): void;
  /** Brings a weight into memory for the time of one preparation. */
  stage(value: number): Address;
  run(step: Omit<KernelStep, 'kind' | 'work'>): void;
}

/** A kept value that is another kept one, of the same strides, times a scale and plus a shift per channel. */
export interface OnDemand {
  /** Writes it to its own place. */
  readonly step: KernelStep;
  readonly from: Region;
  readonly scale: Word;
  readonly shift: Word;
}

export interface Program {
  readonly steps: readonly Step[];
  readonly buffers: readonly Buffer[];
  readonly preparations: readonly ((loader: Loader) => void)[];
  /** Regions of the values that a caller reads or writes: inputs, outputs, kept. */
  readonly regions: ReadonlyMap<number, Region>;
  /** Values that a caller may read: outputs and kept ones. */
  readonly readable: ReadonlySet<number>;
  /** Kept values that are computed when somebody reads them. Their steps are in no run. */
  readonly onDemand: ReadonlyMap<number, OnDemand>;
  /** Largest weight that is staged, in bytes. */
  readonly stagingBytes: number;
}

export const addressOf = (region: Region): Address => ({ buffer: region.buffer, offset: 4 * region.offset });

/** The words of an argument block in the order of its struct; words left out are 0. */
export const wordsOf = <N extends string>(names: readonly N[], values: Partial<Record<N, Word>>): Word[] =>
  names.map((name) => values[name] ?? 0);
