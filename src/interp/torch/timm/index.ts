// timm as other people's models use it: layers, initialisers, the registry, the Vision Transformer they derive from.
// Names that are not here are unknown, so that no layer is taken for another version's.
import type { NativeModule } from '../../machine';
import { list, pyModule } from '../../value';
import type { PythonText } from '../pythonText';
import { standIn } from '../standIns';
import { missingNames, textModule } from '../textModules';
import { LAYERS_TEXT } from './layers';
import { MODELS_TEXT } from './models';

/** Means and deviations of the usual data sets. */
const DATA = `
IMAGENET_DEFAULT_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEFAULT_STD = (0.229, 0.224, 0.225)
IMAGENET_INCEPTION_MEAN = (0.5, 0.5, 0.5)
IMAGENET_INCEPTION_STD = (0.5, 0.5, 0.5)
IMAGENET_DPN_MEAN = (124 / 255, 117 / 255, 104 / 255)
IMAGENET_DPN_STD = (1 / (0.0167 * 255),) * 3
OPENAI_CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
OPENAI_CLIP_STD = (0.26862954, 0.26130258, 0.27577711)
DEFAULT_CROP_PCT = 0.875
`;

/** Said once for all that is taken from the texts. */
const LIBRARY = 'timm 1.0';
const described = (module: string, python: string): PythonText => ({
  module, paths: [module], python,
  globals(m) {
    standIn(m, LIBRARY);
    return {};
  },
});
const TEXTS = {
  layers: described('timm.layers', LAYERS_TEXT), models: described('timm.models', MODELS_TEXT),
  data: { module: 'timm.data', paths: ['timm.data'], python: DATA },
};
/** Submodules that re-export names of the texts. */
const PARTS = {
  layers: ['activations', 'adaptive_avgmax_pool', 'config', 'create_act', 'create_norm', 'drop', 'grn', 'helpers',
    'layer_scale', 'mlp', 'norm', 'patch_embed', 'squeeze_excite', 'weight_init'],
  models: ['_builder', '_factory', '_helpers', '_manipulate', '_registry', 'factory', 'helpers', 'registry',
    'vision_transformer'],
  data: ['constants'],
};

const parts = (owner: string, names: readonly string[], python: PythonText): (readonly [string, NativeModule])[] =>
  names.map((name) => textModule(`${owner}.${name}`, python));

/** The package itself: what it takes from timm.models is there when it is asked for. */
const root: NativeModule = (m) => {
  const missing = missingNames(m, 'timm');
  return pyModule('timm', new Map([['__path__', list([])]]), {
    lookup: (attr) => (['create_model', 'is_model', 'list_models', 'model_entrypoint'].includes(attr)
      ? m.findattr(m.import('timm.models'), attr)
      : ['models', 'layers', 'data'].includes(attr) ? undefined : missing(attr)),
  });
};

export const TIMM: readonly (readonly [string, NativeModule])[] = [
  ['timm', root],
  textModule('timm.models', TEXTS.models, ['layers', ...PARTS.models]), ...parts('timm.models', PARTS.models, TEXTS.models),
  textModule('timm.layers', TEXTS.layers, PARTS.layers), ...parts('timm.layers', PARTS.layers, TEXTS.layers),
  textModule('timm.models.layers', TEXTS.layers, PARTS.layers), ...parts('timm.models.layers', PARTS.layers, TEXTS.layers),
  textModule('timm.data', TEXTS.data, PARTS.data), ...parts('timm.data', PARTS.data, TEXTS.data),
];
