// Which input a model is shown for: what the code calls it with, a comment, a setting, solved from the model, assumed.
import type { Site } from '../base/source';
import type { SourceFile, Value } from '../interp/value';
import { hasUnknowns, tensorsOf } from '../graph/ledger';
import type { ModuleScope } from '../graph/graph';
import { isFloating, type DType } from '../tensor/dtype';
import { callText, definitionIn } from './definitions';
import { directiveFor } from './directives';
import { atReference, InputSpecError, parseInputSpecs, withSize, type InputSpec } from './inputSpec';
import type { ModelCallSeen } from './probe';
import type { MadeModel, ModelRequest } from './pytorch';
import { firstLayers, openInput, type Space } from './firstLayers';
import { runs, solveInputs, type Meet, type Met, type Trial } from './solve';

export type InputOrigin =
  | { readonly kind: 'given' }
  | { readonly kind: 'code'; readonly at: Site | null }
  | { readonly kind: 'comment' }
  | { readonly kind: 'setting' }
  /** Follows from the model: other sizes do not run. */
  | { readonly kind: 'solved' }
  /** Any size runs (or none was found to): one was assumed. */
  | {
      readonly kind: 'assumed';
      readonly why: string;
      /** Not even the channels are known. */ readonly isGuess?: boolean;
    };

export interface FoundInputs {
  readonly specs: readonly InputSpec[];
  readonly origin: InputOrigin;
}

/** Sizes left open: what a model raises for these it raises for every size. */
const FALLBACK: InputSpec = { kind: 'tensor', dims: ['N', 3, 'H', 'W'], dtype: 'float32' };

/** A wish that the user wrote down (comment) comes before what calls in the file happen to show. */
export function findInputs(request: ModelRequest, made: MadeModel, trial: Trial,
  meet: Meet, lostToSizes: () => number): FoundInputs {
  const written = commentInputs(request.document, made);
  if (written) return { specs: written, origin: { kind: 'comment' } };
  const called = calledInputs(request, made, trial);
  if (called) return called;
  if (request.configuredInputs) return { specs: request.configuredInputs, origin: { kind: 'setting' } };
  const known = new Map<number, Met>();
  const met: Meet = (count) => known.get(count) ?? known.set(count, meet(count)).get(count) ?? [];
  return solve(made, trial, met, lostToSizes);
}

function solve(made: MadeModel, trial: Trial, meet: Meet, lostToSizes: () => number): FoundInputs {
  if (!made.root)
    return { specs: [FALLBACK], origin: { kind: 'assumed', why: 'a function says nothing about its inputs' } };
  const count = Math.max(1, requiredInputs(made));
  const most = Math.max(count, made.forwardParameters.length);
  const dtype = floatingType(made.root);
  const lost = lostToSizes();
  const typed: Trial = (specs, isOpen) => trial(specs.map((spec) => floating(spec, dtype)), isOpen);
  const known = { required: count, most, kept: keptSizes(made), numbers: keptNumbers(made), rows: keptRows(made) };
  const solved = solveInputs(made.root, known, typed, meet);
  if (!solved) {
    const met = meet(count);
    const layer = openInput(met[0]?.[0] ?? firstLayers(made.root)[0]);
    const open = Array.from({ length: count }, (_, i) => floating(openInput(met[i]?.[0]) ?? layer ?? FALLBACK, dtype));
    // It ran at none of the usual sizes: when it does with open ones, it wants some that are not known, and counts for the usual
    // ones would be of runs that there are not. They show how far it comes.
    const wantsOthers = runs(trial, open, true);
    const batched = wantsOthers ? batchesOf(open).find((specs) => runs(trial, specs)) : undefined;
    if (batched) return { specs: batched, origin: { kind: 'solved' } };
    return {
      specs: wantsOthers ? open.map((spec) => atReference(spec, ['N'])) : open,
      origin: { kind: 'assumed', why: 'no size was found for which the model runs', isGuess: layer === null || wantsOthers },
    };
  }
  const found = solved.specs.map((spec) => floating(spec, dtype));
  const specs = lostToSizes() === lost ? found : closedWhereLost(found, trial, lostToSizes);
  if (hasUnknowns(made.root)) {
    return { specs, origin: { kind: 'assumed', why: 'parts of the model are not known' } };
  }
  return {
    specs,
    origin: solved.forced ? { kind: 'solved' } : { kind: 'assumed', why: 'the model accepts any size' },
  };
}

/** Sizes that an instance keeps together, as the images and clips that it was made for: in one value, or one after the other. */
function keptSizes({ instance }: MadeModel): Space[] {
  const values = [...instance?.attrs.values() ?? []];
  const written = values.map((value) => (value.kind === 'tuple' || value.kind === 'list' ? value.items.map(numberOf) : []));
  const numbers = values.map(numberOf);
  const beside = [2, 3].flatMap((count) => numbers.map((_, i) => numbers.slice(i, i + count)));
  const areSizes = (sizes: readonly number[], count: number): boolean =>
    sizes.length === count && sizes.every((size) => size >= (count === 2 ? 16 : 8) && size <= 4096);
  return [2, 3].flatMap((count) => [...written, ...beside].filter((sizes) => areSizes(sizes, count)).slice(0, 3));
}

const numberOf = (value: Value): number => (value.kind === 'int' && typeof value.value === 'number' ? value.value : 0);
/** Rows of sizes that an instance keeps: of the channels of several maps. */
const keptRows = ({ instance }: MadeModel): number[][] => [...instance?.attrs.values() ?? []].flatMap((value) => {
  const row = value.kind === 'list' || value.kind === 'tuple' ? value.items.map(numberOf) : [];
  return row.length > 1 && row.length < 7 && row.every((size) => size > 0) ? [row] : [];
}).slice(0, 3);
/** Small numbers that an instance keeps: of a latent vector, of classes. */
const keptNumbers = ({ instance }: MadeModel): number[] =>
  [...instance?.attrs.values() ?? []].map(numberOf).filter((number) => number > 0).slice(0, 8);

/** Frames of a clip that stand in the batch: how many make one clip stands in the model. */
const BATCHES = [2, 3, 4, 5, 6, 8, 10, 12, 16, 25, 32, 64];
const batchesOf = (open: readonly InputSpec[]): InputSpec[][] =>
  BATCHES.map((batch) => open.map((spec) => atReference(withSize(spec, 'N', batch))));

/** A loop over the batch runs as often as there are items, and a key made of sizes is one key: of one item both are known. */
function closedWhereLost(open: readonly InputSpec[], trial: Trial, lostToSizes: () => number): readonly InputSpec[] {
  const before = lostToSizes();
  const closed = open.map((spec) => atReference(spec));
  return runs(trial, closed) && lostToSizes() === before ? closed : open;
}

/** What a model takes after `.half()` or `.double()`: the floating dtype of all its parameters. */
function floatingType(root: ModuleScope): DType {
  const dtypes = new Set(tensorsOf(root).parameters.map(({ dtype }) => dtype).filter(isFloating));
  const [dtype = 'float32'] = dtypes;
  return dtypes.size === 1 ? dtype : 'float32';
}

const floating = (spec: InputSpec, dtype: DType): InputSpec =>
  (spec.kind === 'list' ? { ...spec, items: spec.items.map((item) => floating(item, dtype)) }
    : spec.dtype === 'float32' ? { ...spec, dtype } : spec);

/** Parameters of forward that have no default. */
function requiredInputs(made: MadeModel): number {
  return made.forwardParameters.filter((param) => param.required).length;
}

function commentInputs(document: SourceFile, made: MadeModel): InputSpec[] | null {
  const text = directiveFor(document.parse, definitionIn(document, made.definition), 'input');
  if (text === null) return null;
  try {
    return parseInputSpecs(text);
  } catch (error) {
    if (error instanceof InputSpecError) return null; // The diagnostics say what is wrong with the comment.
    throw error;
  }
}

/** What the document's own code calls the model with. */
function calledInputs(request: ModelRequest, made: MadeModel, trial: Trial): FoundInputs | null {
  const { root } = made;
  if (!root) return null;
  // A call whose other arguments were none or settings cannot be made again with its tensors alone, where they are required.
  const required = requiredInputs(made);
  const calls = request.probe().calls.filter((seen) => seen.model === root.qualified
    && isSame(seen.definition, root.definition ?? null) && seen.specs.length >= required);
  const own = calls.filter(
    (call) => (call.constructed?.file === root.origin?.at.file && call.constructed?.node === root.origin?.at.node
      && call.constructed !== null) || isBuiltAs(request, call),
  );
  // Another instance of a layer or of a class with arguments may have been built for other inputs: they have to run here.
  const [call] =
    own.length === 1
      ? own
      : own.length > 1
        ? preferRunning(own, trial)
        : calls.filter(({ specs }) => runs(trial, specs));
  const shown =
    call ?? (request.entry === root.type ? calls.find((found) => takesDefaults(request.document, found)) : undefined);
  if (!shown) return null;
  // What a batch holds says nothing of the model, unless it was made for so many.
  const specs = shown.open && runs(trial, shown.open) ? shown.open : shown.specs;
  return { specs, origin: { kind: 'code', at: shown.at } };
}

const preferRunning = (calls: readonly ModelCallSeen[], trial: Trial): ModelCallSeen[] => {
  const running = calls.find(({ specs }) => runs(trial, specs));
  return [...(running ? [running] : []), ...calls];
};
/** A cell may define a class again. */
const isSame = (a: Site | null, b: Site | null): boolean => a?.file === b?.file && a?.node === b?.node;
/** `Net(64, 128)(x)`: built by the very text that is the entry. */
function isBuiltAs({ document, entry }: ModelRequest, { constructed }: ModelCallSeen): boolean {
  const node = constructed?.file === document.id ? document.parse.nodes[constructed.node] : undefined;
  return node?.kind === 'Call' && node.args.length + node.keywords.length > 0 && callText(document, node) === entry;
}
/** `Net()`: built as the class itself is. */
function takesDefaults(document: SourceFile, { constructed }: ModelCallSeen): boolean {
  const node = constructed?.file === document.id ? document.parse.nodes[constructed.node] : undefined;
  return node?.kind === 'Call' && node.args.length + node.keywords.length === 0;
}
