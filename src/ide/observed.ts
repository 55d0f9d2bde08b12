// What was observed at an expression, in terms to show: a structure of tensors, a module by its path, a number as text.
import type { ModelTrace } from '../frontends/pytorch';
import type { Output } from '../graph/graph';
import { edgeOf } from '../graph/memory';
import type { Observation } from '../interp/trace';
import type { Value } from '../interp/value';
import { showDim } from '../tensor/dim';

export interface Seen {
  /** null for values without a shape. */
  readonly output: Output | null;
  /** Path of the module it is, in the trace's model. */
  readonly module: string | null;
  /** Numbers, strings and truth values, as Python writes them. */
  readonly text: string | null;
  /** Path of the module whose forward ran; null outside of one. */
  readonly running: string | null;
}

const cache = new WeakMap<Observation, Seen>();

export function seenAs(observation: Observation, trace: ModelTrace | null): Seen {
  const known = cache.get(observation);
  if (known) return known;
  const { value, frame } = observation;
  const output = outputOfValue(value, 0);
  const seen: Seen = {
    output: output && hasTensor(output) ? output : null,
    module: value.kind === 'instance' ? (trace?.modulePaths.get(value) ?? null) : null,
    text: textOf(value),
    running: frame.module,
  };
  cache.set(observation, seen);
  return seen;
}

function outputOfValue(value: Value, depth: number): Output | null {
  if (depth > 4) return null;
  switch (value.kind) {
    case 'tensor':
      return { kind: 'tensor', shape: value.shape, dtype: value.dtype, edge: edgeOf(value) };
    case 'unknown':
      return { kind: 'unknown', reason: value.reason };
    case 'tuple':
    case 'list': {
      const items = value.items.map(
        (item) => outputOfValue(item, depth + 1) ?? { kind: 'value' as const, text: textOf(item) ?? '…' },
      );
      return { kind: 'list', type: value.kind, items };
    }
    case 'dict': {
      const entries = [...value.entries.values()].map(
        (entry) =>
          [
            textOf(entry.key) ?? '?',
            outputOfValue(entry.value, depth + 1) ?? { kind: 'value' as const, text: textOf(entry.value) ?? '…' },
          ] as const,
      );
      return { kind: 'dict', entries };
    }
    default:
      return null;
  }
}

/** A lone unknown number is no shape; an unknown inside a structure of tensors is. */
function hasTensor(output: Output): boolean {
  switch (output.kind) {
    case 'tensor':
    case 'unknown':
      return true;
    case 'list':
      return output.items.some(hasTensor);
    case 'dict':
      return output.entries.some(([, item]) => hasTensor(item));
    case 'value':
      return false;
  }
}

function textOf(value: Value): string | null {
  switch (value.kind) {
    case 'int':
      return showDim(value);
    case 'float':
      return typeof value.value === 'number' ? String(value.value) : null;
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'str':
      return JSON.stringify(value.value);
    case 'none':
      return 'None';
    default:
      return null;
  }
}
