// torch.Tensor as a Python class: attributes, construction, and every op whose path is torch.Tensor.*.
// Conversions are in tensorConversions.ts, operators in tensorOperators.ts, writing in tensorWrites.ts.
import { ALL_OPS } from '../../ops/index';
import { numelOf } from '../../tensor/dim';
import { bytesOf, isComplex, isFloating } from '../../tensor/dtype';
import { ownMemory, shareIdentity } from '../../graph/memory';
import { constantOf, int, tensorOf, type Tensor } from '../../tensor/value';
import type { Machine } from '../machine';
import { bool, builtinClass, FALSE, NONE, TRUE, tuple, type Class, type Value } from '../value';
import { objectType } from '../types';
import { def, getset, members, raw } from '../types/define';
import { fill } from '../types/roots';
import { callPath, opFunction, takeView } from './callOps';
import { CPU, dtypeValue, LAYOUTS } from './dtypes';
import { leaveMemory } from './inplace';
import { noteAlias, noteLost } from './recording';
import { sizeOf } from './size';
import { isTensor, notModelled, orNone } from './support';
import { TENSOR_NAMES } from './tensorNames';

export const tensorType: Class = builtinClass('Tensor', 'torch', [objectType], {});

/** The Python class of a tensor. */
export const classOfTensor = (tensor: Tensor): Class => {
  const cls: unknown = tensor.cls;
  return isClassObject(cls) ? cls : tensorType;
};
const isClassObject = (value: unknown): value is Class => typeof value === 'object' && value !== null
  && 'kind' in value && value.kind === 'class';
export const narrow = (value: Value): Tensor | undefined => (isTensor(value) ? value : undefined);

/** Another Python object over the same memory. */
export function aliasOf(m: Machine, tensor: Tensor, rest: Partial<Pick<Tensor, 'requiresGrad' | 'cls'>> = {}): Tensor {
  const { shape, dtype, producer, outputIndex, data, role, strides } = tensor;
  const made = tensorOf({ shape, dtype }, { producer, outputIndex, data, role, strides, origin: m.origin(),
    requiresGrad: rest.requiresGrad ?? false, cls: rest.cls ?? null });
  if (!tensor.memory) m.heap.write(tensor, 'memory', ownMemory(tensor));
  shareIdentity(tensor, made);
  noteAlias(m, made, tensor);
  return made;
}

/** Attributes that the program hung onto a tensor. */
export const attrsOf = (tensor: Tensor): Map<string, unknown> | null => tensor.attrs;
const asValue = (value: unknown): Value | undefined =>
  typeof value === 'object' && value !== null && 'kind' in value ? value as Value
    : undefined; // Only setTensorAttr puts things in, and those are Values.
export function setTensorAttr(m: Machine, tensor: Tensor, name: string, value: Value): void {
  m.setattrRaw(tensor, name, value);
}
export const tensorAttr = (tensor: Tensor, name: string): Value | undefined => asValue(tensor.attrs?.get(name));

const attr = (name: string, get: (m: Machine, self: Tensor) => Value,
  set: ((m: Machine, self: Tensor, to: Value) => void) | null = null): Value =>
  getset(name, (m, self) => (isTensor(self) ? get(m, self) : orNone(undefined)), set
    && ((m, self, to) => { if (isTensor(self)) set(m, self, to); }));

const reversed = (m: Machine, self: Tensor): Value =>
  callPath(m, 'torch.permute', [self, tuple(self.shape.map((_, i) => int(self.shape.length - 1 - i)))]);
function swapLast(m: Machine, self: Tensor, name: string): Value {
  const rank = self.shape.length;
  if (name === 'H' && rank !== 2 && rank !== 0) return m.raise('RuntimeError',
    `tensor.H is only supported on matrices (2-D tensors). Got ${rank}-D tensor.`
      + (rank > 2 ? ' For batches of matrices, consider using tensor.mH' : ''));
  if (name !== 'H' && rank === 1) return m.raise('RuntimeError',
    `tensor.${name} is only supported on matrices or batches of matrices. Got ${rank}-D tensor.`);
  return rank === 0 ? self : callPath(m, 'torch.transpose', [self, int(-2), int(-1)]);
}
const swapping = (name: string): Value => attr(name, (m, self) => swapLast(m, self, name));

/** `x.data = y`: the box takes everything of y. */
function replaceContents(m: Machine, self: Tensor, to: Value): void {
  if (isTensor(to)) noteAlias(m, self, to);
  else if (to.kind === 'unknown') noteLost(m, self, to.reason.message);
  if (to.kind === 'unknown') {
    m.heap.write(self, 'shape', self.shape.map(() => to));
    return void m.heap.write(self, 'data', null);
  }
  if (!isTensor(to)) return m.raise('TypeError', `Variable data has to be a tensor, but got ${m.typeOf(to).name}`);
  if (self.requiresGrad && !isFloating(to.dtype) && !isComplex(to.dtype)) return m.raise('RuntimeError',
    'data set to a tensor that requires gradients must be floating point or complex dtype');
  m.heap.write(self, 'shape', to.shape);
  m.heap.write(self, 'dtype', to.dtype);
  m.heap.write(self, 'producer', to.producer);
  m.heap.write(self, 'outputIndex', to.outputIndex);
  m.heap.write(self, 'data', to.data);
  if (!to.memory) m.heap.write(to, 'memory', ownMemory(to));
  for (const field of ['memory', 'view', 'strides', 'asOf'] as const) m.heap.write(self, field, to[field]);
  m.heap.write(self, 'sameAs', to.sameAs ?? to.id);
  to.memory?.members.push(self);
}

const flag = (value: boolean) => (): Value => bool(value);
const attributes: Readonly<Record<string, Value>> = {
  shape: attr('shape', (_, t) => sizeOf(t.shape)),
  dtype: attr('dtype', (_, t) => dtypeValue(t.dtype)),
  device: attr('device', () => CPU),
  layout: attr('layout', () => orNone(LAYOUTS.get('strided'))),
  ndim: attr('ndim', (_, t) => int(t.shape.length)),
  itemsize: attr('itemsize', (_, t) => int(bytesOf(t.dtype))),
  nbytes: attr('nbytes', (m, t) => m.binary('*', numelOf(t.shape), int(bytesOf(t.dtype)))),
  requires_grad: attr('requires_grad', (_, t) => bool(t.requiresGrad), (m, t, to) => {
    if (to.kind === 'bool') m.heap.write(t, 'requiresGrad', to.value);
  }),
  grad: attr('grad', (_, t) => tensorAttr(t, 'grad') ?? NONE, (m, t, to) => setTensorAttr(m, t, 'grad', to)),
  grad_fn: attr('grad_fn', (m, t) => (t.producer === null ? NONE : notModelled(m, 'torch.Tensor.grad_fn'))),
  is_leaf: attr('is_leaf', (_, t) => bool(t.producer === null || !t.requiresGrad)),
  data: attr('data', (m, t) => aliasOf(m, t), replaceContents),
  names: attr('names', (_, t) => tuple(t.shape.map(() => NONE))),
  _version: attr('_version', (m) => m.unknown('data-dependent-value', 'versions of tensors are not counted')),
  T: attr('T', reversed), mT: swapping('mT'), H: swapping('H'), mH: swapping('mH'),
  real: attr('real', (m, t) => (isComplex(t.dtype) ? callPath(m, 'torch.real', [t]) : t)),
  imag: attr('imag', (m, t) => (isComplex(t.dtype) ? callPath(m, 'torch.imag', [t])
    : m.raise('RuntimeError', 'imag is not implemented for tensors with non-complex dtypes.'))),
  ...Object.fromEntries(['is_cuda', 'is_sparse', 'is_sparse_csr', 'is_quantized', 'is_meta', 'is_mps', 'is_mkldnn',
    'is_xpu', 'is_xla', 'is_ort', 'is_ipu', 'is_nested']
    .map((name) => [name, attr(name, flag(false))] as const)),
  is_cpu: attr('is_cpu', flag(true)),
};

function dimAt(m: Machine, self: Tensor, index: Value): Value {
  const i = m.index(index);
  if (i === undefined) return index.kind === 'unknown' ? index
    : m.unknown('data-dependent-value', 'the axis of size() is not known');
  const rank = self.shape.length;
  const dim = self.shape[i < 0 ? i + rank : i];
  if (rank === 0) return m.raise('IndexError', `Dimension specified as ${i} but tensor has no dimensions`);
  const range = rank;
  return dim && i >= -rank ? dim
    : m.raise('IndexError',
      `Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${i})`);
}

/** As far as it is certain how the tensor lies in memory. */
function stridesOf(m: Machine, self: Tensor): Value {
  if (self.strides === null) return m.unknown('op-not-modelled', 'how this tensor lies in memory is not certain');
  return tuple(self.strides === 'rows' ? self.shape.map((_, i) => numelOf(self.shape.slice(i + 1))) : self.strides);
}
/** Whether elements lie row by row; steps along axes of one position do not matter. */
function isContiguous(m: Machine, self: Tensor): Value {
  if (self.strides === 'rows') return TRUE;
  const [sizes, steps] = [self.shape, self.strides ?? [null]].map((list) => list.map((dim) => dim && constantOf(dim)));
  if (sizes.includes(0)) return TRUE;
  if ([...sizes, ...steps].some((x) => typeof x !== 'number')) {
    return m.unknown('op-not-modelled', 'how this tensor lies in memory is not certain');
  }
  let step = 1;
  for (let i = sizes.length - 1; i >= 0; i--) {
    if (sizes[i] !== 1 && steps[i] !== step) return FALSE;
    step *= Number(sizes[i]);
  }
  return TRUE;
}

const shapeMethods = members<Tensor>(tensorType, narrow, {
  size: def('dim=None', (m, self, dim) => (!dim || dim.kind === 'none' ? sizeOf(self.shape) : dimAt(m, self, dim))),
  dim: def('', (_, self) => int(self.shape.length)),
  ndimension: def('', (_, self) => int(self.shape.length)),
  numel: def('', (_, self) => numelOf(self.shape)),
  nelement: def('', (_, self) => numelOf(self.shape)),
  element_size: def('', (_, self) => int(bytesOf(self.dtype))),
  stride: def('dim=None', (m, self, dim) => {
    const strides = stridesOf(m, self);
    return !dim || dim.kind === 'none' || strides.kind !== 'tuple' ? strides : m.getitem(strides, dim);
  }),
  is_contiguous: raw((m, self, args, kwargs) => (args.length + kwargs.size === 0 ? isContiguous(m, self)
    : m.unknown('argument-not-modelled', 'is_contiguous of a memory format is not modelled'))),
  is_floating_point: def('', (_, self) => bool(isFloating(self.dtype))),
  is_complex: def('', (_, self) => bool(isComplex(self.dtype))),
  is_signed: def('', (_, self) => bool(self.dtype !== 'bool' && self.dtype !== 'uint8')),
  is_pinned: raw(() => FALSE), is_shared: raw(() => FALSE), is_inference: raw(() => FALSE),
    is_conj: raw(() => FALSE), is_neg: raw(() => FALSE),
  get_device: raw(() => int(-1)),
  is_same_size: def('other', (m, self, other) =>
    m.compare('==', sizeOf(self.shape), isTensor(other) ? sizeOf(other.shape) : NONE)),
  is_nonzero: def('', (m, self) => m.call(m.builtins.get('bool') ?? NONE, [self])),
  resize_: raw((m, self, args) => resize(m, self, args.length === 1 ? args[0] : tuple(args))),
  resize_as_: def('other, memory_format=None', (m, self, other) => resize(m, self, isTensor(other) ? sizeOf(other.shape) : NONE)),
  is_set_to: def('other', (_, self, other) => bool(self === other)),
});

/** The tensor gets other sizes: of its own elements as many as it needs, of new ones where it has not enough. */
function resize(m: Machine, self: Tensor, given: Value): Value {
  if (self.requiresGrad) return m.raise('RuntimeError', 'cannot resize variables that require grad');
  const made = callPath(m, 'torch.empty', [given], new Map([['dtype', dtypeValue(self.dtype)]]));
  if (!isTensor(made)) return made;
  const [wanted, has] = [made.shape, self.shape].map((shape) => constantOf(numelOf(shape)));
  const lies = isContiguous(m, self);
  const isEnough = wanted !== undefined && has !== undefined && wanted <= has && lies.kind === 'bool' && lies.value;
  const flat = isEnough ? callPath(m, 'torch.Tensor.view', [self, int(-1)]) : null;
  const view = flat && callPath(m, 'torch.Tensor.view', [callPath(m, 'torch.narrow', [flat, int(0), int(0), int(wanted ?? 0)]),
    given]);
  const to = view && isTensor(view) ? view : made;
  if (to === made) leaveMemory(m, self);
  noteAlias(m, self, to);
  takeView(m, self, to);
  return self;
}

const protocol = members<Tensor>(tensorType, narrow, {
  __getattr__: def('name', (m, self, name) => {
    const key = name?.kind === 'str' ? name.value : '';
    const hung = tensorAttr(self, key);
    if (hung) return hung;
    if (TENSOR_NAMES.has(key)) {
      const lost = notModelled(m, `torch.Tensor.${key}`);
      // What such a method makes of the tensor is not known, nor of what size that is.
      if (/[^_]_$/.test(key)) replaceContents(m, self, lost);
      return lost;
    }
    return m.raise('AttributeError', `'${m.typeOf(self).name}' object has no attribute '${key}'`);
  }),
  __setattr__: raw((m, self, [name, to]) => {
    if (name?.kind !== 'str' || !to) return NONE;
    const own = classOfTensor(self).mro.map((c) => c.attrs.get(name.value)).find((v) => v !== undefined);
    const native: unknown = own?.kind === 'instance' ? own.native : null;
    if (typeof native === 'object' && native !== null && 'set' in native) {
      const set = asValue(native.set);
      if (!set) return m.raise('AttributeError',
        `attribute '${name.value}' of 'torch._C._TensorBase' objects is not writable`);
      m.call(set, [self, to]);
      return NONE;
    }
    setTensorAttr(m, self, name.value, to);
    return NONE;
  }),
  __delattr__: raw((m, self, [name]) => {
    if (name?.kind !== 'str') return NONE;
    if (!tensorAttr(self, name.value)) return m.raise('AttributeError', name.value);
    m.heap.write(self, 'attrs', new Map([...(self.attrs ?? [])].filter(([key]) => key !== name.value)));
    return NONE;
  }),
  __hash__: def('', (_, self) => int(self.id)),
});

/** Functions over ops: later members win over these. */
function opMethods(): Record<string, Value> {
  const found: Record<string, Value> = {};
  for (const op of ALL_OPS) {
    for (const path of op.paths) {
      if (!path.startsWith('torch.Tensor.')) continue;
      const name = path.slice('torch.Tensor.'.length);
      const own = opFunction(path);
      if (own) found[name] = own;
      const inplace = op.inplace && !name.endsWith('_') ? opFunction(`${path}_`) : undefined;
      if (inplace) found[`${name}_`] ??= inplace;
    }
  }
  return found;
}

fill(tensorType, { ...opMethods(), ...attributes, ...shapeMethods, ...protocol });
