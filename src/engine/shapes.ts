// What a fast kernel's arguments say of its output's shape, derived here a second time and from the plan alone: the analyser's
// rules and the engine's arithmetic check each other.
import { numel } from './region';
import type { FastKernel, Plan, PlanCall } from '../tensor/plan';

type Shape = readonly number[];
type Fast = NonNullable<PlanCall['fast']>;
type Of<K extends FastKernel> = Extract<Fast, { readonly kernel: K }>;
/** Kernels without a check say nothing of shapes. */
type Checks = { readonly [K in FastKernel]?: (fast: Of<K>, inputs: readonly Shape[], outputs: readonly Shape[]) => boolean };

const isSame = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i]);

const withoutOnes = (shape: Shape): Shape => shape.filter((size) => size !== 1);

function broadcast(a: Shape, b: Shape): Shape | null {
  const rank = Math.max(a.length, b.length);
  const at = (shape: Shape, i: number): number => shape[i - rank + shape.length] ?? 1;
  const out = Array.from({ length: rank }, (_, i) => (at(a, i) === 1 ? at(b, i) : at(a, i)));
  return out.every((size, i) => [1, size].includes(at(a, i)) && [1, size].includes(at(b, i))) ? out : null;
}

interface Windows { readonly stride: Shape; readonly padding: Shape; readonly dilation: Shape }
/** Positions of a window along an axis; `up` counts one that reaches over the end. */
const positions = (size: number, kernel: number, { stride, padding, dilation }: Windows, axis: number, up = false): number => {
  const room = (size + 2 * padding[axis] - dilation[axis] * (kernel - 1) - 1) / stride[axis];
  return (up ? Math.ceil(room) : Math.floor(room)) + 1;
};

/** 'same' keeps the size; for even kernels it pads one more behind than in front, which is what the plan has. */
const convolved = (out: number, size: number, kernel: number, windows: Windows, axis: number): boolean =>
  out === positions(size, kernel, windows, axis)
  || (out === size && windows.stride[axis] === 1
    && windows.padding[axis] === Math.floor(windows.dilation[axis] * (kernel - 1) / 2));

const CHECKS: Checks = {
  conv2d: (fast, [input, weight], [out]) => isSame(out.slice(0, -2), [...input.slice(0, -3), weight[0]])
    && [0, 1].every((axis) => convolved(out[out.length - 2 + axis], input[input.length - 2 + axis], weight[2 + axis], fast,
      axis)),
  convTransposed2d: ({ groups, ...fast }, [input, weight], [out]) => out[out.length - 3] === weight[1] * groups && [0,
    1].every((axis) => {
    const [stride, padding, dilation] = [fast.stride[axis], fast.padding[axis], fast.dilation[axis]];
    const least = (input[input.length - 2 + axis] - 1) * stride - 2 * padding + dilation * (weight[2 + axis] - 1) + 1;
    // The output padding is not in the plan: less than the stride or the dilation.
    const more = out[out.length - 2 + axis] - least;
    return more >= 0 && more < Math.max(stride, dilation, 1);
  }),
  pool2d: (fast, [input], [out]) => isSame(out.slice(0, -2), input.slice(0, -2)) && [0, 1].every((axis) =>
    [false, true].some((up) => out[out.length - 2 + axis] === positions(input[input.length - 2 + axis], fast.size[axis],
      { ...fast, dilation: fast.dilation }, axis, up))),
  adaptivePool2d: (_, [input], [out]) => isSame(out.slice(0, -2), input.slice(0, -2)),
  meanOfAxes: ({ axes }, [input], [out]) => isSame(out, input.map((size, i) => (axes.includes(i) ? 1 : size)))
    || isSame(out, input.filter((_, i) => !axes.includes(i))),
  linear: (_, [input, weight], [out]) => isSame(out, [...input.slice(0, -1), weight[0]]),
  matmul: (_, [a, b], [out]) => a.length < 2 || b.length < 2 || isSame(out, [...broadcast(a.slice(0, -2), b.slice(0, -2)) ?? [-1],
    a[a.length - 2], b[b.length - 1]]),
  batchNorm: (_, [input], [out]) => isSame(out, input),
  layerNorm: (_, [input], [out]) => isSame(out, input),
  softmax: (_, [input], [out]) => isSame(out, input),
  unary: (_, [input], [out]) => isSame(out, input),
  roll: (_, [input], [out]) => isSame(out, input),
  binary: (_, [a, b], [out]) => isSame(out, broadcast(a, b) ?? [-1]),
  reshape: (_, [input], [out]) => numel(input) === numel(out),
  permute: ({ axes }, [input], [out]) => isSame(out, axes.map((axis) => input[axis])),
  // x[None] adds axes of size 1, which are not in the plan.
  slice: ({ parts }, [input], [out]) => isSame(withoutOnes(out), withoutOnes(input.flatMap((size, axis) => {
    const part = parts.find((each) => each.axis === axis);
    return part ? (part.drop ? [] : [part.size]) : [size];
  }))),
  split: ({ axis, sizes, drop }, [input], outs) => outs.every((out, i) => isSame(out, drop ? input.toSpliced(axis, 1)
    : input.with(axis, sizes[i]))),
  convNd: (fast, [input, weight], [out]) => isSame(out.slice(0, 2), [input[0], weight[0]]) && fast.stride.every((_, axis) =>
    convolved(out[2 + axis], input[2 + axis], weight[2 + axis], fast, axis)),
  groupNorm: (_, [input], [out]) => isSame(out, input),
  reduce: ({ axes }, [input], [out]) => isSame(out, input.map((size, i) => (axes.includes(i) ? 1 : size)))
    || isSame(out, input.filter((_, i) => !axes.includes(i))),
  expand: (_, [input], [out]) => isSame(out, broadcast(input, out) ?? [-1]),
  concat: ({ axis }, inputs, [out]) => {
    const parts = inputs.filter((shape) => !isSame(shape, [0])); // Empty vectors join anything.
    return isSame(out, parts[0].with(axis, parts.reduce((sum, shape) => sum + shape[axis], 0)));
  },
  pad: ({ before }, [input], [out]) => out.length === input.length && out.every((size, i) => size >= Math.min(0,
    before[i]) + before[i]
    + (before[i] < 0 ? 0 : Math.min(input[i], size))),
  resample2d: ({ rows, columns }, [input], [out]) => isSame(out, [...input.slice(0, -2), rows.positions.length / rows.taps,
    columns.positions.length / columns.taps]),
};

/** Whether the outputs' shapes in the plan follow from the kernel's arguments; true where no fast kernel says. */
export function agrees(plan: Plan, { fast, outputs }: PlanCall): boolean {
  if (!fast) return true;
  const inputs = fast.operands.map((value) => (value === null ? [] : plan.values[value].shape));
  // Each kernel's check takes that kernel's lowering: the record pairs them.
  const check = CHECKS[fast.kernel] as ((fast: Fast, inputs: readonly Shape[], outputs: readonly Shape[]) =>
    boolean) | undefined;
  return !check || check(fast, inputs, outputs.map((value) => plan.values[value].shape));
}
