// torchvision by name, where its source is not found: what is described here is exact, every other name of it is unknown.
// A module's text is parsed and run when the module is first imported or one of its names is first used.
import type { Machine, NativeModule } from '../../machine';
import { builtin, list, pyModule, str, type PyModule, type Value } from '../../value';
import { runPython, type PythonText } from '../pythonText';
import { quietUnknown } from '../support';
import { standIn } from '../standIns';
import { missingNames } from '../textModules';
import { API_TEXT } from './api';
import { exportsOf, textOf, type Family } from './family';
import { OTHER_BUILDERS, PACKAGES, PLAIN_MODULES } from './names';
import { PICTURES } from './pictures';
import { PLAIN } from './plain';
import { BOX_OPS } from './boxes';
import { MAXVIT } from './maxvit';
import { MOBILE } from './mobile';
import { INCEPTION } from './inception';
import { OPS } from './ops';
import { RESNET } from './resnet';
import { SCALED } from './scaled';
import { SEGMENTATION } from './segmentation';
import { VIDEO } from './video';
import { VISION } from './vision';

const VERSION = '0.14.1';
const LIBRARY = 'torchvision 0.14';
const FAMILIES: readonly Family[] = [
  RESNET, ...PLAIN, ...MOBILE, ...INCEPTION, ...SCALED, ...VISION, MAXVIT, ...SEGMENTATION, VIDEO, ...OPS,
  ...BOX_OPS, ...PICTURES,
];
/** Modules that make no model: nothing is said of them. */
const SILENT: ReadonlySet<string> = new Set(PICTURES.map(({ module }) => module));

/** Builders by name, and weights enums by name, with the modules that hold them. */
const builderHomes = new Map<string, string>([
  ...FAMILIES.flatMap(({ module, builders }) => (builders ?? []).map(([name]) => [name, module] as const)),
  ...OTHER_BUILDERS,
]);
const weightHomes = new Map<string, string>(FAMILIES.flatMap(({ module, builders }) =>
  (builders ?? []).map(([, weights]) => [`${weights}_Weights`, module] as const)));
const homes = (m: Machine, names: ReadonlyMap<string, string>): Value =>
  m.dictFrom([...names].map(([name, home]) => [name, str(home)] as const));

/** `_later(message)`: what only the outside world could give, and what is no loss before it is used. */
const later = builtin('_later', (m, [message]) =>
  quietUnknown(m, 'external-input', message?.kind === 'str' ? message.value : 'a value from outside the program'));

const API: PythonText = {
  module: 'torchvision.models._api', paths: ['torchvision.models._api'], python: API_TEXT,
  globals: (m) => ({ _homes: homes(m, builderHomes), _weight_homes: homes(m, weightHomes), _later: later }),
};
const API_NAMES = ['get_model', 'get_model_builder', 'get_model_weights', 'get_weight', 'list_models'];

const TEXTS: ReadonlyMap<string, PythonText> = new Map(
  [API, ...FAMILIES.map(textOf)].map((text) => [text.module, text] as const));

const parentOf = (module: string): string => module.slice(0, module.lastIndexOf('.'));
const lastOf = (module: string): string => module.slice(module.lastIndexOf('.') + 1);
const MODULES: ReadonlySet<string> = new Set([...PACKAGES, ...TEXTS.keys(), ...PLAIN_MODULES]);

/** What a package takes from its modules: `torchvision.models.resnet18` is `torchvision.models.resnet.resnet18`. */
const taken: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(PACKAGES.map((name) => {
  const own = FAMILIES.filter((family) => parentOf(family.module) === name);
  const names = own.flatMap((family) => exportsOf(family).map((attr) => [attr, family.module] as const));
  const api = name === 'torchvision.models' ? API_NAMES.map((attr) => [attr, API.module] as const) : [];
  return [name, new Map([...names, ...api])];
}));

function memberOf(m: Machine, name: string, attr: string): Value | undefined {
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

const nativeOf = (name: string): NativeModule => (m): PyModule => {
  const text = TEXTS.get(name);
  if (text && !SILENT.has(name)) standIn(m, LIBRARY);
  // Functions of a text see the names of its module: the two share them.
  const attrs = text ? runPython(m, text) : new Map<string, Value>();
  for (const [key, value] of [['__version__', str(VERSION)], ['__path__', list([])]] as const) attrs.set(key, value);
  hideModule(m, name, attrs);
  const missing = missingNames(m, name);
  const isModule = (attr: string): boolean => MODULES.has(`${name}.${attr}`);
  return pyModule(name, attrs, {
    lookup: (attr) => memberOf(m, name, attr) ?? (isModule(attr) ? undefined : missing(attr)),
  });
};

export const TORCHVISION: readonly (readonly [string, NativeModule])[] =
  [...MODULES].map((name) => [name, nativeOf(name)] as const);
