// Parts of torch that are written in Python: interpreted like the user's code, once per run, when first used.
// The texts are in the files beside this one (containers.ts, training.ts, ...).
import { ALL_COMPOSITES } from '../../ops/index';
import type { Machine } from '../machine';
import { bool, builtin, NONE, str, type Value } from '../value';
import { pythonModuleOf } from './classTree';
import { CLASS_METHOD_TEXT } from './classMethods';
import { CONTAINERS } from './containers';
import { DATA } from './data';
import { DISTRIBUTIONS } from './distributions';
import { noteDoubt } from './recording';
import { TRAINING } from './training';
import { UTILITIES } from './utilities';
import { VERSIONS } from './versions';

/** A Python text and the names it defines; `torch`, `nn`, `F` and `math` are bound in it. */
export interface PythonText {
  /** Its `__name__`. */
  readonly module: string;
  /** Fully qualified names it answers to; the last part is the name in the text. */
  readonly paths: readonly string[];
  readonly python: string;
  /** More names bound in the text. */
  globals?(m: Machine): Readonly<Record<string, Value>>;
}

const TEXTS: readonly PythonText[] = [
  ...[CONTAINERS, TRAINING, UTILITIES, DISTRIBUTIONS, VERSIONS].flat(), CLASS_METHOD_TEXT, DATA,
  ...ALL_COMPOSITES.map(({ paths, python }) => {
    const first = paths[0] ?? '';
    return { module: first.startsWith('torch.nn.') ? pythonModuleOf(lastPart(first)) : first, paths, python };
  }),
];
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
const byPath = new Map(TEXTS.flatMap((text) => text.paths.map((path) => [path, text] as const)));
export const PYTHON_PATHS: readonly string[] = [...byPath.keys()];

export function findPython(m: Machine, path: string): Value | undefined {
  const text = byPath.get(path);
  if (!text) return undefined;
  const made = runPython(m, text);
  return made.get(lastPart(path));
}

export function runPython(m: Machine, text: PythonText): Map<string, Value> {
  const loaded = m.service('torch.python', () => new Map<PythonText, Map<string, Value>>());
  const known = loaded.get(text);
  if (known) return known;
  // Two texts may share a __name__, the names of preludes are their own.
  const module = m.prelude(`${text.module}#${text.paths[0] ?? ''}`, text.python,
    { ...globalsFor(m), ...text.globals?.(m), __name__: str(text.module) });
  loaded.set(text, module.attrs);
  return module.attrs;
}

/** What texts may use without importing it. */
function globalsFor(m: Machine): Readonly<Record<string, Value>> {
  const module = (name: string): Value => m.import(name);
  return {
    torch: module('torch'), nn: module('torch.nn'), F: module('torch.nn.functional'), math: module('math'),
    // A value that only the outside world could give.
    _external: builtin('_external', (machine, [message]) =>
      machine.unknown('external-input', message?.kind === 'str' ? message.value : 'a value from outside the program')),
    // Numbers of the default generator that a text does not draw itself.
    _drawn: builtin('_drawn', (machine, [message]) => {
      noteDoubt(machine, message?.kind === 'str' ? message.value : 'what is drawn is not followed');
      return NONE;
    }),
    /** What would be tried as all that it may be is passed on as it is. */
    _is_unknown: builtin('_is_unknown', (_, [value]) => bool(value?.kind === 'unknown')),
    _unmodelled: builtin('_unmodelled', (machine, [message]) =>
      machine.unknown('op-not-modelled', `${message?.kind === 'str' ? message.value : 'this'} is not modelled`)),
  };
}
