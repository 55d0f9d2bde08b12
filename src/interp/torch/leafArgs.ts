// What an instance of a native module keeps of its constructor, and its arguments as they stand now.
// Knows no forward.
import type { ModuleDef } from '../../ops/op';
import { isUnknown } from '../../ops/op';
import { parseSchema, type SchemaParam, type SymbolicArg } from '../../ops/schema';
import { defaultOf } from '../../graph/build';
import { int, isKnown, type Dim, type Reason, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, float, NONE, str, tuple, type Instance, type Kwargs, type Value } from '../value';
import { convert, MISFIT } from './convert';
import { entriesOf, registry } from './module';

export interface LeafNative {
  readonly def: ModuleDef;
  /** Bound, defaults filled in. */
  readonly args: Readonly<Record<string, SymbolicArg>>;
  /** Names of the arguments that are attributes. */
  readonly names: readonly string[];
  /** Those attributes as the constructor set them: while they are the same objects, `args` still holds. */
  readonly attributes?: readonly (Value | undefined)[];
  /** An argument on which everything depends was unknown. */
  readonly lost: Unknown | null;
}
export function leafOf(self: Instance): LeafNative | undefined {
  const native: unknown = self.native;
  return isLeafNative(native) ? native : undefined;
}
const isLeafNative = (native: unknown): native is LeafNative =>
  typeof native === 'object' && native !== null && 'def' in native && 'names' in native && 'args' in native;

/** Arguments that say where a tensor is made, not what the module is. */
export const NOT_STORED = new Set(['device', 'dtype', '_weight', '_bias', '_freeze']);

/** An unknown size leaves a hole; any other unknown argument is fatal. */
export function isHole(param: SchemaParam): boolean {
  return param.types.some((type) => type.base === 'int' && type.list === null);
}

/** The value of an attribute as the schema's type, undefined when it is not of that type. */
export function readArg(m: Machine, param: SchemaParam, value: Value): SymbolicArg | undefined {
  if (value.kind === 'tuple' || value.kind === 'list') {
    const items: readonly Value[] = value.items;
    const sizes = items.filter((item): item is Dim => item.kind === 'int' || item.kind === 'unknown');
    const isInts = param.types.some((type) => type.base === 'int' && type.list !== null);
    if (isInts && sizes.length === items.length && sizes.some((size) => !isKnown(size))) return sizes;
  }
  const converted = convert(m, param, value);
  return converted === MISFIT ? undefined : converted;
}

/**
 * Attributes and registries of one module that may hold modules or parameters nobody sees, with the reason: what is
 * unknown, but for arguments of a native module, buffers, and numbers that depend on data.
 */
export function* hidden(self: Instance): Generator<readonly [string, Reason]> {
  for (const which of ['_modules', '_parameters'] as const) {
    const lost = registry(self, which)?.lost;
    if (lost) yield [which, lost];
  }
  const own = leafOf(self)?.names;
  for (const values of [entriesOf(self, '_modules'), entriesOf(self, '_parameters'), self.attrs]) {
    for (const [name, value] of values) {
      if (value.kind === 'unknown' && mayHold(value.reason) && !own?.includes(name)) yield [name, value.reason];
    }
  }
}
const mayHold = (reason: Reason): boolean => !reason.code.startsWith('data-dependent') && reason.code !== 'unknown-input';

/** The arguments as the attributes stand: `conv.stride = (1, 1)` after construction counts. */
export function currentArgs(m: Machine, self: Instance, def: ModuleDef): Record<string, SymbolicArg> | Unknown {
  const native = leafOf(self);
  if (native?.attributes && !native.lost && native.names.every((name, i) =>
    self.attrs.get(name) === native.attributes?.[i])) return native.args;
  const args: Record<string, SymbolicArg> = {};
  const state = new Set([...entriesOf(self, '_parameters'), ...entriesOf(self, '_buffers')].map(([name]) => name));
  for (const param of parseSchema(def.schema).params) {
    const value = state.has(param.name) ? undefined : self.attrs.get(param.name);
    const read = value && readArg(m, param, value);
    if (isUnknown(read) && !isHole(param)) return read;
    args[param.name] = read !== undefined ? read : native?.args[param.name] ?? defaultOf(param);
  }
  return args;
}

/** Plain data of an op file as a Python value: whole numbers are ints, lists tuples. */
export function pythonOf(data: unknown): Value {
  if (data === null || data === undefined) return NONE;
  if (typeof data === 'boolean') return bool(data);
  if (typeof data === 'string') return str(data);
  if (typeof data === 'number') return Number.isInteger(data) ? int(data) : float(data);
  if (Array.isArray(data)) return tuple(data.map(pythonOf));
  return isValue(data) ? data : NONE;
}
const isValue = (data: unknown): data is Value => typeof data === 'object' && data !== null && 'kind' in data;

/** Constructor arguments for details panels: [['kernel_size', '(3, 3)'], ...]. */
export function nativeArgs(m: Machine, self: Instance): readonly (readonly [string, string])[] {
  const native = leafOf(self);
  if (!native) return [];
  const shown: (readonly [string, string])[] = [];
  for (const { name, types } of parseSchema(native.def.schema).params) {
    const value = native.names.includes(name) ? self.attrs.get(name) : undefined;
    const isFlag = types.every((type) => type.base === 'bool' && type.list === null);
    const text = value ? m.repr(value) : isFlag ? flagOf(self, name) : undefined;
    if (typeof text === 'string') shown.push([name, text]);
  }
  return shown;
}

/** `bias=False` is kept as the parameter that there is or is not. */
function flagOf(self: Instance, name: string): string | undefined {
  const parameter = entriesOf(self, '_parameters').find(([key]) => key === name)?.[1];
  return parameter?.kind === 'none' ? 'False' : parameter?.kind === 'tensor' ? 'True' : undefined;
}

/**
 * Arguments with flags as bools. Constructors are written in Python and ask `if bias:`, so that 0.5, a list or a string is as
 * good as True there.
 */
export function withFlags(m: Machine, params: readonly SchemaParam[], args: readonly Value[],
  kwargs: Kwargs): { readonly args: readonly Value[]; readonly kwargs: Kwargs } {
  const read = (value: Value, param: SchemaParam | undefined): Value => {
    if (PLAIN_FLAGS.has(value.kind) || !param?.types.every((type) => type.base === 'bool' && type.list === null)) return value;
    const truth = m.truth(value);
    return typeof truth === 'boolean' ? bool(truth) : truth;
  };
  return {
    args: args.map((value, i) => read(value, params[i])),
    kwargs: new Map([...kwargs].map(([name, value]) => [name, read(value, params.find((param) => param.name === name))])),
  };
}
const PLAIN_FLAGS: ReadonlySet<string> = new Set(['bool', 'int', 'none', 'unknown', 'tensor']);
