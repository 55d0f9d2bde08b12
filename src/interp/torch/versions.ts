// Versions of libraries and how they compare (PEP 440): torch.__version__, packaging.version, pkg_resources.parse_version
// and distutils.version. Model files ask for them to choose arguments, so an order of letters would choose wrong ones.
import type { NativeModule } from '../machine';
import { runPython, type PythonText } from './pythonText';
import { certainly, textModule } from './textModules';

const NUMBERED = `
import re

_FORM = re.compile(
    r'\\s*v?(?:([0-9]+)!)?([0-9]+(?:\\.[0-9]+)*)'
    r'(?:[-_.]?(alpha|beta|preview|pre|a|b|c|rc)[-_.]?([0-9]*))?'
    r'(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]*))?'
    r'(?:[-_.]?(dev)[-_.]?([0-9]*))?'
    r'(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\\s*', re.IGNORECASE)
_LETTERS = {'alpha': 'a', 'beta': 'b', 'c': 'rc', 'pre': 'rc', 'preview': 'rc'}


class InvalidVersion(ValueError):
    pass


class Version:
    def __init__(self, version):
        found = _FORM.fullmatch(version)
        if _certainly(found is None):
            raise InvalidVersion("Invalid version: '{}'".format(version))
        epoch, release, letter, number, plain, post, after, dev, day, local = found.groups()
        self.epoch = int(epoch or 0)
        self.release = tuple(int(part) for part in release.split('.'))
        letter = letter and letter.lower()
        self.pre = letter and (_LETTERS.get(letter, letter), int(number or 0))
        self.post = int(plain or after or 0) if plain or post else None
        self.dev = int(day or 0) if dev else None
        self.local = local and '.'.join(str(int(part)) if part.isdigit() else part for part in re.split('[-_.]', local.lower()))
        self._key = self._order()

    def _order(self):
        release = list(self.release)
        while len(release) > 1 and release[-1] == 0:
            release.pop()
        alone = self.pre is None and self.post is None and self.dev is not None
        pre = (0, self.pre) if self.pre is not None else (-1,) if alone else (1,)
        parts = self.local.split('.') if self.local else ()
        local = tuple((1, int(part)) if part.isdigit() else (0, part) for part in parts)
        return (self.epoch, tuple(release), pre, -1 if self.post is None else self.post,
                (1,) if self.dev is None else (0, self.dev), (0, local) if self.local else (-1,))

    def __hash__(self):
        return hash(self._key)

    def __eq__(self, other):
        return self._key == other._key if isinstance(other, Version) else NotImplemented

    def __lt__(self, other):
        return self._key < other._key if isinstance(other, Version) else NotImplemented

    def __le__(self, other):
        return self._key <= other._key if isinstance(other, Version) else NotImplemented

    def __gt__(self, other):
        return self._key > other._key if isinstance(other, Version) else NotImplemented

    def __ge__(self, other):
        return self._key >= other._key if isinstance(other, Version) else NotImplemented

    def __repr__(self):
        return "<Version('{}')>".format(self)

    def __str__(self):
        text = self.public
        return text + '+' + self.local if self.local else text

    @property
    def base_version(self):
        return ('{}!'.format(self.epoch) if self.epoch else '') + '.'.join(str(part) for part in self.release)

    @property
    def public(self):
        text = self.base_version
        if self.pre is not None:
            text += self.pre[0] + str(self.pre[1])
        if self.post is not None:
            text += '.post' + str(self.post)
        return text if self.dev is None else text + '.dev' + str(self.dev)

    @property
    def is_prerelease(self):
        return self.dev is not None or self.pre is not None

    @property
    def is_postrelease(self):
        return self.post is not None

    @property
    def is_devrelease(self):
        return self.dev is not None

    @property
    def major(self):
        return self.release[0]

    @property
    def minor(self):
        return self.release[1] if len(self.release) > 1 else 0

    @property
    def micro(self):
        return self.release[2] if len(self.release) > 2 else 0


def parse(version):
    return Version(version)


parse_version = parse
`;

const TORCH_VERSION = `

class TorchVersion(str):
    def _compared(self, other, method):
        try:
            return getattr(Version(str(self)), method)(_numbered(other))
        except InvalidVersion:
            return getattr(super(), method)(other)

    def __eq__(self, other):
        return self._compared(other, '__eq__')

    def __lt__(self, other):
        return self._compared(other, '__lt__')

    def __le__(self, other):
        return self._compared(other, '__le__')

    def __gt__(self, other):
        return self._compared(other, '__gt__')

    def __ge__(self, other):
        return self._compared(other, '__ge__')

    def __hash__(self):
        return hash(str(self))


def _numbered(other):
    if isinstance(other, Version):
        return other
    if isinstance(other, str):
        return Version(str(other))
    if hasattr(other, '__iter__'):
        return Version('.'.join(str(part) for part in other))
    raise InvalidVersion(other)


__version__ = TorchVersion('1.13.1')
`;

/** distutils: numbers and words in turn, compared as lists. */
const LOOSE = `
import re

_PARTS = re.compile(r'([0-9]+|[a-z]+|\\.)')
_STRICT = re.compile(r'([0-9]+)\\.([0-9]+)(\\.([0-9]+))?([ab]([0-9]+))?')


class Version:
    def __init__(self, vstring=None):
        if vstring:
            self.parse(vstring)

    def __repr__(self):
        return "{} ('{}')".format(self.__class__.__name__, str(self))

    def _with(self, other):
        return type(self)(other) if isinstance(other, str) else other

    def __eq__(self, other):
        return self._key() == self._with(other)._key()

    def __lt__(self, other):
        return self._key() < self._with(other)._key()

    def __le__(self, other):
        return self._key() <= self._with(other)._key()

    def __gt__(self, other):
        return self._key() > self._with(other)._key()

    def __ge__(self, other):
        return self._key() >= self._with(other)._key()


class LooseVersion(Version):
    def parse(self, vstring):
        self.vstring = vstring
        parts = [part for part in _PARTS.split(vstring) if part and part != '.']
        self.version = [int(part) if part.isdigit() else part for part in parts]

    def _key(self):
        return self.version

    def __str__(self):
        return self.vstring


class StrictVersion(Version):
    def parse(self, vstring):
        found = _STRICT.fullmatch(vstring)
        if _certainly(found is None):
            raise ValueError("invalid version number '{}'".format(vstring))
        major, minor, _, patch, pre, number = found.groups()
        self.version = (int(major), int(minor), int(patch or 0))
        self.prerelease = (pre[0], int(number)) if pre else None

    def _key(self):
        return self.version, (0, self.prerelease) if self.prerelease else (1,)

    def __str__(self):
        parts = self.version if self.version[2] else self.version[:2]
        text = '.'.join(str(part) for part in parts)
        return text + self.prerelease[0] + str(self.prerelease[1]) if self.prerelease else text
`;

const globals = () => ({ _certainly: certainly });
const PACKAGING: PythonText = { module: 'packaging.version', paths: ['packaging.version'], python: NUMBERED, globals };
const DISTUTILS: PythonText = { module: 'distutils.version', paths: ['distutils.version'], python: LOOSE, globals };

/** PyTorch's own version, which compares by numbers: `torch.__version__ >= '1.5.0'`. */
export const VERSIONS: readonly PythonText[] = [{
  module: 'torch.torch_version',
  paths: ['torch.__version__', 'torch.torch_version.__version__', 'torch.torch_version.TorchVersion'],
  python: TORCH_VERSION,
  globals: (m) => Object.fromEntries(runPython(m, PACKAGING)),
}];

export const VERSION_LIBRARIES: readonly (readonly [string, NativeModule])[] = [
  textModule('packaging', null, ['version']), textModule('packaging.version', PACKAGING),
  textModule('distutils', null, ['version']), textModule('distutils.version', DISTUTILS),
  textModule('pkg_resources', PACKAGING, [], (m) => [['packaging', m.import('packaging')]]),
];
