// In a recording run: what a call that is not followed may have done to tensors and to the random generator.
// Knows no library.
import type { Reason, ReasonCode, Tensor } from '../tensor/value';
import type { Machine } from './machine';
import type { Value } from './value';

/** Knowledge that is lost about values; all other reasons are about code that was not run. */
const VALUES_ONLY: ReadonlySet<ReasonCode> = new Set(['data-dependent-value', 'data-dependent-branch', 'data-dependent-size',
  'unknown-input', 'external-input']);

/** Code was not run: it may have drawn, and written into what it was given. */
export function noteUnfollowed(m: Machine, { code, message }: Reason, given: readonly Value[] = []): void {
  if (!m.graph.isRecording || VALUES_ONLY.has(code)) return;
  m.graph.note({ kind: 'doubt', reason: message });
  const tensors = tensorsWithin(given);
  if (tensors.length > 0) m.graph.note({ kind: 'lost', tensors: tensors.map(({ id }) => id), reason: message });
}

/** Tensors that can be reached through attributes, items and entries. */
export function tensorsWithin(values: readonly Value[]): Tensor[] {
  const seen = new Set<Value>();
  const found: Tensor[] = [];
  const open = [...values];
  for (let value = open.pop(); value; value = open.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    switch (value.kind) {
      case 'tensor': found.push(value); break;
      case 'list': case 'tuple': open.push(...value.items); break;
      case 'dict': open.push(...[...value.entries.values()].map((entry) => entry.value)); break;
      case 'instance': open.push(...value.attrs.values()); break;
      case 'method': open.push(value.self); break;
      default:
    }
  }
  return found;
}
