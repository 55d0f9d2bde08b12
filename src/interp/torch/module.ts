// torch.nn.Module as a Python class: its dictionaries, the attribute protocol, registration.
// Calls are in moduleCalls.ts, traversal and conversion in moduleState.ts, hooks in hooks.ts; no knowledge of single
// modules.
import { unknownOf, type Reason, type Tensor } from '../../tensor/value';
import { isHalfTyped } from '../halfTyped';
import type { Machine } from '../machine';
import { unwrap } from '../types/native';
import {
  builtinClass, dict, NONE, set, str, TRUE, type Class, type Dict, type Instance, type Value,
} from '../value';
import { objectType } from '../types';
import { members, raw } from '../types/define';
import { derivesFrom, lookup, unknownBase } from '../types/protocol';
import { fill } from '../types/roots';
import { parameterType } from './creation';
import { deleteEntry, entryOf, hasEntry, isTensor, setEntry } from './support';
import { classOfTensor, tensorType } from './tensor';

export const moduleType: Class = builtinClass('Module', 'torch.nn.modules.module', [objectType], {});

export const isModule = (value: Value | undefined): value is Instance => value?.kind === 'instance'
  && derivesFrom(value.cls, moduleType);
export const isParameter = (value: Value): value is Tensor => isTensor(value)
  && derivesFrom(classOfTensor(value), parameterType);
export const asModule = (value: Value): Instance | undefined => (isModule(value) ? value : undefined);

export type Registry = '_parameters' | '_buffers' | '_modules';
/** One of the dictionaries of a module; undefined before Module.__init__() ran. */
export function registry(self: Instance, name: Registry | '_forward_hooks' | '_forward_pre_hooks'): Dict | undefined {
  const value = self.attrs.get(name);
  return value?.kind === 'dict' ? value : undefined;
}
/** Names and values of a registry in order. */
export function entriesOf(self: Instance, name: Registry): readonly (readonly [string, Value])[] {
  const found = registry(self, name);
  if (!found || found.entries.size === 0) return NO_ENTRIES;
  const entries: (readonly [string, Value])[] = [];
  for (const { key, value } of found.entries.values()) if (key.kind === 'str') entries.push([key.value, value]);
  return entries;
}
const NO_ENTRIES: readonly (readonly [string, Value])[] = [];

export function initModule(m: Machine, self: Instance): void {
  m.heap.set(self.attrs, 'training', TRUE);
  for (const name of ['_parameters', '_buffers']) m.heap.set(self.attrs, name, dict());
  m.heap.set(self.attrs, '_non_persistent_buffers_set', set());
  for (const name of ['_backward_hooks', '_forward_hooks', '_forward_pre_hooks', '_state_dict_hooks',
    '_load_state_dict_pre_hooks',
    '_load_state_dict_post_hooks', '_modules']) {
    m.heap.set(self.attrs, name, dict());
  }
}

/**
 * Whether Module.__init__() ran. A constructor that is being typed is taken to call it: what it would make is made here.
 * An unknown base may call it before the constructor, as metaclasses do.
 */
export function ensureBegun(m: Machine, self: Instance): boolean {
  if (self.attrs.has('_modules')) return true;
  if (!isBeingTyped(self) && !unknownBase(self.cls)) return false;
  initModule(m, self);
  return true;
}

export function isBeingTyped(self: Instance): boolean {
  const init = lookup(self.cls, '__init__');
  return init?.kind === 'func' && isHalfTyped(init);
}

const REGISTRIES: readonly Registry[] = ['_parameters', '_buffers', '_modules'];
function removeFrom(m: Machine, self: Instance, name: string, except: Registry): void {
  if (self.attrs.has(name)) m.heap.delete(self.attrs, name);
  for (const other of REGISTRIES) {
    const found = registry(self, other);
    if (other !== except && found) deleteEntry(m, found, name);
  }
}

/** torch.typename of a value, as in messages. */
export function typename(m: Machine, value: Value): string {
  if (isTensor(value) && classOfTensor(value) === tensorType) return 'torch.FloatTensor';
  const cls = value.kind === 'class' ? value : m.typeOf(value);
  return cls.module === 'builtins' ? cls.name : `${cls.module}.${cls.name}`;
}

/** A registration under an unknown name: any entry may be this one, and there is one more or none. */
export function loseRegistry(m: Machine, self: Instance, which: Registry, reason: Reason): void {
  const found = registry(self, which);
  if (found && !found.lost) m.heap.write(found, 'lost', reason);
}

/** `setattr(module, unknown, value)`, and `delattr(module, unknown)` with the unknown as value. */
function setUnknownName(m: Machine, self: Instance, reason: Reason, value: Value): void {
  ensureBegun(m, self);
  if (isModule(value)) return loseRegistry(m, self, '_modules', reason);
  if (isParameter(value)) return loseRegistry(m, self, '_parameters', reason);
  if (value.kind === 'unknown') for (const which of REGISTRIES) loseRegistry(m, self, which, reason);
  m.loseAttributes(self, reason);
}

function setattr(m: Machine, self: Instance, name: string, value: Value): void {
  if (isModule(value) || isParameter(value)) ensureBegun(m, self);
  const params = registry(self, '_parameters');
  if (isParameter(value)) {
    if (!params) return m.raise('AttributeError', 'cannot assign parameters before Module.__init__() call');
    removeFrom(m, self, name, '_parameters');
    return registerParameter(m, self, name, value);
  }
  if (params && hasEntry(params, name)) {
    if (value.kind !== 'none' && value.kind !== 'unknown') {
      return m.raise('TypeError',
        `cannot assign '${typename(m, value)}' as parameter '${name}' (torch.nn.Parameter or None expected)`);
    }
    if (value.kind === 'none') return setEntry(m, params, name, NONE);
  }
  const modules = registry(self, '_modules');
  if (isModule(value)) {
    if (!modules) return m.raise('AttributeError', 'cannot assign module before Module.__init__() call');
    removeFrom(m, self, name, '_modules');
    return setEntry(m, modules, name, value);
  }
  if (modules && hasEntry(modules, name) && value.kind !== 'unknown') {
    if (value.kind !== 'none') {
      return m.raise('TypeError',
        `cannot assign '${typename(m, value)}' as child module '${name}' (torch.nn.Module or None expected)`);
    }
    return setEntry(m, modules, name, NONE);
  }
  const buffers = registry(self, '_buffers');
  if (buffers && hasEntry(buffers, name) && value.kind !== 'unknown') {
    if (value.kind !== 'none' && !isTensor(value)) {
      return m.raise('TypeError',
        `cannot assign '${typename(m, value)}' as buffer '${name}' (torch.Tensor or None expected)`);
    }
    return setEntry(m, buffers, name, isTensor(value) ? value : NONE);
  }
  m.setattrRaw(self, name, value);
}

/** register_parameter's checks, in its order. */
export function registerParameter(m: Machine, self: Instance, name: string, value: Value): void {
  ensureBegun(m, self);
  const params = registry(self, '_parameters');
  if (!params) return m.raise('AttributeError', 'cannot assign parameter before Module.__init__() call');
  checkName(m, self, name, 'parameter', params);
  if (value.kind !== 'none' && value.kind !== 'unknown' && !isParameter(value)) {
    return m.raise('TypeError',
      `cannot assign '${typename(m, value)}' object to parameter '${name}' (torch.nn.Parameter or None required)`);
  }
  setEntry(m, params, name, value);
}

export function registerBuffer(m: Machine, self: Instance, name: string, value: Value, persistent = true): void {
  ensureBegun(m, self);
  const buffers = registry(self, '_buffers');
  if (!buffers) return m.raise('AttributeError', 'cannot assign buffer before Module.__init__() call');
  checkName(m, self, name, 'buffer', buffers);
  if (value.kind !== 'none' && value.kind !== 'unknown' && !isTensor(value)) {
    return m.raise('TypeError',
      `cannot assign '${typename(m, value)}' object to buffer '${name}' (torch Tensor or None required)`);
  }
  if (isTensor(value) && value.role !== 'parameter') m.heap.write(value, 'role', 'buffer');
  setEntry(m, buffers, name, value);
  const transient = self.attrs.get('_non_persistent_buffers_set');
  const key = m.hashKey(str(name));
  if (transient?.kind !== 'set' || typeof key !== 'string') return;
  if (!persistent) m.heap.setAdd(transient, key, str(name));
  else if (transient.entries.has(key)) m.heap.setDelete(transient, key);
}

export function addModule(m: Machine, self: Instance, name: string, value: Value): void {
  ensureBegun(m, self);
  const modules = registry(self, '_modules');
  if (!modules) return m.raise('AttributeError', 'cannot assign module before Module.__init__() call');
  if (!isModule(value) && value.kind !== 'none' && value.kind !== 'unknown') {
    return m.raise('TypeError', `${typename(m, value)} is not a Module subclass`);
  }
  if (!hasEntry(modules, name) && isTaken(m, self, name)) return m.raise('KeyError',
    `attribute '${name}' already exists`);
  if (name.includes('.')) return m.raise('KeyError', `module name can't contain ".", got: ${name}`);
  if (name === '') return m.raise('KeyError', 'module name can\'t be empty string ""');
  setEntry(m, modules, name, value);
}

const isTaken = (m: Machine, self: Instance, name: string): boolean =>
  self.attrs.has(name) || self.cls.mro.some((c) => c.attrs.has(name)) || REGISTRIES.some((r) => {
    const found = registry(self, r);
    return found !== undefined && hasEntry(found, name);
  });

function checkName(m: Machine, self: Instance, name: string, what: string, own: Dict): void {
  if (name.includes('.')) m.raise('KeyError', `${what} name can't contain "."`);
  if (name === '') m.raise('KeyError', `${what} name can't be empty string ""`);
  if (!hasEntry(own, name) && isTaken(m, self, name)) m.raise('KeyError', `attribute '${name}' already exists`);
}

/** What __getattr__ finds, after the instance's own attributes and the class's. */
export function findState(m: Machine, self: Instance, name: string): Value | undefined {
  for (const which of REGISTRIES) {
    const found = registry(self, which);
    if (found?.lost) return unknownOf(found.lost);
    const value = found && entryOf(found, name);
    if (value) return value;
  }
  return undefined;
}

function getattr(m: Machine, self: Instance, name: string): Value {
  const found = findState(m, self, name) ?? extraAttributes.get(name)?.(m, self);
  if (found) return found;
  const lost = unknownBase(self.cls);
  if (lost) return unknownOf(lost);
  return m.raise('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
}
/** Attributes that only some modules have without holding them: filled by other files (save_hyperparameters). */
export const extraAttributes = new Map<string, (m: Machine, self: Instance) => Value | undefined>();

function delattr(m: Machine, self: Instance, name: string): void {
  for (const which of REGISTRIES) {
    const found = registry(self, which);
    if (found && hasEntry(found, name)) return deleteEntry(m, found, name);
  }
  if (!self.attrs.has(name)) return m.raise('AttributeError', name);
  m.heap.delete(self.attrs, name);
}

const text = (value: Value | undefined): string => (value?.kind === 'str' ? value.value : '');

/** The arguments of a method by position or keyword. */
export const pick = (args: readonly Value[], kwargs: ReadonlyMap<string, Value>, i: number,
  name: string): Value | undefined =>
  args[i] ?? kwargs.get(name);

/** A name given to a register function: a string, or an exception. An unknown one loses the registry. */
function nameOf(m: Machine, self: Instance, given: Value | undefined,
  what: 'module' | 'parameter' | 'buffer'): string | undefined {
  const value = given && unwrap(given);
  if (value?.kind === 'str') return value.value;
  if (value?.kind === 'unknown') loseRegistry(m, self, `_${what}s`, value.reason);
  if (!value || value.kind === 'unknown') return undefined;
  return m.raise('TypeError', `${what} name should be a string. Got ${typename(m, value)}`);
}

fill(moduleType, {
  dump_patches: { kind: 'bool', value: false }, call_super_init: { kind: 'bool', value: false },
  ...members<Instance>(moduleType, asModule, {
    __init__: raw((m, self, args, kwargs) => {
      // What the constructor of a base that was not found takes is not known.
      const base = unknownBase(self.cls);
      if (base) {
        m.call(unknownOf(base), args, kwargs);
        initModule(m, self);
        return NONE;
      }
      if (args.length > 0) return m.raise('TypeError',
        `Module.__init__() takes 1 positional argument but ${args.length + 1} were given`);
      const [keyword] = kwargs.keys();
      if (keyword !== undefined) return m.raise('TypeError',
        `Module.__init__() got an unexpected keyword argument '${keyword}'`);
      initModule(m, self);
      return NONE;
    }),
    __setattr__: raw((m, self, [name, value]) => {
      if (name?.kind === 'unknown') setUnknownName(m, self, name.reason, value ?? NONE);
      else setattr(m, self, text(name), value ?? NONE);
      return NONE;
    }),
    __getattr__: raw((m, self, [name]) => getattr(m, self, text(name))),
    __delattr__: raw((m, self, [name]) => {
      if (name?.kind === 'unknown') setUnknownName(m, self, name.reason, name);
      else delattr(m, self, text(name));
      return NONE;
    }),
    register_parameter: raw((m, self, args, kwargs) => {
      const name = nameOf(m, self, pick(args, kwargs, 0, 'name'), 'parameter');
      if (name !== undefined) registerParameter(m, self, name, pick(args, kwargs, 1, 'param') ?? NONE);
      return NONE;
    }),
    register_buffer: raw((m, self, args, kwargs) => {
      const name = nameOf(m, self, pick(args, kwargs, 0, 'name'), 'buffer');
      const persistent = pick(args, kwargs, 2, 'persistent');
      if (name !== undefined) registerBuffer(m, self, name, pick(args, kwargs, 1, 'tensor') ?? NONE,
        !(persistent?.kind === 'bool' && !persistent.value));
      return NONE;
    }),
    ...Object.fromEntries(['add_module', 'register_module'].map((method) =>
      [method, raw<Instance>((m, self, args, kwargs) => {
      const name = nameOf(m, self, pick(args, kwargs, 0, 'name'), 'module');
      if (name !== undefined) addModule(m, self, name, pick(args, kwargs, 1, 'module') ?? NONE);
      return NONE;
    })] as const)),
  }),
});
