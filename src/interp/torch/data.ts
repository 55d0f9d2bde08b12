// torch.utils.data, as Python text: data sets, samplers and the batches of a DataLoader as far as one item tells their shapes.
// No file of anybody is read: what a data set loads is unknown, with its reason.
import type { Unknown } from '../../tensor/value';
import { Lost } from '../errors';
import type { Machine } from '../machine';
import { bool, builtin, iteratorOf, NONE, type PyIterator, type Value } from '../value';
import type { PythonText } from './pythonText';
import { certainly } from './textModules';

const SETS = `
class Dataset:
    def __getitem__(self, index):
        raise NotImplementedError

    def __add__(self, other):
        return ConcatDataset([self, other])

    @classmethod
    def __class_getitem__(cls, item):
        return cls


class IterableDataset(Dataset):
    def __iter__(self):
        raise NotImplementedError


class TensorDataset(Dataset):
    def __init__(self, *tensors):
        assert all(tensors[0].size(0) == tensor.size(0) for tensor in tensors), 'Size mismatch between tensors'
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)


class Subset(Dataset):
    def __init__(self, dataset, indices):
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index):
        return self.dataset[self.indices[index]]

    def __len__(self):
        return len(self.indices)


class ConcatDataset(Dataset):
    def __init__(self, datasets):
        self.datasets = list(datasets)

    def __getitem__(self, index):
        for dataset in self.datasets:
            if index < len(dataset):
                return dataset[index]
            index -= len(dataset)
        raise IndexError(index)

    def __len__(self):
        return sum(len(dataset) for dataset in self.datasets)


def random_split(dataset, lengths, generator=None):
    return [Subset(dataset, range(length)) if isinstance(length, int) else _external('the sizes of a random split')
            for length in lengths]
`;

const SAMPLERS = `
class Sampler:
    def __init__(self, data_source=None, *args, **kwargs):
        self.data_source = data_source

    def __iter__(self):
        return _external('the order of samples is known only at run time')

    def __len__(self):
        return len(self.data_source)


class SequentialSampler(Sampler):
    def __iter__(self):
        return iter(range(len(self.data_source)))


class RandomSampler(Sampler):
    pass


class SubsetRandomSampler(Sampler):
    pass


class WeightedRandomSampler(Sampler):
    def __init__(self, weights, num_samples, replacement=True, generator=None):
        self.weights = weights
        self.num_samples = num_samples

    def __len__(self):
        return self.num_samples


class BatchSampler(Sampler):
    def __init__(self, sampler, batch_size, drop_last):
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self):
        batch = []
        for index in self.sampler:
            batch.append(index)
            if len(batch) == self.batch_size:
                yield batch
                batch = []
        if batch and not self.drop_last:
            yield batch

    def __len__(self):
        size = len(self.sampler)
        return size // self.batch_size if self.drop_last else math.ceil(size / self.batch_size)


class DistributedSampler(Sampler):
    def __init__(self, dataset, *args, **kwargs):
        super().__init__(dataset)

    def set_epoch(self, epoch):
        return None

    def __len__(self):
        return _external('how many processes share the data is known only at run time')
`;

/** A batch is made of one item: a stack asks that all of them are alike. */
const LOADERS = `
import collections.abc

import numpy


def _is(value, kind):
    return _certainly(isinstance(value, kind))


def _batched(item, size):
    if _is(item, torch.Tensor):
        return torch.empty((size, *item.shape), dtype=item.dtype)
    if _is(item, (numpy.ndarray, numpy.generic)):
        return _batched(torch.as_tensor(item), size)
    if _is(item, (bool, int)):
        return torch.empty((size,), dtype=torch.bool if _is(item, bool) else torch.int64)
    if _is(item, float):
        return torch.empty((size,), dtype=torch.float64)
    if _is(item, collections.abc.Mapping):
        return {key: _batched(value, size) for key, value in item.items()}
    if _is(item, tuple) and hasattr(item, '_fields'):
        return type(item)(*(_batched(value, size) for value in item))
    if _is(item, (tuple, list)):
        return [_batched(value, size) for value in item]
    return _external('what a data set gives is known only at run time')


def _alone(item):
    if _is(item, (numpy.ndarray, numpy.generic)):
        return torch.as_tensor(item)
    if _is(item, collections.abc.Mapping):
        return {key: _alone(value) for key, value in item.items()}
    if _is(item, tuple) and hasattr(item, '_fields'):
        return type(item)(*(_alone(value) for value in item))
    if _is(item, (tuple, list)):
        return [_alone(value) for value in item]
    return item


def _copied(item):
    if _is(item, torch.Tensor):
        return item.clone()
    if _is(item, collections.abc.Mapping):
        return {key: _copied(value) for key, value in item.items()}
    if _is(item, tuple) and hasattr(item, '_fields'):
        return type(item)(*(_copied(value) for value in item))
    if _is(item, (tuple, list)):
        return type(item)([_copied(value) for value in item])
    if _is(item, (numpy.ndarray, numpy.generic, int, float, str, type(None))):
        return item
    return _external('what a data set gives is known only at run time')


def _label_dtype(dataset):
    while isinstance(dataset, (Subset, ConcatDataset)):
        dataset = dataset.dataset if isinstance(dataset, Subset) else dataset.datasets[0]
    return getattr(dataset, '_label_dtype', None) if isinstance(dataset, Dataset) else None


_MADE = 'a sampler makes the batches'


def _any_index():
    return torch.empty((), dtype=torch.int64)


def _length(sized):
    try:
        return len(sized)
    except Exception:
        return _external('how many items a data set has is known only at run time')


class DataLoader:
    def __init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0,
                 collate_fn=None, pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None,
                 multiprocessing_context=None, generator=None, *, prefetch_factor=2, persistent_workers=False, **kwargs):
        if _certainly(sampler is not None) and _certainly(shuffle):
            raise ValueError('sampler option is mutually exclusive with shuffle')
        self.dataset = dataset
        self.batch_size = batch_size if batch_sampler is None else None
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.num_workers = num_workers
        self.collate_fn = collate_fn
        self.pin_memory = pin_memory
        self.drop_last = drop_last

    def __iter__(self):
        sampler = self.batch_sampler
        if _certainly(len(self) == 0):
            return iter([])
        if sampler is not None and not isinstance(sampler, BatchSampler):
            first = self._first_size()
            return _rounds(lambda: self._batch(first), lambda: self._batch(_external(_MADE)), len(self) == 1)
        if sampler is None and self.batch_size is None:
            return _rounds(lambda: self._batch(None), lambda: self._batch(None), len(self) == 1)
        chosen = self.dataset if self.sampler is None else self.sampler
        size, length, drops = ((self.batch_size, _length(chosen), self.drop_last) if sampler is None else
                               (sampler.batch_size, _length(sampler.sampler), sampler.drop_last))
        whole = _certainly(drops) or _certainly(length % size == 0)
        first = length if not _certainly(drops) and _certainly(length < size) else size
        later = size if whole else _external('the last batch has as many items as are left')
        return _rounds(lambda: self._batch(first), lambda: self._batch(later), len(self) == 1)

    def _first_size(self):
        try:
            return len(next(iter(self.batch_sampler)))
        except Exception:
            return _external(_MADE)

    def _item(self, index=0):
        try:
            if isinstance(self.dataset, IterableDataset):
                return next(iter(self.dataset))
            return self.dataset[index]
        except NotImplementedError:
            return _external('what a data set gives is known only at run time')
        except RuntimeError:
            raise
        except Exception:
            return _external('what a data set gives is known only at run time')

    def _batch(self, size):
        if self.collate_fn is not None and self.collate_fn is not default_collate:
            return self._collated(size)
        item = self._item()
        if _certainly(size is None):
            return _alone(item)
        _note_batch(size)
        batch = _batched(item, size)
        dtype = _label_dtype(self.dataset)
        if dtype is not None and _is(batch, list) and len(batch) == 2 and _is_open(batch[1]):
            batch[1] = torch.empty((size,), dtype=dtype)
        return batch

    def _collated(self, size):
        # A collate function may be there because items differ: what is said of them holds whichever they are.
        if _certainly(size is None):
            return self.collate_fn(self._item(_any_index()))
        if not _certainly(size <= 1024) or isinstance(self.dataset, IterableDataset):
            return _external('what a collate function makes of its items is known only at run time')
        _note_batch(size)
        item = self._item(_any_index())
        try:
            return self.collate_fn([_copied(item) for _ in range(size)])
        except Exception:
            return _external('what a collate function makes of its items is known only at run time')

    def __len__(self):
        if self.batch_sampler is not None:
            return _length(self.batch_sampler)
        size = _length(self.dataset if self.sampler is None else self.sampler)
        if self.batch_size is None:
            return size
        return size // self.batch_size if self.drop_last else math.ceil(size / self.batch_size)


def default_collate(batch):
    if _is(batch, (list, tuple)) and len(batch) > 0:
        return _batched(batch[0], len(batch))
    return _external('batches are known only at run time')


def get_worker_info():
    return None
`;

/** Batches of a loader: the first for certain, and what stands for however many follow, unless it `isOnly`. */
function rounds(m: Machine, first: Value, later: Value, isOnly: Value): PyIterator {
  let begun = false;
  let rest: (() => Value) | undefined;
  return {
    get rest() { return rest; },
    next: () => {
      const isAlone = m.truth(isOnly) === true;
      if (begun && isAlone) return { done: true, value: undefined };
      if (!isAlone) rest = () => m.call(later, []);
      // In a round that nobody looks at, what stands for the further ones stands for the first too.
      if (begun || (m.isUnseen && !isAlone)) throw new Lost(howMany(m).reason);
      begun = true;
      return { done: false, value: m.call(first, []) };
    },
  };
}
const howMany = (m: Machine): Unknown => m.service('torch.batches', () => ({
  unknown: m.unknown('data-dependent-size', 'how many batches follow is not followed'),
})).unknown;

const HELPERS = {
  _rounds: builtin('_rounds', (m, [first = NONE, later = NONE, isOnly = NONE]) =>
    iteratorOf('_DataLoaderIter', rounds(m, first, later, isOnly))),
  _is_open: builtin('_is_open', (_, [value = NONE]) => bool(value.kind === 'unknown')),
  // How many items are taken at once says nothing of a model.
  _note_batch: builtin('_note_batch', (m, [size = NONE]) => {
    if (size.kind === 'int' && typeof size.value === 'number') m.graph.batchSizes.add(size.value);
    return NONE;
  }),
};

const under = (prefix: string, names: string): string[] => names.split(' ').map((name) => `${prefix}.${name}`);

export const DATA: PythonText = {
  module: 'torch.utils.data', python: SETS + SAMPLERS + LOADERS,
  paths: [
    ...under('torch.utils.data', 'Dataset IterableDataset TensorDataset Subset ConcatDataset Sampler SequentialSampler '
      + 'RandomSampler SubsetRandomSampler WeightedRandomSampler BatchSampler DataLoader random_split default_collate '
      + 'get_worker_info'),
    'torch.utils.data.distributed.DistributedSampler',
    ...under('torch.utils.data.dataset', 'Dataset IterableDataset TensorDataset Subset ConcatDataset random_split'),
    ...under('torch.utils.data.dataloader', 'DataLoader default_collate'),
    'torch.utils.data._utils.collate.default_collate',
    ...under('torch.utils.data.sampler',
      'Sampler RandomSampler SequentialSampler SubsetRandomSampler WeightedRandomSampler BatchSampler'),
  ],
  globals: () => ({ ...HELPERS, _certainly: certainly }),
};
