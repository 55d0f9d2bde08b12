// Calls that only say where elements lie: reshape, permute, slice, split, expand cost nothing where strides can say it, and
// concat copies what does not stand in its place.
import type { Compiler } from '../compiler';
import type { Group } from '../fuse';
import { expanded, hasStrides, permuted, reshapedStrides, rowMajor, sliced, type Region } from '../region';
import type { Lowering } from '../../tensor/plan';

type Write = Extract<Lowering, { kernel: 'strided' | 'stridedWrite' }> & { readonly operands: readonly (number | null)[] };
type View = Extract<Lowering, { kernel: 'reshape' | 'permute' | 'slice' | 'split' | 'expand' | 'concat' | 'strided'
  | 'stridedWrite' }> & { readonly operands: readonly (number | null)[] };

export function emitView(compiler: Compiler, group: Group, view: View): boolean {
  const [input] = view.operands;
  if (typeof input !== 'number') return false;
  const shape = compiler.shape(group.out);
  switch (view.kernel) {
    case 'reshape':
      if (compiler.isConstant(input)) compiler.turnWeight(group.out, input, (region) => inShape(compiler, region, shape));
      else compiler.define(group.out, reshaped(compiler, input, shape));
      return true;
    case 'permute': case 'expand': case 'slice': {
      const turn = (region: Region): Region => (view.kernel === 'permute' ? permuted(region, view.axes)
        : view.kernel === 'expand' ? expanded(region, shape) : slices(region, view.parts, shape));
      if (compiler.isConstant(input)) compiler.turnWeight(group.out, input, turn);
      else compiler.define(group.out, turn(compiler.region(input)));
      return true;
    }
    case 'split': {
      let start = 0;
      view.sizes.forEach((size, i) => {
        const piece = sliced(compiler.region(input), view.axis, start, size);
        compiler.define(group.head.outputs[i], view.drop ? { ...piece, shape: piece.shape.toSpliced(view.axis, 1),
          strides: piece.strides.toSpliced(view.axis, 1) } : piece);
        start += size;
      });
      return true;
    }
    case 'strided': {
      const { buffer, offset } = compiler.rowMajor(input);
      compiler.define(group.out, { buffer, offset: offset + view.offset, shape: view.shape, strides: view.strides });
      return true;
    }
    case 'stridedWrite': return strided(compiler, group.out, view);
    case 'concat': return concat(compiler, group.out, view.operands, view.axis);
  }
}

/** A copy with another tensor's elements in a part of it. */
function strided(compiler: Compiler, result: number, view: Write): boolean {
  const [input, source] = view.operands;
  if (typeof input !== 'number' || typeof source !== 'number' || view.shape.includes(0)) return false;
  const from = compiler.region(source);
  const lead = Math.max(0, from.shape.length - view.shape.length);
  const part = { ...from, shape: from.shape.slice(lead), strides: from.strides.slice(lead) };
  if (view.shape.filter((size) => size !== 1).length > 6) return false;
  const out = compiler.define(result, compiler.copied(compiler.region(input), rowMajor(compiler.shape(input))));
  const { shape, strides } = view;
  compiler.copyTo(expanded(part, shape), { ...out, offset: out.offset + view.offset, shape, strides });
  return true;
}

function reshaped(compiler: Compiler, input: number, shape: readonly number[]): Region {
  const region = compiler.region(input);
  const strides = reshapedStrides(region, shape);
  if (strides) return { ...region, shape, strides };
  const dense = compiler.rowMajor(input);
  return { ...dense, shape, strides: rowMajor(shape) };
}

/** The same elements under another shape: where strides cannot say it, a copy. */
export function inShape(compiler: Compiler, region: Region, shape: readonly number[]): Region {
  const strides = reshapedStrides(region, shape);
  return strides ? { ...region, shape, strides } : { ...compiler.copied(region, rowMajor(region.shape)), shape,
    strides: rowMajor(shape) };
}

function slices(region: Region, parts: Extract<View, { kernel: 'slice' }>['parts'], shape: readonly number[]): Region {
  const dropped = new Set(parts.filter((part) => part.drop).map((part) => part.axis));
  const cut = parts.reduce((part, { axis, start, size, step }) => sliced(part, axis, start, size, step), region);
  const axes = region.shape.map((_, axis) => axis).filter((axis) => !dropped.has(axis));
  const rest: Region = { ...cut, shape: axes.map((axis) => cut.shape[axis]), strides: axes.map((axis) => cut.strides[axis]) };
  // None in an index adds axes of size 1, which a view can always have.
  return rest.shape.join() === shape.join() ? rest : { ...rest, shape, strides: oneAxes(rest, shape) };
}

function oneAxes(region: Region, shape: readonly number[]): number[] {
  const strides = region.strides.filter((_, axis) => region.shape[axis] !== 1);
  return shape.map((size) => (size === 1 ? 0 : strides.shift() ?? 0));
}

function concat(compiler: Compiler, result: number, operands: readonly (number | null)[], axis: number): boolean {
  const values = operands.filter((value) => value !== null);
  const shape = compiler.shape(result);
  const joined = shape.length === 4 && axis === 1 ? sideBySide(values.map((value) => compiler.region(value))) : null;
  if (joined) {
    compiler.define(result, { ...joined, shape });
    return true;
  }
  const out = shape.length === 4 && axis === 1 ? compiler.concatenated(result)
    : compiler.define(result, compiler.allocate(shape, rowMajor(shape)));
  let start = 0;
  for (const value of values) {
    const size = compiler.shape(value)[axis];
    const [from, to] = [compiler.region(value), sliced(out, axis, start, size)];
    const inPlace = from.buffer === to.buffer && from.offset === to.offset && hasStrides(from, to.strides);
    if (!inPlace) compiler.copyTo(from, to);
    start += size;
  }
  return true;
}

/** Channels of several regions that lie side by side already, as one region of the first's strides. */
function sideBySide(parts: readonly Region[]): Region | null {
  const [first] = parts;
  let start = 0;
  for (const { buffer, offset, shape, strides } of parts) {
    if (buffer !== first.buffer || offset !== first.offset + start || strides.join() !== first.strides.join()
      || strides[1] !== 1) return null;
    start += shape[1];
  }
  // Pixels need room for all channels.
  return first.strides[3] >= start ? first : null;
}
