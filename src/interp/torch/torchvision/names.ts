// The modules of torchvision 0.14, so that those that exist import and those that do not raise as they would, and the
// builders whose models are not described here.

const below = (parent: string, names: string): string[] => names.trim().split(/\s+/).map((name) => `${parent}.${name}`);

/** Packages whose own names are looked up in their modules. */
export const PACKAGES: readonly string[] = ['torchvision', ...below('torchvision', 'models ops transforms datasets io'),
  ...below('torchvision.models', 'detection optical_flow quantization segmentation video'), 'torchvision.datasets.samplers'];

export const PLAIN_MODULES: readonly string[] = [
  ...below('torchvision', 'extension utils version _internally_replaced_utils'),
  ...below('torchvision.models', `
    alexnet convnext densenet efficientnet feature_extraction googlenet inception maxvit mnasnet mobilenet
    mobilenetv2 mobilenetv3 regnet resnet shufflenetv2 squeezenet swin_transformer vgg vision_transformer _utils
    _meta`),
  ...below('torchvision.models.detection', `
    _utils anchor_utils backbone_utils faster_rcnn fcos generalized_rcnn image_list keypoint_rcnn mask_rcnn
    retinanet roi_heads rpn ssd ssdlite transform`),
  ...below('torchvision.models.optical_flow', '_utils raft'),
  ...below('torchvision.models.quantization', 'googlenet inception mobilenet mobilenetv2 mobilenetv3 resnet shufflenetv2 utils'),
  ...below('torchvision.models.segmentation', '_utils deeplabv3 fcn lraspp'),
  ...below('torchvision.models.video', 'mvit resnet s3d'),
  ...below('torchvision.io', 'image video'),
  ...below('torchvision.ops', `
    boxes ciou_loss deform_conv diou_loss drop_block feature_pyramid_network focal_loss giou_loss misc poolers
    ps_roi_align ps_roi_pool roi_align roi_pool stochastic_depth _utils _box_convert _register_onnx_ops`),
  ...below('torchvision.transforms', 'autoaugment functional functional_pil functional_tensor transforms _presets'),
  ...below('torchvision.datasets', `
    caltech celeba cifar cityscapes coco fakedata flickr folder imagenet kinetics lsun mnist omniglot phototour
    places365 sbd sbu semeion stl10 svhn ucf101 usps utils video_utils vision voc widerface hmdb51 dtd food101
    eurosat`),
];

const at = (home: string, names: string): (readonly [string, string])[] =>
  names.trim().split(/\s+/).map((name) => [name, `torchvision.models.${home}`] as const);

/** Builders that are known by name only: what they build is unknown. */
export const OTHER_BUILDERS: readonly (readonly [string, string])[] = [
  ...at('detection.ssd', 'ssd300_vgg16'),
  ...at('detection.ssdlite', 'ssdlite320_mobilenet_v3_large'), ...at('optical_flow.raft', 'raft_large raft_small'),
  ...at('video.mvit', 'mvit_v1_b mvit_v2_s'), ...at('video.s3d', 's3d'),
  ...at('quantization.googlenet', 'quantized_googlenet'), ...at('quantization.inception', 'quantized_inception_v3'),
  ...at('quantization.mobilenetv2', 'quantized_mobilenet_v2'), ...at('quantization.mobilenetv3', 'quantized_mobilenet_v3_large'),
  ...at('quantization.resnet', 'quantized_resnet18 quantized_resnet50 quantized_resnext101_32x8d quantized_resnext101_64x4d'),
  ...at('quantization.shufflenetv2', `
    quantized_shufflenet_v2_x0_5 quantized_shufflenet_v2_x1_0 quantized_shufflenet_v2_x1_5
    quantized_shufflenet_v2_x2_0`),
];
