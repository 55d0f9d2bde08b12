// A library of many modules as Python texts of ours, each parsed and run when it is first imported. What the texts do not
// define is unknown; modules that the library does not have are not found.
import type { Machine, NativeModule } from '../machine';
import { list, pyModule, str, type PyModule, type Value } from '../value';
import { runPython, type PythonText } from './pythonText';
import { standIn } from './standIns';
import { missingNames } from './textModules';

export interface Described {
  /** 'torchvision 0.14': what is said when it is used. */
  readonly library: string;
  readonly version: string;
  /** Modules with text, by name. */
  readonly texts: ReadonlyMap<string, PythonText>;
  /** Every module, with text or not. */
  readonly modules: ReadonlySet<string>;
  /** What a package takes from its modules: its name, its names and the modules that hold them. */
  readonly taken: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Modules that make no model: nothing is said of them. */
  readonly silent: ReadonlySet<string>;
  /** Modules whose constructors give weights the first values that the library's give. */
  readonly initialised?: ReadonlySet<string>;
}

const parentOf = (module: string): string => module.slice(0, module.lastIndexOf('.'));
const lastOf = (module: string): string => module.slice(module.lastIndexOf('.') + 1);

function memberOf(m: Machine, { taken }: Described, name: string, attr: string): Value | undefined {
  const names = taken.get(name);
  const home = names?.get(attr);
  if (home !== undefined) return m.findattr(m.import(home), attr);
  if (attr === '__all__' && names && names.size > 0) return list([...names.keys()].map((key) => str(key)));
  return undefined;
}

/** The functions that have the name of their module hide it: torchvision.models.alexnet is the builder. */
function hideModule(m: Machine, name: string, attrs: ReadonlyMap<string, Value>): void {
  const builder = attrs.get(lastOf(name));
  const parent = m.modules.get(parentOf(name));
  if (builder && parent) m.heap.set(parent.attrs, lastOf(name), builder);
}

const nativeOf = (described: Described, name: string): NativeModule => (m): PyModule => {
  const text = described.texts.get(name);
  if (text && !described.silent.has(name)) standIn(m, described.library, name, described.initialised?.has(name));
  // Functions of a text see the names of its module: the two share them.
  const attrs = text ? runPython(m, text) : new Map<string, Value>();
  for (const [key, value] of [['__version__', str(described.version)], ['__path__', list([])]] as const) attrs.set(key, value);
  hideModule(m, name, attrs);
  const missing = missingNames(m, name);
  const isModule = (attr: string): boolean => described.modules.has(`${name}.${attr}`);
  return pyModule(name, attrs, {
    lookup: (attr) => memberOf(m, described, name, attr) ?? (isModule(attr) ? undefined : missing(attr)),
  });
};

export const nativesOf = (described: Described): readonly (readonly [string, NativeModule])[] =>
  [...described.modules].map((name) => [name, nativeOf(described, name)] as const);
