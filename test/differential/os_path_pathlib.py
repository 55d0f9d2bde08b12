import os, os.path as osp
from pathlib import Path, PurePosixPath
print(os.path.join('a', 'b', 'c.py'), osp.join('a', '/b'), osp.join('a/', 'b'), osp.join('', 'x'), osp.basename('/a/b.txt'), osp.dirname('/a/b.txt'), osp.split('a/b'), osp.splitext('m.tar.gz'), osp.splitext('.bashrc'), osp.splitext('a/b.c/d'), osp.normpath('a/./b/../c//d'), osp.isabs('/x'), osp.normpath(''), osp.normpath('/../a'), osp.commonprefix(['abc', 'abd']), osp.commonpath(['/a/b', '/a/c']), osp.relpath('/a/b', '/a/c'), osp.join('a', ''), osp.expanduser('x'), os.sep, osp.abspath('/a/../b'), os.linesep == '\n', os.name)
print(os.environ.get('SURELY_NOT_SET_XYZ'), os.environ.get('SURELY_NOT_SET_XYZ', 'd'), os.getenv('SURELY_NOT_SET_XYZ', '3'), 'SURELY_NOT_SET_XYZ' in os.environ); os.environ['SURELY_NOT_SET_XYZ'] = '1'; print(os.environ['SURELY_NOT_SET_XYZ'], os.environ.get('SURELY_NOT_SET_XYZ'))
p = PurePosixPath('/home/u') / 'proj' / 'm.tar.gz'; print(p, p.name, p.stem, p.suffix, p.suffixes, p.parent, p.parents[1], p.parts, p.root, p.is_absolute(), p.with_suffix('.py'), p.with_name('z'), p.relative_to('/home'), p.joinpath('a', 'b'), repr(p), str(p), p == PurePosixPath('/home/u/proj/m.tar.gz'))
q = Path('data') / 'x.png'; print(q, isinstance(q, Path), q.suffix, q.parent, Path('a/b/../c'), Path('.'), Path('a//b/./c'), Path('a').with_suffix('.t'), str(Path()), osp.join(q, 'k'), os.fspath(q), type(q).__name__, 'pre' / q, sorted([Path('b'), Path('a')]), {Path('a'): 1}[Path('a')], Path('a/b').as_posix())
for f in [lambda: Path('a').with_name('x').relative_to('z'), lambda: Path('/').with_name('b'), lambda: Path(5), lambda: osp.join('a', 5), lambda: os.fspath(3)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
