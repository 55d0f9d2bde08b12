// PyTorch's own signature language ("conv2d(Tensor input, int[2] stride=1) -> Tensor"): its parser, and the TypeScript
// types of bound arguments derived from the string, so that signature and types cannot drift apart.
// Knows nothing of Python values: binding them is the interpreter's business (interp/torch/bind.ts).
//
// The language: `TYPE NAME[=DEFAULT]` separated by commas. TYPE is Tensor, int, float, bool, str, Scalar, dtype or any,
// with suffixes `?` (None allowed), `[]` (a list), `[2]` (a list in which one number stands for all), `|` (alternatives).
// `*int[] size` takes the positional arguments left over, or one list. A lone `*` makes what follows keyword-only.
// Defaults: numbers, True, False, None, "strings", [] — no commas inside.
import type { DType } from '../tensor/dtype';
import type { Sym } from '../tensor/sym';
import type { Int, PlainTensor, Tensor } from '../tensor/value';

/** A Python number as ops see it. */
export type Scalar =
  | Int
  | { readonly kind: 'float'; readonly value: number | Sym }
  | { readonly kind: 'bool'; readonly value: boolean };

/** For shape rules: sizes are Ints, with symbols and origins. */
interface Symbolic {
  Tensor: Tensor;
  int: Int;
  float: number;
  bool: boolean;
  str: string;
  Scalar: Scalar;
  dtype: DType;
  any: unknown;
}
/** For everything that needs numbers: cost, receptive field, kernels. */
interface Plain {
  Tensor: PlainTensor;
  int: number;
  float: number;
  bool: boolean;
  str: string;
  Scalar: number;
  dtype: DType;
  any: unknown;
}

type Trim<S extends string> = S extends ` ${infer R}` ? Trim<R> : S extends `*${infer R}` ? Trim<R> : S;
type Split<S extends string, Acc extends string[] = []> = S extends `${infer A},${infer B}`
  ? Split<B, [...Acc, Trim<A>]>
  : Trim<S> extends ''
    ? Acc
    : [...Acc, Trim<S>];
type TypeOf<T extends string, L> = T extends `${infer U}|${infer V}`
  ? TypeOf<U, L> | TypeOf<V, L>
  : T extends `${infer U}?`
    ? TypeOf<U, L> | null
    : T extends `${infer U}[${string}]`
      ? TypeOf<U, L>[]
      : T extends keyof L
        ? L[T]
        : never;
type ParamOf<P extends string, L> = P extends `${infer T} ${infer N}=${string}`
  ? { readonly [K in N]: TypeOf<T, L> }
  : P extends `${infer T} ${infer N}`
    ? { readonly [K in N]: TypeOf<T, L> }
    : unknown;
type Merge<P extends string[], L, Acc = unknown> = P extends [infer H extends string, ...infer R extends string[]]
  ? Merge<R, L, Acc & ParamOf<H, L>>
  : Acc;
type Flat<T> = { [K in keyof T]: T[K] };
type ArgsOf<S extends string, L> = S extends `${string}(${infer P})${string}` ? Flat<Merge<Split<P>, L>> : never;

export type SymbolicArgs<S extends string> = string extends S
  ? Readonly<Record<string, SymbolicArg>>
  : ArgsOf<S, Symbolic>;
export type PlainArgs<S extends string> = string extends S ? Readonly<Record<string, PlainArg>> : ArgsOf<S, Plain>;
export type SymbolicArg = Tensor | Int | number | boolean | string | Scalar | null | unknown;
export type PlainArg = PlainTensor | number | boolean | string | null | unknown;

export type BaseType = 'Tensor' | 'int' | 'float' | 'bool' | 'str' | 'Scalar' | 'dtype' | 'any';
export interface ParamType {
  readonly base: BaseType;
  /** null: not a list; 0: a list of any length; n: a list in which one number stands for all n. */
  readonly list: number | null;
  readonly optional: boolean;
  /** `int?[]`: None may stand for an item. */
  readonly optionalItems: boolean;
}
export interface SchemaParam {
  readonly name: string;
  /** Alternatives, tried in order. */
  readonly types: readonly ParamType[];
  /** undefined: required. */
  readonly default: undefined | number | boolean | string | null | readonly [];
  readonly keywordOnly: boolean;
  /** Takes the positional arguments left over. */
  readonly variadic: boolean;
}
export interface Schema {
  readonly name: string;
  readonly params: readonly SchemaParam[];
  readonly returns: string;
}

const cache = new Map<string, Schema>();

/** Throws an Error when the text is not of the language: schemas are ours, so that is a fault of ours. */
export function parseSchema(text: string): Schema {
  const known = cache.get(text);
  if (known) return known;
  const match = /^\s*([\w.]*)\(([^)]*)\)\s*(?:->\s*(.*))?$/s.exec(text);
  if (!match) throw new Error(`not a schema: ${text}`);
  const params: SchemaParam[] = [];
  let keywordOnly = false;
  for (const part of (match[2] ?? '')
    .split(',')
    .map((p) => p.trim())
    .filter((p) => p !== '')) {
    if (part === '*') {
      keywordOnly = true;
      continue;
    }
    params.push(parseParam(part, keywordOnly, text));
  }
  const schema: Schema = { name: match[1] ?? '', params, returns: match[3]?.trim() ?? 'Tensor' };
  cache.set(text, schema);
  return schema;
}

function parseParam(part: string, keywordOnly: boolean, schema: string): SchemaParam {
  const match = /^(\*?)(\S+)\s+(\w+)(?:=(.*))?$/s.exec(part);
  if (!match) throw new Error(`not a parameter: "${part}" in ${schema}`);
  const [, star, type = '', name = '', text] = match;
  return {
    name,
    types: type.split('|').map((t) => parseType(t, schema)),
    default: parseDefault(text, schema),
    keywordOnly,
    variadic: star === '*',
  };
}

function parseType(text: string, schema: string): ParamType {
  const match = /^(Tensor|int|float|bool|str|Scalar|dtype|any)(\?)?(?:\[(\d*)\])?(\?)?$/.exec(text);
  if (!match) throw new Error(`not a type: "${text}" in ${schema}`);
  const list = match[3] === undefined ? null : match[3] === '' ? 0 : Number(match[3]);
  return { base: match[1] as BaseType, list, optional: match[4] === '?' || (match[2] === '?' && list === null),
    optionalItems: match[2] === '?' && list !== null };
}

function parseDefault(text: string | undefined, schema: string): SchemaParam['default'] {
  if (text === undefined) return undefined;
  if (text === 'None') return null;
  if (text === 'True') return true;
  if (text === 'False') return false;
  if (text === '[]') return [];
  if (/^".*"$/.test(text)) return text.slice(1, -1);
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(`not a default: ${text} in ${schema}`);
  return value;
}
