// Records of PyTorch's own runs, in the format of the shared ground truth, and how ours compare with them.
import type { ModelSummary } from '../../src/frontends/summary';

/** Shapes are texts: `1x64x56x56[:dtype]`, `scalar`; structures are lists and objects of them. */
type Recorded = string | null | readonly Recorded[] | { readonly [key: string]: Recorded };
export interface TruthRecord {
  readonly call?: string;
  readonly inputs: readonly (string | readonly string[])[];
  readonly params: number;
  readonly trainable: number;
  readonly buffers: number;
  readonly outputs: Recorded;
  readonly macs: { readonly total: number; readonly fvcore_like: number; readonly acts: number };
  /** ["m", path, class, inputs, output, params, macs, call site, construction site, functions] or ["f", ...]. */
  readonly calls: readonly (readonly unknown[])[];
}

export const inputText = (record: TruthRecord): string =>
  record.inputs.map((input) => (typeof input === 'string' ? input : `[${input.join(',')}]`)).join(',');

/** `1x3x224x224` → [1, 3, 224, 224]; keeps structure. */
export function shapes(recorded: unknown): unknown {
  if (typeof recorded === 'string') {
    const sizes = recorded.split(':')[0] ?? '';
    if (sizes === 'scalar') return [];
    return /^\d+(x\d+)*$/.test(sizes) ? sizes.split('x').map(Number) : recorded;
  }
  if (Array.isArray(recorded)) return recorded.map(shapes);
  if (typeof recorded === 'object' && recorded !== null) {
    const entries = Object.entries(recorded)
      .filter(([key]) => key !== '_t')
      .map(([key, value]) => [key, shapes(value)] as const);
    return Object.fromEntries(entries);
  }
  return recorded;
}

export interface LeafRow {
  readonly path: string;
  readonly type: string;
  readonly inputs: unknown;
  readonly output: unknown;
  readonly parameters: unknown;
  readonly macs: unknown;
}

export const recordedLeaves = (record: TruthRecord): LeafRow[] =>
  record.calls
    .filter((row) => row[0] === 'm')
    .map(([, path, type, inputs, output, parameters, macs]) => ({
      path: String(path),
      type: String(type),
      inputs: shapes(inputs),
      output: shapes(output),
      parameters,
      macs,
    }));

export const ourLeaves = (summary: ModelSummary): LeafRow[] =>
  summary.layers.map(({ path, type, inputs, output, parameters, macs }) => ({
    path,
    type,
    inputs,
    output: shapes(output),
    parameters,
    macs,
  }));

/** Output shapes without dtypes. */
export function outputShapes(output: ModelSummary['output']): unknown {
  if (output === null || typeof output === 'string') return output;
  if (Array.isArray(output)) return output.map((item: ModelSummary['output']) => outputShapes(item));
  if ('shape' in output && 'dtype' in output) return output.shape;
  return Object.fromEntries(
    Object.entries(output).map(([key, value]) => [key, outputShapes(value as ModelSummary['output'])]),
  );
}

/** The record with holes where ours has them; an argument that is wholly unknown has no shape to list. */
export function asKnown<T>(ours: T, recorded: T): T {
  if (ours === null) return ours;
  if (Array.isArray(ours) && Array.isArray(recorded) && ours.length <= recorded.length)
    return ours.map((item: unknown, i) => asKnown(item, recorded[i] as unknown)) as T;
  if (typeof ours === 'object' && typeof recorded === 'object' && recorded !== null && !Array.isArray(ours)) {
    return Object.fromEntries(
      Object.entries(recorded).map(([key, value]) => [
        key,
        asKnown((ours as Record<string, unknown>)[key], value as unknown),
      ]),
    ) as T;
  }
  return recorded;
}
