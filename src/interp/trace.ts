// What a run leaves behind for the reader: values of expressions, exceptions that were not caught.
// Tensors are boxes that in-place ops rewrite, so an observation keeps a snapshot.
import { BYTES, memory } from '../base/memory';
import type { FileId, Frame, Origin } from '../base/source';
import type { FunctionDef, Lambda, Node, Param } from '../python/ast';
import type { Dim } from '../tensor/value';
import type { Activation } from './activation';
import type { Interpreter } from './interpreter';
import type { PyError } from './machine';
import type { Instance, Value } from './value';

export interface Observation {
  readonly value: Value;
  readonly frame: Frame;
}

/** A Python exception that nothing caught. */
export interface Raised {
  readonly type: string;
  readonly message: string;
  readonly origin: Origin | null;
  /** The sizes that the message is about. */
  readonly blame: readonly Dim[];
  readonly frame: Frame | null;
  /** Calls from the outermost to where it was raised; user code only. */
  readonly traceback: readonly Origin[];
  readonly value: Instance;
}

const MAX_OBSERVATIONS = 64;
/** Longer sequences are not kept. */
const MAX_ITEMS = 16;

export class Observations {
  private readonly files = new Map<FileId, Map<number, Observation[]>>();

  of(file: FileId, node: number): readonly Observation[] {
    return this.files.get(file)?.get(node) ?? [];
  }

  /** What several runs saw, as if it had been one. */
  static joined(parts: readonly Observations[]): Observations {
    const all = new Observations();
    for (const part of parts) all.addAll(part);
    return all;
  }

  private addAll(part: Observations): void {
    for (const [file, nodes] of part.files) {
      const own = this.files.get(file) ?? new Map<number, Observation[]>();
      this.files.set(file, own);
      for (const [node, seen] of nodes) {
        const known = own.get(node);
        own.set(node, known ? [...known, ...seen].slice(0, MAX_OBSERVATIONS) : seen);
      }
    }
  }

  copy(): Observations {
    const copy = new Observations();
    for (const [file, nodes] of this.files)
      copy.files.set(file, new Map([...nodes].map(([node, seen]) => [node, [...seen]] as const)));
    return copy;
  }

  /** No more is kept of the node. */
  isFull(file: FileId, node: number): boolean {
    return this.of(file, node).length >= MAX_OBSERVATIONS;
  }

  add(file: FileId, node: number, value: Value, frame: Frame): void {
    let nodes = this.files.get(file);
    if (!nodes) this.files.set(file, nodes = new Map());
    const known = nodes.get(node);
    if (known && known.length >= MAX_OBSERVATIONS) return;
    memory.counted += BYTES.observation;
    if (known) known.push({ value, frame });
    else nodes.set(node, [{ value, frame }]);
  }
}

/** Sequences in sequences are kept as they are now so deep; what lies deeper is kept as it is when somebody looks. */
const MAX_NESTING = 1;

/** Worth showing: tensors, sizes, modules, classes, what is unknown, and sequences of those. */
function snapshot(value: Value, depth = 0): Value | null {
  switch (value.kind) {
    case 'tensor':
      memory.counted += BYTES.tensor;
      return { ...value };
    case 'int':
    case 'unknown':
    case 'class':
    case 'instance':
    case 'float':
    case 'bool':
    case 'str': return value;
    case 'tuple':
    case 'list':
      if (value.items.length > MAX_ITEMS || depth > MAX_NESTING) return null;
      memory.counted += BYTES.box + BYTES.item * value.items.length;
      return { ...value, items: value.items.map((item) => snapshot(item, depth + 1) ?? item) };
    case 'method':
    case 'func': return value;
    default: return null;
  }
}

export function observe(m: Interpreter, node: Node, value: Value): Value {
  if (m.observations.isFull(m.act.file.id, node.id)) return value;
  const kept = snapshot(value);
  if (kept) m.observations.add(m.act.file.id, node.id, kept, m.act.frame);
  return value;
}

/** Comparisons and signs are mostly of numbers, which nobody wants to see: kept where they give a tensor. */
export const observeTensor = (m: Interpreter, node: Node, value: Value): Value =>
  (value.kind === 'tensor' && m.act.observed ? observe(m, node, value) : value);

/** Parameters are no nodes of their own: a number for one of a function's, the same in every text that has the function. */
export function parameterKey({ id, args }: FunctionDef | Lambda, param: Param): number {
  const { posonly, args: plain, vararg, kwonly, kwarg } = args;
  const at = [...posonly, ...plain, vararg, ...kwonly, kwarg].indexOf(param);
  return id * MAX_PARAMETERS + Math.min(at, MAX_PARAMETERS - 1);
}
const MAX_PARAMETERS = 1024;

/** The values of parameters at entry, by `parameterKey`. */
export function observeParameters(m: Interpreter, act: Activation): void {
  const { func } = act;
  if (!func) return;
  const { posonly, args, vararg, kwonly, kwarg } = func.node.args;
  for (const param of [...posonly, ...args, vararg, ...kwonly, kwarg]) {
    const value = param && act.scope.vars.get(param.name);
    const kept = value && snapshot(value);
    if (param && kept) m.parameters.add(act.file.id, parameterKey(func.node, param), kept, act.frame);
  }
}

/** Where each activation of user code stands, outermost first. */
export function traceback(top: Activation | null): Origin[] {
  const calls: Origin[] = [];
  for (let act = top; act; act = act.caller) if (!act.file.internal) calls.push(act.origin());
  return calls.reverse();
}

export function raisedOf(tracebacks: WeakMap<PyError, readonly Origin[]>, error: PyError): Raised {
  const calls = tracebacks.get(error) ?? [];
  return {
    type: error.value.cls.name, message: error.message, origin: error.origin, blame: error.blame,
    frame: error.origin?.frame ?? calls.at(-1)?.frame ?? null, traceback: calls, value: error.value,
  };
}
