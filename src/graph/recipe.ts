// From what a recording run noted to the recipe that `engine/init` runs: ops as plain data, draws as fills, views as strides.
// Knows no Python; what a note says was decided where it happened.
import type { Fill, Movement, Recipe, RecipeArg, RecipeStep, StateEntry } from '../tensor/recipe';
import { RECIPE_VERSION } from '../tensor/recipe';
import { DTYPES } from '../tensor/dtype';
import { hasComplex } from '../ops/complexKernels';
import { draws, type OpDef } from '../ops/op';
import { hasKernel } from './able';
import type { PendingNode } from './build';
import type { Edge } from './graph';
import { isView } from './memory';
import { plainArgs, plainEdge } from './plain';

/** What happened in a recording run, in execution order: a step of the recipe as it is, or an op that was applied. */
export type Note = RecipeStep | { readonly kind: 'node'; readonly node: PendingNode };

/** Tensors that notes change in place. */
export const targetsOf = (notes: readonly Note[]): number[] => notes.flatMap((note) =>
  (note.kind === 'fill' || note.kind === 'write' ? [note.target] : note.kind === 'lost' ? note.tensors : []));

/** `state`: the entries of the model's state_dict. */
export function recipeOf(notes: readonly Note[], state: readonly StateEntry[]): Recipe {
  const converter = new Converter(state);
  for (const note of notes) {
    if (note.kind === 'node') converter.node(note.node);
    else converter.steps.push(note);
  }
  return { version: RECIPE_VERSION, steps: converter.steps, state };
}

const MOVEMENTS: ReadonlySet<string> = new Set<Movement['kernel']>(['reshape', 'permute', 'slice', 'split', 'expand']);
const isMovement = (lowering: { readonly kernel: string } | null): lowering is Movement =>
  lowering !== null && MOVEMENTS.has(lowering.kernel);

/** Ops whose elements are one number, or none in particular. */
const CONSTANTS: Readonly<Record<string, number | null>> = {
  zeros: 0, zeros_like: 0, new_zeros: 0, ones: 1, ones_like: 1, new_ones: 1, empty: null, empty_like: null, new_empty: null,
  empty_strided: null,
};

class Converter {
  readonly steps: RecipeStep[] = [];
  constructor(private readonly state: readonly StateEntry[]) {}

  node(node: PendingNode): void {
    const { op, outputs } = node;
    const metas = outputs.map((edge) => plainEdge(edge));
    const args = plainArgs(op.schema, node.args);
    const tensors = outputs.map(({ tensor }) => tensor);
    if (isGiven(node.args.generator) && mayDraw(op)) return this.lose(node, tensors, 'it is drawn from a generator of its own');
    const isDrawing = drawsIn(op, args);
    if (isDrawing) this.steps.push({ kind: 'doubt', reason: `${op.name} draws in an amount that is not followed` });
    if (args === null || metas.includes(null)) {
      if (mayDraw(op) && !isDrawing) this.steps.push({ kind: 'doubt', reason: `the arguments of ${op.name} are not known` });
      return this.lose(node, tensors, `an argument of ${op.name} is not known`);
    }
    const outs = outputs.map((edge, i) => ({ out: edge.tensor, shape: metas[i]?.shape ?? [], dtype: edge.dtype }));
    if (this.made(node, args, outs)) return;
    const view = isView(op, node.args) ? this.viewOf(op, node, args, outs) : null;
    const batch = op.name === 'batch_norm' || op.name === 'instance_norm' ? this.statistics(node.args) : [];
    if (batch.length > 0 && (args.training === true || args.use_input_stats === true)) {
      this.steps.push({ kind: 'lost', tensors: batch,
        reason: 'the code runs the model in training mode, which moves the running statistics' });
    }
    const isComputed = view !== null || (hasKernel(node, args, outs) && !isView(op, node.args));
    if (isDrawing || !isComputed) return this.lose(node, tensors, isDrawing ? `${op.name} draws random numbers`
      : `${op.name} has no kernel yet`);
    this.steps.push({ kind: 'op', op: op.schema, args: recipeArgs(node.args, args), outs, view });
  }

  /** What a norm in training mode moves: its running statistics, and the count that its module keeps beside them. */
  private statistics(args: Readonly<Record<string, unknown>>): number[] {
    const running = [args.running_mean, args.running_var].filter(isEdge).map(({ tensor }) => tensor);
    const names = this.state.filter(({ tensor }) => running.includes(tensor))
      .map(({ name }) => name.replace(/[^.]*$/, 'num_batches_tracked'));
    return [...running, ...this.state.filter(({ name }) => names.includes(name)).map(({ tensor }) => tensor)];
  }

  private lose({ outputs }: PendingNode, tensors: readonly number[], reason: string): void {
    for (const edge of outputs) {
      this.steps.push({ kind: 'make', out: edge.tensor, shape: plainEdge(edge)?.shape ?? [], dtype: edge.dtype, data: null });
    }
    this.steps.push({ kind: 'lost', tensors, reason });
  }

  /** Ops that make tensors of their own: constants, draws, copies, and what the run knew already. */
  private made({ op, outputs, args: given }: PendingNode, args: Readonly<Record<string, unknown>>,
    outs: (RecipeStep & { kind: 'op' })['outs']): boolean {
    const [{ out, shape, dtype }] = outs;
    // Means or deviations that are tensors: as many numbers are drawn.
    if (op.name === 'normal' && fillOf(op, args) === null) {
      this.steps.push({ kind: 'make', out, shape, dtype, data: null },
        { kind: 'fill', target: out, fill: { kind: 'normal', mean: 0, std: 1 } },
        { kind: 'lost', tensors: [out], reason: 'its means or deviations are tensors' });
      return true;
    }
    const fill = fillOf(op, args) ?? constantOf(op, args);
    if (fill !== null || op.name in CONSTANTS) {
      this.steps.push({ kind: 'make', out, shape, dtype, data: null });
      if (fill) this.steps.push({ kind: 'fill', target: out, fill });
      return true;
    }
    if (isView(op, given) || outputs.some((edge) => edge.data === null)) return false;
    outs.forEach((each, i) => this.steps.push({ kind: 'make', ...each, data: outputs[i].data }));
    return true;
  }

  private viewOf(op: OpDef, node: PendingNode, args: Readonly<Record<string, unknown>>,
    outs: (RecipeStep & { kind: 'op' })['outs']): (RecipeStep & { kind: 'op' })['view'] {
    const of = Object.values(node.args).find(isEdge);
    // What it does to complex elements is more than to show them elsewhere.
    if (!of || (op.complex !== undefined && hasComplex(args, outs))) return null;
    const lowering = op.lower?.(args, outs) ?? null;
    if (isMovement(lowering)) return { of: of.tensor, how: lowering };
    return op.eval ? { of: of.tensor, how: null } : null;
  }
}

/** Whether an op may take numbers from the generator. */
export const mayDraw = (op: OpDef): boolean => op.random !== undefined;

/** Whether it draws an amount that is not followed. */
const drawsIn = (op: OpDef, args: Readonly<Record<string, unknown>> | null): boolean =>
  op.random !== undefined && !op.random.fill && (args === null || draws(op, args));

/** The fill that an op of random numbers makes its output with. */
const fillOf = (op: OpDef, args: Readonly<Record<string, unknown>>): Fill | null => op.random?.fill?.(args) ?? null;

function constantOf(op: OpDef, args: Readonly<Record<string, unknown>>): Fill | null {
  const value = /^(new_)?full(_like)?$/.test(op.name) ? args.fill_value ?? args.value : CONSTANTS[op.name] ?? null;
  return typeof value === 'number' || typeof value === 'boolean' ? { kind: 'constant', value: Number(value) } : null;
}

const isGiven = (value: unknown): boolean => value !== null && value !== undefined;
const isEdge = (value: unknown): value is Edge =>
  typeof value === 'object' && value !== null && 'tensor' in value && 'producer' in value;

/** Plain arguments with every tensor by its number. */
function recipeArgs(given: Readonly<Record<string, unknown>>,
  plain: Readonly<Record<string, unknown>>): Record<string, RecipeArg> {
  return Object.fromEntries(Object.entries(given).map(([name, arg]) => [name, recipeArg(arg, plain[name])]));
}
function recipeArg(given: unknown, plain: unknown): RecipeArg {
  if (isEdge(given)) return { tensor: given.tensor };
  if (Array.isArray(plain)) return plain.map((item, i) => recipeArg(Array.isArray(given) ? given[i] : item, item));
  if (plain === undefined || plain === null) return null;
  if (typeof plain === 'string' && (DTYPES as readonly string[]).includes(plain)) return plain;
  if (typeof plain !== 'object') return plain as RecipeArg;
  const inner = typeof given === 'object' && given !== null ? given as Record<string, unknown> : {};
  return Object.fromEntries(Object.entries(plain).map(([key, item]) => [key, recipeArg(inner[key], item)]));
}
