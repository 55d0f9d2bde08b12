// What stands in the folders of the code: os.listdir, os.scandir, os.walk, glob, pkgutil.iter_modules, pathlib's iterdir and
// glob, by which packages find the modules that fill their registries. Only folders that modules are looked up in are read,
// in the order of their names; what other folders hold is unknown.
import type { Machine, NativeModule } from '../machine';
import { bool, builtin, FALSE, list, NONE, str, TRUE, tuple, type Builtin, type Value } from '../value';
import { pathOf } from './files';
import { lazyModule, pythonModule, reasonText, type Members } from './support';

/** The entries of a folder: (name, whether it is a folder); unknown when the folder is not one of the code's. */
function entriesOf(m: Machine, folder: Value | undefined, asked: string): Value {
  const path = folder?.kind === 'none' || folder === undefined ? str('.') : pathOf(m, folder);
  if (path?.kind === 'unknown') return path;
  const listing = path?.kind === 'str' ? m.listFolder(path.value) : null;
  return listing ? list(listing.map((name) => tuple([str(name.replace(/\/$/, '')), bool(name.endsWith('/'))])))
    : m.unknown('external-input', reasonText(asked, 'external-input'));
}

/** Whether a path is a folder of the code: True or False when its place was looked at, unknown elsewhere. */
const isFolder = (name: string, ifFolder: boolean): Builtin => builtin(name, (m, [path = NONE]) => {
  const text = pathOf(m, path);
  if (text?.kind === 'unknown') return text;
  if (text?.kind === 'str' && m.listFolder(text.value)) return bool(ifFolder);
  if (text?.kind === 'str' && m.hasData(text.value)) return bool(!ifFolder);
  return m.unknown('external-input', reasonText(name, 'external-input'));
});
export const isdir = (name: string): Builtin => isFolder(name, true);
export const isfile = (name: string): Builtin => isFolder(name, false);
/** True for files and folders of the code; unknown otherwise: other machines may have it. */
export const exists = (name: string): Builtin => builtin(name, (m, [path = NONE]) => {
  const text = pathOf(m, path);
  if (text?.kind === 'unknown') return text;
  const isThere = text?.kind === 'str' && (m.hasData(text.value) || m.listFolder(text.value) !== null);
  return isThere ? TRUE : m.unknown('external-input', reasonText(name, 'external-input'));
});

/** Shell patterns: `*`, `?`, `[seq]`, `[!seq]`. */
function fits(name: string, pattern: string): boolean {
  const text = pattern.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('[!', '[^').replaceAll('*', '.*').replaceAll('?', '.');
  try {
    return new RegExp(`^${text}$`, 's').test(name);
  } catch {
    return name === pattern; // A bracket that is not closed stands for itself.
  }
}
const fitsFn = builtin('fnmatch', (_, [name, pattern]) => (name?.kind === 'str' && pattern?.kind === 'str'
  ? bool(fits(name.value, pattern.value)) : name?.kind === 'unknown' ? name : FALSE));

const common: Members = {
  _entries: builtin('_entries', (m, [path, asked]) => entriesOf(m, path, asked?.kind === 'str' ? asked.value : 'os.listdir')),
  _known: builtin('_known', (_, [value]) => (value?.kind === 'unknown' ? FALSE : TRUE)),
  _fits: fitsFn,
};

const OS = String.raw`
from os.path import join as _join, fspath as _fspath

class DirEntry:
    def __init__(self, folder, name, is_folder):
        self.name = name
        self.path = _join(_fspath(folder), name)
        self._is_folder = is_folder
    def is_dir(self, *, follow_symlinks=True):
        return self._is_folder
    def is_file(self, *, follow_symlinks=True):
        return not self._is_folder
    def is_symlink(self):
        return False
    def __fspath__(self):
        return self.path

class _Scan:
    def __init__(self, entries):
        self._entries = iter(entries)
    def __iter__(self):
        return self
    def __next__(self):
        return next(self._entries)
    def __enter__(self):
        return self
    def __exit__(self, *error):
        pass
    def close(self):
        pass

def listdir(path='.'):
    entries = _entries(path, 'os.listdir')
    return [name for name, _ in entries] if _known(entries) else entries

def scandir(path='.'):
    entries = _entries(path, 'os.scandir')
    return _Scan([DirEntry(path or '.', *entry) for entry in entries]) if _known(entries) else entries

def _walk(top, entries, topdown):
    folders = [name for name, is_folder in entries if is_folder]
    files = [name for name, is_folder in entries if not is_folder]
    if topdown:
        yield top, folders, files
    for name in folders:
        below = _join(top, name)
        inner = _entries(below, 'os.walk')
        if _known(inner):
            yield from _walk(below, inner, topdown)
    if not topdown:
        yield top, folders, files

def walk(top, topdown=True, onerror=None, followlinks=False):
    entries = _entries(top, 'os.walk')
    return _walk(_fspath(top), entries, topdown) if _known(entries) else entries
`;
const OS_NAMES = ['DirEntry', 'listdir', 'scandir', 'walk'];
/** The names of os that look into folders. */
export const osFolders = (m: Machine, name: string): Value | undefined =>
  (OS_NAMES.includes(name) ? m.prelude('os.folders', OS, common).attrs.get(name) : undefined);

const GLOB = String.raw`
from os.path import join as _join, split as _split

def has_magic(s):
    return any(c in s for c in '*?[')

def escape(pathname):
    return ''.join('[' + c + ']' if c in '*?[' else c for c in pathname)

def _matches(folder, pattern, recursive, folders_only):
    if has_magic(folder):
        found = []
        above, last = _split(folder)
        for each in _matches(above, last, recursive, True):
            found.extend(_matches(each, pattern, recursive, folders_only))
        return found
    entries = _entries(folder or '.', 'glob.glob')
    if not _known(entries):
        raise _Unknown(entries)
    found = []
    if recursive and pattern == '**':
        found.append(_join(folder, '') if folder else '')
        for name, is_folder in entries:
            if name.startswith('.'):
                continue
            if is_folder:
                found.extend(path.rstrip('/') for path in _matches(_join(folder, name), '**', True, folders_only))
            elif not folders_only:
                found.append(_join(folder, name))
        return found
    for name, is_folder in entries:
        hidden = name.startswith('.') and not pattern.startswith('.')
        if not hidden and (is_folder or not folders_only) and _fits(name, pattern):
            found.append(_join(folder, name))
    return found

class _Unknown(Exception):
    pass

def glob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    folder, pattern = _split(pathname)
    try:
        return _matches(folder, pattern, recursive, False)
    except _Unknown as lost:
        return lost.args[0]

def iglob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    found = glob(pathname, recursive=recursive)
    return iter(found) if _known(found) else found
`;
const glob: NativeModule = pythonModule('glob', GLOB, () => common);

const FNMATCH = String.raw`
def filter(names, pat):
    return [name for name in names if _fits(name, pat)]
`;
const fnmatch: NativeModule = pythonModule('fnmatch', FNMATCH, () => ({ ...common, fnmatch: fitsFn, fnmatchcase: fitsFn }));

const PKGUTIL = String.raw`
from collections import namedtuple
from os.path import join as _join

ModuleInfo = namedtuple('ModuleInfo', 'module_finder name ispkg')

def _modules(folder, prefix, entries):
    for name, is_folder in entries:
        if is_folder:
            below = _entries(_join(folder, name), 'pkgutil.iter_modules')
            if _known(below) and ('__init__.py', False) in below:
                yield ModuleInfo(None, prefix + name, True)
        elif name.endswith('.py') and name != '__init__.py':
            yield ModuleInfo(None, prefix + name[:-3], False)

def _all(path, prefix):
    for folder in path:
        entries = _entries(folder, 'pkgutil.iter_modules')
        if not _known(entries):
            return entries
        yield from _modules(folder, prefix, entries)

def iter_modules(path=None, prefix=''):
    if path is None:
        return _entries('/', 'pkgutil.iter_modules')
    listings = [_entries(folder, 'pkgutil.iter_modules') for folder in path]
    lost = [entries for entries in listings if not _known(entries)]
    return lost[0] if lost else _all(path, prefix)

def _walked(path, prefix):
    for info in iter_modules(path, prefix):
        yield info
        if info.ispkg:
            yield from _walked([_join(folder, info.name[len(prefix):]) for folder in path], info.name + '.')

def walk_packages(path=None, prefix='', onerror=None):
    found = iter_modules(path, prefix)
    return _walked(path, prefix) if _known(found) else found

def extend_path(path, name):
    return path
`;
const pkgutil: NativeModule = lazyModule('pkgutil', () => ({}), [{
  names: ['ModuleInfo', 'iter_modules', 'walk_packages', 'extend_path'], text: PKGUTIL, globals: () => common,
}]);

export const FOLDER_MODULES: readonly (readonly [string, NativeModule])[] =
  [['glob', glob], ['fnmatch', fnmatch], ['pkgutil', pkgutil]];
export const folderMembers = common;
