// Library modules written in Python text of ours, whose other names are unknown with advice.
// Knows no particular library.
import { sourceAdvice } from '../advice';
import type { Machine, NativeModule } from '../machine';
import { AttrMap, builtin, bool, list, pyModule, type Value } from '../value';
import { runPython, type PythonText } from './pythonText';

/** A module over a text; names the text does not define are unknown. */
export function textModule(name: string, text: PythonText | null, submodules: readonly string[] = [],
  more: (m: Machine) => Iterable<readonly [string, Value]> = () => []): readonly [string, NativeModule] {
  return [name, (m) => {
    const attrs = new AttrMap([...(text ? runPython(m, text) : []), ...more(m), ['__path__', list([])]]);
    const missing = missingNames(m, name);
    return pyModule(name, attrs, { lookup: (attr) => (submodules.includes(attr) ? undefined : missing(attr)) });
  }];
}

/** What a stand-in says of names that it does not have: unknown, one per name, with advice; never an AttributeError. */
export function missingNames(m: Machine, module: string): (attr: string) => Value | undefined {
  const missing = new Map<string, Value>();
  return (attr) => {
    if (/^__\w+__$/.test(attr)) return undefined;
    const known = missing.get(attr);
    if (known) return known;
    const made = m.unknown('library-not-modelled', `${module}.${attr} is not modelled`, sourceAdvice(module));
    missing.set(attr, made);
    return made;
  };
}

/** `_certainly(condition)`: True only when the condition is known to hold, so that a text raises on no guess. */
export const certainly = builtin('_certainly', (m, [condition]) =>
  bool(condition !== undefined && condition.kind !== 'unknown' && m.truth(condition) === true));
