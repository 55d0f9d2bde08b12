// torch.nn.utils.rnn's packed sequences, in Python. A recurrent layer takes the packed rows as one sequence of as many steps,
// which has the same shapes and the same cost.
import { builtin, list, NONE, type Value } from '../value';
import type { Machine } from '../machine';
import type { PythonText } from './pythonText';

const TEXT = `
class PackedSequence:
    def __init__(self, data, batch_sizes=None, sorted_indices=None, unsorted_indices=None, _sizes=None):
        self.data = data
        self.batch_sizes = batch_sizes
        self.sorted_indices = sorted_indices
        self.unsorted_indices = unsorted_indices
        # (sequences, the longest length, lengths in the order of the batch)
        self._sizes = _sizes

    def __iter__(self):
        return iter((self.data, self.batch_sizes, self.sorted_indices, self.unsorted_indices))

    def __getitem__(self, index):
        return tuple(self)[index]

    def __len__(self):
        return 4

    def _with(self, data):
        return PackedSequence(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices, self._sizes)

    def to(self, *args, **kwargs):
        return self._with(self.data.to(*args, **kwargs))

    def cuda(self, *args, **kwargs):
        return self

    def cpu(self, *args, **kwargs):
        return self


def _places(lengths, steps):
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    return order, [i * steps + step for step in range(max(lengths)) for i in order if lengths[i] > step]


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    if not batch_first:
        input = input.transpose(0, 1)
    sequences, steps = input.size(0), input.size(1)
    rows = input.reshape((sequences * steps,) + tuple(input.shape[2:]))
    known = _known_list(lengths)
    if known is None:
        longest = torch.nonzero(torch.rand(steps) > 0.5).size(0)
        sizes = (sequences, longest, torch.as_tensor(lengths), None)
        some = rows[torch.rand(sequences * steps) > 0.5]
        return PackedSequence(some, torch.empty(longest, dtype=torch.int64), None, None, sizes)
    if len(known) != sequences:
        raise RuntimeError(
            f'Expected \`len(lengths)\` to be equal to batch_size, but got {len(known)} (batch_size={sequences})')
    if min(known) <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0")
    if enforce_sorted and list(known) != sorted(known, reverse=True):
        raise RuntimeError('\`lengths\` array must be sorted in decreasing order when \`enforce_sorted\` is True. '
                           'You can pass \`enforce_sorted=False\` to pack_padded_sequence and/or pack_sequence to '
                           'sidestep this requirement if you do not need ONNX exportability.')
    order, places = _places(known, steps)
    at_once = [sum(1 for length in known if length > step) for step in range(max(known))]
    sorted_indices = None if enforce_sorted else torch.tensor(order)
    unsorted_indices = None if enforce_sorted else torch.tensor([order.index(i) for i in range(len(order))])
    sizes = (sequences, max(known), torch.tensor(known), known)
    data = rows.index_select(0, torch.tensor(places))
    return PackedSequence(data, torch.tensor(at_once), sorted_indices, unsorted_indices, sizes)


def pack_sequence(sequences, enforce_sorted=True):
    lengths = [sequence.size(0) for sequence in sequences]
    longest = max(lengths)
    padded = [torch.cat([s, s.new_zeros((longest - s.size(0),) + tuple(s.shape[1:]))]) for s in sequences]
    return pack_padded_sequence(torch.stack(padded, 1), lengths, enforce_sorted=enforce_sorted)


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    count, longest, lengths, known = sequence._sizes
    steps = longest if total_length is None else total_length
    data = sequence.data
    features = tuple(data.shape[1:])
    if known is None:
        padded = data.new_full((count, steps) + features, padding_value)
        return padded if batch_first else padded.transpose(0, 1), lengths
    places = _places(known, steps)[1]
    rows = data.new_full((count * steps,) + features, padding_value).index_copy(0, torch.tensor(places), data)
    padded = rows.reshape((count, steps) + features)
    return padded if batch_first else padded.transpose(0, 1), lengths


def unpack_sequence(packed_sequences):
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return [padded[i, :int(length)] for i, length in enumerate(lengths)]


def _run_packed(layer, forward, packed, hx=None):
    # What runs a packed sequence does not look at batch_first, whatever it was given.
    kept, layer.batch_first = layer.batch_first, bool(layer.batch_first)
    axis = 0 if kept else 1
    given = None if hx is None else tuple(h[:, :1] for h in hx) if isinstance(hx, tuple) else hx[:, :1]
    output, hidden = forward(packed.data.unsqueeze(axis)) if given is None else forward(packed.data.unsqueeze(axis), given)
    layer.batch_first = kept
    count = packed._sizes[0]
    wide = tuple(h.expand(-1, count, -1) for h in hidden) if isinstance(hidden, tuple) else hidden.expand(-1, count, -1)
    return packed._with(output.squeeze(axis)), wide
`;

/** The lengths as Python numbers, None when one of them is not known. */
function knownList(m: Machine, lengths: Value | undefined): Value {
  const given = lengths?.kind === 'tensor' ? m.callMethod(lengths, 'tolist') : lengths;
  const items = given ? m.itemsOf(given) : [];
  const isKnown = Array.isArray(items) && items.every((item) => item.kind === 'int' && typeof item.value === 'number');
  return isKnown ? list(items) : NONE;
}

export const PACKING: PythonText = {
  module: 'torch.nn.utils.rnn', python: TEXT,
  paths: ['PackedSequence', 'pack_padded_sequence', 'pack_sequence', 'pad_packed_sequence', 'unpack_sequence', '_run_packed']
    .map((name) => `torch.nn.utils.rnn.${name}`),
  globals: () => ({ _known_list: builtin('_known_list', (m, [lengths]) => knownList(m, lengths)) }),
};
