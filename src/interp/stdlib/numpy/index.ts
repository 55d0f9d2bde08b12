// numpy as far as models use it while they are built: numbers, lists and small arrays whose elements are known.
// Any other name of the library is unknown when it is used.
import type { NativeModule } from '../../machine';
import { float, instance, NONE, builtinClass, method, type Class } from '../../value';
import { objectType } from '../../types/index';
import { children, moduleOf, unknownFn } from '../support';
import { functions, randomMembers } from './functions';
import { indexTrick } from './indexTricks';
import { linalg } from './linalg';
import { ndarrayType } from './ndarray';
import { finfoClass, iinfoClass } from './limits';
import { dtypeClass, SCALAR_NAMES } from './scalars';

export { arrayOf, arrayValue, type NdArray } from './array';
export { ndarrayType };

const generatorType: Class = builtinClass('Generator', 'numpy.random', [objectType], {
  __init__: method('__init__', () => NONE),
  __getattr__: method('__getattr__', (m, [, name]) => {
    const draw = name?.kind === 'str' ? randomFunctions[name.value] : undefined;
    return draw ?? m.raise('AttributeError', "'Generator' object has no such attribute");
  }),
});
const randomFunctions = randomMembers();

const random: NativeModule = () => moduleOf('numpy.random', {
  ...randomFunctions, RandomState: generatorType, Generator: generatorType, default_rng: unknownGenerator,
}, { lookup: rest('numpy.random') });
const unknownGenerator = { ...unknownFn('numpy.random.default_rng', 'data-dependent-value'), fn: () => instance(generatorType) };

const rest = (module: string) => (name: string) => (name.startsWith('__')
  ? undefined : unknownFn(`${module}.${name}`, 'library-not-modelled'));
const part = (module: string): NativeModule => () => moduleOf(module, {}, { lookup: rest(module) });

const BELOW = ['random', 'linalg', 'fft', 'testing', 'typing', 'ma', 'lib', 'polynomial'];
const numpy: NativeModule = (m) => {
  const child = children(m, 'numpy', BELOW);
  const other = rest('numpy');
  return moduleOf('numpy', {
    ...functions(), ...SCALAR_NAMES, ndarray: ndarrayType, dtype: dtypeClass, finfo: finfoClass, iinfo: iinfoClass,
    pi: float(Math.PI), e: float(Math.E),
    inf: float(Infinity),
    nan: float(NaN), newaxis: NONE, Inf: float(Infinity), NaN: float(NaN), infty: float(Infinity),
    euler_gamma: float(0.5772156649015329),
    __version__: { kind: 'str', value: '1.24.2', origin: null },
  }, { lookup: (name) => child(name) ?? indexTrick(m, name, other('r_') ?? NONE) ?? other(name) });
};

export const numpyModules: ReadonlyMap<string, NativeModule> = new Map([
  ['numpy', numpy], ['numpy.random', random], ['numpy.linalg', linalg],
  ...BELOW.slice(2).map((name): [string, NativeModule] =>
    [`numpy.${name}`, part(`numpy.${name}`)]),
]);
