import torch, torchvision
from torch import nn
from torchvision import ops, transforms, datasets
from torchvision.transforms import functional as TF
import torchvision.transforms as T
print(ops.nms.__name__, ops.RoIAlign.__name__)
x = torch.rand(2, 8, 16, 16)
print(ops.RoIAlign(7, 1.0, 2)(x, [torch.rand(3, 4), torch.rand(4, 4)]).shape, ops.roi_pool(x, torch.rand(5, 5), (3, 2)).shape)
print(ops.ps_roi_align(x, torch.rand(5, 5), 2).shape, ops.PSRoIPool(2, 1.0)(x, torch.rand(5, 5)).shape)
d = ops.DeformConv2d(8, 6, 3, padding=1)
print(d(x, torch.rand(2, 18, 16, 16), torch.rand(2, 9, 16, 16)).shape, [tuple(p.shape) for p in d.parameters()])
f = ops.FeaturePyramidNetwork([8, 16], 4)
print({k: tuple(v.shape) for k, v in f({'a': x, 'b': torch.rand(2, 16, 8, 8)}).items()})
print(ops.MLP(4, [8, 2])(torch.rand(3, 4)).shape, ops.Permute([0, 2, 1])(torch.rand(1, 2, 3)).shape)
print(ops.box_iou(torch.rand(3, 4), torch.rand(5, 4)).shape, ops.generalized_box_iou(torch.rand(3, 4), torch.rand(5, 4)).shape, ops.complete_box_iou(torch.rand(3, 4), torch.rand(5, 4)).shape)
print(ops.box_convert(torch.rand(3, 4), 'xyxy', 'cxcywh').shape, ops.clip_boxes_to_image(torch.rand(3, 4), (4, 4)).shape, ops.box_area(torch.rand(3, 4)).shape)
print(ops.drop_block2d(x, 0.5, 3).shape, ops.DropBlock3d(0.1, 3)(torch.rand(1, 2, 8, 8, 8)).shape, ops.stochastic_depth(x, 0.5, 'row').shape)
print(ops.sigmoid_focal_loss(x, x, reduction='mean').shape, ops.FrozenBatchNorm2d(8)(x).shape, [n for n, _ in ops.FrozenBatchNorm2d(8).named_buffers()])
print(ops.Conv2dNormActivation(8, 4, kernel_size=(3, 5), stride=2)(x).shape, ops.Conv3dNormActivation(3, 4)(torch.rand(1, 3, 4, 4, 4)).shape)
print([type(l).__name__ for l in ops.Conv2dNormActivation(8, 4, norm_layer=None)], ops.SqueezeExcitation(8, 2)(x).shape)
tf = transforms.Compose([transforms.Resize(8), transforms.CenterCrop(6), transforms.Normalize([0.5] * 8, [0.5] * 8)])
print(tf(x).shape, transforms.Resize((4, 5))(x).shape, transforms.Resize(12)(torch.rand(3, 20, 30)).shape, TF.normalize(torch.rand(3, 4, 4), (0, 0, 0), (1, 1, 1)).shape)
print(T.InterpolationMode.BICUBIC.value, isinstance(transforms.RandomCrop(32, padding=4), nn.Module), TF.hflip(x).shape)
print(issubclass(datasets.CIFAR10, torch.utils.data.Dataset), issubclass(datasets.ImageFolder, datasets.DatasetFolder) or True)
boxes, others = torch.tensor([[1., 2, 5, 6], [0, 0, 3, 2]]), torch.tensor([[2., 2, 7, 5], [4, 4, 5, 7]])
for loss in (ops.generalized_box_iou_loss, ops.distance_box_iou_loss, ops.complete_box_iou_loss):
    print([round(v, 4) for v in loss(boxes, others).tolist()], round(loss(boxes.long(), others, reduction='mean').item(), 4), loss(boxes, others, 'sum').shape)
masks = torch.zeros(2, 4, 5)
masks[0, 1:3, 2] = 1
masks[1, 0, 3:] = 1
print(ops.masks_to_boxes(masks).shape, ops.masks_to_boxes(masks).dtype, ops.masks_to_boxes(torch.ones(1, 2, 3)).tolist())
