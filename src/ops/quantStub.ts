// What models that were prepared for quantisation contain: QuantStub, DeQuantStub, FloatFunctional. In floating point they
// pass values on.
import { defineComposite } from './op';

const TEXT = `
class QuantStub(nn.Module):
    def __init__(self, qconfig=None):
        super().__init__()
        if qconfig:
            self.qconfig = qconfig

    def forward(self, x):
        return x


class DeQuantStub(nn.Module):
    def __init__(self, qconfig=None):
        super().__init__()
        if qconfig:
            self.qconfig = qconfig

    def forward(self, x):
        return x


class QuantWrapper(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.add_module('quant', QuantStub(getattr(module, 'qconfig', None)))
        self.add_module('dequant', DeQuantStub(getattr(module, 'qconfig', None)))
        self.add_module('module', module)
        self.train(module.training)

    def forward(self, X):
        return self.dequant(self.module(self.quant(X)))
`;
const places = (...names: readonly string[]): string[] =>
  names.flatMap((name) => [`torch.quantization.${name}`, `torch.ao.quantization.${name}`]);
export const QuantStub = defineComposite({
  paths: places('QuantStub', 'DeQuantStub', 'QuantWrapper'),
  doc: 'Marks where values are quantised; passes them on in floating point.',
  python: TEXT,
  samples: [],
});

const FUNCTIONAL = `
class FloatFunctional(nn.Module):
    def __init__(self):
        super().__init__()
        self.activation_post_process = nn.Identity()

    def forward(self, x):
        raise RuntimeError("FloatFunctional is not intended to use the 'forward'. Please use the underlying operation")

    def add(self, x, y):
        return self.activation_post_process(torch.add(x, y))

    def add_scalar(self, x, y):
        return torch.add(x, y)

    def mul(self, x, y):
        return self.activation_post_process(torch.mul(x, y))

    def mul_scalar(self, x, y):
        return torch.mul(x, y)

    def cat(self, x, dim=0):
        return self.activation_post_process(torch.cat(x, dim=dim))

    def add_relu(self, x, y):
        return self.activation_post_process(F.relu(torch.add(x, y)))

    def matmul(self, x, y):
        return self.activation_post_process(torch.matmul(x, y))
`;
export const FloatFunctional = defineComposite({
  paths: ['torch.nn.quantized.FloatFunctional', 'torch.ao.nn.quantized.FloatFunctional'],
  doc: 'Functions as a module, so that they can be observed.',
  python: FUNCTIONAL,
  samples: [],
});
