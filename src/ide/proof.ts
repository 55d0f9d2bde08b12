// Which exceptions accuse the code. A guess of ours (an input, defaults that nobody calls with) accuses nobody.
import type { EntryPoint } from '../frontends/entryPoints';
import type { ModelTrace } from '../frontends/pytorch';
import type { Raised } from '../interp/trace';
import type { ClassDef, Parse } from '../python/ast';

/** The document that an exception was raised in. */
export interface Code {
  readonly parse: Parse;
  /** Blocks of a text that explains: what they leave unsaid is bound elsewhere. */
  readonly isExcerpt?: boolean;
  readonly entries: readonly EntryPoint[];
}

/** Whether the exception of a constructor or builder is the code's fault. */
export const isProvedFailure = (raised: Raised, entry: EntryPoint, code: Code): boolean =>
  raised.blame.length > 0 || isUnbound(raised, code) || (isExplicit(entry) && !(code.isExcerpt && raised.type === 'NameError'));

/** Somebody wrote that it is built so; of classes and builders only the defaults are known to be possible. */
const isExplicit = (entry: EntryPoint): boolean =>
  entry.kind === 'instance' || entry.kind === 'call' || entry.kind === 'comment' || entry.isCalled === true;

/** Whether the exception is the code's fault and not that of an input which nobody has stated. */
export function isProved(raised: Raised, code: Code, trace: ModelTrace): boolean {
  const { inputOrigin } = trace;
  const { entries } = code;
  if (code.isExcerpt && raised.type === 'NameError') return false;
  const entry = entries.find((candidate) => candidate.text === trace.entry);
  // What another method makes is missing until it is called.
  if (entry?.kind !== 'instance' && isMadeLater(raised, code)) return false;
  if (inputOrigin.kind !== 'assumed' && inputOrigin.kind !== 'solved') return true;
  if (isUnbound(raised, code)) return true;
  if (raised.blame.length === 0 || (inputOrigin.kind === 'assumed' && inputOrigin.isGuess === true)) return false;
  // Several inputs were assumed to be alike: the model may want them to differ.
  if (trace.inputs.length > 1) return false;
  if (isRefusedFirst(raised, trace) || BACKWARDS.test(raised.message)) return false;
  // A size without an origin is the assumed input's own: the layer that met it may not be the first one.
  if (raised.blame.some((dim) => dim.kind !== 'int' || dim.origin === null)) return false;
  const rank = trace.inputs[0]?.spec.kind === 'tensor' ? trace.inputs[0].spec.dims.length : 0;
  // Rows of features are one way to call a Linear; what else the model does with them may want more axes.
  return entry !== undefined && (rank > 2 || /^mat1 and mat2/.test(raised.message));
}

/** Tensors cannot be sliced backwards: an input that is, is a list of them. */
const BACKWARDS = /^step must be greater than zero$/;

/**
 * The first layer with weights that the input met refused its channels, as many as we gave because it wants so many: what the
 * code did with the input before says that it was made for another.
 */
function isRefusedFirst(raised: Raised, trace: ModelTrace): boolean {
  return /^Given groups=|^mat1 and mat2 shapes/.test(raised.message)
    && !trace.graph.calls.some(({ leaf, output, module }) => leaf && output.kind !== 'unknown' && module.parameters.size > 0);
}

/**
 * Outside of models (module level, main block, functions without arguments) only what an op or module raised over sizes is
 * proved, and a write into a parameter where gradients are wanted; a missing name may be bound by a notebook's kernel.
 */
export const isTensorError = (raised: Raised): boolean => raised.blame.length > 0 || LEAF.test(raised.message);
const LEAF = /^a (view of a )?leaf Variable that requires grad is being used in an in-place operation\.$/;

/** A name or an attribute that nothing binds: wrong whatever the model is given. */
function isUnbound(raised: Raised, { parse, isExcerpt }: Code): boolean {
  if (raised.type === 'NameError') {
    if (isExcerpt) return false;
    const name = /^name '(\w+)' is not defined$/.exec(raised.message)?.[1];
    return name !== undefined && !isImported(name, parse);
  }
  if (raised.type !== 'AttributeError') return false;
  if (/^(partially initialized )?module '|^cannot assign .* before Module\.__init__\(\) call$/.test(raised.message)) return true;
  const missing = attributeOfSelf(raised, parse);
  return missing !== null && bindsItself(missing.cls) && !isBoundElsewhere(missing, parse);
}

function isMadeLater(raised: Raised, { parse }: Code): boolean {
  const missing = attributeOfSelf(raised, parse);
  return missing !== null && isBoundElsewhere(missing, parse);
}

interface MissingAttribute {
  readonly cls: ClassDef;
  readonly name: string;
}

/** The document's class and the attribute that its object lacks; null for objects of other classes, which come from outside. */
function attributeOfSelf(raised: Raised, parse: Parse): MissingAttribute | null {
  const match = raised.type === 'AttributeError' ? MISSING.exec(raised.message) : null;
  const [, owner, name] = match ?? [];
  const cls = parse.nodes.find((node) => node.kind === 'ClassDef' && node.name === owner);
  return cls?.kind === 'ClassDef' && name !== undefined ? { cls, name } : null;
}
const MISSING = /^'(\w+)' object has no attribute '(\w+)'/;

/** A class without a constructor of its own leaves its attributes to those who derive from it. */
const bindsItself = (cls: ClassDef): boolean =>
  cls.body.some((statement) => statement.kind === 'FunctionDef' && statement.name === '__init__');

/** An import binds it: of a library that may be installed where the code runs (`except ImportError: pass`). */
const isImported = (name: string, parse: Parse): boolean => parse.nodes.some((node) =>
  (node.kind === 'ImportFrom' || node.kind === 'Import')
    && node.names.some((alias) => (alias.asname ?? alias.name.replace(/\..*/, '')) === name));

/**
 * Subclasses and builders may bind what a class leaves open: `model.head = ...`, `self.conv1 = ...` in a subclass; so may a
 * method that is called when the object is made: `Net().build()`.
 */
function isBoundElsewhere({ cls, name }: MissingAttribute, parse: Parse): boolean {
  const own = cls.body.filter((part) => part.kind === 'FunctionDef' && (part.name === '__init__' || part.name === 'forward'));
  return parse.nodes.some((node) => node.kind === 'Attribute' && node.attr === name
    && !own.some((part) => inside(node, part)) && isStored(node.id, parse));
}

const inside = (node: Span, whole: Span): boolean => node.start >= whole.start && node.end <= whole.end;
interface Span { readonly start: number; readonly end: number }

/** The attribute is the target of an assignment. */
const isStored = (id: number, parse: Parse): boolean =>
  parse.nodes.some(
    (node) =>
      (node.kind === 'Assign' && node.targets.some((target) => target.id === id)) ||
      (node.kind === 'AnnAssign' && node.target.id === id),
  );
