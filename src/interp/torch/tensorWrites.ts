// Indexing, and methods that write into a tensor without being an elementwise op: x[i] = v, copy_, fill_, zero_,
// random fills.
// Knows no rules of indexing: those are the ops torch.Tensor.__getitem__ and __setitem__.
import { findOps } from '../../ops/index';
import { broadcastShapes } from '../../tensor/broadcast';
import { equalShapes, showDim, showShape } from '../../tensor/dim';
import type { Tensor } from '../../tensor/value';
import type { Machine } from '../machine';
import { NONE, tuple, type Args, type Kwargs, type Value } from '../value';
import { arrayOf } from '../stdlib/numpy/index';
import { def, members, raw, type Definition } from '../types/define';
import { fill } from '../types/roots';
import { callPath } from './callOps';
import { numberOf } from './convert';
import { tensorFrom } from './creation';
import { constantNumel } from './elements';
import { castData, loseContents, refuseLeaf, setData, writeBack } from './inplace';
import { noteFill, noteLost, noteRandomFill, noteWrite } from './recording';
import { isTensor, notModelled } from './support';
import { castTo } from './tensorConversions';
import { narrow, tensorType } from './tensor';
import { isSym } from '../../tensor/sym';
import { DATA_LIMIT } from '../../tensor/value';

function getitem(m: Machine, self: Tensor, index: Value): Value {
  if (index.kind === 'unknown') return index;
  return findOps('torch.Tensor.__getitem__').length > 0
    ? callPath(m, 'torch.Tensor.__getitem__', [self, indexOf(m, index)]) : notModelled(m, 'indexing of tensors');
}

/** Lists of numbers index as tensors do, numbers of other libraries as ints, tensors in slices as their value. */
function indexOf(m: Machine, index: Value): Value {
  if (index.kind === 'tuple') return tuple(index.items.map((item) =>
    (item.kind === 'tuple' ? tensorFrom(m, item, null) : indexItem(m, item))));
  return indexItem(m, index);
}
function indexItem(m: Machine, item: Value): Value {
  switch (item.kind) {
    case 'list': case 'range': return tensorFrom(m, item, null);
    case 'bool': return tensorFrom(m, item, null);
    case 'slice': return { kind: 'slice', start: bound(m, item.start), stop: bound(m, item.stop),
      step: bound(m, item.step) };
    case 'instance': {
      // An array of NumPy has __index__ too, for when it holds one element.
      const special = (arrayOf(item)?.shape.length ?? 0) > 0 ? undefined : m.findSpecial(item, '__index__');
      return special ? m.call(special, []) : m.findSpecial(item, '__iter__') ? tensorFrom(m, item, null) : item;
    }
    default: return item;
  }
}
const bound = (m: Machine, value: Value): Value => (isTensor(value) ? m.callMethod(value, '__index__') : value);

function setitem(m: Machine, self: Tensor, index: Value, value: Value): Value {
  if (index.kind === 'unknown' || value.kind === 'unknown' || findOps('torch.Tensor.__setitem__').length === 0) {
    loseContents(m, self);
    return NONE;
  }
  const stored = isTensor(value) || numberOf(value) !== undefined ? value : tensorFrom(m, value, null);
  if (stored.kind === 'unknown') {
    loseContents(m, self);
    return NONE;
  }
  const at = indexOf(m, index);
  refuseLeaf(m, self, looksAtPart(at) ? 'view of a leaf' : 'leaf');
  if (m.graph.isRecording && !gathers(at)) {
    noteItem(m, self, at, stored);
    return m.graph.unrecorded(() => putItem(m, self, at, stored));
  }
  return putItem(m, self, at, stored);
}

/** Numbers, slices and new axes make a view that is written into; tensors and `...` write into the tensor itself. */
function looksAtPart(index: Value): boolean {
  const isPart = (item: Value): boolean => item.kind === 'int' || item.kind === 'slice' || item.kind === 'none';
  return index.kind === 'tuple' ? index.items.some(isPart) : isPart(index);
}

function putItem(m: Machine, self: Tensor, at: Value, stored: Value): Value {
  const result = callPath(m, 'torch.Tensor.__setitem__', [self, at, stored]);
  if (!isTensor(result)) loseContents(m, self);
  else if (result !== self) writeBack(m, self, result);
  return NONE;
}

/** What is written goes into a view of the tensor. */
function noteItem(m: Machine, self: Tensor, at: Value, stored: Value): void {
  const part = callPath(m, 'torch.Tensor.__getitem__', [self, at]);
  if (!isTensor(part)) return noteLost(m, self, part.kind === 'unknown' ? part.reason.message : 'what is written is not known');
  if (isTensor(stored)) return noteWrite(m, part, stored);
  const number = numberOf(stored);
  if (number !== undefined && !isSym(number)) noteFill(m, part, { kind: 'constant', value: number });
  else noteLost(m, self, 'what is written into it is not known');
}

/** Picked by tensors of indices or of truth values, not by numbers and slices. */
const gathers = (index: Value): boolean => isTensor(index) || (index.kind === 'tuple' && index.items.some(isTensor));

/** Fills with one number. */
export function fillWith(m: Machine, self: Tensor, value: Value): Value {
  if (value.kind === 'unknown') {
    noteLost(m, self, value.reason.message);
    loseContents(m, self);
    return self;
  }
  const number = numberOf(value);
  if (isTensor(value)) noteWrite(m, self, value);
  else if (number === undefined || isSym(number)) noteLost(m, self, 'what it is filled with is not known');
  else noteFill(m, self, { kind: 'constant', value: number });
  // What a parameter is initialised to decides no shape: only small ones keep their elements.
  const size = constantNumel(self);
  const numel = self.role === 'parameter' && (size ?? 0) > 64 ? undefined : size;
  const data = number === undefined || isSym(number) || numel === undefined || numel > DATA_LIMIT || isTensor(value)
    ? null : castData(Array.from({ length: numel }, () => number), 'float64', self.dtype);
  return replace(m, self, data, () => callPath(m, 'torch.full_like', [self, value]));
}

/**
 * New contents. What an op made gets the node that makes the new contents; parameters, buffers and constants stay what
 * they are and only their elements change.
 */
function replace(m: Machine, self: Tensor, data: readonly number[] | null, node: () => Value): Value {
  if (self.producer !== null || self.role === 'input' || m.graph.isInCall
    || (self.role === 'constant' && m.graph.run > 0)) {
    // The note about the fill stands for this node.
    const isReplaced = m.graph.unrecorded(() => {
      const result = node();
      if (isTensor(result)) writeBack(m, self, result);
      return isTensor(result);
    });
    if (isReplaced) return self;
  }
  setData(m, self, data && self.role === 'parameter' ? null : data);
  return self;
}

function copyInto(m: Machine, self: Tensor, from: Value): Value {
  if (!isTensor(from) && numberOf(from) !== undefined) return fillWith(m, self, from);
  if (isTensor(from)) noteWrite(m, self, from);
  else if (from.kind === 'unknown') noteLost(m, self, from.reason.message);
  return m.graph.unrecorded(() => copyContents(m, self, from));
}

function copyContents(m: Machine, self: Tensor, from: Value): Value {
  if (!isTensor(from)) {
    loseContents(m, self);
    return from.kind === 'unknown' ? self : m.raise('TypeError',
      `copy_(): argument 'other' (position 1) must be Tensor, not ${m.typeOf(from).name}`);
  }
  const shape = broadcastShapes([self.shape, from.shape], (a, b, axis) => m.raise('RuntimeError',
    `The size of tensor a (${showDim(a)}) must match the size of tensor b (${showDim(b)}) at non-singleton dimension ${axis}`,
    [a, b]));
  if (equalShapes(self.shape, shape) === false) m.raise('RuntimeError', `output with shape ${showShape(self.shape)} doesn't `
    + `match the broadcast shape ${showShape(shape)}`, [...self.shape, ...shape]);
  const sized = equalShapes(self.shape, from.shape) === true ? from
    : callPath(m, 'torch.Tensor.expand', [from, tuple(self.shape)]);
  const cast = isTensor(sized) ? castTo(m, sized, self.dtype) : sized;
  if (!isTensor(cast) || (self.role === 'parameter' && !m.graph.isInCall)) loseContents(m, self);
  else writeBack(m, self, cast);
  return self;
}

/** A method that writes into the tensor. */
const writing = (method: (m: Machine, self: Tensor, args: Args, kwargs: Kwargs) => Value): Definition<Tensor> =>
  raw((m, self, args, kwargs) => {
    refuseLeaf(m, self);
    return method(m, self, args, kwargs);
  });
const random = (name: string): Definition<Tensor> => writing((m, self, args, kwargs) => {
  noteRandomFill(m, 'method', name, self, args, kwargs);
  return replace(m, self, null, () => {
    const drawn = callPath(m, `torch.Tensor.${name.slice(0, -1)}`, [self, ...args], kwargs);
    if (drawn.kind === 'unknown') loseContents(m, self, drawn.reason);
    return drawn;
  });
});
const RANDOM = ['normal_', 'uniform_', 'exponential_', 'random_', 'bernoulli_', 'cauchy_', 'geometric_',
  'log_normal_', 'trunc_normal_'];

fill(tensorType, members<Tensor>(tensorType, narrow, {
  __getitem__: def('index', (m, self, index) => getitem(m, self, index ?? NONE)),
  __setitem__: raw((m, self, [index, value]) => setitem(m, self, index ?? NONE, value ?? NONE)),
  zero_: writing((m, self) => fillWith(m, self, { kind: 'int', value: 0, origin: null })),
  fill_: writing((m, self, [value], kwargs) => fillWith(m, self, value ?? kwargs.get('value') ?? NONE)),
  copy_: writing((m, self, [from], kwargs) => copyInto(m, self, from ?? kwargs.get('other') ?? NONE)),
  set_: raw((m, self, [from]) => {
    if (isTensor(from)) m.setattr(self, 'data', from);
    return self;
  }),
  ...Object.fromEntries(RANDOM.map((name) => [name, random(name)] as const)),
}));
