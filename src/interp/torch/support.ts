// What the parts of the torch namespace share: the state of one run, errors of rules as Python exceptions, dicts
// keyed by names.
// Knows no particular op or module.
import { RuleError } from '../../ops/op';
import { unknownOf, type Reason, type ReasonCode, type Tensor, type Unknown } from '../../tensor/value';
import type { DType } from '../../tensor/dtype';
import type { Machine } from '../machine';
import {
  builtin, list, NONE, str, textKey, type Builtin, type Class, type Dict, type Instance, type List, type Value,
} from '../value';

/** What one run of a program changes in torch; written through the heap. */
export interface TorchState {
  defaultDType: DType;
  gradEnabled: boolean;
  /** Names of functions that a decorator runs without gradients. */
  readonly withoutGradients: Set<string>;
  /** Classes and functions written in Python, by path. */
  readonly classes: Map<string, Value>;
  /** Unknowns for names that are not modelled, one per name. */
  readonly missing: Map<string, Unknown>;
  /** The outermost module being called, with the names of the modules below it. */
  root: Instance | null;
  names: ReadonlyMap<Instance, string>;
}

export const torchState = (m: Machine): TorchState => m.service<TorchState>('torch', () => ({
  defaultDType: 'float32', gradEnabled: true, withoutGradients: new Set(), classes: new Map(), missing: new Map(),
  root: null, names: new Map(),
}));

/** Runs a rule; what it raises becomes a Python exception. */
export function guarded<T>(m: Machine, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof RuleError) return m.raise(error.type, error.message, error.blame);
    throw error;
  }
}

/** The unknown for a name of torch that is not modelled: one per name and run. */
export function notModelled(m: Machine, path: string, hint?: string): Unknown {
  const { missing } = torchState(m);
  const known = missing.get(path);
  if (known) return known;
  const made = m.unknown('op-not-modelled', `${path} is not modelled`, hint);
  missing.set(path, made);
  return made;
}

/** An unknown that is no gap of the run: what it stands for is known later, or irrelevant. */
export const quietUnknown = (m: Machine, code: ReasonCode, message: string): Unknown => {
  const reason: Reason = { code, message, origin: m.origin() };
  return unknownOf(reason);
};

export const isTensor = (value: Value | undefined): value is Tensor => value?.kind === 'tensor';
export const strings = (items: readonly string[]): List => list(items.map((item) => str(item)));

/** An entry of a dict whose keys are strings. */
export const entryOf = (dict: Dict, name: string): Value | undefined => dict.entries.get(textKey(name))?.value;
export function setEntry(m: Machine, dict: Dict, name: string, value: Value): void {
  m.heap.dictSet(dict, textKey(name), str(name), value);
}
export function deleteEntry(m: Machine, dict: Dict, name: string): void {
  const key = textKey(name);
  if (dict.entries.has(key)) m.heap.dictDelete(dict, key);
}
export const hasEntry = (dict: Dict, name: string): boolean => dict.entries.has(textKey(name));

/** True, false, or undefined when it is not a known bool. */
export const asFlag = (value: Value | undefined): boolean | undefined =>
  value === undefined ? undefined : value.kind === 'bool' ? value.value : value.kind === 'none' ? false
    : value.kind === 'int' && typeof value.value === 'number' ? value.value !== 0 : undefined;

/** Makes a value by running a function of a Python text of ours. */
export const viaPrelude = (name: string, prelude: (m: Machine) => Value): Builtin =>
  builtin(name, (m, args, kwargs) => m.call(prelude(m), args, kwargs), true);

export const isClass = (value: Value | undefined): value is Class => value?.kind === 'class';
export const orNone = (value: Value | undefined): Value => value ?? NONE;
