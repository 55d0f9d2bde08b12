// timm by name, where its source is not found: layers, initialisers, the registry, the models that people make or derive from.
// Names that are not here are unknown, so that no layer is taken for another version's.
import { str } from '../../value';
import { nativesOf } from '../described';
import type { PythonText } from '../pythonText';
import { CONVNEXT_TEXT } from './convnext';
import { EFFICIENT_TEXT } from './efficient';
import { LAYERS_TEXT } from './layers';
import { MODELS_TEXT } from './models';
import { RESNET_TEXT } from './resnet';

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

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const VITS = words(`vit_tiny_patch16_224 vit_small_patch16_224 vit_small_patch32_224 vit_base_patch16_224 vit_base_patch32_224
  vit_base_patch8_224 vit_large_patch16_224 vit_large_patch32_224 vit_tiny_patch16_384 vit_small_patch16_384
  vit_base_patch16_384 vit_large_patch16_384`);
const DEITS = words('deit_tiny_patch16_224 deit_small_patch16_224 deit_base_patch16_224 deit_base_patch16_384');
const RESNETS = words(`resnet18 resnet18d resnet34 resnet34d resnet26 resnet26d resnet50 resnet50d resnet101 resnet101d resnet152
  resnext50_32x4d resnext101_32x8d wide_resnet50_2 wide_resnet101_2`);
const EFFICIENTNETS = words('efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5');
const MOBILENETS = words('mobilenetv3_large_100 mobilenetv3_small_100');
const CONVNEXTS = words('convnext_tiny convnext_small convnext_base convnext_large');

/** Models by name, with the modules that hold their builders. */
const homes: ReadonlyMap<string, string> = new Map([
  ...VITS.map((name) => [name, 'timm.models.vision_transformer'] as const),
  ...DEITS.map((name) => [name, 'timm.models.deit'] as const), ...RESNETS.map((name) => [name, 'timm.models.resnet'] as const),
  ...EFFICIENTNETS.map((name) => [name, 'timm.models.efficientnet'] as const),
  ...MOBILENETS.map((name) => [name, 'timm.models.mobilenetv3'] as const),
  ...CONVNEXTS.map((name) => [name, 'timm.models.convnext'] as const),
]);
/** Classes that timm.models takes from its modules. */
const classes = words('resnet.ResNet convnext.ConvNeXt efficientnet.EfficientNet mobilenetv3.MobileNetV3').map((path) => {
  const [module = '', name = ''] = path.split('.');
  return [name, `timm.models.${module}`] as const;
});
const built = (names: readonly string[]): string => names.map((name) => `${name} = _vit('${name}')\n`).join('');

const text = (module: string, python: string): PythonText => ({ module, paths: [module], python });
const LAYERS = text('timm.layers', LAYERS_TEXT);
const MODELS: PythonText = {
  ...text('timm.models', MODELS_TEXT + built(VITS)),
  globals: (m) => ({ _homes: m.dictFrom([...homes].map(([name, home]) => [name, str(home)] as const)) }),
};
const EFFICIENT = text('timm.models.efficientnet', EFFICIENT_TEXT);
const TIMM_DATA = text('timm.data', DATA);

/** Submodules that re-export names of the texts. */
const PARTS = {
  layers: words(`activations adaptive_avgmax_pool config create_act create_norm drop grn helpers layer_scale mlp norm patch_embed
    squeeze_excite weight_init`),
  models: words(`_builder _factory _features _helpers _manipulate _registry factory features helpers registry
    vision_transformer`),
};
const shared = (module: string, parts: readonly string[], python: PythonText): (readonly [string, PythonText])[] =>
  [module, ...parts.map((part) => `${module}.${part}`)].map((name) => [name, python] as const);

const texts = new Map<string, PythonText>([
  ...shared('timm.models', PARTS.models, MODELS), ...shared('timm.layers', PARTS.layers, LAYERS),
  ...shared('timm.models.layers', PARTS.layers, LAYERS), ...shared('timm.data', ['constants'], TIMM_DATA),
  ['timm.models.resnet', text('timm.models.resnet', RESNET_TEXT)],
  ['timm.models.convnext', text('timm.models.convnext', CONVNEXT_TEXT)],
  ...words('efficientnet mobilenetv3 efficientnet_blocks _efficientnet_blocks')
    .map((part) => [`timm.models.${part}`, EFFICIENT] as const),
  ['timm.models.deit', text('timm.models.deit', `from timm.models import VisionTransformer, _vit\n${built(DEITS)}`)],
]);

export const TIMM = nativesOf({
  library: 'timm 1.0',
  version: '1.0.0',
  texts,
  modules: new Set(['timm', ...texts.keys(), ...words('loss optim scheduler utils').map((part) => `timm.${part}`)]),
  taken: new Map([
    ['timm', new Map(words('create_model is_model list_models model_entrypoint')
      .map((name) => [name, 'timm.models'] as const))],
    ['timm.models', new Map([...homes, ...classes])],
  ]),
  silent: new Set(shared('timm.data', ['constants'], TIMM_DATA).map(([name]) => name)),
});
