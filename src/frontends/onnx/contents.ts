// What is known of the elements of small tensors where they depend on symbols: exporters compute shapes with ops on tensors
// (Shape, Gather, Concat, Reshape), and their elements are then sizes such as N or H/2.
import { defaultOf } from '../../graph/build';
import type { OpDef } from '../../ops/op';
import { parseSchema } from '../../ops/schema';
import { isSym, mapSym, type Sym } from '../../tensor/sym';
import { plainNumel, plainShape } from '../../tensor/dim';
import { int, type Dim, type Int, type PlainTensor, type Tensor } from '../../tensor/value';

/** More elements than this are no shape. */
const MAX_ELEMENTS = 64;

/** The elements of tensors that are known as sizes. */
export class Contents {
  /** Ids of tensors whose elements were set here. */
  private readonly known = new Set<number>();
  isKnown(id: number): boolean {
    return this.known.has(id);
  }

  private readonly byTensor = new WeakMap<Tensor, readonly Int[]>();

  /** Undefined when the elements are not known. */
  of(tensor: Tensor): Int[] | undefined {
    if (tensor.data) return tensor.data.map((x) => int(x));
    const known = this.byTensor.get(tensor);
    return known && [...known];
  }

  /** Elements that are all numbers become the tensor's data. */
  set(tensor: Tensor, elements: readonly Int[]): void {
    const numbers = elements.map((each) => (typeof each.value === 'number' ? each.value : NaN));
    this.known.add(tensor.id);
    if (elements.every((each) => typeof each.value === 'number')) tensor.data = numbers;
    else this.byTensor.set(tensor, elements);
  }

  /**
   * Elements of an op's outputs from those of its inputs, by its reference kernel at every sample of the symbols: see Note
   * [Equality by sampling]. Does nothing when an input is not known, or nothing is symbolic.
   */
  derive(op: OpDef, args: Readonly<Record<string, unknown>>, outputs: readonly Tensor[]): void {
    if (!op.eval || outputs.some((output) => output.data !== null)) return;
    const inputs: (number | Sym)[] = [];
    const make = this.plainArgs(op, args, inputs);
    const metas = outputs.map((output) => plainKnown(output.shape));
    if (!make || !inputs.some(isSym) || metas.some((shape) => shape === null || plainNumel(shape) > MAX_ELEMENTS)) return;
    const plain = outputs.map((output, i) => ({ shape: metas[i] ?? [], dtype: output.dtype }));
    const results = new Map<string, readonly (readonly number[])[]>();
    const run = (numbers: readonly number[]): readonly (readonly number[])[] => {
      const key = numbers.join();
      let known = results.get(key);
      // The kernel belongs to the op whose schema made the arguments.
      if (!known) results.set(key, (known = op.eval?.(make(numbers), plain) ?? []));
      return known;
    };
    for (const [i, output] of outputs.entries()) {
      const count = plainNumel(plain[i].shape);
      this.set(output, Array.from({ length: count }, (_, j) =>
        int(mapSym((...numbers) => run(numbers)[i]?.[j] ?? NaN, ...inputs))));
    }
  }

  /** Makes the kernel's arguments from the numbers of `inputs`; null when something is not known. */
  private plainArgs(op: OpDef, args: Readonly<Record<string, unknown>>, inputs: (number | Sym)[]):
    ((numbers: readonly number[]) => Record<string, unknown>) | null {
    const convert = (value: unknown): Template | null => {
      if (value === undefined || value === null) return () => null;
      if (typeof value !== 'object') return () => value;
      if (Array.isArray(value)) {
        const items = value.map(convert);
        return items.every((item) => item !== null) ? (numbers) => items.map((item) => item?.(numbers)) : null;
      }
      if (!('kind' in value)) return null;
      if (value.kind === 'tensor') return this.tensorTemplate(value as Tensor, inputs);
      if ((value.kind === 'int' || value.kind === 'float' || value.kind === 'bool') && 'value' in value) {
        const at = inputs.push(isSym(value.value) ? value.value : Number(value.value)) - 1;
        return (numbers) => numbers[at];
      }
      return null;
    };
    // An argument that is left out is its default, as it is where the op is applied.
    const entries = parseSchema(op.schema).params.map((param) =>
      [param.name, convert(args[param.name] === undefined ? defaultOf(param) : args[param.name])] as const);
    if (entries.some(([, template]) => template === null)) return null;
    return (numbers) => Object.fromEntries(entries.map(([name, template]) => [name, template?.(numbers)]));
  }

  private tensorTemplate(tensor: Tensor, inputs: (number | Sym)[]): Template | null {
    const elements = this.of(tensor);
    const shape = plainKnown(tensor.shape);
    if (!elements || !shape || elements.length > MAX_ELEMENTS) return null;
    const from = inputs.length;
    inputs.push(...elements.map((each) => (typeof each.value === 'bigint' ? Number(each.value) : each.value)));
    return (numbers): PlainTensor => ({ shape, dtype: tensor.dtype, data: numbers.slice(from, from + elements.length) });
  }
}

type Template = (numbers: readonly number[]) => unknown;

function plainKnown(shape: readonly Dim[]): number[] | null {
  return shape.some((dim) => dim.kind === 'unknown' || typeof dim.value !== 'number') ? null : plainShape(shape);
}
