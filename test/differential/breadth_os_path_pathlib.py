# Os.path pathlib.
import os, os.path as osp, pathlib
print(osp.join('a', 'b', '../c'), osp.join('a', '/b'), osp.basename('/a/b.py'), osp.dirname('/a/b.py'))
print(osp.splitext('a.tar.gz'), osp.split('/a/b'), osp.normpath('a//b/../c/.'), osp.isabs('/a'))
print(osp.commonprefix(['abc', 'abd']), osp.relpath('/a/b', '/a/c'), osp.sep, os.sep, os.pathsep)
print(osp.join('', 'a'), osp.split('a'), osp.dirname('a'), osp.splitext('.bashrc'))
print(osp.commonpath(['/a/b', '/a/c']), os.linesep == '\n', os.name, os.curdir, osp.join('a', ''))
print(osp.expanduser('a'), os.extsep, osp.splitext('a/b.c/d'))
P = pathlib.PurePosixPath
