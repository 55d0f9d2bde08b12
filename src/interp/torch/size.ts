// torch.Size: the tuple of a tensor's dims.
// Knows no tensors.
import { numelOf } from '../../tensor/dim';
import type { Dim } from '../../tensor/value';
import { builtinClass, str, tuple, type Class, type Tuple, type Value } from '../value';
import { tupleType } from '../types';
import { constructor, def, members } from '../types/define';
import { fill } from '../types/roots';

export const sizeType: Class = builtinClass('Size', 'torch', [tupleType], {});
/** The dims themselves are the items, so that their origins are kept. */
export const sizeOf = (shape: readonly Dim[]): Tuple => tuple([...shape], sizeType);
const dimsOf = (items: readonly Value[]): Dim[] | undefined => {
  const dims = items.filter((item): item is Dim => item.kind === 'int' || item.kind === 'unknown');
  return dims.length === items.length ? dims : undefined;
};

fill(sizeType, {
  __new__: constructor((m, cls, [items]) => {
    if (items === undefined) return tuple([], cls);
    const all = m.itemsOf(items);
    if (!Array.isArray(all)) return all;
    const wrong = all.findIndex((item) => item.kind !== 'int' && item.kind !== 'unknown' && item.kind !== 'bool');
    if (wrong >= 0) {
      return m.raise('TypeError',
        `torch.Size() takes an iterable of 'int' (item ${wrong} is '${m.typeOf(all[wrong] ?? items).name}')`);
    }
    return tuple(all, cls);
  }),
  ...members<Tuple>(sizeType, (v) => (v.kind === 'tuple' ? v : undefined), {
    numel: def('', (m, self) => {
      const dims = dimsOf(self.items);
      return dims ? numelOf(dims) : m.unknown('argument-not-modelled', 'torch.Size.numel() of items that are no ints');
    }),
    __repr__: def('', (m, self) => {
      const parts = self.items.map((item) => m.repr(item));
      const lost = parts.find((p) => typeof p !== 'string');
      return lost !== undefined && typeof lost !== 'string' ? lost : str(`torch.Size([${parts.join(', ')}])`);
    }),
    __getitem__: def('index', (m, self, index) => {
      const item = m.getitem(tuple(self.items), index ?? str(''));
      return item.kind === 'tuple' ? tuple(item.items, sizeType) : item;
    }),
    __add__: def('other', (m, self, other) => {
      const sum = m.binary('+', tuple(self.items), other?.kind === 'tuple' ? tuple(other.items) : other ?? str(''));
      return sum.kind === 'tuple' ? tuple(sum.items, sizeType) : sum;
    }),
    __mul__: def('times', (m, self, times) => {
      const product = m.binary('*', tuple(self.items), times ?? str(''));
      return product.kind === 'tuple' ? tuple(product.items, sizeType) : product;
    }),
  }),
});
