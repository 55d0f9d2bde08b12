// Methods of nn.Module that walk the tree of modules: children, named_modules, parameters, apply, train, to,
// state_dict, repr.
// Knows no single module.
import { isFloating, type DType } from '../../tensor/dtype';
import { unknownOf, type Tensor, type Unknown } from '../../tensor/value';
import type { Machine } from '../machine';
import { FALSE, instance, iteratorOf, list, NONE, str, TRUE, tuple, type Dict, type Instance, type Kwargs,
  type Value } from '../value';
import { objectType } from '../types';
import { members, raw, type Definition } from '../types/define';
import { fill } from '../types/roots';
import { CHANNELS_LAST, isChannelsLast, readDType } from './dtypes';
import { hidden } from './leafArgs';
import { asModule, entriesOf, isModule, moduleType, pick } from './module';
import { noteCopy, noteDoubt, noteLost, noteWrite } from './recording';
import { asFlag, isTensor, quietUnknown, setEntry, torchState } from './support';
import { aliasOf } from './tensor';

export const join = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);

/** Child modules in order, each instance once. */
export function childrenOf(self: Instance): (readonly [string, Instance])[] {
  const seen = new Set<Instance>();
  const found: (readonly [string, Instance])[] = [];
  for (const [name, child] of entriesOf(self, '_modules')) {
    if (!isModule(child) || seen.has(child)) continue;
    seen.add(child);
    found.push([name, child]);
  }
  return found;
}

/** named_modules(): depth first, each instance under its first name. */
export function namedModules(root: Instance, prefix = '', memo = new Set<Value>(), unique =
  true): (readonly [string, Instance])[] {
  const found: (readonly [string, Instance])[] = [];
  const walk = (self: Instance, path: string): void => {
    if (unique && memo.has(self)) return;
    memo.add(self);
    found.push([path, self]);
    for (const [name, child] of entriesOf(self, '_modules')) if (isModule(child)) walk(child, join(path, name));
  };
  walk(root, prefix);
  return found;
}

/** named_parameters() and named_buffers(). */
export function namedTensors(root: Instance, which: '_parameters' | '_buffers', prefix = '', recurse = true, unique =
  true): (readonly [string, Tensor])[] {
  const seen = new Set<Tensor>();
  const found: (readonly [string, Tensor])[] = [];
  const modules = recurse ? namedModules(root, prefix, new Set(), unique) : [[prefix, root] as const];
  for (const [path, module] of modules) {
    for (const [name, value] of entriesOf(module, which)) {
      if (!isTensor(value) || (unique && seen.has(value))) continue;
      seen.add(value);
      found.push([join(path, name), value]);
    }
  }
  return found;
}

/** The reason why the children of one module cannot be told, or its parameters. */
function lostIn(module: Instance): Unknown | undefined {
  for (const [, reason] of hidden(module)) return unknownOf(reason);
  return undefined;
}

/** The reason why a registry somewhere below is not known. */
function lostBelow(root: Instance): Unknown | undefined {
  for (const [, module] of namedModules(root)) {
    const lost = lostIn(module);
    if (lost) return lost;
  }
  return undefined;
}

const generator = (values: readonly Value[]): Value =>
  iteratorOf('generator', values[Symbol.iterator]() as Iterator<Value, undefined, undefined>);
const pairs = (found: readonly (readonly [string, Value])[]): Value =>
  generator(found.map(([name, value]) => tuple([str(name), value])));
const values = (found: readonly (readonly [string, Value])[]): Value => generator(found.map(([, value]) => value));

const text = (value: Value | undefined): string => (value?.kind === 'str' ? value.value : '');

function tensorsMethod(which: '_parameters' | '_buffers', named: boolean): Definition<Instance> {
  return raw((_, self, args, kwargs) => {
    const prefix = named ? text(pick(args, kwargs, 0, 'prefix')) : '';
    const recurse = asFlag(pick(args, kwargs, named ? 1 : 0, 'recurse')) ?? true;
    const unique = asFlag(kwargs.get('remove_duplicate')) ?? true;
    const lost = lostBelow(self);
    if (lost) return lost;
    const found = namedTensors(self, which, prefix, recurse, unique);
    return named ? pairs(found) : values(found);
  });
}

const walking = members<Instance>(moduleType, asModule, {
  children: raw((_, self) => lostIn(self) ?? values(childrenOf(self))),
  named_children: raw((_, self) => lostIn(self) ?? pairs(childrenOf(self))),
  modules: raw((_, self) => lostBelow(self) ?? values(namedModules(self))),
  named_modules: raw((m, self, args, kwargs) => {
    const lost = lostBelow(self);
    if (lost) return lost;
    const memo = pick(args, kwargs, 0, 'memo');
    const prefix = text(pick(args, kwargs, 1, 'prefix'));
    const seen = new Set<Value>(memo?.kind === 'set' ? memo.entries.values() : []);
    const found = namedModules(self, prefix, seen, asFlag(pick(args, kwargs, 2, 'remove_duplicate')) ?? true);
    if (memo?.kind === 'set') {
      for (const [, module] of found) {
        const key = m.hashKey(module);
        if (typeof key === 'string') m.heap.setAdd(memo, key, module);
      }
    }
    return pairs(found);
  }),
  parameters: tensorsMethod('_parameters', false), named_parameters: tensorsMethod('_parameters', true),
  buffers: tensorsMethod('_buffers', false), named_buffers: tensorsMethod('_buffers', true),
  apply: raw((m, self, args, kwargs) => {
    const fn = pick(args, kwargs, 0, 'fn') ?? NONE;
    for (const [, child] of childrenOf(self)) m.callMethod(child, 'apply', [fn]);
    m.call(fn, [self]);
    return self;
  }),
  train: raw((m, self, args, kwargs) => {
    const mode = pick(args, kwargs, 0, 'mode') ?? TRUE;
    if (mode.kind !== 'bool' && mode.kind !== 'unknown') return m.raise('ValueError',
      'training mode is expected to be boolean');
    m.setattr(self, 'training', mode);
    for (const [, child] of childrenOf(self)) m.callMethod(child, 'train', [mode]);
    return self;
  }),
  eval: raw((m, self) => m.callMethod(self, 'train', [FALSE])),
  _get_name: raw((_, self) => str(self.cls.name)),
  __dir__: raw((m, self) => {
    const plain = objectType.attrs.get('__dir__');
    const registries = ['_parameters', '_modules', '_buffers'].map((name) => m.getattr(self, name));
    const parts = [...(plain ? [m.call(plain, [self])] : []), ...registries];
    const names: Value[] = [];
    for (const part of parts) {
      const items = m.itemsOf(part);
      if (!Array.isArray(items)) return items;
      // Children of a Sequential are named by numbers, which are no attributes.
      names.push(...items.filter((name) => name.kind === 'str' && !/^\d/.test(name.value)));
    }
    return list(names);
  }),
  get_submodule: raw((m, self, args, kwargs) => submodule(m, self, text(pick(args, kwargs, 0, 'target')))),
  get_parameter: raw((m, self, args, kwargs) => leafOf(m, self, text(pick(args, kwargs, 0, 'target')))),
  get_buffer: raw((m, self, args, kwargs) => leafOf(m, self, text(pick(args, kwargs, 0, 'target')))),
});

function submodule(m: Machine, self: Instance, target: string): Value {
  let current: Value = self;
  for (const name of target === '' ? [] : target.split('.')) {
    const next: Value | undefined = m.findattr(current, name);
    if (!next) return m.raise('AttributeError', `${m.typeOf(current).name} has no attribute \`${name}\``);
    if (next.kind === 'unknown') return next;
    if (!isModule(next)) return m.raise('AttributeError', `\`${name}\` is not an nn.Module`);
    current = next;
  }
  return current;
}
function leafOf(m: Machine, self: Instance, target: string): Value {
  const at = target.lastIndexOf('.');
  const module = submodule(m, self, at < 0 ? '' : target.slice(0, at));
  return m.getattr(module, target.slice(at + 1));
}

// ---- conversions ----------------------------------------------------------------------------------------------------
function convertTensors(m: Machine, self: Instance, dtype: DType): void {
  for (const which of ['_parameters', '_buffers'] as const) {
    for (const [, tensor] of namedTensors(self, which)) {
      if (!isFloating(tensor.dtype) || tensor.dtype === dtype) continue;
      noteCopy(m, tensor, tensor, dtype);
      m.heap.write(tensor, 'dtype', dtype);
    }
  }
}
const cast = (dtype: DType): Definition<Instance> => raw((m, self) => {
  convertTensors(m, self, dtype);
  return self;
});
const itself: Definition<Instance> = raw((_, self) => self);

function to(m: Machine, self: Instance, args: readonly Value[], kwargs: Kwargs): Value {
  for (const value of [...args, ...kwargs.values()]) {
    if (isChannelsLast(value)) {
      noteDoubt(m, CHANNELS_LAST);
      for (const [, tensor] of namedTensors(self, '_parameters')) m.heap.write(tensor, 'strides', null);
    }
    const dtype = isTensor(value) ? value.dtype : readDType(value, torchState(m).defaultDType);
    if (dtype && isFloating(dtype)) convertTensors(m, self, dtype);
    else if (dtype) {
      return m.raise('TypeError',
        `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.${dtype}`);
    }
  }
  return self;
}

const converting = members<Instance>(moduleType, asModule, {
  to: raw(to), type: raw(to),
  float: cast('float32'), double: cast('float64'), half: cast('float16'), bfloat16: cast('bfloat16'),
  ...Object.fromEntries(['cpu', 'cuda', 'xpu', 'ipu', 'share_memory', 'compile'].map((name) =>
    [name, itself] as const)),
  to_empty: itself,
  _apply: itself,
  zero_grad: raw(() => NONE),
  requires_grad_: raw((m, self, args, kwargs) => {
    const on = asFlag(pick(args, kwargs, 0, 'requires_grad')) ?? true;
    for (const [, tensor] of namedTensors(self, '_parameters')) m.heap.write(tensor, 'requiresGrad', on);
    return self;
  }),
});

// ---- state_dict -----------------------------------------------------------------------------------------------------
function stateDict(m: Machine, self: Instance, args: readonly Value[], kwargs: Kwargs): Value {
  const prefix = text(pick(args, kwargs, 1, 'prefix'));
  const keep = asFlag(pick(args, kwargs, 2, 'keep_vars')) ?? false;
  const given = pick(args, kwargs, 0, 'destination');
  const target = given?.kind === 'dict' ? given : orderedDict(m);
  if (target.kind !== 'dict') return target;
  const lost = lostBelow(self);
  if (lost) return lost;
  const walk = (module: Instance, path: string): void => {
    const transient = module.attrs.get('_non_persistent_buffers_set');
    const skipped = new Set(transient?.kind === 'set' ? [...transient.entries.values()].map(text) : []);
    const put = (name: string, value: Value): void => {
      if (isTensor(value)) setEntry(m, target, `${path}${name}`, keep ? value : aliasOf(m, value));
    };
    for (const [name, value] of entriesOf(module, '_parameters')) put(name, value);
    for (const [name, value] of entriesOf(module, '_buffers')) if (!skipped.has(name)) put(name, value);
    for (const [name, child] of entriesOf(module, '_modules')) if (isModule(child)) walk(child, `${path}${name}.`);
  };
  walk(self, prefix);
  return target;
}

/** An empty collections.OrderedDict. */
export function orderedDict(m: Machine): Dict | Unknown {
  const collections = m.import('collections');
  const made = collections.kind === 'module' ? m.call(m.getattr(collections, 'OrderedDict'), []) : m.dictFrom([]);
  return made.kind === 'dict' ? made : m.dictFrom([]);
}

const saving = members<Instance>(moduleType, asModule, {
  state_dict: raw(stateDict),
  load_state_dict: raw((m, self, [given], kwargs) => {
    noteLoaded(m, self, given ?? kwargs.get('state_dict'));
    return quietUnknown(m, 'external-input', 'the keys of a checkpoint are known only at run time');
  }),
  _load_from_state_dict: raw(() => NONE),
  _save_to_state_dict: raw(() => NONE),
  _register_load_state_dict_pre_hook: raw(() => NONE),
  _register_state_dict_hook: raw(() => NONE),
  register_load_state_dict_post_hook: raw(() => NONE),
  __deepcopy__: raw((m, self, [memo]) => deepcopy(m, self, memo)),
});

/** Tensors that the code has already are copied; what a file brings nobody knows. */
function noteLoaded(m: Machine, self: Instance, given: Value | undefined): void {
  const known = given?.kind === 'dict' && given.lost === null
    ? new Map([...given.entries.values()].flatMap(({ key, value }) => (key.kind === 'str' ? [[key.value, value] as const] : [])))
    : null;
  for (const which of ['_parameters', '_buffers'] as const) {
    for (const [name, tensor] of namedTensors(self, which)) {
      const value = known?.get(name);
      if (value && isTensor(value)) noteWrite(m, tensor, value);
      else if (!known || value) noteLost(m, tensor, 'the code loads it from a checkpoint');
    }
  }
}

function deepcopy(m: Machine, self: Instance, memo: Value | undefined): Value {
  const copy = instance(self.cls, self.native, self.origin);
  const id = m.builtins.get('id');
  if (memo?.kind === 'dict' && id) m.setitem(memo, m.call(id, [self]), copy);
  const module = m.import('copy');
  if (module.kind !== 'module') return module;
  const deep = m.getattr(module, 'deepcopy');
  for (const [name, value] of self.attrs) m.heap.set(copy.attrs, name, m.call(deep, memo ? [value, memo] : [value]));
  return copy;
}

// ---- repr -----------------------------------------------------------------------------------------------------------
function indent(value: string): string {
  const [first = '', ...rest] = value.split('\n');
  return [first, ...rest.map((line) => `  ${line}`)].join('\n');
}

function repr(m: Machine, self: Instance): Value {
  const extra = m.callMethod(self, 'extra_repr');
  if (extra.kind === 'unknown') return extra;
  const extraLines = text(extra) === '' ? [] : text(extra).split('\n');
  const childLines: string[] = [];
  for (const [name, child] of entriesOf(self, '_modules')) {
    const shown = m.repr(child);
    if (typeof shown !== 'string') return shown;
    childLines.push(`(${name}): ${indent(shown)}`);
  }
  const lines = [...extraLines, ...childLines];
  const name = text(m.callMethod(self, '_get_name'));
  if (lines.length === 0) return str(`${name}()`);
  if (extraLines.length === 1 && childLines.length === 0) return str(`${name}(${extraLines[0] ?? ''})`);
  return str(`${name}(\n  ${lines.join('\n  ')}\n)`);
}

const showing = members<Instance>(moduleType, asModule, {
  extra_repr: raw(() => str('')),
  __repr__: raw((m, self) => repr(m, self)),
});

fill(moduleType, { ...walking, ...converting, ...saving, ...showing });
