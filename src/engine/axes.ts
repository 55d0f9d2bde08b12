// Which axes of a plan's tensors are channels, rows and columns of an image, and which are tokens that stand for its patches:
// told from how they are made, so that a map can be shown as pictures whatever the order of its axes. What is not certain has
// no role.
import { planesOf, type Planes, type StridedMap } from './featureMap';
import type { Plan, PlanArg, PlanCall, SlicePart } from '../tensor/plan';

/** Tokens of a grid of patches, row by row, behind `before` other tokens such as a class token. */
export interface TokenGrid { readonly rows: number; readonly columns: number; readonly before: number }
export type AxisRole = 'channel' | 'row' | 'column' | TokenGrid | null;
export type AxisRoles = readonly AxisRole[];

const IMAGE: AxisRoles = [null, 'channel', 'row', 'column'];
const isTokens = (role: AxisRole): role is TokenGrid => typeof role === 'object' && role !== null;
const hasPlace = (roles: AxisRoles): boolean => roles.some((role) => role === 'row' || role === 'column' || isTokens(role));

/** By value of the plan; null where nothing is known. */
export function axisRoles(plan: Plan): readonly (AxisRoles | null)[] {
  const roles: (AxisRoles | null)[] = plan.values.map(() => null);
  for (const value of plan.inputs) roles[value] = ofInput(plan.values[value].shape);
  for (const call of plan.calls) {
    call.outputs.forEach((value, i) => {
      const known = rolesOf(plan, call, i, roles);
      if (known && hasPlace(known)) roles[value] = known;
    });
  }
  return roles;
}

function ofInput(shape: readonly number[]): AxisRoles | null {
  const isColours = (size: number): boolean => size === 1 || size === 3;
  if (shape.length !== 4) return null;
  return isColours(shape[1]) ? IMAGE : isColours(shape[3]) ? [null, 'row', 'column', 'channel'] : null;
}

function rolesOf(plan: Plan, call: PlanCall, output: number, known: readonly (AxisRoles | null)[]): AxisRoles | null {
  const { fast } = call;
  const shape = plan.values[call.outputs[output]].shape;
  const operands = fast ? fast.operands.filter((value): value is number => value !== null)
    : Object.values(call.args).flatMap(valuesIn);
  const [first] = operands;
  const from = first === undefined ? null : known[first];
  const size = first === undefined ? [] : plan.values[first].shape;
  switch (fast?.kernel) {
    case 'conv2d': case 'convTransposed2d': case 'pool2d': case 'adaptivePool2d': case 'resample2d':
      return shape.length === 4 ? IMAGE : null;
    case 'permute': return from && fast.axes.map((axis) => from[axis]);
    case 'reshape': return from && reshaped(from, size, shape);
    case 'slice': return from && sliced(from, fast.parts);
    case 'concat': return joined(fast.axis, operands.map((value) => known[value]), operands.map((value) =>
      plan.values[value].shape[fast.axis]));
    case 'pad': return from && from.map((role, axis) => (isTokens(role) && size[axis] !== shape[axis] ? null : role));
    case 'roll': return from && from.map((role, axis) => (isTokens(role) && fast.shifts.some((shift) => shift.axis === axis)
      ? null : role));
    case 'strided': case 'stridedWrite': return null;
    default: return alike(plan, operands, known, shape);
  }
}

/** Elementwise ops, normalisation, linear layers: of the first operand whose places the result has too. */
function alike(plan: Plan, operands: readonly number[], known: readonly (AxisRoles | null)[],
  shape: readonly number[]): AxisRoles | null {
  for (const value of operands) {
    const roles = known[value];
    const from = plan.values[value].shape;
    const isSame = roles?.length === shape.length && roles.every((role, axis) => role === null || role === 'channel'
      || from[axis] === shape[axis]);
    if (roles && isSame) return roles;
  }
  return null;
}

function valuesIn(arg: PlanArg): number[] {
  if (typeof arg !== 'object' || arg === null) return [];
  if ('value' in arg && typeof arg.value === 'number' && Object.keys(arg).length === 1) return [arg.value];
  return Object.values(arg as Readonly<Record<string, PlanArg>>).flatMap(valuesIn);
}

/** Axes come apart into the least groups that hold as many elements before and after. */
function reshaped(roles: AxisRoles, from: readonly number[], to: readonly number[]): AxisRoles {
  const result: AxisRole[] = to.map(() => null);
  const real = (shape: readonly number[]): number[] => [...shape.keys()].filter((axis) => shape[axis] !== 1);
  const [before, after] = [real(from), real(to)];
  for (let i = 0, j = 0; i < before.length && j < after.length;) {
    let [a, b, iEnd, jEnd] = [from[before[i]], to[after[j]], i + 1, j + 1];
    while (a !== b) {
      if (a < b && iEnd < before.length) a *= from[before[iEnd++]];
      else if (b < a && jEnd < after.length) b *= to[after[jEnd++]];
      else return result;
    }
    regroup(before.slice(i, iEnd), after.slice(j, jEnd), roles, from, to).forEach((role, k) => {
      result[after[j + k]] = role;
    });
    [i, j] = [iEnd, jEnd];
  }
  return result;
}

function regroup(before: readonly number[], after: readonly number[], roles: AxisRoles, from: readonly number[],
  to: readonly number[]): AxisRole[] {
  const [first, second] = before.map((axis) => roles[axis]);
  if (before.length === 1 && after.length === 1) return [first];
  if (before.length === 2 && after.length === 1 && first === 'row' && second === 'column') {
    return [{ rows: from[before[0]], columns: from[before[1]], before: 0 }];
  }
  const isGrid = before.length === 1 && after.length === 2 && isTokens(first) && first.before === 0
    && to[after[0]] === first.rows && to[after[1]] === first.columns && from[before[0]] === first.rows * first.columns;
  return isGrid ? ['row', 'column'] : after.map(() => null);
}

function sliced(roles: AxisRoles, parts: readonly SlicePart[]): AxisRoles {
  const changed = roles.map((role, axis): AxisRole => {
    const part = parts.find((each) => each.axis === axis);
    if (!part || !isTokens(role)) return role;
    const end = role.before + role.rows * role.columns;
    const keeps = part.step === 1 && part.start <= role.before && part.start + part.size >= end;
    return keeps ? { ...role, before: role.before - part.start } : null;
  });
  return changed.filter((_, axis) => !parts.some((part) => part.axis === axis && part.drop));
}

/** Tokens that are put before others move them. */
function joined(axis: number, pieces: readonly (AxisRoles | null)[], sizes: readonly number[]): AxisRoles | null {
  const at = pieces.findIndex((roles) => roles !== null);
  const roles = pieces[at] ?? null;
  const moved = sizes.slice(0, at).reduce((a, b) => a + b, 0);
  return roles && roles.map((role, i) => (i === axis && isTokens(role) ? { ...role, before: role.before + moved } : role));
}

/** A map as pictures, and the index into its tensor of a cell of them. */
export interface SeenMap {
  readonly planes: Planes;
  /** What was done to see it like this; null: nothing, the axes stand in PyTorch's order. */
  readonly arranged: { readonly kind: 'channelsLast' } | ({ readonly kind: 'tokens'; readonly total: number } & TokenGrid) | null;
  index(channel: number, y: number, x: number): number[];
}

/** `image` is the position in the batch. Without roles by the rank alone (`planesOf`). */
export function seenAs(map: StridedMap, roles: AxisRoles | null, image = 0): SeenMap {
  const { shape } = map;
  const channel = roles ? roles.indexOf('channel') : -1;
  const tokens = roles ? roles.findIndex(isTokens) : -1;
  const [row, column] = roles ? [roles.indexOf('row'), roles.indexOf('column')] : [-1, -1];
  const grid = roles?.[tokens];
  const isOne = (used: readonly number[]): boolean =>
    shape.every((size, axis) => axis === 0 || size === 1 || used.includes(axis));
  if (channel > 0 && grid !== undefined && isTokens(grid) && isOne([channel, tokens])) {
    return asTokens(map, channel, tokens, grid, image);
  }
  if (channel > 0 && row > 0 && column > 0 && (channel > row || row > column) && isOne([channel, row, column])) {
    return asMaps(map, channel, row, column, image);
  }
  const planes = planesOf(map, image);
  return { planes, arranged: null, index: (c, y, x) => plainIndex(planes, shape, image, [c, y, x]) };
}

function asTokens(map: StridedMap, channel: number, tokens: number, grid: TokenGrid, image: number): SeenMap {
  const { shape, strides, data } = map;
  const step = strides[tokens];
  const start = map.offset + image * strides[0] + grid.before * step;
  const planes: Planes = { kind: 'maps', data, channels: shape[channel], height: grid.rows, width: grid.columns,
    cells: grid.rows * grid.columns, rows: Array.from({ length: grid.rows }, (_, y) => start + y * grid.columns * step),
    channelStep: strides[channel], columnStep: step };
  return { planes, arranged: { kind: 'tokens', total: shape[tokens], ...grid }, index: (c, y, x) => shape.map((_, axis) =>
    (axis === 0 ? image : axis === channel ? c : axis === tokens ? grid.before + y * grid.columns + x : 0)) };
}

function asMaps(map: StridedMap, channel: number, row: number, column: number, image: number): SeenMap {
  const { shape, strides, data } = map;
  const start = map.offset + image * strides[0];
  const planes: Planes = { kind: 'maps', data, channels: shape[channel], height: shape[row], width: shape[column],
    cells: shape[row] * shape[column], rows: Array.from({ length: shape[row] }, (_, y) => start + y * strides[row]),
    channelStep: strides[channel], columnStep: strides[column] };
  return { planes, arranged: { kind: 'channelsLast' }, index: (c, y, x) => shape.map((_, axis) => (axis === 0 ? image
    : axis === channel ? c : axis === row ? y : axis === column ? x : 0)) };
}

/** The index into the tensor of a cell of the pictures that `planesOf` makes. */
function plainIndex({ kind, width }: Planes, shape: readonly number[], image: number,
  [channel, y, x]: readonly [number, number, number]): number[] {
  const lead = shape.length > 1 ? [image] : [];
  if (kind === 'matrix') return [...lead, y, x];
  if (kind === 'maps') {
    const rows = shape.slice(2, -1);
    // Further axes are stacked: the row says where on each of them.
    const at = rows.map((size, i) => Math.floor(y / rows.slice(i + 1).reduce((a, b) => a * b, 1)) % size);
    return [...lead, channel, ...at, x];
  }
  const cell = y * width + x;
  const axis = shape.findIndex((size, i) => size > 1 && (i > 0 || shape.length === 1));
  return shape.map((_, i) => (i === axis ? cell : i === 0 && shape.length > 1 ? image : 0));
}
