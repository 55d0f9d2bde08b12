// Every op, module and composite, found by the names Python code uses. A new family is one import line here.
import type { CompositeDef, ModuleDef, OpDef } from './op';
import * as conv from './conv';
import * as axes from './axes';
import * as create from './create';
import * as division from './division';
import * as elementwise from './elementwise';
import * as indexing from './indexing';
import * as join from './join';
import * as matmul from './matmul';
import * as random from './random';
import * as reduce from './reduce';
import * as split from './split';
import * as view from './view';
import * as pad from './pad';
import * as pool from './pool';
import * as activation from './activation';
import * as softmax from './softmax';
import * as dropout from './dropout';
import * as leaf from './leaf';
import * as linear from './linear';
import * as comparison from './comparison';
import * as einsum from './einsum';
import * as elementwiseMath from './elementwiseMath';
import * as extremes from './extremes';
import * as fft from './fft';
import * as gather from './gather';
import * as factorisations from './factorisations';
import * as linalg from './linalg';
import * as linalgNorms from './linalgNorms';
import * as rearrange from './rearrange';
import * as repeat from './repeat';
import * as sort from './sort';
import * as statistics from './statistics';
import * as norm from './norm';
import * as normModules from './normModules';
import * as adaptivePool from './adaptivePool';
import * as convTransposed from './convTransposed';
import * as resize from './resize';
import * as shuffle from './shuffle';
import * as embedding from './embedding';
import * as recurrent from './recurrent';
import * as recurrentCells from './recurrentCells';
import * as attention from './attention';
import * as transformer from './transformer';
import * as torchvision from './torchvision';
import * as loss from './loss';
import * as distance from './distance';
import * as poolMore from './poolMore';
import * as grid from './grid';
import * as lossClasses from './lossClasses';
import * as lossMore from './lossMore';
import * as moduleBases from './moduleBases';
import * as quantStub from './quantStub';
import * as signal from './signal';
import * as special from './special';
import * as calculus from './calculus';
import * as scatterViews from './scatterViews';
import * as linalgTensors from './linalgTensors';
import * as weightNorm from './weightNorm';

const families: readonly object[] = [
  conv,
  axes,
  create,
  division,
  elementwise,
  indexing,
  join,
  matmul,
  random,
  reduce,
  split,
  view,
  pad,
  pool,
  activation,
  softmax,
  dropout,
  leaf,
  linear,
  comparison,
  einsum,
  elementwiseMath,
  extremes,
  fft,
  gather,
  linalg, linalgNorms, factorisations,
  rearrange,
  repeat,
  sort,
  statistics,
  norm,
  normModules,
  adaptivePool,
  convTransposed,
  resize,
  shuffle,
  embedding,
  recurrent,
  recurrentCells,
  attention,
  transformer,
  torchvision,
  loss,
  distance,
  poolMore,
  grid,
  lossClasses,
  lossMore,
  quantStub,
  moduleBases,
  signal,
  special,
  calculus,
  scatterViews,
  linalgTensors,
  weightNorm,
];

const definitions: readonly unknown[] = families.flatMap((family) => Object.values(family));
const isOf =
  <K extends string>(kind: K) =>
  (value: unknown): value is { kind: K } =>
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

export const ALL_OPS: readonly OpDef[] = definitions.filter(isOf('op')) as readonly unknown[] as readonly OpDef[];
export const ALL_MODULES: readonly ModuleDef[] = definitions.filter(
  isOf('module'),
) as readonly unknown[] as readonly ModuleDef[];
export const ALL_COMPOSITES: readonly CompositeDef[] = definitions.filter(
  isOf('composite'),
) as readonly unknown[] as readonly CompositeDef[];

let byPath: Map<string, OpDef[]> | null = null;
/** Made when it is first asked for: an engine, which knows ops by their schemas, has no names. */
function opsByPath(): ReadonlyMap<string, readonly OpDef[]> {
  if (byPath) return byPath;
  byPath = new Map();
  for (const op of ALL_OPS) for (const path of op.paths) byPath.set(path, [...(byPath.get(path) ?? []), op]);
  return byPath;
}
const modulesByPath = new Map(ALL_MODULES.map((module) => [module.path, module] as const));

/**
 * 'torch.nn.functional.conv2d', 'torch.Tensor.view' → the ops of that name, in the order in which a call tries them;
 * empty when it is not modelled. PyTorch overloads names (`max(x)`, `max(x, dim)`, `max(x, other)`): each overload is an
 * op of its own, and a call is of the first whose schema binds its arguments. Within a family the order is alphabetical by
 * exported name (that of a module's namespace), so overloads are written such that at most one of them binds.
 */
export const findOps = (path: string): readonly OpDef[] => opsByPath().get(path) ?? [];
/** The first of them. */
export const findOp = (path: string): OpDef | undefined => opsByPath().get(path)?.[0];
/** 'torch.nn.Conv2d' → the module. */
export const findModule = (path: string): ModuleDef | undefined => modulesByPath.get(path);
