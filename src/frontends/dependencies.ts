// What parts of a document's run depend on one another: which names their text may look up, who binds these, who writes to
// what others have made. Reads are taken from the text, generously; bindings and writes from what has happened.
import type { Node, Numbering, Parse } from '../python/ast';
import { forEachChild } from '../python/walk';
import type { ModelCallSeen } from './probe';
import type { Observations, Raised } from '../interp/trace';
import type { Value } from '../interp/value';

/** One statement of the module level that has run. */
export interface Unit {
  readonly numbering: Numbering;
  /** Names that it or the functions in it may look up. */
  readonly names: ReadonlySet<string>;
  /** Names of the module that it bound; undefined: removed. */
  readonly bound: ReadonlyMap<string, Value | undefined>;
  /** Units whose objects it changed. */
  readonly changed: ReadonlySet<Unit>;
  readonly observations: Observations;
  readonly parameters: Observations;
  readonly raises: readonly Raised[];
  readonly calls: readonly ModelCallSeen[];
}

/** Names by which a program gets at variables without naming them. */
const REFLECTIVE = new Set(['globals', 'locals', 'vars', 'eval', 'exec', 'compile', '__import__', '__builtins__', 'builtins',
  'importlib', 'inspect', 'gc', 'ctypes']);
const REFLECTIVE_ATTRIBUTES = new Set(['__globals__', '_getframe', 'f_globals', 'currentframe', '__builtins__']);

const nodesOf = (parse: Parse, { id, size }: Numbering): readonly Node[] => parse.nodes.slice(id, id + size);

/** Words of short strings count: annotations and lookups by name are written as strings. */
const MAX_TEXT = 200;

/** Names that statements or expressions may look up outside of the functions in them. */
export function namesIn(roots: readonly Node[]): Set<string> {
  const names = new Set<string>();
  const visit = (node: Node, locals: ReadonlySet<string>): void => {
    const bound = boundBy(node);
    if (node.kind === 'Name' && !locals.has(node.name)) names.add(node.name);
    else if (node.kind === 'Global') node.names.forEach((name) => names.add(name));
    else if (node.kind === 'Str' && node.value.length < MAX_TEXT)
      for (const [word] of node.value.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) names.add(word);
    if (node.kind !== 'FunctionDef') {
      forEachChild(node, (child) => { if (!bound.has(child)) visit(child, locals); });
      return;
    }
    // Decorators, defaults and annotations are evaluated where the function is defined.
    const body = new Set<Node>(node.body);
    const inner = new Set([...locals, ...node.locals]);
    forEachChild(node, (child) => { visit(child, body.has(child) ? inner : locals); });
  };
  for (const root of roots) visit(root, NO_LOCALS);
  return names;
}
const NO_LOCALS: ReadonlySet<string> = new Set();
const NO_NODES: ReadonlySet<Node> = new Set();

/** Parts of a statement that are names which it binds without looking at them. */
function boundBy(node: Node): ReadonlySet<Node> {
  const targets = node.kind === 'Assign' ? node.targets : node.kind === 'AnnAssign' || node.kind === 'For' ? [node.target] : [];
  const plain = targets.filter((target) => target.kind === 'Name'
    || ((target.kind === 'Tuple' || target.kind === 'List') && target.elts.every((item) => item.kind === 'Name')));
  return plain.length === 0 ? NO_NODES : new Set<Node>(plain);
}

export const namesOf = (parse: Parse, { id }: Numbering): Set<string> => namesIn(parse.nodes.slice(id, id + 1));

/** Whether the text could look at variables, or at the document as a module, in ways that names do not show. */
export function isReflective(parse: Parse): boolean {
  const isSystem = (name: string): boolean => name === 'sys';
  const knowsSystem = parse.nodes.some((node) => (node.kind === 'Import' && node.names.some(({ name }) => isSystem(name)))
    || (node.kind === 'ImportFrom' && isSystem(node.module)));
  return parse.nodes.some((node) => (node.kind === 'Name' && REFLECTIVE.has(node.name))
    || (node.kind === 'Attribute' && (REFLECTIVE_ATTRIBUTES.has(node.attr)
      // `self.modules()` is a model's; `sys.modules` holds the document, by whatever name sys goes.
      || (knowsSystem && node.attr === 'modules' && node.value.kind === 'Name' && node.value.name !== 'self')))
    || (node.kind === 'ImportFrom' && node.names.some(({ name }) => REFLECTIVE_ATTRIBUTES.has(name) || name === 'modules')));
}

export const importsAnything = (parse: Parse, numbering: Numbering): boolean =>
  nodesOf(parse, numbering).some((node) => node.kind === 'Import' || node.kind === 'ImportFrom');

/** After so many steps from unit to unit, to run again is cheaper than to know. */
const MAX_STEPS = 3_000_000;

interface Reach {
  readonly units: ReadonlySet<Unit>;
  /** Every name that is looked up on the way. */
  readonly names: ReadonlySet<string>;
}

/**
 * The units of a run and what depends on what among them. While a unit runs, a name means what the last unit before it has bound
 * it to, in whatever function it is looked up.
 */
export class Dependencies {
  private readonly position = new Map<Unit, number>();
  private readonly binders = new Map<string, Unit[]>();
  private readonly writers = new Map<Unit, Unit[]>();
  /** What each unit needed to be as it was when it ran. */
  private readonly needed = new Map<Unit, ReadonlySet<Unit>>();
  private steps = 0;
  /** There are too many dependencies to tell. */
  readonly isTooDense: boolean;

  constructor(readonly units: readonly Unit[]) {
    for (const [at, unit] of units.entries()) {
      this.position.set(unit, at);
      for (const owner of unit.changed) add(this.writers, owner, unit);
      const { units: needed } = this.steps > MAX_STEPS ? { units: new Set<Unit>() } : this.reach(unit.names, at, unit.changed);
      this.needed.set(unit, needed);
      for (const name of unit.bound.keys()) add(this.binders, name, unit);
    }
    this.isTooDense = this.steps > MAX_STEPS;
  }

  /** What code with these names can reach when it runs after the first `at` units. */
  reach(names: Iterable<string>, at = Infinity, from: Iterable<Unit> = []): Reach {
    const units = new Set<Unit>();
    const seen = new Set<string>();
    const open: Unit[] = [...from];
    const see = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const binder = this.binders.get(name)?.findLast((unit) => this.isBefore(unit, at));
      if (binder) open.push(binder);
    };
    for (const name of names) see(name);
    for (let unit = open.pop(); unit; unit = open.pop()) {
      if (units.has(unit)) continue;
      units.add(unit);
      unit.names.forEach(see);
      const all = this.needed.get(unit);
      this.steps += 1 + unit.names.size + (all?.size ?? 0);
      for (const needed of all ?? []) if (!units.has(needed)) open.push(needed);
      for (const writer of this.writers.get(unit) ?? []) if (this.isBefore(writer, at)) open.push(writer);
    }
    return { units, names: seen };
  }

  private isBefore(unit: Unit, at: number): boolean {
    return (this.position.get(unit) ?? 0) < at;
  }

  /**
   * Adds to the units that run again those that have to run again with them. `names`: what new statements may look up; `first`:
   * how many statements stand before the first new one.
   */
  spread(again: Set<Unit>, names: ReadonlySet<string>, first: number): void {
    for (let before = -1; before !== again.size;) {
      before = again.size;
      for (const unit of again) for (const owner of unit.changed) again.add(owner);
      for (const unit of this.units) if (!again.has(unit) && meets(this.needed.get(unit) ?? [], again)) again.add(unit);
      // What runs again must not see what happened later to an object that it can reach.
      const start = Math.min(first, ...[...again].map((unit) => this.position.get(unit) ?? 0));
      const later = this.units.slice(start).filter((unit) => unit.changed.size > 0 && !again.has(unit));
      if (later.length === 0) continue;
      const { units } = this.reach(names, Infinity, again);
      for (const unit of later) if (meets(unit.changed, units)) again.add(unit);
    }
  }
}

function meets(some: Iterable<Unit>, others: ReadonlySet<Unit>): boolean {
  for (const unit of some) if (others.has(unit)) return true;
  return false;
}

function add<K>(map: Map<K, Unit[]>, key: K, unit: Unit): void {
  const known = map.get(key);
  if (known) known.push(unit);
  else map.set(key, [unit]);
}
