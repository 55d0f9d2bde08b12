// Runs an initialisation recipe: the weights that `torch.manual_seed(seed)` and the model's constructors give.
// What is overwritten before anybody reads it is not computed; the generator moves on as if it had been.
import { l10n } from '../../base/l10n';
import { RECIPE_VERSION, type Fill, type Movement, type Recipe, type RecipeArg, type RecipeStep } from '../../tensor/recipe';
import type { PlainTensor } from '../../tensor/value';
import { EngineError } from '../errors';
import type { ReferenceKernel } from '../session';
import type { WeightTensor } from '../weights';
import { doubtOf, isRandom, runFill, skipFill } from './fills';
import { Generator, type GeneratorState } from './generator';
import { numel } from '../region';
import { packed } from './packed';
import { expanded, fresh, isWhole, permuted, read, reshaped, sliced, splitOf, stridedBy, write, type Doubt,
  type View } from './views';

export interface InitialiseOptions {
  /** As torch.manual_seed takes it. */
  readonly seed: number;
  /** The reference kernel of an op, by schema: for arithmetic on weights. */
  readonly reference: (schema: string) => ReferenceKernel | undefined;
  /** Only these entries of the state_dict; absent: all, persistent or not. */
  readonly names?: ReadonlySet<string>;
  /** Called between steps with numbers of steps. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked between steps; true ends with EngineError 'cancelled'. */
  readonly isCancelled?: () => boolean;
}

export interface Initialised {
  /** By state_dict name; entries that share a tensor share its data. */
  readonly weights: ReadonlyMap<string, WeightTensor>;
  /** The default generator afterwards: what is drawn next continues from here. */
  readonly random: GeneratorState;
  /** Entries whose numbers are not PyTorch's bit for bit, or may not be. */
  readonly inexact: readonly (Doubt & { readonly name: string })[];
}

/** Throws EngineError: 'plan' for a recipe of another version or one that misses a kernel, 'cancelled'. */
export function initialise(recipe: Recipe, options: InitialiseOptions): Initialised {
  if (recipe.version !== RECIPE_VERSION) throw new EngineError('plan', l10n.t(
    'This initialisation recipe has version {0}, this program reads version {1}. Analyse the model again.', recipe.version,
    RECIPE_VERSION));
  const run = new Run(recipe, options);
  run.plan();
  run.execute();
  return run.result();
}

/** A step with its tensors found. */
interface Bound {
  readonly step: RecipeStep;
  readonly target: View | null;
  readonly from: View | null;
  readonly ins: readonly View[];
  readonly outs: readonly View[];
  /** The outputs are views of the tensors that go in: there is nothing to compute. */
  readonly isView: boolean;
  isLive: boolean;
}

class Run {
  private readonly tensors = new Map<number, View>();
  private readonly bound: Bound[] = [];
  private readonly generator: Generator;
  private readonly wanted: readonly Recipe['state'][number][];
  private doubt: Doubt | null = null;
  private readonly kept = new Map<number, { readonly state: GeneratorState; readonly doubt: Doubt | null }>();

  constructor(private readonly recipe: Recipe, private readonly options: InitialiseOptions) {
    this.generator = new Generator(options.seed);
    const { names } = options;
    this.wanted = names ? recipe.state.filter(({ name }) => names.has(name)) : recipe.state;
  }

  // ---- which steps matter ---------------------------------------------------------------------------------------------
  plan(): void {
    for (const step of this.recipe.steps) this.bound.push(this.bind(step));
    const needed = new Set(this.wanted.map(({ tensor }) => this.tensors.get(tensor)?.storage));
    for (const each of [...this.bound].reverse()) {
      const { step, target, from, ins, outs } = each;
      switch (step.kind) {
        case 'fill': case 'write':
          each.isLive = needed.has(target?.storage);
          if (!each.isLive) break;
          if (target && isWhole(target)) needed.delete(target.storage);
          if (from) needed.add(from.storage);
          break;
        case 'make': case 'copy': case 'op':
          each.isLive = outs.some(({ storage }) => needed.has(storage));
          if (!each.isLive || each.isView) break;
          for (const { storage } of outs) needed.delete(storage);
          for (const { storage } of ins) needed.add(storage);
          break;
        default: each.isLive = true;
      }
    }
  }

  private bind(step: RecipeStep): Bound {
    const none: Bound = { step, target: null, from: null, ins: [], outs: [], isView: false, isLive: false };
    switch (step.kind) {
      case 'make': return { ...none, outs: [this.name(step.out, fresh(step.shape, step.dtype))] };
      case 'fill': return { ...none, target: this.find(step.target) };
      case 'alias': return { ...none, outs: [this.name(step.out, this.find(step.of))] };
      case 'copy': {
        const of = this.find(step.of);
        return { ...none, ins: [of], outs: [this.name(step.out, fresh(of.shape, step.dtype))] };
      }
      case 'write': return { ...none, target: this.find(step.target), from: this.find(step.from) };
      case 'op': return { ...none, ...this.bindOp(step) };
      case 'lost': return { ...none, outs: step.tensors.map((tensor) => this.find(tensor)) };
      case 'seed': case 'keep': case 'restore': case 'doubt': return none;
    }
  }

  private bindOp(step: RecipeStep & { kind: 'op' }): Pick<Bound, 'ins' | 'outs' | 'isView'> {
    const ins = tensorsIn(Object.values(step.args)).map((tensor) => this.find(tensor));
    const views = step.view && this.viewsOf(step, this.find(step.view.of), step.view.how);
    const outs = step.outs.map(({ out, shape, dtype }, i) => this.name(out, views?.[i] ?? fresh(shape, dtype)));
    return { ins, outs, isView: views !== null };
  }

  private viewsOf(step: RecipeStep & { kind: 'op' }, of: View, how: Movement | null): readonly View[] | null {
    if (how) return moved(of, how, step.outs.map(({ shape }) => shape));
    const kernel = this.options.reference(step.op);
    return kernel ? viewsByPositions(kernel, step, of) : null;
  }

  private name(tensor: number, view: View): View {
    this.tensors.set(tensor, view);
    return view;
  }
  /** A tensor that no step made has elements that nobody knows. */
  private find(tensor: number): View {
    const known = this.tensors.get(tensor);
    if (known) return known;
    const entry = this.recipe.state.find((each) => each.tensor === tensor);
    const view = fresh(entry?.shape ?? [], entry?.dtype ?? 'float32');
    view.storage.doubt = notFollowed('how its elements come about could not be followed');
    return this.name(tensor, view);
  }

  // ---- running ------------------------------------------------------------------------------------------------------------
  execute(): void {
    const { onProgress, isCancelled } = this.options;
    this.bound.forEach((each, i) => {
      if (isCancelled?.()) throw new EngineError('cancelled', l10n.t('The initialisation was cancelled.'));
      this.step(each);
      onProgress?.(i + 1, this.bound.length);
    });
  }

  private step(each: Bound): void {
    const { step, target, from, ins, outs } = each;
    switch (step.kind) {
      case 'seed':
        this.doubt = null;
        return this.generator.seed(step.seed ?? this.options.seed);
      case 'keep':
        this.kept.set(step.state, { state: this.generator.snapshot(), doubt: this.doubt });
        return;
      case 'restore': return this.restore(step.state);
      case 'doubt':
        this.doubt ??= notFollowed(step.reason);
        return;
      case 'lost':
        for (const { storage } of outs) storage.doubt = notFollowed(step.reason);
        break;
      case 'fill': return target ? this.fill(target, step.fill, each.isLive) : undefined;
      case 'make':
        if (!each.isLive) return;
        if (step.data) write(outs[0], step.data, step.dtype);
        else outs[0].storage.doubt = UNSET;
        return;
      case 'copy':
        if (each.isLive) this.put(outs[0], ins[0]);
        return;
      case 'write':
        if (each.isLive && target && from) this.put(target, from);
        return;
      case 'op':
        if (each.isLive && !each.isView) this.op(step, ins, outs);
        break;
      case 'alias':
    }
  }

  private restore(number: number | null): void {
    const kept = number === null ? undefined : this.kept.get(number);
    if (kept) this.generator.restore(kept.state);
    this.doubt = kept ? kept.doubt : notFollowed('the state of the random generator that the code sets is not known');
  }

  private fill(target: View, fill: Fill, isLive: boolean): void {
    if (!isLive) return skipFill(target, fill, this.generator);
    runFill(target, fill, this.generator);
    const doubt = worst(doubtOf(fill, target.storage.dtype), isRandom(fill) ? this.doubt : null);
    this.mark(target, doubt);
  }

  private put(target: View, from: View): void {
    const source = from.shape.join() === target.shape.join() ? from : expanded(from, target.shape);
    write(target, read(source), from.storage.dtype);
    this.mark(target, from.storage.doubt);
  }

  private mark(target: View, doubt: Doubt | null): void {
    target.storage.doubt = isWhole(target) ? doubt : worst(target.storage.doubt, doubt);
  }

  private op(step: RecipeStep & { kind: 'op' }, ins: readonly View[], outs: readonly View[]): void {
    const kernel = this.options.reference(step.op);
    if (!kernel) throw new EngineError('plan', l10n.t('{0} has no kernel, so these weights cannot be computed.', step.op));
    const doubt = ins.map(({ storage }) => storage.doubt).reduce(worst, ownDoubt(step));
    const metas = outs.map((view) => ({ shape: view.shape, dtype: view.storage.dtype }));
    const found = ins[Symbol.iterator]();
    const args = withTensors(step.args, () => plain(found.next().value as View));
    const results = kernel(args as Readonly<Record<string, unknown>>, metas);
    outs.forEach((view, i) => {
      const elements = results[i] ?? [];
      const isKnown = elements.length === numel(view.shape);
      if (isKnown) write(view, elements, view.storage.dtype);
      view.storage.doubt = isKnown ? doubt : notFollowed(`the elements of ${nameOf(step.op)} are not known`);
    });
  }

  result(): Initialised {
    const weights = new Map<string, WeightTensor>();
    const inexact: (Doubt & { name: string })[] = [];
    const made = new Map<number, WeightTensor>();
    for (const { name, tensor } of this.wanted) {
      const view = this.find(tensor);
      const { dtype } = view.storage;
      const weight = made.get(tensor) ?? { dtype, shape: view.shape, data: packed(read(view), dtype) };
      made.set(tensor, weight);
      weights.set(name, weight);
      if (view.storage.doubt) inexact.push({ name, ...view.storage.doubt });
    }
    return { weights, inexact, random: this.generator.snapshot() };
  }
}

const plain = (view: View): PlainTensor =>
  ({ shape: view.shape, dtype: view.storage.dtype, data: Array.from(read(view)) });

/** Arguments with tensors in place of their numbers, met in the order of `tensorsIn`. */
function withTensors(arg: RecipeArg | Readonly<Record<string, RecipeArg>>, next: () => PlainTensor): unknown {
  if (Array.isArray(arg)) return arg.map((item: RecipeArg) => withTensors(item, next));
  if (typeof arg !== 'object' || arg === null) return arg;
  if ('tensor' in arg && typeof arg.tensor === 'number') return next();
  return Object.fromEntries(Object.entries(arg).map(([name, item]) => [name, withTensors(item as RecipeArg, next)]));
}

const notFollowed = (reason: string): Doubt => ({ reason, isClose: false });
const UNSET = notFollowed('it is memory that nothing is written into, whose contents PyTorch leaves to chance');
const worst = (a: Doubt | null, b: Doubt | null): Doubt | null => (a && (!a.isClose || !b) ? a : b);

const nameOf = (schema: string): string => schema.slice(0, schema.indexOf('('));
/** Ops whose results are rounded once: ours are PyTorch's bit for bit. What only moves elements is among them. */
const EXACT = new Set(`abs add arange cat ceil chunk clamp clamp_max clamp_min clone contiguous copysign detach diag diag_embed
  diagonal div expand expand_as eye fill fill_ flatten flip floor gather imag index index_put index_select masked_fill maximum
  meshgrid minimum mul narrow neg permute real repeat repeat_interleave reshape roll round scatter select sign split sqrt squeeze
  stack sub t tile to transpose tril triu trunc type unbind unflatten unsqueeze view view_as where zero zeros`.split(/\s+/));
function ownDoubt({ op, outs }: RecipeStep & { kind: 'op' }): Doubt | null {
  const isFloat = outs.some(({ dtype }) => dtype.startsWith('float') || dtype === 'bfloat16');
  return !isFloat || EXACT.has(nameOf(op)) ? null
    : { isClose: true, reason: `${nameOf(op)} is computed to the accuracy of its dtype, its last digits may differ` };
}

function tensorsIn(args: readonly RecipeArg[]): number[] {
  return args.flatMap((arg) => {
    if (Array.isArray(arg)) return tensorsIn(arg as readonly RecipeArg[]);
    if (typeof arg !== 'object' || arg === null) return [];
    return 'tensor' in arg && typeof arg.tensor === 'number' ? [arg.tensor] : tensorsIn(Object.values(arg));
  });
}

/** null where a view would not be one: reshaping what strides cannot say copies. */
function moved(of: View, how: Movement, shapes: readonly (readonly number[])[]): readonly View[] | null {
  switch (how.kernel) {
    case 'reshape': {
      const view = reshaped(of, shapes[0]);
      return view && [view];
    }
    case 'permute': return [permuted(of, how.axes)];
    case 'slice': return [sliced(of, how.parts)];
    case 'split': return splitOf(of, how.axis, how.sizes);
    case 'expand': return [expanded(of, shapes[0])];
  }
}

/** Positions beyond these are not looked at one by one. */
const MAX_POSITIONS = 4_000_000;

/** The strides that an op's reference kernel shows on a tensor whose elements are their positions. */
function viewsByPositions(kernel: ReferenceKernel, step: RecipeStep & { kind: 'op' }, of: View): readonly View[] | null {
  const count = numel(of.shape);
  if (count > MAX_POSITIONS) return null;
  const input: PlainTensor = { shape: of.shape, dtype: 'float64', data: Array.from({ length: count }, (_, i) => i) };
  const args = withTensors(step.args, () => input) as Readonly<Record<string, unknown>>;
  const found = kernel(args, step.outs.map(({ shape, dtype }) => ({ shape, dtype })));
  const views = step.outs.map(({ shape }, i) => stridedBy(of, shape, found[i]));
  return views.every((view) => view !== null) ? views : null;
}
