// The text of a tensor whose elements are known, as PyTorch prints it: tensor([1., 2.]).
// Knows no Python.
import { isFloating } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/value';
import { constantShape } from './elements';

const LINE = 80;

function showFloats(data: readonly number[]): (x: number) => string {
  const finite = data.filter((x) => Number.isFinite(x));
  const sizes = finite.filter((x) => x !== 0).map(Math.abs);
  const [most, least] = [Math.max(0, ...sizes), Math.min(Infinity, ...sizes)];
  const whole = finite.every((x) => Number.isInteger(x));
  const special = (x: number): string | undefined =>
    (Number.isNaN(x) ? 'nan' : x === Infinity ? 'inf' : x === -Infinity ? '-inf' : undefined);
  const scientific = sizes.length > 0 && (most / least > 1000 || most > 1e8 || (!whole && least < 1e-4));
  if (scientific) return (x) => special(x) ?? x.toExponential(4).replace(/e([+-])(\d)$/, 'e$10$2');
  return (x) => special(x) ?? (whole ? `${Object.is(x, -0) ? '-0' : x}.` : x.toFixed(4));
}

/** 'tensor([[1, 2],\n        [3, 4]])'; call it only for tensors with data. */
export function showTensor(tensor: Tensor): string {
  const data = tensor.data ?? [];
  const shape = constantShape(tensor.shape) ?? [];
  const one = tensor.dtype === 'bool' ? (x: number): string => (x === 0 ? 'False' : 'True')
    : isFloating(tensor.dtype) ? showFloats(data) : String;
  const texts = data.map(one);
  // Zeros and numbers that are not finite are not measured.
  const measured = texts.filter((_, i) => !isFloating(tensor.dtype) || (Number.isFinite(data[i]) && data[i] !== 0));
  const width = Math.max(0, ...measured.map((text) => text.length));
  const padded = shape.length === 0 ? texts : texts.map((text) => text.padStart(width));
  const suffixes = [
    ...(data.length === 0 && shape.length !== 1 ? [`size=(${shape.join(', ')})`] : []),
    ...(['bool', 'int64', 'float32'].includes(tensor.dtype) ? [] : [`dtype=torch.${tensor.dtype}`]),
    ...(tensor.requiresGrad ? ['requires_grad=True'] : []),
  ];
  const body = data.length === 0 ? '[]' : showAxis(padded, shape, 0, 'tensor('.length);
  return `tensor(${[body, ...suffixes].join(', ')})`;
}

function showAxis(texts: readonly string[], shape: readonly number[], axis: number, indent: number): string {
  const size = shape[axis];
  if (size === undefined) return texts[0] ?? '';
  const inner = ' '.repeat(indent + 1);
  if (axis === shape.length - 1) {
    const width = (texts[0]?.length ?? 0) + 2;
    const perLine = Math.max(1, Math.floor((LINE - indent) / width));
    const lines: string[] = [];
    for (let i = 0; i < texts.length; i += perLine) lines.push(texts.slice(i, i + perLine).join(', '));
    return `[${lines.join(`,\n${inner}`)}]`;
  }
  const step = texts.length / Math.max(1, size);
  const parts = Array.from({ length: size }, (_, i) =>
    showAxis(texts.slice(i * step, (i + 1) * step), shape, axis + 1, indent + 1));
  return `[${parts.join(`,${'\n'.repeat(shape.length - axis - 1)}${inner}`)}]`;
}
