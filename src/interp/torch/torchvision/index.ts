// torchvision by name, where its source is not found: what is described here is exact, every other name of it is unknown.
import type { Machine } from '../../machine';
import { builtin, str, type Value } from '../../value';
import { nativesOf } from '../described';
import type { PythonText } from '../pythonText';
import { quietUnknown } from '../support';
import { API_TEXT } from './api';
import { BOX_OPS } from './boxes';
import { DENSE_DETECTORS } from './denseDetectors';
import { DETECTOR_PARTS } from './detectors';
import { exportsOf, textOf, type Family } from './family';
import { INCEPTION } from './inception';
import { MAXVIT } from './maxvit';
import { MOBILE } from './mobile';
import { OTHER_BUILDERS, PACKAGES, PLAIN_MODULES } from './names';
import { OPS } from './ops';
import { PICTURES } from './pictures';
import { PLAIN } from './plain';
import { PREPROCESSING } from './preprocessing';
import { PRESETS } from './presets';
import { REGION_DETECTORS } from './regionDetectors';
import { RESNET } from './resnet';
import { SCALED } from './scaled';
import { SEGMENTATION } from './segmentation';
import { VIDEO } from './video';
import { VISION } from './vision';

const FAMILIES: readonly Family[] = [
  RESNET, ...PLAIN, ...MOBILE, ...INCEPTION, ...SCALED, ...VISION, MAXVIT, ...SEGMENTATION, VIDEO, ...OPS,
  ...DETECTOR_PARTS, ...REGION_DETECTORS, ...DENSE_DETECTORS, ...BOX_OPS, ...PICTURES, PREPROCESSING,
];

/** Builders by name, and weights enums by name, with the modules that hold them. */
const builderHomes = new Map<string, string>([
  ...FAMILIES.flatMap(({ module, builders }) => (builders ?? []).map(([name]) => [name, module] as const)),
  ...OTHER_BUILDERS,
]);
const weightHomes = new Map<string, string>(FAMILIES.flatMap(({ module, builders }) =>
  (builders ?? []).map(([, weights]) => [`${weights}_Weights`, module] as const)));
/** By weights, what their preprocessing is told, as JSON. */
const presets = new Map(PRESETS.flatMap(([options, names]) => names.trim().split(' ').map((name) => [name, options] as const)));
const homes = (m: Machine, names: ReadonlyMap<string, string>): Value =>
  m.dictFrom([...names].map(([name, home]) => [name, str(home)] as const));

/** `_later(message)`: what only the outside world could give, and what is no loss before it is used. */
const later = builtin('_later', (m, [message]) =>
  quietUnknown(m, 'external-input', message?.kind === 'str' ? message.value : 'a value from outside the program'));

const API: PythonText = {
  module: 'torchvision.models._api', paths: ['torchvision.models._api'], python: API_TEXT,
  globals: (m) => ({ _homes: homes(m, builderHomes), _weight_homes: homes(m, weightHomes), _presets: homes(m, presets),
    _later: later }),
};
const API_NAMES = ['get_model', 'get_model_builder', 'get_model_weights', 'get_weight', 'list_models'];

const texts = new Map<string, PythonText>([API, ...FAMILIES.map(textOf)].map((text) => [text.module, text] as const));
const parentOf = (module: string): string => module.slice(0, module.lastIndexOf('.'));

export const TORCHVISION = nativesOf({
  library: 'torchvision 0.14',
  version: '0.14.1',
  texts,
  modules: new Set([...PACKAGES, ...texts.keys(), ...PLAIN_MODULES]),
  taken: new Map(PACKAGES.map((name) => {
    const own = FAMILIES.filter((family) => parentOf(family.module) === name);
    const names = own.flatMap((family) => exportsOf(family).map((attr) => [attr, family.module] as const));
    const api = name === 'torchvision.models' ? API_NAMES.map((attr) => [attr, API.module] as const) : [];
    return [name, new Map([...names, ...api])] as const;
  })),
  silent: new Set([...PICTURES, PREPROCESSING].map(({ module }) => module)),
  initialised: new Set([API.module, 'torchvision.models._utils', ...FAMILIES.filter(({ initialises }) => initialises)
    .map(({ module }) => module)]),
});
