// A compiled plan: steps over buffers, and how weights get into place. Addresses are relative until memory is laid out.
import type { PlanCall } from '../tensor/plan';
import type { Region } from './region';

/** A place in a buffer, `offset` in bytes. */
export interface Address { readonly buffer: number; readonly offset: number }
/** The buffer in which weights are brought into memory for the time of one preparation; other buffers lie there later. */
export const STAGING = -1;
export const STAGED: Address = { buffer: STAGING, offset: 0 };
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

/** What a preparation has while it runs: memory, the weights it named. */
export interface Loader {
  /** Elements of a value that the preparation `reads`, as float32. */
  elements(value: number): Float32Array;
  write(at: Address, data: Float32Array): void;
  run(step: Omit<KernelStep, 'kind' | 'work'>): void;
}
/** A step of loading. Weights are named beforehand, because some have to be waited for; they are let go of afterwards. */
export interface Preparation {
  /** Weights and constants whose elements `run` asks for: vectors, which are small. */
  readonly reads?: readonly number[];
  /** One that is brought whole: to its place, or, for the time of `run`, to `STAGED`. */
  readonly brings?: { readonly value: number; readonly to: Address };
  readonly run?: (loader: Loader) => void;
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
  /** How many of the first steps run once, at load: their operands come from weights alone. */
  readonly settling: number;
  readonly buffers: readonly Buffer[];
  readonly preparations: readonly Preparation[];
  /** Regions of the values that a caller reads or writes: inputs, outputs, kept. */
  readonly regions: ReadonlyMap<number, Region>;
  /** Values that a caller may read: outputs and kept ones. */
  readonly readable: ReadonlySet<number>;
  /** Kept values that are computed when somebody reads them. Their steps are in no run. */
  readonly onDemand: ReadonlyMap<number, OnDemand>;
  /** Of the values that a caller may read: after how many of `steps` each is whole. */
  readonly complete: readonly { readonly value: number; readonly after: number }[];
  /** Bytes that the largest preparation takes in the staging buffer. */
  readonly stagingBytes: number;
}

export const addressOf = (region: Region): Address => ({ buffer: region.buffer, offset: 4 * region.offset });

/** The words of an argument block in the order of its struct; words left out are 0. */
export const wordsOf = <N extends string>(names: readonly N[], values: Partial<Record<N, Word>>): Word[] =>
  names.map((name) => values[name] ?? 0);
