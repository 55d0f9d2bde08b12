"""Writes models with seeded weights as ONNX, for the engines that tools/benchEngine.mjs compares with, and runs them under PyTorch:
python3 tools/engineModels.py FOLDER NAME...   each NAME of torchvision.models, or lenet, as FOLDER/NAME.onnx;
                                               NAME.folded: with batch norms folded into the convolutions before them;
python3 tools/engineModels.py --serve NAME     answers every line of its input (kept, threads) with the milliseconds of one run."""
import importlib.util
import os
import sys
import time

import torch
import torchvision
from torch import nn

spec = importlib.util.spec_from_file_location('modelGolden', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'modelGolden.py'))
golden = importlib.util.module_from_spec(spec)
spec.loader.exec_module(golden)


def lenet():
    return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2, 2), nn.Conv2d(6, 16, 5), nn.Sigmoid(),
                         nn.AvgPool2d(2, 2),
                         nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10))


def seeded(name):
    options = {'init_weights': False} if name in ('googlenet', 'inception_v3') else {}
    model = (lenet() if name == 'lenet' else getattr(torchvision.models, name)(**options)).eval()
    for module in model.modules():
        if hasattr(module, 'inplace'):
            module.inplace = False
    for key, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            tensor.copy_(golden.fill(key, list(tensor.shape)))
    return model, torch.zeros(1, 1, 28, 28) if name == 'lenet' else torch.zeros(1, 3, 224, 224)


def export(folder, names):
    os.makedirs(folder, exist_ok=True)
    for name in names:
        target = os.path.join(folder, name + '.onnx')
        if os.path.exists(target):
            continue
        model, x = seeded(name.removesuffix('.folded'))
        folded = name.endswith('.folded')
        # Otherwise batch norms stay nodes of their own: those who run the model fold them, or keep what is before them.
        with torch.no_grad():
            torch.onnx.export(model, x, target, opset_version=13, input_names=['x'], do_constant_folding=folded,
                              training=getattr(torch.onnx.TrainingMode, 'EVAL' if folded else 'PRESERVE'))


def serve(name):
    model, x = seeded(name)
    x = torch.from_numpy(golden.seeded('input:0', x.numel())).reshape(x.shape)
    kept = []
    hooks = []
    for line in sys.stdin:
        keep, threads = line.split()
        torch.set_num_threads(int(threads))
        if (keep != 'none') != bool(hooks):
            for hook in hooks:
                hook.remove()
            hooks = [] if keep == 'none' else [module.register_forward_hook(lambda _, __, output: kept.append(output))
                                               for module in model.modules() if not list(module.children())]
        kept.clear()
        used, start = time.process_time(), time.perf_counter()
        with torch.no_grad():
            model(x)
        print((time.perf_counter() - start) * 1000, (time.process_time() - used) * 1000, flush=True)


if sys.argv[1] == '--serve':
    serve(sys.argv[2])
else:
    export(sys.argv[1], sys.argv[2:])
