// Hooks of modules: registration and removal, and running them around forward.
// Backward hooks are accepted and never run: nothing is differentiated here.
import { int } from '../../tensor/value';
import type { Machine } from '../machine';
import { builtinClass, dict, instance, newId, NONE, tuple, type Dict, type Instance, type Kwargs,
  type Value } from '../value';
import { objectType } from '../types';
import { members, raw, type Definition } from '../types/define';
import { fill } from '../types/roots';
import { asModule, moduleType, pick, registry } from './module';
import { asFlag } from './support';

interface HandleNative { readonly hooks: Dict; readonly key: string }
export const handleType = builtinClass('RemovableHandle', 'torch.utils.hooks', [objectType], {});
const isHandle = (native: unknown): native is HandleNative => typeof native === 'object' && native !== null
  && 'hooks' in native;
const handleOf = (value: Value): HandleNative | undefined =>
  (value.kind === 'instance' && isHandle(value.native) ? value.native : undefined);

function remove(m: Machine, handle: HandleNative): Value {
  if (handle.hooks.entries.has(handle.key)) m.heap.dictDelete(handle.hooks, handle.key);
  return NONE;
}
fill(handleType, members<HandleNative>(handleType, handleOf, {
  remove: raw((m, self) => remove(m, self)),
  __enter__: raw(() => NONE),
  __exit__: raw((m, self) => remove(m, self)),
}));

/** The registry holds hooks as PyTorch's does; one that wants the keyword arguments too is a tuple (hook, True). */
function register(m: Machine, hooks: Dict, hook: Value, kwargs: Kwargs): Value {
  const id = int(newId());
  const key = m.hashKey(id);
  if (typeof key !== 'string') return key;
  const withKwargs = kwargs.get('with_kwargs');
  const entry = withKwargs && asFlag(withKwargs) !== false ? tuple([hook, withKwargs]) : hook;
  if (asFlag(kwargs.get('prepend'))) {
    const old = [...hooks.entries];
    m.heap.dictClear(hooks);
    m.heap.dictSet(hooks, key, id, entry);
    for (const [k, { key: name, value }] of old) m.heap.dictSet(hooks, k, name, value);
  } else m.heap.dictSet(hooks, key, id, entry);
  return instance(handleType, { hooks, key } satisfies HandleNative);
}

const registering = (name: '_forward_hooks' | '_forward_pre_hooks'): Definition<Instance> =>
  raw((m, self, args, kwargs) => {
  const hooks = registry(self, name);
  const hook = pick(args, kwargs, 0, 'hook') ?? NONE;
  return hooks ? register(m, hooks, hook, kwargs)
    : m.raise('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
});
const ignored: Definition<Instance> = raw(() =>
  instance(handleType, { hooks: dict(), key: '' } satisfies HandleNative));

fill(moduleType, members<Instance>(moduleType, asModule, {
  register_forward_hook: registering('_forward_hooks'),
  register_forward_pre_hook: registering('_forward_pre_hooks'),
  register_backward_hook: ignored, register_full_backward_hook: ignored, register_full_backward_pre_hook: ignored,
}));

function* hooksOf(self: Instance, name: '_forward_hooks' | '_forward_pre_hooks'): Generator<readonly [Value, boolean]> {
  for (const { value } of [...(registry(self, name)?.entries.values() ?? [])]) {
    if (value.kind !== 'tuple') yield [value, false];
    else yield [value.items[0] ?? NONE, asFlag(value.items[1]) ?? false];
  }
}

export const hasPreHooks = (self: Instance): boolean => (registry(self, '_forward_pre_hooks')?.entries.size ?? 0) > 0;

/** Runs the pre-hooks: what one returns replaces the positional arguments. */
export function runPreHooks(m: Machine, self: Instance, args: readonly Value[], kwargs: Kwargs): readonly Value[] {
  let current = args;
  for (const [hook, withKwargs] of hooksOf(self, '_forward_pre_hooks')) {
    const result = m.call(hook, withKwargs ? [self, tuple(current), m.dictFrom(kwargs)] : [self, tuple(current)]);
    if (result.kind === 'none' || result.kind === 'unknown') continue;
    current = result.kind === 'tuple' ? result.items : [result];
  }
  return current;
}

/** Runs the hooks after forward: what one returns replaces the output. */
export function runHooks(m: Machine, self: Instance, args: readonly Value[], kwargs: Kwargs, output: Value): Value {
  let current = output;
  for (const [hook, withKwargs] of hooksOf(self, '_forward_hooks')) {
    const result = m.call(hook, withKwargs ? [self, tuple(args), m.dictFrom(kwargs), current]
      : [self, tuple(args), current]);
    if (result.kind !== 'none') current = result;
  }
  return current;
}
