// The torch package as natives of the interpreter. Names resolve lazily: functions through the ops, classes through
// the modules
// of nn, the rest through tables; a name that is none of these is unknown, never an AttributeError.
import { ALL_COMPOSITES, ALL_MODULES, ALL_OPS } from '../../ops/index';
import type { Machine, NativeModule } from '../machine';
import { AttrMap, list, pyModule, str, type PyModule, type Value } from '../value';
import { opFunction } from './callOps';
import { findClass } from './classes';
import './tensorConversions';
import './tensorOperators';
import './tensorWrites';
import './moduleState';
import './hooks';
import './moduleCalls';
import { NAMESPACES, type Namespace } from './namespaces';
import { PYTHON_PATHS } from './pythonText';
import { notModelled } from './support';
import { TORCH } from './torchNamespace';
import { FALLBACKS } from './fallbacks';

export { OVERLAYS } from './overlays';
export { tensorType } from './tensor';
export { moduleType } from './module';
export { outputOf, scopeOf, withRoot } from './scope';
export { inputHints, type InputHint } from './inputHints';
export { meetingsOf } from './meetings';
export { standInsOf, standInNote, type StandIn } from './standIns';

/** torch.nn.functional answers for its functions only; the root also holds what `both` paths state. */
function prefixesOf(name: string, namespace: Namespace): readonly string[] {
  return [name, ...(namespace.prefixes ?? [])];
}

/** Namespaces that import torch themselves: `torch.sparse.torch.eye(10)` is an idiom of old code. */
const IMPORTS_TORCH = new RegExp('^torch\\.(nn\\.(functional|init|parameter|modules\\.(conv|batchnorm)|utils\\.rnn)|sparse|hub'
  + '|autograd(\\.function)?|utils\\.checkpoint|cuda|jit|fft|linalg|special|distributed|backends\\.cudnn|functional|random)$');

function resolve(m: Machine, name: string, namespace: Namespace, attr: string): Value | undefined {
  const prefixes = prefixesOf(name, namespace);
  for (const prefix of prefixes) {
    const found = opFunction(`${prefix}.${attr}`) ?? findClass(m, `${prefix}.${attr}`);
    if (found) return found;
  }
  const elsewhere = namespace.modules?.[attr] ?? (attr === 'torch' && IMPORTS_TORCH.test(name) ? 'torch' : undefined);
  if (elsewhere !== undefined) return m.import(elsewhere);
  const path = `${name}.${attr}`;
  if (path in NAMESPACES) return m.import(path);
  if (prefixes.includes('torch')) {
    const own = TORCH.get(attr);
    if (own) return own;
  }
  if (/^__\w+__$/.test(attr)) return attr === '__all__' ? list(publicNames(name).map((n) => str(n))) : undefined;
  if (path.startsWith('torch.ops.')) return m.unknown('library-not-modelled', `${path} is a compiled extension`);
  return isNoName(name, attr) ? undefined : notModelled(m, path);
}

/** Besides classes, all that `torch.nn` has. */
const BELOW_NN = new Set(['attention', 'backends', 'bias', 'buffer', 'common_types', 'cpp', 'factory_kwargs', 'functional',
  'grad', 'init', 'intrinsic', 'modules', 'parallel', 'parameter', 'qat', 'quantizable', 'quantized', 'utils']);
/** Classes by the names of layers that `torch` itself has. */
const ALSO_IN_TORCH = new Set(['ModuleDict', 'ParameterDict']);
/**
 * A name that PyTorch certainly has not: code asks with `hasattr(nn, 'relu')` whether a text is the name of a layer. Functions
 * are no names of `torch.nn`, and layers none of `torch` and of `torch.nn.functional`. Nor is what differs from a name by
 * capitals or underscores only: `nn.Conv2D`, `F.maxpool2d`.
 */
function isNoName(namespace: string, attr: string): boolean {
  if ((namespace === 'torch.nn' || namespace === 'torch.nn.functional') && isMisspelt(namespace, attr)) return true;
  if (namespace === 'torch.nn') return /^[a-z]/.test(attr) && !BELOW_NN.has(attr);
  return (namespace === 'torch' || namespace === 'torch.nn.functional') && !ALSO_IN_TORCH.has(attr)
    && ALL_MODULES.some((def) => def.path === `torch.nn.${attr}`);
}

const SPELLINGS = new Map<string, ReadonlySet<string>>();
const bare = (name: string): string => name.replaceAll('_', '').toLowerCase();
function isMisspelt(namespace: string, attr: string): boolean {
  if (attr.startsWith('_') || BELOW_NN.has(attr)) return false;
  const known = SPELLINGS.get(namespace) ?? new Set(publicNames(namespace).filter((name) => !BELOW_NN.has(name)).map(bare));
  SPELLINGS.set(namespace, known);
  return known.has(bare(attr));
}

/** What `from torch.nn import *` binds. */
function publicNames(name: string): string[] {
  const members = NAMESPACES[name]?.members ?? [];
  const paths = [...ALL_OPS.flatMap((op) => op.paths), ...ALL_MODULES.map((def) => def.path),
    ...ALL_COMPOSITES.flatMap((c) => c.paths), ...PYTHON_PATHS,
    ...Object.keys(NAMESPACES)];
  const below = paths.filter((path) => path.startsWith(`${name}.`)).map((path) =>
    path.slice(name.length + 1)).filter((rest) => !rest.includes('.'));
  return [...new Set([...[...members].map(([key]) => key), ...below])].filter((key) => !key.startsWith('_'));
}

function native(name: string, namespace: Namespace): NativeModule {
  return (m): PyModule => {
    const attrs = new AttrMap(namespace.members ?? []);
    attrs.set('__path__', list([]));
    return pyModule(name, attrs, { lookup: (attr) => resolve(m, name, namespace, attr) });
  };
}

export const TORCH_MODULES: ReadonlyMap<string, NativeModule> = new Map(
  Object.entries(NAMESPACES).map(([name, namespace]) => [name, native(name, namespace)] as const));

/** Libraries that stand in for files which are not found: d2l, PyTorch Lightning, einops, ... */
export const FALLBACK_MODULES: ReadonlyMap<string, NativeModule> = FALLBACKS;
