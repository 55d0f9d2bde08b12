// What the traces of a document say about one place of its text. One expression runs many times, in several modules and
// models: answers are lists, the selected instance first.
import type { Site } from '../base/source';
import type { GraphNode, ModuleCall } from '../graph/graph';
import type { ModelTrace } from '../frontends/pytorch';
import type { Observation, Observations } from '../interp/trace';
import type { FunctionDef, Node, Parse } from '../python/ast';
import type { Selection } from '../protocol/analysis';
import type { Analysis } from './analyses';
import { seenAs, type Seen } from './observed';

interface SiteIndex {
  readonly nodes: ReadonlyMap<string, readonly GraphNode[]>;
  readonly calls: ReadonlyMap<string, readonly ModuleCall[]>;
  readonly constructed: ReadonlyMap<string, readonly ModuleCall[]>;
}

/** Something that happened at a site, in one trace. */
export interface At<T> {
  readonly trace: ModelTrace;
  readonly item: T;
}

const indexes = new WeakMap<ModelTrace, SiteIndex>();
const key = (site: Site): string => `${site.file}#${site.node}`;

function indexOf(trace: ModelTrace): SiteIndex {
  const known = indexes.get(trace);
  if (known) return known;
  const group = <T>(items: readonly T[], siteOf: (item: T) => Site | undefined): Map<string, T[]> => {
    const map = new Map<string, T[]>();
    for (const item of items) {
      const site = siteOf(item);
      if (!site) continue;
      const list = map.get(key(site));
      if (list) list.push(item);
      else map.set(key(site), [item]);
    }
    return map;
  };
  const index: SiteIndex = {
    nodes: group(trace.graph.nodes, (node) => node.origin?.at),
    calls: group(trace.graph.calls, (call) => call.origin?.at),
    constructed: group(trace.graph.calls.filter((call) => !isPart(trace, call)), (call) => call.module.origin?.at),
  };
  indexes.set(trace, index);
  return index;
}

const siteKey = ({ module }: ModuleCall): string | undefined => module.origin ? key(module.origin.at) : undefined;
/** Whether the expression that constructed the module made it as a part of another, which it is called by. */
function isPart(trace: ModelTrace, call: ModuleCall): boolean {
  const { calls } = trace.graph;
  const site = siteKey(call);
  for (let owner = calls[call.parent]; owner; owner = calls[owner.parent])
    if (site !== undefined && siteKey(owner) === site) return true;
  return false;
}

export class Lookup {
  /** `traces`: the selected entry's first. `extra`: observations of code outside of models (module level, main block). */
  constructor(
    readonly traces: readonly ModelTrace[],
    private readonly extra: readonly (() => Observations)[],
    private readonly module: Pick<Analysis, 'parameters' | 'run'>,
    private readonly selection: Selection | null,
  ) {}

  nodesAt(site: Site): At<GraphNode>[] {
    return this.first(
      (trace) => indexOf(trace).nodes.get(key(site)) ?? [],
      (node) => node.module,
    );
  }

  callsAt(site: Site): At<ModuleCall>[] {
    return this.first(
      (trace) => indexOf(trace).calls.get(key(site)) ?? [],
      (call) => call.path,
    );
  }

  /** Calls of the modules that the expression constructs. */
  constructedAt(site: Site): At<ModuleCall>[] {
    return this.first(
      (trace) => indexOf(trace).constructed.get(key(site)) ?? [],
      (call) => call.path,
    );
  }

  /** Values of an expression; `trace` is null for code outside of models. */
  valuesAt(site: Site): { readonly trace: ModelTrace | null; readonly item: Seen }[] {
    const found = this.first(
      (trace) => trace.observations.of(site.file, site.node),
      (observation) => observation.frame.module ?? '',
    );
    if (found.length > 0) return found.map(({ trace, item }) => ({ trace, item: seenAs(item, trace) }));
    for (const source of this.extra) {
      const observations: readonly Observation[] = source().of(site.file, site.node);
      if (observations.length > 0) return observations.map((item) => ({ trace: null, item: seenAs(item, null) }));
    }
    return [];
  }

  /** What the parameters of a function were given; `at` finds the parameter's key in the text that the trace ran on. */
  parametersAt(
    file: Site['file'],
    at: (parse: Parse) => number | undefined,
  ): { readonly trace: ModelTrace | null; readonly item: Seen }[] {
    const valuesOf = (trace: ModelTrace): readonly Observation[] => {
      const parse = trace.interpreter.fileOf(file)?.parse;
      const found = parse && at(parse);
      return found === undefined ? [] : trace.parameters.of(file, found);
    };
    const found = this.first(valuesOf, (observation) => observation.frame.module ?? '');
    if (found.length > 0) return found.map(({ trace, item }) => ({ trace, item: seenAs(item, trace) }));
    const parse = this.module.run.interpreter.fileOf(file)?.parse;
    const parameter = parse && at(parse);
    return parameter === undefined
      ? []
      : this.module.parameters.of(file, parameter).map((item) => ({ trace: null, item: seenAs(item, null) }));
  }

  /** Calls of the modules that the expression evaluates to, however they were made: `self._make_layer(64)`, `resnet18()`. */
  modulesAt(site: Site): At<ModuleCall>[] {
    const found = this.first(
      (trace) => callsOfModules(trace, trace.observations.of(site.file, site.node)),
      (call) => call.path,
    );
    if (found.length > 0) return found;
    for (const source of this.extra) {
      const observations: readonly Observation[] = source().of(site.file, site.node);
      if (observations.length > 0)
        return this.first(
          (trace) => callsOfModules(trace, observations),
          (call) => call.path,
        );
    }
    return [];
  }

  /** Calls of modules of a class inside of models of other classes, one for each module. */
  partsNamed(type: string): At<ModuleCall>[] {
    const seen = new Set<string>();
    return this.first(
      (trace) => trace.graph.calls.filter((call) => call.type === type && call.path !== ''),
      (call) => call.path,
    ).filter(({ item }) => !seen.has(item.path) && seen.add(item.path) !== null);
  }

  /** From the first trace that has any; those inside the selected instance come first. */
  private first<T>(itemsOf: (trace: ModelTrace) => readonly T[], moduleOf: (item: T) => string): At<T>[] {
    for (const trace of this.traces) {
      const items = itemsOf(trace);
      if (items.length === 0) continue;
      const instance = this.selection?.instance;
      const isSelected = (item: T): boolean =>
        instance !== undefined && (moduleOf(item) === instance || moduleOf(item).startsWith(`${instance}.`));
      return [...items.filter(isSelected), ...items.filter((item) => !isSelected(item))].map((item) => ({
        trace,
        item,
      }));
    }
    return [];
  }
}

function callsOfModules(trace: ModelTrace, observations: readonly Observation[]): ModuleCall[] {
  const paths = new Set(
    observations.flatMap(({ value }) => (value.kind === 'instance' ? (trace.modulePaths.get(value) ?? []) : [])),
  );
  return paths.size === 0 ? [] : trace.graph.calls.filter((call) => paths.has(call.path));
}

/** The innermost node at an offset, and its ancestors, innermost first. */
export function nodesAt(parse: Parse, offset: number): Node[] {
  const found: Node[] = [];
  for (const node of parse.nodes)
    if (node.start <= offset && offset <= node.end && node.kind !== 'Module') found.push(node);
  // Pre-order: later nodes are inside earlier ones, or begin where those end; the shortest is the innermost.
  return found.sort((a, b) => a.end - a.start - (b.end - b.start) || b.id - a.id);
}

/** The innermost node of a kind that a node stands in. */
export function enclosing(parse: Parse, node: Node, kind: Node['kind']): Node | undefined {
  for (let id = node.id - 1; id >= 0; id--) {
    const candidate = parse.nodes[id];
    if (candidate?.kind === kind && candidate.end >= node.end) return candidate;
  }
  return undefined;
}

/** All functions of a name, with the range of node ids inside them. */
export function functionsNamed(parse: Parse, name: string): { readonly def: FunctionDef; readonly lastId: number }[] {
  return parse.nodes.flatMap((node) =>
    node.kind === 'FunctionDef' && node.name === name ? [{ def: node, lastId: lastIdIn(parse, node) }] : [],
  );
}

export function lastIdIn(parse: Parse, node: Node): number {
  let last = node.id;
  while (last + 1 < parse.nodes.length && (parse.nodes[last + 1]?.start ?? Infinity) < node.end) last++;
  return last;
}
