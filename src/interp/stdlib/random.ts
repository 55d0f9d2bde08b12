// random: what it gives is known only at run time. Seeding does nothing, shuffling loses the order of a list.
import type { Machine, NativeModule } from '../machine';
import { int } from '../../tensor/value';
import { builtin, builtinClass, instance, method, NONE, type Builtin, type Class, type Value } from '../value';
import { objectType } from '../types/index';
import { moduleOf, reasonText, type Members } from './support';

const DRAWS = [
  'random', 'randint', 'randrange', 'uniform', 'choice', 'choices', 'sample', 'gauss', 'normalvariate', 'betavariate',
  'expovariate',
  'getrandbits', 'triangular', 'vonmisesvariate', 'lognormvariate', 'gammavariate', 'paretovariate', 'weibullvariate',
  'randbytes',
];
const unknown = (m: Machine, name: string): Value => m.unknown('data-dependent-value',
  reasonText(`random.${name}`, 'data-dependent-value'));

/** One element of a list of one, a number from a range of one: certain whatever the generator says. */
function draw(m: Machine, name: string, args: readonly Value[]): Value {
  const [a, b] = args;
  if (a?.kind === 'unknown') return a;
  if (name === 'choice' && a && (a.kind === 'list' || a.kind === 'tuple') && a.items.length === 1) return a.items[0] ?? NONE;
  if (name === 'choice' && a && (a.kind === 'list' || a.kind === 'tuple') && a.items.length === 0) {
    m.raise('IndexError', 'Cannot choose from an empty sequence');
  }
  if (name === 'randint' && a?.kind === 'int' && b?.kind === 'int' && a.value === b.value) return int(a.value);
  return unknown(m, name);
}

function shuffle(m: Machine, x: Value | undefined): Value {
  if (x?.kind === 'list' && x.items.length > 1) {
    const lost = unknown(m, 'shuffle');
    // The length is kept: every place holds something that is not known.
    if (lost.kind === 'unknown') m.heap.setItems(x, x.items.map(() => lost));
  }
  return NONE;
}

const functions = (make: (name: string, fn: Builtin['fn']) => Builtin, skip: number): Record<string, Value> => {
  const found: Record<string, Value> = {};
  for (const name of DRAWS) found[name] = make(name, (m, args) => draw(m, name, args.slice(skip)));
  for (const name of ['seed', 'setstate']) found[name] = make(name, () => NONE);
  found['getstate'] = make('getstate', (m) => unknown(m, 'getstate'));
  found['shuffle'] = make('shuffle', (m, args) => shuffle(m, args[skip]));
  return found;
};

const randomType: Class = builtinClass('Random', 'random', [objectType], {
  ...functions(method, 1), __init__: method('__init__', () => NONE),
});
const members: Members = { ...functions(builtin, 0), Random: randomType, SystemRandom: randomType, _inst: instance(randomType) };
export const random: NativeModule = () => moduleOf('random', members);
