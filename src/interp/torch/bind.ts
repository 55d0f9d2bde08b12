// Python arguments -> the arguments of an op, by its schema: PyTorch's order, names, aliases and TypeErrors.
// Values are converted in convert.ts. Knows no particular op.
import { parseSchema, type Schema, type SchemaParam, type SymbolicArg } from '../../ops/schema';
import { isUnknown } from '../../ops/op';
import { isFloating } from '../../tensor/dtype';
import type { Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { NONE, tuple, type Args, type Kwargs, type Value } from '../value';
import { convert, describe, MISFIT } from './convert';
import type { CallName } from './names';

export interface Bound {
  readonly kind: 'bound';
  readonly args: Record<string, SymbolicArg>;
  /** The Python values, for what stores them as passed. */
  readonly values: ReadonlyMap<string, Value>;
  /** Keywords that every op takes and no schema names: out, inplace, device, ... */
  readonly extras: ReadonlyMap<string, Value>;
}
/** The arguments do not fit: another overload may be tried, or TypeError is raised with this text. */
export interface Misfit {
  readonly kind: 'misfit'; readonly message: string;
  /** PyTorch takes the overload by an argument's first element, and raises for a later one. */
  readonly certain?: boolean;
}

/** Accepted by every op without effect on shapes; `out` and `inplace` are looked at by the caller. */
const IGNORED = new Set([
  'out', 'device', 'layout', 'pin_memory', 'memory_format', 'requires_grad', 'generator', 'non_blocking', 'copy',
  'inplace', 'names', 'size_average', 'reduce', '_stacklevel', 'async_op', 'non_blocking',
]);
/** Other names of arguments: numpy's, which PyTorch takes too, and those of overloads that one schema covers. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  dim: ['axis'], keepdim: ['keepdims'], input: ['x', 'a', 'x1', 'self'], self: ['input', 'x', 'a', 'x1'], other: ['x2'],
  dims: ['axes', 'axis', 'dim'], indices_or_sections: ['indices', 'sections', 'tensor_indices_or_sections'],
};

/** Their signature over all elements knows no keepdim. */
const REDUCTIONS = new Set(['sum', 'mean', 'prod', 'all', 'any', 'std', 'var', 'std_mean', 'var_mean', 'max', 'min', 'median',
    'nanmedian']);

const misfit = (message: string): Misfit => ({ kind: 'misfit', message });

/** Functions that are chosen among by `return_indices` first: CPython names the one that was chosen. */
const DISPATCHED = /^(adaptive_|fractional_)?max_pool[123]d$/;

export function bind(m: Machine, text: string, args: Args, kwargs: Kwargs, call: CallName): Bound | Misfit | Unknown {
  const schema = parseSchema(text);
  const assigned = assign(m, schema, args, kwargs, call);
  if (assigned.kind === 'misfit') return call.style === 'python' && DISPATCHED.test(call.name)
    ? { ...assigned, message: assigned.message.replace(`${call.name}()`, `_${call.name}()`) } : assigned;
  return convertAll(m, schema, assigned, call);
}

/** Converts values already assigned to parameters; those missing are left to their defaults. */
export function convertAll(
  m: Machine, schema: Schema, assigned: Omit<Assigned, 'kind'>, call: CallName,
): Bound | Misfit | Unknown {
  const { values, extras } = assigned;
  const bound: Record<string, SymbolicArg> = {};
  let lost: Unknown | undefined;
  for (const [i, param] of schema.params.entries()) {
    const value = values.get(param.name);
    if (value === undefined) continue;
    const converted = convert(m, param, value, call.style === 'c');
    if (converted === MISFIT) return wrongElement(m, call, param, value) ?? misfit(wrongType(m, call, schema, i, assigned));
    if (isUnknown(converted)) lost ??= converted;
    bound[param.name] = converted;
  }
  return lost ?? { kind: 'bound', args: bound, values, extras };
}

interface Assigned {
  readonly kind: 'assigned';
  readonly values: Map<string, Value>;
  readonly extras: Map<string, Value>;
  /** What positional arguments were put together to be. */
  readonly spread?: Value;
  /** Parameters that were given by keyword. */
  readonly byKeyword?: ReadonlySet<string>;
}

function assign(m: Machine, schema: Schema, args: Args, kwargs: Kwargs, call: CallName): Assigned | Misfit {
  const values = new Map<string, Value>();
  const extras = new Map<string, Value>();
  const byKeyword = new Set<string>();
  let spread: Value | undefined;
  const positional = schema.params.filter((p) => !p.keywordOnly);
  const single = positional.length === (call.method ? 2 : 1);
  for (let i = 0; i < args.length; i++) {
    const param = positional[i];
    const arg = args[i];
    if (!arg) continue;
    if (!param) {
      const rest = args.slice(i);
      if (call.bound || !isLegacyTail(rest)) return misfit(tooMany(schema, args.length, call));
      if (rest[0]?.kind === 'bool') extras.set('inplace', rest[0]);
      break;
    }
    // PyTorch puts numbers together where they are all that a call takes: `x.flip(0, 1)`, but not `torch.flip(x, 0, 1)`.
    if (param.variadic && (single || call.style !== 'c' || !isIntegers(param))) {
      const rest = args.slice(i);
      // One thing that is not known may be a number or all of them: `x.view(shape)`.
      if (rest.length > 1 || !(isSequence(arg) || isUnknown(arg))) spread = tuple(rest);
      values.set(param.name, spread ?? arg);
      break;
    }
    values.set(param.name, arg);
  }
  for (const [keyword, value] of kwargs) {
    const param = schema.params.find((p) => p.name === keyword)
      ?? schema.params.find((p) => ALIASES[p.name]?.includes(keyword));
    if (!param && (IGNORED.has(keyword) || takesAnything(schema))) extras.set(keyword, value);
    else if (!param) return misfit(`${call.name}() got an unexpected keyword argument '${keyword}'`);
    else if (values.has(param.name)) return misfit(`${call.name}() got multiple values for argument '${keyword}'`);
    else {
      values.set(param.name, value);
      byKeyword.add(param.name);
    }
  }
  if (call.style === 'c' && REDUCTIONS.has(call.name) && values.has('keepdim') && !values.has('dim'))
    return misfit(`${call.name}() got keepdim without dim`);
  const mayLack = (p: SchemaParam): boolean => p.variadic && !(call.style === 'c' && isIntegers(p));
  const missing = schema.params.filter((p) => p.default === undefined && !mayLack(p) && !values.has(p.name));
  for (const p of schema.params) {
    if (mayLack(p) && !values.has(p.name) && p.default === undefined) values.set(p.name, tuple([]));
  }
  if (missing.length > 0) return misfit(missingText(missing, call));
  return { kind: 'assigned', values, extras, byKeyword, ...spread ? { spread } : {} };
}
const isIntegers = (param: SchemaParam): boolean => param.types.every((type) => type.base === 'int');

/** nn.Identity takes whatever it is given. */
const takesAnything = (schema: Schema): boolean =>
  schema.params.some((p) => p.variadic && p.types.some((type) => type.base === 'any'));
const isSequence = (value: Value): boolean => value.kind === 'tuple' || value.kind === 'list' || value.kind === 'range';
/** Flags at the end that old signatures have and schemas leave out: `F.relu(x, True)`, `reduce`, `size_average`. */
const isLegacyTail = (rest: readonly Value[]): boolean => rest.length <= 2
  && rest.every((v) => v.kind === 'bool' || v.kind === 'none');

function missingText(missing: readonly SchemaParam[], call: CallName): string {
  const start = `${call.name}() missing ${missing.length} required positional argument`;
  if (call.style === 'c') return `${start}s: ${missing.map((p) => `"${p.name}"`).join(', ')}`;
  return `${start}${missing.length === 1 ? '' : 's'}: ${pythonList(missing.map((p) => `'${p.name}'`))}`;
}

/** 'a', 'b', and 'c'. */
export function pythonList(items: readonly string[]): string {
  if (items.length <= 2) return items.join(' and ');
  return `${items.slice(0, -1).join(', ')}, and ${items.at(-1) ?? ''}`;
}

function tooMany(schema: Schema, given: number, call: CallName): string {
  const self = call.method && call.style === 'c' ? 1 : call.bound ? -1 : 0;
  const most = schema.params.filter((p) => !p.keywordOnly).length - self;
  const least = schema.params.filter((p) => !p.keywordOnly && p.default === undefined).length - self;
  const count = given - self;
  const verb = count === 1 ? 'was' : 'were';
  if (call.style === 'python' && least !== most) {
    return `${call.name}() takes from ${least} to ${most} positional arguments but ${count} ${verb} given`;
  }
  return `${call.name}() takes ${most} positional argument${most === 1 ? '' : 's'} but ${count} ${verb} given`;
}

/** A list of ints is told from what it begins with: `x.view(-1, n / 2)` fails at its second element. */
function wrongElement(m: Machine, call: CallName, param: SchemaParam, value: Value): Misfit | undefined {
  const list = param.types.find((type) => type.list !== null);
  if (call.name.includes('.') || !list || !param.types.every((type) => type.base === 'int')) return undefined;
  if (value.kind !== 'tuple' && value.kind !== 'list') return undefined;
  const at = value.items.findIndex((item) => !isIndex(m, item) && !(item.kind === 'none' && list.optionalItems));
  const wrong = value.items[at];
  return at < 1 || !wrong ? undefined : { kind: 'misfit', certain: true,
    message: `${call.name}(): argument '${param.name}' must be ${describe(param, call.name)}, but found element of type `
      + `${shownType(m, wrong)} at pos ${at + 1}` };
}
const isIndex = (m: Machine, value: Value): boolean => {
  if (value.kind === 'tensor') return !isFloating(value.dtype);
  return value.kind === 'int' || value.kind === 'bool' || value.kind === 'unknown'
    || (value.kind === 'instance' && m.findSpecial(value, '__index__') !== undefined);
};

/** Arguments that functions in Python hand on under another name, which then says that it is no tensor. */
const HANDED_ON = new Map([['embedding input', "'indices' (position 2)"], ['embedding weight', "'weight' (position 1)"]]);
function wrongType(m: Machine, call: CallName, schema: Schema, index: number,
  { values, spread, byKeyword }: Omit<Assigned, 'kind'>): string {
  const param = schema.params[index];
  const name = param?.name ?? '';
  const value = values.get(name) ?? NONE;
  const handed = call.style === 'python' ? HANDED_ON.get(`${call.name} ${name}`) : undefined;
  if (handed) return `${call.name}(): argument ${handed} must be Tensor, not ${shownType(m, value)}`;
  const position = call.style === 'c' && byKeyword?.has(name) ? '' : ` (position ${call.method ? index : index + 1})`;
  const expected = describe(param, call.name);
  const items: readonly Value[] = value.kind === 'list' || value.kind === 'tuple' ? value.items : [];
  if (param?.types.some((type) => type.base === 'Tensor' && type.list !== null) && items.length > 0) {
    const at = items.findIndex((item) => item.kind !== 'tensor');
    const argument = call.method ? index - 1 : index;
    if (at >= 0) return `expected Tensor as element ${at} in argument ${argument}, but got ${shownType(m, items[at] ?? value)}`;
  }
  const wrong = value === spread ? items.find((item) => item.kind !== 'int') : undefined;
  if (wrong) return `${call.name}(): argument '${name}'${position} must be ${expected}, not ${shownType(m, wrong)}`;
  return `${call.name}(): argument '${name}'${position} must be ${expected}, not ${shownType(m, value)}`;
}

/** How PyTorch names the type of an argument: 'Tensor', 'int', 'list', 'NoneType'. */
export const shownType = (m: Machine, value: Value): string =>
  (value.kind === 'tensor' && !value.cls ? 'Tensor' : m.typeOf(value).name);
