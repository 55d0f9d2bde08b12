// Lessons and training scripts run without their libraries: d2l, PyTorch Lightning, einops, timm's helpers, counting
// libraries.
import { describe, expect, it } from 'vitest';
import { inputHints } from '../../../src/interp/torch/index';
import { showTimes } from '../../../src/tensor/dim';
import { analyser, openWorkspace } from '../../support/analyse';
import { runPython } from './running';

async function lines(text: string): Promise<readonly string[]> {
  const { printed, raised } = await runPython(text);
  expect(raised).toEqual([]);
  return printed;
}

describe('d2l', () => {
  it('has a forward for classes that define net only', async () => {
    expect(await lines(`
import torch
from torch import nn
from d2l import torch as d2l

class Net(d2l.Classifier):
    def __init__(self, arch, lr=0.1, num_classes=10):
        super().__init__()
        self.save_hyperparameters()
        blocks = [nn.Sequential(nn.LazyConv2d(c, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)) for c in arch]
        self.net = nn.Sequential(*blocks, nn.Flatten(), nn.LazyLinear(num_classes))
        self.net.apply(d2l.init_cnn)

@d2l.add_to_class(Net)
def extra(self):
    return self.num_classes

n = Net(arch=(4, 8))
n.layer_summary((1, 1, 16, 16))
print(n.lr, n.arch, n.extra(), n(torch.zeros(2, 1, 16, 16)).shape, sorted(n.hparams))
n.apply_init([torch.zeros(1, 1, 16, 16)], d2l.init_cnn)
d2l.Trainer(max_epochs=10, num_gpus=1).fit(n, d2l.FashionMNIST(batch_size=128, resize=(96, 96)))
print(d2l.corr2d(torch.zeros(4, 5), torch.zeros(2, 2)).shape)
`)).toEqual([
      'Sequential output shape:\t torch.Size([1, 4, 8, 8])', 'Sequential output shape:\t torch.Size([1, 8, 4, 4])',
      'Flatten output shape:\t torch.Size([1, 128])', 'Linear output shape:\t torch.Size([1, 10])',
      "0.1 (4, 8) 10 torch.Size([2, 10]) ['arch', 'lr', 'num_classes']", 'torch.Size([3, 4])',
    ]);
  });
});

describe('a base class that was not found', () => {
  it('saves hyperparameters, calls net, and is unknown otherwise', async () => {
    expect(await lines(`
import torch
from torch import nn
from missing_library import Base

class Net(Base):
    def __init__(self, a, b=2):
        super().__init__(a)
        self.save_hyperparameters()
        self.net = nn.Linear(a, b)

n = Net(3)
print(n(torch.zeros(1, 3)).shape, n.a, n.b, n.hparams.b, [k for k, _ in n.named_parameters()])
print(n.whatever)
`)).toEqual(["torch.Size([1, 2]) 3 2 2 ['net.weight', 'net.bias']", '<unknown>']);
  });
});

it('makes what a base class that was not found may hold and cost unknown, with the reason', async () => {
  const text = `
import torch
from torch import nn
from missing_library import Base

class Own(Base):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
    def forward(self, x):
        return self.conv(x)

class Bare(Base):
    pass

class Holder(nn.Module):
    def __init__(self):
        super().__init__()
        self.own = Own()
        self.bare = Bare()
    def forward(self, x):
        return self.bare(self.own(x))
`;
  const analyse = analyser(await openWorkspace(), text);
  const totals = (entry: string): unknown => {
    const { parameters, buffers, macs, output, gaps } = analyse(entry, '1x3x8x8').summary;
    return [parameters, buffers, macs, output, gaps.map(({ message }) => message)];
  };
  const missing = ["No module named 'missing_library'"];
  expect(totals('Own')).toEqual([null, null, 7776, { shape: [1, 8, 6, 6], dtype: 'float32' }, missing]);
  expect(totals('Bare')).toEqual([null, null, null, null, missing]);
  expect(totals('Holder')).toEqual([null, null, null, null, missing]);
});

describe('PyTorch Lightning', () => {
  it.each(['pytorch_lightning', 'lightning', 'lightning.pytorch'])('%s', async (name) => {
    expect(await lines(`
import torch
from torch import nn
import ${name} as pl
from ${name}.utilities import rank_zero_warn
from ${name}.utilities.rank_zero import rank_zero_info
from ${name}.core.datamodule import LightningDataModule

class Lit(pl.LightningModule):
    def __init__(self, width=4, depth=2, lr=1e-3):
        super().__init__()
        rank_zero_warn('of this')
        rank_zero_info(LightningDataModule.__name__)
        self.save_hyperparameters()
        self.net = nn.Linear(self.hparams.width, depth)

    def forward(self, x):
        return self.net(x)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.lr)

lit = Lit(6)
print(lit(torch.zeros(1, 6)).shape, lit.hparams.lr, dict(lit.hparams), hasattr(lit, 'width'), lit.device)
pl.Trainer(max_epochs=3).fit(lit)
lit.configure_optimizers().step()
`)).toEqual(["torch.Size([1, 2]) 0.001 {'width': 6, 'depth': 2, 'lr': 0.001} False cpu"]);
  });
});

describe('einops', () => {
  const setup =
    'import torch\nfrom einops import rearrange, reduce, repeat\nx = torch.arange(2 * 3 * 4 * 4).view(2, 3, 4, 4)\n';
  // Each pattern beside what it stands for in PyTorch; elements are compared, not only shapes.
  it.each([
    ["rearrange(x, 'b c h w -> b (h w) c')", 'x.flatten(2).transpose(1, 2)'],
    ["rearrange(x, 'b c (h p) (w q) -> b (h w) (p q c)', p=2, q=2)",
      'x.view(2, 3, 2, 2, 2, 2).permute(0, 2, 4, 3, 5, 1).reshape(2, 4, 12)'],
    ["rearrange(x, 'b ... -> b (...)')", 'x.flatten(1)'], ["rearrange(x, '... w -> w ...')", 'x.permute(3, 0, 1, 2)'],
    ["rearrange([x[0], x[1]], 'n c h w -> c n h w')", 'x.transpose(0, 1)'],
    ["reduce(x, 'b c h w -> b c', 'max')", 'x.amax((2, 3))'],
      ["reduce(x, 'b c (h 2) (w 2) -> b c h w', 'sum')", 'x.view(2, 3, 2, 2, 2, 2).sum((3, 5))'],
    ["reduce(x, 'b c h w -> b c 1 1', 'min')", 'x.amin((2, 3), keepdim=True)'],
    ["repeat(x, 'b c h w -> b (n c) h w', n=2)", 'x.repeat(1, 2, 1, 1)'],
      ["repeat(x[0, 0], 'h w -> 5 h w')", 'x[0, 0].expand(5, 4, 4)'],
    ["repeat(x[:1], '() c h w -> b c h w', b=3)", 'x[:1].expand(3, 3, 4, 4)'],
  ])('%s', async (pattern, torch) => {
    const text = `${setup}a, b = ${pattern}, ${torch}\nprint(a.shape == b.shape, a.tolist() == b.tolist())`;
    expect(await lines(text)).toEqual(['True True']);
  });

  it('has hyperparameters before any are saved, and takes those that are given', async () => {
    expect(await lines(`
import argparse
import pytorch_lightning as pl
from torch import nn

class Net(pl.LightningModule):
    def __init__(self, hparams, replace=False):
        super().__init__()
        print(dict(self.hparams))
        if replace:
            self.hparams = hparams
        else:
            self.hparams.update(vars(hparams))
        self.fc = nn.Linear(self.hparams.width, 2)

for replace in (False, True):
    net = Net(argparse.Namespace(width=6), replace)
    print(net.fc.in_features, [name for name, _ in net.named_parameters()], net.hparams.width)
print(pl.LightningDataModule().hparams)
`)).toEqual(['{}', "6 ['fc.weight', 'fc.bias'] 6", '{}', "6 ['fc.weight', 'fc.bias'] 6", '{}']);
  });
  it('raises EinopsError', async () => {
    expect(await lines(`${setup}from einops import EinopsError
for pattern, sizes in (('b c (h p) w -> b c h p w', dict(p=3)), ('b c h -> b c h', {}), ('b c h w -> b c h', {})):
    try:
        rearrange(x, pattern, **sizes)
    except EinopsError as e:
        print(e)
`)).toEqual([
      "Shape mismatch, can't divide axis of length 4 in chunks of 3",
        'Wrong shape: expected 3 dims. Received 4-dim tensor.',
      "Identifiers only on one side of expression (should be on both): {'w'}",
    ]);
  });
});

describe('counting libraries', () => {
  it('say what a model is given', async () => {
    const { interpreter, raised } = await runPython(`
import torch
from torch import nn
from torchsummary import summary
import torchinfo
from thop import profile
net = nn.Conv2d(3, 4, 3)
summary(net, (3, 32, 32))
torchinfo.summary(net, input_size=(2, 3, 64, 64))
macs, params = profile(net, inputs=(torch.randn(1, 3, 16, 16),))
`);
    expect(raised).toEqual([]);
    expect(inputHints(interpreter).map((hint) => `${hint.by} ${hint.shapes.map(showTimes).join(', ')}`)).toEqual([
      'torchsummary.summary 1×3×32×32', 'torchinfo.summary 2×3×64×64', 'thop.profile 1×3×16×16',
    ]);
  });
});

describe('torchvision', () => {
  it('lets a training script run as far as its model', async () => {
    expect(await lines(`
import torch
import torchvision.transforms as T
from torchvision import datasets, models, utils
from torchvision.io import read_image
from torchvision.transforms import v2

class Mine(datasets.ImageFolder):
    def __init__(self, root):
        super().__init__(root, transform=T.ToTensor())
        self.extra = 1

train = datasets.CIFAR10('data', train=True, download=True, transform=T.Compose([T.RandomCrop(32, padding=4), T.ToTensor()]))
loader = torch.utils.data.DataLoader(train, batch_size=4, shuffle=True)
net = models.resnet18(num_classes=len(train.classes))
for images, labels in loader:
    utils.save_image(net(images), 'out.png')
weights = models.ResNet18_Weights.DEFAULT
out = net(weights.transforms()(read_image('a.png')).unsqueeze(0))
print(Mine('root').extra, net.fc.out_features)
`)).toEqual(['1 10']);
  });

  it('answers for torch.hub', async () => {
    expect(await lines(`
import torch
net = torch.hub.load('pytorch/vision:v0.10.0', 'vgg11', pretrained=True)
head = torch.hub.load('pytorch/vision', model='deeplabv3_resnet50', num_classes=5)
print(type(net).__name__, len(net.features), head.classifier[4].out_channels)
`)).toEqual(['VGG 21 5']);
  });

  it('has the modules of torchvision and no others', async () => {
    expect(await lines(`
try:
    from torchvision.models.utils import load_state_dict_from_url
except ImportError as error:
    print(type(error).__name__)
try:
    import torchvision.ops.misc
    print('misc')
except ImportError:
    print('none')
`)).toEqual(['ModuleNotFoundError', 'misc']);
  });
});

describe('configuration libraries', () => {
  it('has registries, as fvcore does', async () => {
    expect(await lines(`
from fvcore.common.registry import Registry
HEADS = Registry('HEADS')
@HEADS.register()
class Head:
    pass
print(HEADS.get('Head') is Head, 'Head' in HEADS, [name for name, made in HEADS])
try:
    HEADS.get('Neck')
except KeyError as error:
    print(error)
`)).toEqual(["True True ['Head']", `"No object named 'Neck' found in 'HEADS' registry!"`]);
  });

  it('merges into keys that exist, as yacs does', async () => {
    expect(await lines(`
from yacs.config import CfgNode as CN
_C = CN()
_C.MODEL = CN()
_C.MODEL.TYPE = 'resnet'
_C.MODEL.DEPTHS = (2, 2)
_C.MODEL.RATE = 1.0
cfg = _C.clone()
cfg.merge_from_list(['MODEL.TYPE', 'vgg', 'MODEL.DEPTHS', '[3, 4]', 'MODEL.RATE', '2'])
print(cfg.MODEL.TYPE, cfg.MODEL.DEPTHS, cfg.MODEL.RATE, _C.MODEL.TYPE, cfg.MODEL.get('X', 1), 'MODEL' in cfg)
try:
    cfg.merge_from_other_cfg(CN({'MODEL': {'WIDTH': 1}}))
except KeyError as error:
    print(error)
cfg.freeze()
try:
    cfg.MODEL.TYPE = 'x'
except AttributeError as error:
    print(error)
`)).toEqual([
      'vgg (3, 4) 2.0 resnet 1 True', "'Non-existent config key: MODEL.WIDTH'",
      'Attempted to set TYPE to x, but CfgNode is immutable',
    ]);
  });

  it('has nested attributes, as EasyDict and addict do', async () => {
    expect(await lines(`
from easydict import EasyDict as edict
from addict import Dict
cfg = edict({'net': {'blocks': [{'width': 8}]}})
cfg.net.depth = 2
cfg.data = {'size': 32}
print(cfg.net.blocks[0].width, cfg.net['depth'], cfg.data.size, hasattr(cfg, 'lr'))
d = Dict()
d.model.head.classes = 5
print(d.model.head.classes, d)
`)).toEqual(['8 2 32 False', "5 {'model': {'head': {'classes': 5}}}"]);
  });

  it('follows attributes, merges and references, as OmegaConf does', async () => {
    expect(await lines(`
from omegaconf import DictConfig, ListConfig, OmegaConf
cfg = OmegaConf.create({'model': {'depth': 3, 'widths': [8, 16], 'name': 'net'}, 'data': {'size': 32}, 'size': '\${data.size}'})
print(cfg.model.depth, cfg['model']['widths'][1], cfg.model.get('missing', 5), 'depth' in cfg.model, len(cfg.model.widths))
print(cfg.size, isinstance(cfg, DictConfig), isinstance(cfg.model.widths, ListConfig), [w * 2 for w in cfg.model.widths])
cfg.model.depth = 4
cfg.model.head = {'classes': 10}
print(cfg.model.head.classes, list(cfg.model), {**cfg.model.head})
merged = OmegaConf.merge(cfg, {'model': {'depth': 7}}, OmegaConf.create('data:\\n  size: 64'))
print(merged.model.depth, merged.model.name, merged.size, cfg.model.depth)
print(OmegaConf.to_container(cfg.model), OmegaConf.select(cfg, 'model.name'), OmegaConf.is_config(cfg))
for key, value in cfg.data.items():
    print(key, value)
`)).toEqual([
      '3 16 5 True 2', '32 True True [16, 32]', "10 ['depth', 'widths', 'name', 'head'] {'classes': 10}", '7 net 64 4',
      "{'depth': 4, 'widths': [8, 16], 'name': 'net', 'head': {'classes': 10}} net True", 'size 32',
    ]);
  });
});

it('hands out no block of timm that is made with arguments of our own', async () => {
  expect(await lines(`
from torch import nn
from timm.models.efficientnet_blocks import DepthwiseSeparableConv, InvertedResidual, SqueezeExcite
from timm.models._efficientnet_blocks import ConvBnAct
from timm.models.convnext import ConvNeXtStage
blocks = [DepthwiseSeparableConv(8, 16, stride=2, act_layer=nn.ReLU), InvertedResidual(8, 8, se_ratio=0.25), ConvBnAct(8, 16, 1),
          ConvNeXtStage(8, 16, depth=2)]
print(*blocks, type(SqueezeExcite(8)).__name__)
`)).toEqual(['<unknown> <unknown> <unknown> <unknown> SqueezeExcite']);
});
