// From a plan to a program: which kernel computes each group of calls, in which layout, in which buffer.
// What single kernels want is in emit/; this class hands out regions, inserts copies between layouts, and keeps the books.
import type { Plan, PlanCall } from '../tensor/plan';
import { emitGroup } from './emit/index';
import { emitCopy } from './emit/copy';
import { alone, groupCalls, valuesIn, type Group } from './fuse';
import { addressOf, STAGED, STAGING, type Address, type Buffer, type KernelStep, type Loader, type OnDemand, type Preparation,
  type Program, type Step, type Word } from './program';
import { findPlacements, type Placement } from './placement';
import { channelsLast, hasStrides, numel, rowMajor, sliced, type Region } from './region';

export interface CompileOptions {
  /** Direct convolution only: no Winograd. */
  readonly exact: boolean;
  readonly threads: number;
  /** Whether the fast kernels can be used at all; without WebAssembly SIMD every call is a reference kernel. */
  readonly fast: boolean;
  /** Pixels of a tile of the tile kernel. */
  readonly tilePixels: number;
}

/** Between what is staged: kernels read a few bytes behind the last element. */
const SLACK = 64;

export function compile(plan: Plan, options: CompileOptions): Program {
  return new Compiler(plan, options).program();
}

export class Compiler {
  private readonly steps: { readonly step: Step; readonly buffers: readonly number[] }[] = [];
  /** Steps whose operands come from weights alone: they run once, before the others, when the model is loaded. */
  private readonly settling: { readonly step: Step; readonly buffers: readonly number[] }[] = [];
  /** Values that these compute, and whether steps are added to them now. */
  private readonly settled = new Set<number>();
  private isSettling = false;
  readonly buffers: Buffer[] = [];
  private readonly preparations: Preparation[] = [];
  private readonly demanded = new Map<number, OnDemand>();
  private readonly regions = new Map<number, Region>();
  private readonly temporaries: (readonly number[])[] = [];
  private readonly layouts = new Map<string, Region>();
  private readonly packed = new Map<string, Address>();
  private readonly turned = new Map<number, { readonly weight: number; readonly turn: (region: Region) => Region }>();
  /** While steps of loading are made: these, and the bytes that are taken in the staging buffer. */
  private staging: { readonly steps: KernelStep[]; bytes: number } | null = null;
  private readonly kept: ReadonlySet<number>;
  private readonly placements: ReadonlyMap<number, Placement>;
  private node = '';
  private stagingBytes = 0;
  /** A page of zeros: what lies outside images, biases that are not there. */
  private zeros = { buffer: -1, bytes: 0 };

  constructor(readonly plan: Plan, readonly options: CompileOptions) {
    this.kept = new Set([...plan.outputs, ...Object.values(plan.keep)]);
    this.placements = findPlacements(plan);
  }

  program(): Program {
    const { plan } = this;
    this.zeros = { buffer: this.buffers.push({ bytes: 0, kind: 'weights', first: 0, last: 0, pinned: true }) - 1, bytes: 64 };
    for (const value of plan.inputs) {
      if (this.isFloat(value)) this.define(value, this.allocate(plan.values[value].shape, rowMajor(plan.values[value].shape),
        true));
    }
    const complete: { readonly value: number; readonly settles: boolean; readonly steps: number }[] = [];
    for (const group of groupCalls(plan, this.kept)) {
      this.node = group.calls[group.calls.length - 1].node;
      const settles = this.emit(group);
      for (const value of group.calls.flatMap(({ outputs }) => outputs)) {
        if (this.kept.has(value)) complete.push({ value, settles, steps: this.steps.length });
      }
    }
    for (const value of this.kept) if (this.isFloat(value)) this.buffers[this.region(value).buffer].pinned = true;
    this.buffers[this.zeros.buffer] = { ...this.buffers[this.zeros.buffer], bytes: this.zeros.bytes };
    const all = [...this.settling, ...this.steps];
    all.forEach(({ buffers }, index) => {
      for (const buffer of buffers) this.use(this.buffers[buffer], index);
    });
    return { steps: all.map(({ step }) => step), settling: this.settling.length, buffers: this.buffers,
      preparations: this.preparations, regions: this.regions, readable: this.kept, onDemand: this.demanded,
      complete: complete.map(({ value, settles, steps }) => ({ value, after: this.settling.length + (settles ? 0 : steps) })),
      stagingBytes: this.stagingBytes };
  }

  /** The run begins after the steps that settle: what they leave to it has a place of its own. */
  private use(buffer: Buffer, index: number): void {
    buffer.first = Math.min(buffer.first, index);
    buffer.last = Math.max(buffer.last, index);
    if (buffer.first < this.settling.length && index >= this.settling.length) buffer.pinned = true;
  }

  /** Whether its steps settle. */
  private emit(group: Group): boolean {
    const values = group.calls.flatMap(valuesIn).filter((value) => !group.calls.some(({ outputs }) => outputs.includes(value)));
    const isSettled = values.length > 0 && values.every((value) => this.isSettled(value))
      && !group.calls.some(({ draws }) => draws);
    if (isSettled) for (const { outputs } of group.calls) for (const value of outputs) this.settled.add(value);
    this.settle(isSettled, () => { this.emitSteps(group); });
    return isSettled;
  }
  private emitSteps(group: Group): void {
    const calls = group.calls;
    const fast = this.options.fast && calls.every((call) => this.isFast(call));
    if (fast && emitGroup(this, group)) return;
    for (const call of calls) {
      const single: Group = { ...alone(call.outputs[0]), calls: [call], head: call };
      if (!(this.options.fast && this.isFast(call) && emitGroup(this, single))) this.reference(call);
    }
  }

  private isFast(call: PlanCall): boolean {
    return call.fast !== null && [...call.fast.operands, ...call.outputs].every((value) => value === null
      || (this.isFloat(value) && numel(this.plan.values[value].shape) > 0));
  }

  private reference(call: PlanCall): void {
    const regions = new Map<number, Region>();
    for (const value of valuesIn(call)) if (this.isFloat(value)) regions.set(value, this.region(value));
    for (const value of call.outputs) {
      if (!this.isFloat(value)) continue;
      const { shape } = this.plan.values[value];
      const region = this.define(value, this.allocate(shape, rowMajor(shape)));
      regions.set(value, region);
    }
    this.push({ kind: 'reference', call, regions, node: call.node }, [...regions.values()].map((r) => r.buffer));
  }

  // ---- values and regions -----------------------------------------------------------------------------------------------

  /** Whether the value lives in the memory; all others are lists of numbers. */
  isFloat(value: number): boolean {
    return value >= this.plan.values.length || this.plan.values[value].dtype === 'float32';
  }
  shape(value: number): readonly number[] {
    return this.plan.values[value]?.shape ?? this.temporaries[value - this.plan.values.length];
  }
  isWeight(value: number): boolean {
    return value < this.plan.values.length && this.plan.values[value].source.kind !== 'call'
      && this.plan.values[value].source.kind !== 'input';
  }
  /** Whether it is a weight, or one seen otherwise: kernels can have it packed at load. */
  isConstant(value: number): boolean {
    return this.isWeight(value) || this.turned.has(value);
  }
  /** Whether it depends on weights alone. */
  isSettled(value: number): boolean {
    return this.isConstant(value) || this.settled.has(value);
  }
  /** What `make` adds runs at load where `value` is known then. */
  whenKnown<T>(value: number, make: () => T): T {
    return this.settle(this.isSettled(value), make);
  }
  private settle<T>(isSettled: boolean, make: () => T): T {
    const before = this.isSettling;
    this.isSettling ||= isSettled;
    const made = make();
    this.isSettling = before;
    return made;
  }
  /**
   * Says that a value is a weight in another shape or order of axes. `turn` makes its region from the weight's; it is asked at
   * load by who packs it, and in the run where somebody wants the elements themselves.
   */
  turnWeight(value: number, weight: number, turn: (region: Region) => Region): number {
    this.turned.set(value, { weight, turn });
    return value;
  }
  /** A value that the plan does not have, of several kernels that compute one call. */
  temporary(shape: readonly number[]): number {
    return this.plan.values.length + this.temporaries.push(shape) - 1;
  }

  /** Where a value lies; weights and constants get their place in the memory when somebody asks for it. */
  region(value: number): Region {
    const known = this.regions.get(value);
    if (known) return known;
    const other = this.turned.get(value);
    if (other) return this.define(value, this.whenKnown(value, () => other.turn(this.region(other.weight))));
    const { shape } = this.plan.values[value];
    const buffer = this.weightBuffer(4 * numel(shape));
    this.prepare({ brings: { value, to: { buffer, offset: 0 } } });
    return this.define(value, { buffer, offset: 0, shape, strides: rowMajor(shape) });
  }
  define(value: number, region: Region): Region {
    this.regions.set(value, region);
    return region;
  }

  /**
   * Where a kernel puts its result: [N, C, H, W] with the channels side by side, in its place in a concatenation where
   * the value is part of one. Kept maps in between would inherit the gaps: groups that have any pass `alone`.
   */
  result(value: number, alone: boolean): Region {
    const shape = this.shape(value);
    const placement = this.placements.get(value);
    if (!placement || alone) return this.define(value, this.allocate(shape, channelsLast(shape)));
    const whole = this.concatenated(placement.of);
    return this.define(value, sliced(whole, 1, placement.start, shape[1]));
  }
  /** The region of a concatenation's result, made before its parts. */
  concatenated(value: number): Region {
    const known = this.regions.get(value);
    if (known) return known;
    const shape = this.shape(value);
    return this.define(value, this.allocate(shape, channelsLast(shape)));
  }

  /** A value's region with the wanted strides, copied once if it lies otherwise. */
  inLayout(value: number, name: string, strides: readonly number[], fits: (region: Region) => boolean): Region {
    const region = this.region(value);
    if (fits(region)) return region;
    const key = `${value} ${name}`;
    const known = this.layouts.get(key);
    if (known) return known;
    const copy = this.whenKnown(value, () => this.copied(region, strides));
    this.layouts.set(key, copy);
    return copy;
  }
  /** [N, C, H, W] with the channels side by side. */
  channelsLast(value: number): Region {
    const shape = this.shape(value);
    return this.inLayout(value, 'channels', channelsLast(shape), (r) => shape[1] === 1 || r.strides[1] === 1);
  }
  rowMajor(value: number): Region {
    const strides = rowMajor(this.shape(value));
    return this.inLayout(value, 'rows', strides, (r) => hasStrides(r, strides));
  }
  copied(region: Region, strides: readonly number[]): Region {
    const copy = this.allocate(region.shape, strides);
    this.copyTo(region, copy);
    return copy;
  }
  copyTo(from: Region, to: Region): void {
    emitCopy(this, from, to);
  }

  // ---- buffers and steps ------------------------------------------------------------------------------------------------

  allocate(shape: readonly number[], strides: readonly number[], pinned = false): Region {
    const floats = shape.reduce((last, size, i) => last + (size - 1) * strides[i], 1);
    const bytes = 4 * Math.max(0, floats);
    if (this.staging) {
      const at = 64 * Math.ceil((this.staging.bytes + SLACK) / 64);
      this.staging.bytes = at + bytes;
      return { buffer: STAGING, offset: at / 4, shape, strides };
    }
    const buffer = this.buffers.push({ bytes, kind: 'activation', first: Infinity, last: pinned ? Infinity : -1, pinned }) - 1;
    return { buffer, offset: 0, shape, strides };
  }
  /** Memory that is filled at load and stays. */
  weightBuffer(bytes: number): number {
    return this.buffers.push({ bytes, kind: 'weights', first: 0, last: Infinity, pinned: true }) - 1;
  }
  /** An address from which at least that many bytes are zero. */
  zero(bytes: number): Word {
    this.zeros.bytes = Math.max(this.zeros.bytes, bytes + 64);
    return { buffer: this.zeros.buffer, offset: 0 };
  }
  /** Adds a step of loading. */
  prepare(preparation: Preparation): void {
    this.preparations.push(preparation);
  }
  /** Adds a step of loading that packs a constant: it is staged, `run` gets where it lies for the time, row by row. */
  pack(value: number, reads: readonly number[], run: (loader: Loader, from: Address) => void): void {
    const turns: ((region: Region) => Region)[] = [];
    let weight = value;
    for (let other = this.turned.get(weight); other; other = this.turned.get(weight)) {
      turns.unshift(other.turn);
      weight = other.weight;
    }
    const shape = this.shape(weight);
    const staging = { steps: [], bytes: 4 * numel(shape) };
    this.staging = staging;
    const staged: Region = { buffer: STAGING, offset: 0, shape, strides: rowMajor(shape) };
    const turned = turns.reduce((region, turn) => turn(region), staged);
    const strides = rowMajor(turned.shape);
    const from = addressOf(hasStrides(turned, strides) ? turned : this.copied(turned, strides));
    this.staging = null;
    this.stagingBytes = Math.max(this.stagingBytes, staging.bytes);
    this.prepare({ reads, brings: { value: weight, to: STAGED }, run: (loader) => {
      for (const step of staging.steps) loader.run(step);
      run(loader, from);
    } });
  }
  /** What `make` puts into weight buffers, once for all who ask under the same key: layers that are called several times. */
  once(key: string, make: () => Address): Address {
    const made = this.packed.get(key) ?? make();
    this.packed.set(key, made);
    return made;
  }

  /** `work`: about how many floats have to be moved, or eight times as many multiply-adds; what the buffers hold when absent. */
  kernel(kernel: string, words: readonly Word[], units: number, scratch = 0, work?: number): void {
    if (this.staging) {
      this.staging.steps.push({ kind: 'kernel', kernel, words, units, scratch, work: 0 });
      return;
    }
    const buffers = words.flatMap((word) => (typeof word === 'object' && 'buffer' in word ? [word.buffer] : []));
    const floats = (): number => [...new Set(buffers)].reduce((sum, buffer) => sum + this.buffers[buffer].bytes / 4, 0);
    this.push({ kind: 'kernel', kernel, words, units, scratch, work: work ?? floats(), node: this.node }, buffers);
  }
  /** A kept value that is computed when it is read, by `units` of a kernel on one thread. */
  onDemand(value: number, words: readonly Word[], units: number, of: Omit<OnDemand, 'step'>): void {
    this.demanded.set(value, { ...of, step: { kind: 'kernel', kernel: 'affine', words, units, scratch: 0, work: 0 } });
  }
  private push(step: Step, buffers: readonly number[]): void {
    (this.isSettling ? this.settling : this.steps).push({ step, buffers });
  }
}
