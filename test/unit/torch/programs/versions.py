# Versions compare by numbers, not by letters: model files choose arguments by them.
import re
import torch
from distutils.version import LooseVersion, StrictVersion

try:
    from packaging import version
except ImportError:
    from pkg_resources.extern.packaging import version
from pkg_resources import parse_version

v = torch.__version__
print(v >= '1.5.0', v < '1.9', v > '1.10.0', v <= '2.0', v == '0.4.1', v != '0.4.1', v >= (1, 5), v > version.parse('1.2'))
print('1.5.0' <= v, '2.1' > v, v > 'parrot', isinstance(v, str), type(v).__name__)
print(tuple(int(part) for part in v.split('.')[:2]), v.startswith('1.13'), int(v[0]), float(v[:4]), v in ('1.6.0', '1.7.0'))
print(re.match(r'(\d+)\.(\d+)', v).groups(), f'{v}'[:4], 'torch ' + v[:4], hash(v) == hash(str(v)), torch.version.__version__[:4])
print(version.parse(v) >= version.parse('1.7'), LooseVersion(v) >= LooseVersion('1.10'), LooseVersion(str(v)) < '1.9')
print(parse_version(v) >= parse_version('1.13.0a0'), parse_version('0.14') > parse_version('0.9.1'))

texts = ['1.0', '1.0.dev1', '1.0a1', '1.0a1.dev2', '1.0rc1', '1.0.post1', '1.0.post1.dev1', '1.0+cu117', '1.0+cu117.2', '1!0.5', '1.0.1',
         '1.10', '1.9', '2', '1.0b2', 'v1.2', '1.0-1', '1.0.0']
for text in sorted(texts, key=version.parse):
    one = version.parse(text)
    print(text, repr(one), one.public, one.base_version, one.release, one.pre, one.post, one.dev, one.local, one.major, one.minor,
          one.micro, one.is_prerelease, one.is_postrelease, one.is_devrelease, one.epoch)
print(version.parse('1.0') == version.parse('1.0.0'), hash(version.parse('1.0')) == hash(version.parse('1.0.0')))
print(version.Version('1.2') == '1.2', version.Version('1.2') != 3)
try:
    version.Version('1.x')
except version.InvalidVersion as error:
    print(error, isinstance(error, ValueError))

for text in ['1.5.1', '1.5.2b2', '161', '3.10a', '8.02', 'v1.2.0+cu11', '2g6']:
    loose = LooseVersion(text)
    print(loose, repr(loose), loose.version, loose.vstring)
print(LooseVersion('1.10') > LooseVersion('1.9'), LooseVersion('1.0') == '1.0', LooseVersion('1.2a') != '1.2')
for text in ['0.4', '0.4.1', '0.5a1', '0.5b3', '1.0.4b1']:
    strict = StrictVersion(text)
    print(strict, repr(strict), strict.version, strict.prerelease)
print(StrictVersion('0.5a1') < StrictVersion('0.5'), StrictVersion('0.4') == '0.4.0', StrictVersion('1.10') > '1.9')
