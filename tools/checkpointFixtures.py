#!/usr/bin/env python3
"""Writes small files of weights in every format that is read, and what PyTorch reads from them.

    python3 tools/checkpointFixtures.py FOLDER [--all]      test/fixtures/checkpoints has them; fuzzing takes them as seeds

expected.json: of every tensor of a file dtype, sizes and the beginning of the SHA-1 of its bytes.
"""
import collections
import hashlib
import io
import json
import os
import pickle
import struct
import sys
import tarfile
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
torch.save(state, 'legacy4.pth', _use_new_zipfile_serialization=False, pickle_protocol=4)
torch.save([3, {'net': [state]}, {('a', 1): torch.zeros(2)}], 'nested.pth')
torch.save({'dense': torch.ones(2), 'quantised': torch.quantize_per_tensor(torch.ones(2, 3), 0.1, 3, torch.qint8),
            'sparse': torch.eye(3).to_sparse()}, 'mixed.pth')
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
np.savez('fortran.npz', a=np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3)), b=np.arange(3, dtype='>f4'),
         names=np.array(['x', 'y']))
with zipfile.ZipFile('state.pth') as stored, zipfile.ZipFile('deflated.pth', 'w', zipfile.ZIP_DEFLATED) as packed:
    for name in stored.namelist():
        packed.writestr(name, stored.read(name))


def raw(tensor):
    tensor = tensor.detach().contiguous()
    return (tensor.view(torch.int16) if tensor.dtype is torch.bfloat16 else tensor).numpy().tobytes()


def big_endian(path, tensors):
    """As PyTorch writes it on a machine of that order: it has a file that says so, and the elements turned round."""
    with zipfile.ZipFile('state.pth') as stored, zipfile.ZipFile(path, 'w') as turned:
        folder = stored.namelist()[0].split('/')[0]
        turned.writestr(f'{folder}/byteorder', 'big')
        for name in stored.namelist():
            data = stored.read(name)
            if '/data/' in name:
                width = list(tensors.values())[int(name.split('/')[-1])].element_size()
                data = np.frombuffer(data, f'u{width}').byteswap().tobytes()
            turned.writestr(name, data)


def old_tar(path, tensors):
    """As PyTorch before 0.1.10 wrote it, and as torch.load still reads it."""
    keys = {id(tensor): index for index, tensor in enumerate(tensors.values())}

    class Pickler(pickle.Pickler):
        def persistent_id(self, item):
            return str(keys[id(item)] + 200) if isinstance(item, torch.Tensor) else None

    storages, places, objects = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pickle.dump(len(tensors), storages, protocol=2)
    pickle.dump(len(tensors), places, protocol=2)
    for index, tensor in enumerate(tensors.values()):
        kind = {torch.float32: 'Float', torch.int64: 'Long'}[tensor.dtype]
        pickle.dump((100 + index, 'cpu', getattr(torch, kind + 'Storage')), storages, protocol=2)
        storages.write(struct.pack('<q', tensor.numel()) + raw(tensor))
        pickle.dump((200 + index, 100 + index, getattr(torch, kind + 'Tensor')), places, protocol=2)
        places.write(struct.pack(f'<i4x{tensor.dim()}q{tensor.dim()}qq', tensor.dim(), *tensor.shape, *tensor.stride(), 0))
    pickle.dump([], storages, protocol=2)
    Pickler(objects, protocol=2).dump(collections.OrderedDict(tensors))
    system = pickle.dumps({'protocol_version': 1000, 'little_endian': True, 'type_sizes': {'short': 2, 'int': 4, 'long': 4}}, protocol=2)
    with tarfile.open(path, 'w', format=tarfile.PAX_FORMAT) as archive:
        for name, data in {'sys_info': system, 'pickle': objects.getvalue(), 'tensors': places.getvalue(),
                           'storages': storages.getvalue()}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


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


big_endian('bigEndian.pth', state)
old_tar('old.tar', {name: tensor for name, tensor in state.items() if tensor.dim() > 0})
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
record['old.tar'] = expected(torch.load('old.tar'))
record['fortran.npz'] = expected({'a': torch.arange(6.).view(2, 3), 'b': torch.arange(3.)})
for path in ('protocol4.pth', 'legacy4.pth', 'nested.pth', 'bigEndian.pth', 'deflated.pth', 'state.safetensors', 'model.safetensors.index.json', 'hostile.pth'):
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
