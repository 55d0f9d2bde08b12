// Groups of calls that one kernel computes: a convolution or product with the batch norm, addition and activation that
// follow it, a batch norm with its activation. Tensors in between are stored only where somebody keeps them.
import type { Plan, PlanCall, UnaryFunction } from '../tensor/plan';
import { UNARY } from './wasm/functions';

export interface Activation { readonly function: UnaryFunction; readonly a: number; readonly b: number }

/** One unit of execution. `out` is what the last call gives; the other values are null where nobody needs them. */
export interface Group {
  readonly calls: readonly PlanCall[];
  readonly head: PlanCall;
  readonly norm: PlanCall | null;
  /** The other operand of the addition. */
  readonly residual: number | null;
  readonly activation: Activation | null;
  readonly out: number;
  /** Kept: the head's own result, that of the norm, that of the addition; only where it is not `out`. */
  readonly sum: number | null;
  readonly normed: number | null;
  readonly added: number | null;
}

const HEADS: ReadonlySet<string> = new Set(['conv2d', 'linear', 'batchNorm', 'convTransposed2d']);

/** Calls in an order of execution, fused ones together at the place of their last. */
export function groupCalls(plan: Plan, kept: ReadonlySet<number>): readonly Group[] {
  const consumers = new Map<number, PlanCall[]>();
  for (const call of plan.calls) {
    for (const value of new Set(valuesIn(call))) consumers.set(value, [...consumers.get(value) ?? [], call]);
  }
  const taken = new Set<PlanCall>();
  const groups = new Map<PlanCall, Group>();
  for (const call of plan.calls) {
    if (taken.has(call)) continue;
    const group = grow(plan, call, (value) => consumers.get(value) ?? [], kept, taken);
    for (const each of group.calls) taken.add(each);
    groups.set(group.calls[group.calls.length - 1], group);
  }
  return plan.calls.flatMap((call) => groups.get(call) ?? []);
}

export function valuesIn(call: PlanCall): number[] {
  const found: number[] = [];
  const visit = (arg: unknown): void => {
    if (Array.isArray(arg)) arg.forEach(visit);
    else if (typeof arg === 'object' && arg !== null) {
      if ('value' in arg && typeof arg.value === 'number' && Object.keys(arg).length === 1) found.push(arg.value);
      else Object.values(arg).forEach(visit);
    }
  };
  Object.values(call.args).forEach(visit);
  return found;
}

/** The calls after `head` that its kernel can take along. */
function grow(plan: Plan, head: PlanCall, consumersOf: (value: number) => readonly PlanCall[], kept: ReadonlySet<number>,
  taken: ReadonlySet<PlanCall>): Group {
  const calls = [head];
  let [norm, residual, activation]: [PlanCall | null, number | null, Activation | null] = [null, null, null];
  let [sum, normed, added]: (number | null)[] = [null, null, null];
  let out = head.outputs[0];
  const kernel = head.fast?.kernel ?? '';
  const isFloat = (value: number): boolean => plan.values[value].dtype === 'float32';
  while (HEADS.has(kernel) && isFloat(out)) {
    const after = consumersOf(out);
    if (after.length !== 1 || taken.has(after[0]) || plan.outputs.includes(out)) break;
    const [next] = after;
    const fast = next.fast;
    if (!fast || !isFloat(next.outputs[0])) break;
    const stored = kept.has(out) ? out : null;
    const other = fast.operands.find((operand) => operand !== out);
    if (fast.kernel === 'batchNorm' && fast.operands[0] === out && kernel === 'conv2d' && !norm && residual === null) {
      [norm, sum] = [next, stored];
    } else if (fast.kernel === 'binary' && fast.function === 'add' && kernel !== 'batchNorm' && residual === null
      && typeof other === 'number' && isFloat(other) && sameShape(plan, other, out) && sameShape(plan, next.outputs[0], out)) {
      residual = other;
      if (norm) normed = stored;
      else sum = stored;
    } else if (fast.kernel === 'unary' && UNARY.includes(fast.function)) {
      if (residual !== null) added = stored;
      else if (norm) normed = stored;
      else sum = stored;
      // A batch norm on its own has one result: what is kept before its activation needs a pass of its own.
      if (kernel === 'batchNorm' && stored !== null) return single(head);
      activation = { function: fast.function, a: fast.a, b: fast.b };
    } else break;
    calls.push(next);
    [out] = next.outputs;
    if (activation) break;
  }
  return { calls, head, norm, residual, activation, out, sum, normed, added };
}

const single = (head: PlanCall): Group => ({
  calls: [head], head, norm: null, residual: null, activation: null, out: head.outputs[0], sum: null, normed: null, added: null,
});

/** A group of one kernel that computes a value, of no call. */
export function alone(out: number): Group {
  const head: PlanCall = { node: '', op: '', args: {}, outputs: [out], fast: null };
  return { ...single(head), calls: [] };
}

const sameShape = (plan: Plan, a: number, b: number): boolean =>
  plan.values[a].shape.join() === plan.values[b].shape.join();
