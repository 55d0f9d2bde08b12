// Which models of a document a place of its text means: what stands on its lines, or is an instance of the class around it.
import { returnedCalls } from '../frontends/builders';
import type { EntryPoint } from '../frontends/entryPoints';
import type { Call, Expr, Node, Parse } from '../python/ast';
import type { ModelTrace } from '../frontends/pytorch';
import { isTrace, type Analysis, type EntryFailure } from './analyses';
import type { LensInput } from './codeLenses';
import { enclosing, type Lookup } from './lookup';

/** A call with arguments that is written in the body of a class: a part of that class's models. */
export function isPartOfClass(parse: Parse, entry: EntryPoint): boolean {
  const node = parse.nodes[entry.site.node];
  return entry.kind === 'call' && node !== undefined && enclosing(parse, node, 'ClassDef') !== undefined;
}

/**
 * A call with arguments that makes a model of the module level or the model that a function gives, or a part of one that is said
 * at its class: `net = Net(32).eval()`, `return nn.Sequential(Block(16), ...)`. The line of the model or function says it.
 */
export function isSaidElsewhere(parse: Parse, entry: EntryPoint, entries: readonly EntryPoint[], isPart: boolean): boolean {
  if (entry.kind !== 'call') return false;
  const call = parse.nodes[entry.site.node];
  return call !== undefined && entries.some((other) => {
    const node = parse.nodes[other.site.node];
    if (!node || call.start < node.start || call.end > node.end) return false;
    const isIn = (expr: Expr): boolean => expr.start <= call.start && call.end <= expr.end;
    return made(other, node).some((expr) => (isPart ? isIn(expr) : withoutMethods(expr, call) === call));
  });
}

/** The expressions that make an instance, or what a function gives that can be called as it stands. */
function made({ kind, callable }: EntryPoint, node: Node): Expr[] {
  if (kind === 'instance' && (node.kind === 'Assign' || node.kind === 'AnnAssign')) return node.value ? [node.value] : [];
  return kind === 'builder' && callable && node.kind === 'FunctionDef' ? returnedCalls(node) : [];
}

/** `Net(32)` of `Net(32).to(device).eval()`, as far as it is the one that is looked for. */
function withoutMethods(expr: Expr, wanted?: Node): Expr {
  let inner = expr;
  while (inner !== wanted && inner.kind === 'Call' && inner.func.kind === 'Attribute') inner = inner.func.value;
  return inner;
}

const RANKS: Readonly<Record<EntryPoint['kind'], number>> = { comment: 1, instance: 2, call: 4, builder: 5, class: 6 };

/**
 * The callable entries, those that show most first: the selected one, models named in comments, instances, classes that the
 * document makes instances of and that need no argument (the line above them tells of their defaults, so what stands in them does
 * too), calls with arguments, builders, other classes.
 */
export function byWhatTheyShow(parse: Parse, entries: readonly EntryPoint[],
  isSelected: (entry: EntryPoint) => boolean): EntryPoint[] {
  const used = new Set(entries.flatMap((entry) => (isPartOfClass(parse, entry) ? [] : classesMade(parse, entry))));
  const rankOf = (entry: EntryPoint): number => {
    if (isSelected(entry)) return 0;
    // A block that a model's class constructs is best seen in that model, with the input that it gets there.
    if (isPartOfClass(parse, entry)) return 7;
    return entry.kind === 'class' && used.has(entry.name) ? 3 : RANKS[entry.kind];
  };
  // Among classes the last is usually the whole model, the ones before its blocks.
  return entries.filter((entry) => entry.callable)
    .sort((a, b) => rankOf(a) - rankOf(b) || (a.kind === 'class' ? b.line - a.line : 0));
}

/** Names that a call with arguments, or the calls whose result a function returns, call. */
function classesMade(parse: Parse, entry: EntryPoint): string[] {
  const node = parse.nodes[entry.site.node];
  const named = (call: Call): string[] => {
    const inner = withoutMethods(call);
    return inner.kind === 'Call' && inner.func.kind === 'Name' ? [inner.func.name] : [];
  };
  if (entry.kind === 'call') return [entry.name];
  return entry.kind === 'builder' && node?.kind === 'FunctionDef' ? returnedCalls(node).flatMap(named) : [];
}

/**
 * The callable entries that an offset of a program means: those of the innermost definition, assignment or call on whose lines it
 * is; where such a class or function cannot be called as it stands, its instances. Empty: it stands on none.
 */
export function entriesMeant(parse: Parse, all: readonly EntryPoint[], at: number): readonly EntryPoint[] {
  const { text } = parse;
  const nodeOf = ({ site }: EntryPoint): Node | undefined => parse.nodes[site.node];
  const instances = all.flatMap((entry) => (entry.kind === 'instance' ? nodeOf(entry) ?? [] : []));
  // The call that makes an instance is the instance.
  const entries = all.filter((entry) => {
    const node = nodeOf(entry);
    return node && node.kind !== 'Module' && !isPartOfClass(parse, entry)
      && !(entry.kind === 'call' && instances.some(({ start, end }) => start <= node.start && node.end <= end));
  });
  const isAround = ({ start, end }: Node): boolean => {
    const lineEnd = text.indexOf('\n', end);
    return at > text.lastIndexOf('\n', start - 1) && at <= (lineEnd < 0 ? text.length : lineEnd);
  };
  const linesOf = ({ start, end }: Node): number => text.slice(start, end).split('\n').length;
  const around = entries.flatMap((entry) => {
    const node = nodeOf(entry);
    return node && isAround(node) ? [{ entry, lines: linesOf(node) }] : [];
  });
  const least = Math.min(...around.map(({ lines }) => lines));
  const found = around.filter(({ lines }) => lines === least).map(({ entry }) => entry);
  const callable = found.filter((entry) => entry.callable);
  return callable.length > 0 ? callable
    : entries.filter((entry) => entry.callable && found.some(({ name }) => name === entry.name));
}

/** A model of a class that needs arguments, as the document makes it: the one that its body is shown for. */
export function madeOf({ name }: EntryPoint, { entries }: Analysis, { traces }: Lookup): LensInput['made'] {
  for (const trace of traces) {
    const entry = trace.model === name ? entries.find(({ text }) => text === trace.entry) : undefined;
    if (entry) return { entry, trace };
  }
  return null;
}

/** It cannot be run alone with inputs that nobody has stated: a part of another model takes what that one hands to it. */
export const isGuessRefused = (result: ModelTrace | EntryFailure): boolean =>
  !isTrace(result) || (result.inputOrigin.kind === 'assumed' && result.raises.length > 0);

/** A class whose defaults nobody is known to use, and which cannot be run with them: what its instances do is better known. */
export const isDoubtful = (entry: EntryPoint, { raises }: ModelTrace): boolean =>
  entry.kind === 'class' && entry.isCalled !== true && raises.length > 0;
