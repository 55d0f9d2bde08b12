#!/usr/bin/env python3
"""Writes small files of weights in every format that is read, and what PyTorch reads from them.

    python3 tools/checkpointFixtures.py FOLDER [--all]      test/fixtures/checkpoints has them; fuzzing takes them as seeds

expected.json: of every tensor of a file dtype, sizes and the beginning of the SHA-1 of its bytes.
"""
import hashlib
import json
import os
import pickle
import sys
import zipfile

import numpy as np
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.norm = nn.BatchNorm2d(2)
        self.head = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))
        self.register_buffer('hidden', torch.rand(2), persistent=False)

    def forward(self, x):
        return self.head(self.norm(self.conv(x)).mean((2, 3))) + self.hidden


class Hostile:
    """Unpickling it would run a command."""

    def __reduce__(self):
        return os.system, ('echo executed',)


os.chdir(sys.argv[1])
torch.manual_seed(0)
net = Net()
state = net.state_dict()
optimizer = torch.optim.Adam(net.parameters())
net(torch.randn(2, 1, 6, 6)).sum().backward()
optimizer.step()
base = torch.arange(24.).view(4, 6)
views = {'part': base[1:3, ::2], 'turned': base.t(), 'half': base.half(), 'brain': base.bfloat16(), 'double': base.double(),
         'int': base.int(), 'long': base.long() - 2 ** 60, 'truth': base > 3, 'wide': torch.ones(1).expand(3, 4), 'one': torch.tensor(3.5),
         'none': torch.zeros(0, 3)}
torch.save(state, 'state.pth')
torch.save(state, 'protocol4.pth', pickle_protocol=4)
torch.save(state, 'legacy.pth', _use_new_zipfile_serialization=False)
torch.save(net, 'whole.pt')
if '--all' in sys.argv:  # It carries the source text of every class, PyTorch's among them.
    torch.save(net, 'wholeLegacy.pt', _use_new_zipfile_serialization=False)
torch.jit.save(torch.jit.script(net), 'script.pt')
torch.save({'epoch': 3, 'state_dict': {'module.' + key: value for key, value in state.items()}}, 'parallel.ckpt')
torch.save({'model': net.state_dict(), 'optimizer': optimizer.state_dict(), 'ema': {key: value.clone() for key, value in state.items()}},
           'training.pt')
torch.save(views, 'views.pth')
torch.save({name: views[name] for name in ('part', 'turned')}, 'viewsLegacy.pth', _use_new_zipfile_serialization=False)
torch.save({'state_dict': state, 'extra': Hostile()}, 'hostile.pth')
with open('plain.pkl', 'wb') as file:
    pickle.dump({'weights': [1.5]}, file)
np.savez('arrays.npz', a=np.arange(6, dtype=np.float32).reshape(2, 3), b=np.arange(3))
np.savez_compressed('packed.npz', a=np.arange(6, dtype=np.float32).reshape(2, 3))
with zipfile.ZipFile('state.pth') as stored, zipfile.ZipFile('deflated.pth', 'w', zipfile.ZIP_DEFLATED) as packed:
    for name in stored.namelist():
        packed.writestr(name, stored.read(name))


def raw(tensor):
    tensor = tensor.detach().contiguous()
    return (tensor.view(torch.int16) if tensor.dtype is torch.bfloat16 else tensor).numpy().tobytes()


def safetensors(path, tensors):
    names = {'float32': 'F32', 'int64': 'I64', 'float16': 'F16', 'bfloat16': 'BF16'}
    header, blob = {'__metadata__': {'format': 'pt'}}, b''
    for key, tensor in tensors.items():
        data = raw(tensor)
        header[key] = {'dtype': names[str(tensor.dtype)[6:]], 'shape': list(tensor.shape), 'data_offsets': [len(blob), len(blob) + len(data)]}
        blob += data
    text = json.dumps(header).encode()
    with open(path, 'wb') as out:
        out.write(len(text).to_bytes(8, 'little') + text + blob)


safetensors('state.safetensors', state)
safetensors('half.safetensors', {'a': base.half(), 'b': base.bfloat16()})
keys = list(state)
shards = {'model-1-of-2.safetensors': keys[:4], 'model-2-of-2.safetensors': keys[4:]}
for path, names in shards.items():
    safetensors(path, {name: state[name] for name in names})
with open('model.safetensors.index.json', 'w') as file:
    json.dump({'metadata': {}, 'weight_map': {name: path for path, names in shards.items() for name in names}}, file)


def expected(tensors):
    return {key: [str(tensor.dtype)[6:], list(tensor.shape), hashlib.sha1(raw(tensor)).hexdigest()[:12]] for key, tensor in tensors.items()}


record = {path: expected(torch.load(path)) for path in ('state.pth', 'legacy.pth', 'views.pth', 'viewsLegacy.pth')}
for path in ('protocol4.pth', 'deflated.pth', 'state.safetensors', 'model.safetensors.index.json', 'hostile.pth'):
    record[path] = record['state.pth']
record['whole.pt'] = expected(torch.load('whole.pt').state_dict())
record['script.pt'] = expected(torch.jit.load('script.pt').state_dict())
record['half.safetensors'] = expected({'a': base.half(), 'b': base.bfloat16()})
record['arrays.npz'] = expected({name: torch.from_numpy(array) for name, array in np.load('arrays.npz').items()})
record['packed.npz'] = expected({name: torch.from_numpy(array) for name, array in np.load('packed.npz').items()})
wrong = Net()
wrong.head[2] = nn.Linear(3, 5)
wrong.extra = nn.Linear(1, 1)
try:
    wrong.load_state_dict({**torch.load('state.pth'), 'other': torch.zeros(1)})
except RuntimeError as error:
    record['error'] = str(error)
with open('expected.json', 'w') as file:
    json.dump(record, file, separators=(',', ':'))
    file.write('\n')
