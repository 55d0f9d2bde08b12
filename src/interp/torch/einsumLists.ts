// torch.einsum(a, [0, 1], b, [1, 2], [0, 2]): axes by numbers instead of an equation. As torch/functional.py reads them.
import { constantOf } from '../../tensor/value';
import { isUnknown } from '../../ops/op';
import type { Machine } from '../machine';
import { str, type Args, type Value } from '../value';

/** Letters that numbers stand for: A to Z, then a to z. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The same call by an equation, where a tensor comes first; an unknown where a list is not known. */
export function withEquation(m: Machine, args: Args): Args | Value {
  if (args[0]?.kind !== 'tensor') return args;
  const sides: string[] = [];
  const tensors: Value[] = [];
  for (let i = 0; i < args.length; i += 2) {
    // With an odd number of arguments the last list says what stays.
    const isOutput = i === args.length - 1;
    const list = isOutput ? args[i] : args[i + 1];
    if (!list) return args;
    const side = lettersOf(m, list);
    if (typeof side !== 'string') return side;
    if (!isOutput) tensors.push(args[i] ?? list);
    sides.push(isOutput ? `->${side}` : `${i > 0 ? ',' : ''}${side}`);
  }
  return [str(sides.join('')), ...tensors];
}

function lettersOf(m: Machine, list: Value): string | Value {
  const items = m.itemsOf(list);
  if (!Array.isArray(items)) return items;
  let letters = '';
  for (const item of items) {
    if (isUnknown(item)) return item;
    const number = item.kind === 'int' ? constantOf(item) : undefined;
    const letter = item.kind === 'ellipsis' ? '...' : number === undefined ? undefined : LETTERS[number];
    if (letter === undefined) return m.raise('ValueError',
      'einsum(): subscript in subscript list is not within the valid range [0, 52)');
    letters += letter;
  }
  return letters;
}
