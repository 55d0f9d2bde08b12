// Imports, documents that fail in places, budgets.
import { describe, expect, it } from 'vitest';
import { dataPlaces, packageOf } from '../../../src/frontends/sources';
import type { ModuleSource } from '../../../src/interp/interpreter';
import { fileId } from '../../../src/base/source';
import { rewind, savepoint } from '../../../src/interp/savepoint';
import { run, sourceFile } from './running';
import { DEFAULT_BUDGET, Interpreter } from '../../../src/interp/interpreter';
import { makeBuiltins } from '../../../src/interp/builtins';
import { createGraphBuilder } from '../../../src/graph/build';

describe('imports', () => {
  it('finds modules, packages and relative names', () => {
    const { out, raised } = run('import pkg.sub as s, pkg\nfrom pkg import a, sub\nfrom pkg.deep.mod import up\nprint(s.b, pkg.sub.b, a, sub is s, up, pkg.__name__, s.__package__)', {
      'pkg/': 'from .sub import b as a\n__all__ = ["a"]', 'pkg.sub': 'b = 5', 'pkg.deep/': '', 'pkg.deep.mod': 'from ..sub import b as up\nfrom . import other\nfrom .. import sub', 'pkg.deep.other': 'o = 1',
    });
    expect(raised).toEqual([]);
    expect(out).toBe('5 5 5 True 5 pkg pkg');
  });
  it('finds modules in folders that the program adds to sys.path', () => {
    const files = { 'lib.net': 'x = 1\nfrom part import y', 'lib.part': 'y = 2', 'a.b.deep/': 'z = 3', 'a.b.deep.sub': 'w = 4' };
    expect(run('import sys, os\nsys.path.append("./lib")\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "a", "b"))\n'
      + 'import net\nfrom deep import z\nfrom deep.sub import w\nprint(net.x, net.y, z, w)', files).out).toBe('1 2 3 4');
    expect(run('import net\nprint(net.x + 1)', files).gaps[0]).toBe("module-not-found: No module named 'net'");
    expect(run('import sys\nsys.path += ["v1.0/lib", "", "..", 5]\ntry: import net\nexcept ImportError as e: print(e)', files).out)
      .toBe("No module named 'net'");
  });
  it('imports all names', () => {
    const { out } = run('from m import *\nfrom n import *\nprint(x, _y if "_y" in dir() else "no", z)\ntry: w\nexcept NameError as e: print(e)', { m: 'x = 1; _y = 2', n: '__all__ = ["z"]\nz = 3; w = 4' });
    expect(out).toBe("1 no 3\nname 'w' is not defined");
  });
  it('bears circles', () => {
    const { out, raised } = run('import a\nprint(a.x, a.b.y)', { a: 'import b\nx = 1', b: 'import a\ny = 2\nhas = hasattr(a, "x")' });
    expect([out, raised]).toEqual(['1 2', []]);
  });
  it('takes no module of a package for the library of its name', () => {
    const files = new Map([['pkg', sourceFile('pkg', '', true)]]);
    const clip = sourceFile('pkg/clip', 'import clip\nmodel = clip.load()');
    const find = (name: string) => (/^(pkg\.)?clip$/.test(name) ? clip : files.get(name) ?? 'missing');
    const { out, raised, gaps } = run('from pkg.clip import model\nprint(model)', {}, { sources: { find } });
    expect([out, raised]).toEqual(['<unknown>', []]);
    expect(gaps[0]).toBe("module-not-found: No module named 'clip'");
  });
  it('raises for names that a known module lacks', () => {
    expect(run('from m import q', { m: 'x = 1' }).raised).toEqual(["ImportError: cannot import name 'q' from 'm' (m.py)"]);
  });
  it('takes missing modules as unknown', () => {
    const { raised, gaps, out } = run('import nolib.x as x\nfrom nolib import y\na = x.f(y) + 1\nprint("on")');
    expect([raised, out]).toEqual([[], 'on']);
    expect(gaps[0]).toBe("module-not-found: No module named 'nolib'");
  });
  it('lets the program deal with a missing module', () => {
    expect(run('try:\n    import nolib\nexcept ImportError:\n    nolib = 5\nprint(nolib)').out).toBe('5');
    expect(run('try:\n    from nolib.sub import x\nexcept ModuleNotFoundError as e:\n    print(e, e.name)').out).toBe("No module named 'nolib' nolib");
    expect(run('try:\n    import nolib\nexcept ValueError: pass\nprint(1)').out).toBe('1');
  });
  it('keeps what a failing module defined', () => {
    const { m, out } = run('import bad\nprint(bad.a)\nx = bad.b\nprint("on")', { bad: 'a = 1\nraise ValueError("stop")\nb = 2' });
    expect(out).toBe('1\non');
    expect(m.raises.map((r) => r.message)).toEqual(['stop']);
  });
  it('asks for modules that are not loaded', () => {
    const { m, raised } = run('import later\nfrom later.sub import x\ny = x + 1', {}, { sources: { find: () => 'pending' } });
    expect([[...m.pending], raised]).toEqual([['later', 'later.sub'], []]);
  });
  it('imports by name at run time', () => {
    expect(run('import importlib\nprint(importlib.import_module("m").x)', { m: 'x = 1' }).out).toBe('1');
  });
  it('calls __getattr__ of modules', () => {
    expect(run('import m\nprint(m.dyn)', { m: 'def __getattr__(name): return name * 2' }).out).toBe('dyndyn');
  });
});

it('takes folders without __init__.py for packages where relative imports go through them', () => {
  const files = new Map([['/r/pkg/__init__.py', ''], ['/r/pkg/model/net/__init__.py', ''], ['/r/pkg/model/net/a.py', 'from ..act import x'],
    ['/r/pkg/model/net/b.py', 'from .a import x'], ['/r/alone.py', 'from .a import x']]);
  const store = { read: (path: string): string | null => files.get(path) ?? null, isDirectory: () => false };
  const of = (path: string): unknown => Object.values(packageOf(path, store));
  expect(of('/r/pkg/model/net/a.py')).toEqual(['/r', 'pkg.model.net.a']);
  expect(of('/r/pkg/model/net/b.py')).toEqual(['/r/pkg/model', 'net.b']);
  expect(of('/r/alone.py')).toEqual(['/r', 'alone']);
});

describe('folders of the code', () => {
  const listings: Readonly<Record<string, string>> = { '/ws/nets/': '__init__.py\na.py\nb_net.py\ndeep/\nnotes.txt', '/ws/nets/deep/': '__init__.py\nc_net.py' };
  const sources: ModuleSource = {
    find: () => 'missing',
    readData: (path) => (path in listings ? { text: listings[path] ?? '' } : path === '/ws/nets/a.py' ? { text: 'x = 1' } : path === '/late/' ? 'pending' : 'missing'),
  };
  it.each([
    ['import os\nprint(os.listdir("/ws/nets"))', "['__init__.py', 'a.py', 'b_net.py', 'deep', 'notes.txt']"],
    ['import os\nwith os.scandir("/ws/nets/") as found:\n    print([(e.name, e.path, e.is_dir(), e.is_file()) for e in found if e.name in ("a.py", "deep")])', "[('a.py', '/ws/nets/a.py', False, True), ('deep', '/ws/nets/deep', True, False)]"],
    ['import os\nprint(list(os.walk("/ws/nets")))', "[('/ws/nets', ['deep'], ['__init__.py', 'a.py', 'b_net.py', 'notes.txt']), ('/ws/nets/deep', [], ['__init__.py', 'c_net.py'])]"],
    ['from glob import glob\nprint(glob("/ws/nets/*.py"), glob("/ws/nets/**/*_net.py", recursive=True), glob("/ws/*s/?.py"))', "['/ws/nets/__init__.py', '/ws/nets/a.py', '/ws/nets/b_net.py'] ['/ws/nets/b_net.py', '/ws/nets/deep/c_net.py'] <unknown>"],
    ['from pathlib import Path\np = Path("/ws/nets")\nprint([x.name for x in p.iterdir()], [str(x) for x in p.glob("*_net.py")], [x.stem for x in p.rglob("*_net.py")], p.is_dir(), (p / "a.py").is_file())', "['__init__.py', 'a.py', 'b_net.py', 'deep', 'notes.txt'] ['/ws/nets/b_net.py'] ['b_net', 'c_net'] True True"],
    ['import pkgutil\nprint([(name, ispkg) for _, name, ispkg in pkgutil.iter_modules(["/ws/nets"])], [i.name for i in pkgutil.walk_packages(["/ws/nets"], "nets.")])', "[('a', False), ('b_net', False), ('deep', True)] ['nets.a', 'nets.b_net', 'nets.deep', 'nets.deep.c_net']"],
    ['import os\nprint(os.path.isdir("/ws/nets"), os.path.exists("/ws/nets"), os.path.isfile("/ws/nets"), os.path.isdir("/ws/nets/a.py"), os.path.isfile("/ws/nets/a.py"))', 'True True False False True'],
    ['import os\nprint(os.listdir("/elsewhere"), os.path.isdir("/elsewhere"), os.walk("/elsewhere"))', '<unknown> <unknown> <unknown>'],
    ['import fnmatch\nprint(fnmatch.filter(["a.py", "b.txt", "c.pyc"], "*.py"), fnmatch.fnmatch("x1", "x[!2-9]"))', "['a.py'] True"],
  ])('%s', (text, expected) => {
    const { out, raised } = run(text, {}, { sources });
    expect([out, raised]).toEqual([expected, []]);
  });
  it('are asked for again when they are not loaded yet', () => {
    expect([...run('import os\nprint(os.listdir("/late"))', {}, { sources }).m.pending]).toEqual(['data:/late/']);
  });
});

describe('installed libraries that know nothing of PyTorch', () => {
  const at = (folder: string, texts: Readonly<Record<string, string>>): ModuleSource => ({
    find: (name) => {
      const text = texts[name];
      return text === undefined ? 'missing'
        : { ...sourceFile(name, text, !name.includes('.')), id: fileId(`/env/${folder}/${name.replaceAll('.', '/')}.py`) };
    },
  });
  const PIL = { PIL: 'print("PIL")\nversion = 9', 'PIL.Image': 'print("Image")\nfrom . import version\nfrom PIL import Modes\nBILINEAR = Modes.b',
    'PIL.Modes': 'print("Modes")\nb = 2' };
  const program = 'import PIL.Image as i, PIL\nfrom PIL import Modes\nprint("on")\n';

  it('are evaluated when something of them is looked at, once', () => {
    const { out, raised } = run(`${program}print(i.BILINEAR, i.version, PIL.Image is i, i.BILINEAR, Modes.b)`, {}, { sources: at('site-packages', PIL) });
    expect([out, raised]).toEqual(['PIL\non\nImage\nModes\n2 9 True 2 2', []]);
  });
  it('are not looked at for subclasses', () => {
    const text = 'import PIL\nclass A: pass\nclass B(A): pass\nprint(A.__subclasses__() == [B])\nprint(PIL.version)\n';
    expect(run(text, {}, { sources: at('site-packages', PIL) }).out).toBe('True\nPIL\n9');
  });
  it('are evaluated at once where a neighbour has the name', () => {
    expect(run(program, {}, { sources: at('project', PIL) }).out).toBe('PIL\nImage\nModes\non');
  });
  it('wait where the program has a plan for their absence, too', () => {
    const sources = at('site-packages', { requests: 'print("now")\nx = 3' });
    expect(run('try:\n    import requests\nexcept ImportError:\n    requests = None\nprint("on")\nprint(requests.x)', {}, { sources }).out)
      .toBe('on\nnow\n3');
    expect(run('try:\n    import requests\nexcept ImportError:\n    requests = None\nprint(requests)', {}, { sources: at('site-packages', {}) }).out)
      .toBe('None');
  });
  it('have names that are looked up when they are used', () => {
    const sources = at('site-packages', { requests: 'print("now")\nclass Session: pass\ndef get(): return 1\ndef __getattr__(name):\n'
      + '    if name == "later": return 7\n    raise AttributeError(name)\n' });
    const text = 'from requests import Session, get as fetch, later\nprint("on")\nclass Mine(Session): pass\n'
      + 'print(Mine.__mro__[1] is Session, fetch(), later, "Session" in globals(), sorted(k for k in globals() if k[0] != "_"))\n'
      + 'Session = 1\nprint(Session, globals()["fetch"] is fetch)\ndel fetch\nprint("fetch" in globals())\n';
    expect(run(text, {}, { sources }).out).toBe("on\nnow\nTrue 1 7 True ['Mine', 'Session', 'fetch', 'later']\n1 True\nFalse");
    expect(run('try:\n    from requests import nothing\nexcept ImportError as e:\n    print("none")', {}, { sources }).out).toBe('now\nnone');
    expect(run('def f():\n    from requests import get\n    return get()\nprint(f())', {}, { sources }).out).toBe('now\n1');
    expect(run('from helper import *\nprint(get())', {}, { sources: { ...sources, find: (name) => (name === 'helper'
      ? { ...sourceFile('helper', 'from requests import get', false), id: fileId('/ws/helper.py') } : sources.find(name)) } }).out).toBe('now\n1');
  });
  it('are as they were not looked at when a run is taken back', () => {
    const { m, main } = run('import PIL', {}, { sources: at('site-packages', PIL) });
    const look = (): string[] => {
      const start = savepoint(m);
      const pil = main.attrs.get('PIL');
      if (pil?.kind === 'module') m.setattr(pil, 'version', m.getattr(pil, 'version'));
      const printed = [...m.printed];
      rewind(m, start);
      return printed;
    };
    expect([look(), look(), m.printed]).toEqual([['PIL\n'], ['PIL\n'], []]);
    const late = run('from PIL import version\nprint(version)', {}, { sources: at('site-packages', PIL) });
    const start = savepoint(late.m);
    expect([late.out, late.main.attrs.get('version')]).toMatchObject(['PIL\n9', { value: 9 }]);
    rewind(late.m, start);
    expect(late.main.attrs.get('version')).toMatchObject({ value: 9 });
  });
});

describe('the budget of imports', () => {
  const budget = { ...DEFAULT_BUDGET, steps: 20_000 };
  const loop = (rounds: number): string => `x = 1\nfor i in range(${rounds}): x = x + 1\ny = x`;

  it('is beside that of the program', () => {
    const { out, gaps } = run('import m\nfor i in range(400): m.x\nprint(m.y)', { m: loop(8000) }, { budget });
    expect([out, gaps]).toEqual(['8001', []]);
  });
  it('costs no more than the modules that spend it', () => {
    const { m, out } = run('import m, n\nprint(1 + 1)\nfor i in range(400): pass\nprint("on")', { m: 'import o', n: 'z = 1', o: loop(1_000_000) }, { budget });
    expect(out).toBe('2\non');
    expect(m.gaps.map(({ reason }) => reason.code)).toContain('budget-exceeded');
    for (const name of ['m', 'o']) expect(m.modules.get(name)?.lost?.code).toBe('budget-exceeded');
  });
});

describe('data files', () => {
  const data: Readonly<Record<string, string>> = { 'net.cfg': '[net]\r\nwidth=32\r\n', '/ws/model.json': '{"channels": [3, 8]}' };
  const sources: ModuleSource = {
    find: () => 'missing',
    readData: (path) => (path === 'later.cfg' ? 'pending' : path === 'big.bin' ? 'unreadable' : path in data ? { text: data[path] ?? '' } : 'missing'),
  };
  const withData = (text: string): ReturnType<typeof run> => run(text, {}, { sources });

  it('reads what stands beside the code', () => {
    const { out, raised } = withData([
      'import json, os', 'from pathlib import Path', "with open('net.cfg') as f:", '    print([line.strip() for line in f], f.closed, f.name)',
      'print(f.closed)', "print(json.load(open(os.path.join('/ws', 'model.json')))['channels'])", "print(Path('net.cfg').read_text().splitlines()[1])",
      "print(open('net.cfg', 'rb').read()[:7], Path('/ws/model.json').exists(), os.path.isfile('net.cfg'))",
      "with Path('/ws/model.json').open() as f: print(f.read(5))",
    ].join('\n'));
    expect(raised).toEqual([]);
    expect(out.split('\n')).toEqual(["['[net]', 'width=32'] False net.cfg", 'True', '[3, 8]', 'width=32', "b'[net]\\r\\n' True True", '{"cha']);
  });
  it('takes other files as unknown and writes nothing', () => {
    const { raised, gaps, m } = withData("a = open('none.txt').read()\nb = open('big.bin').readlines()\nc = open('later.cfg').read()\nwith open('out.txt', 'w') as f: f.write('x')\nprint(len(a + b))");
    expect(raised).toEqual([]);
    expect(gaps.slice(0, 3)).toEqual([
      'external-input: the file none.txt was not found beside the code, so its contents are not known',
      'external-input: the file big.bin is too large or no text, so its contents are not known',
      'external-input: the file later.cfg is not loaded yet',
    ]);
    expect([...m.pending]).toEqual(['data:later.cfg']);
  });
  it('leaves a loop over what cannot be read', () => {
    const { out, raised } = run("n = 0\nwith open('none.txt', 'rb') as f:\n    for chunk in iter(lambda: f.read(8), b''): n += 1\nfor line in open('none.txt'): n += 1\nprint('on', n)");
    expect([out, raised]).toEqual(['on <unknown>', []]);
  });
  it('knows nothing of files where the host has none', () => {
    const { raised, gaps } = run("text = open('net.cfg').read()");
    expect([raised, gaps.length]).toEqual([[], 1]);
  });
  it('looks beneath the roots only', () => {
    expect(dataPlaces('cfg/../a.txt', ['/ws/pkg', '/ws'])).toEqual(['/ws/pkg/a.txt', '/ws/a.txt']);
    expect(dataPlaces('../../etc/passwd', ['/ws/pkg'])).toEqual([]);
    expect(dataPlaces('/ws/pkg/./b.txt', ['/ws/pkg'])).toEqual(['/ws/pkg/b.txt']);
    expect(dataPlaces('/etc/passwd', ['/ws/pkg'])).toEqual([]);
  });
});

describe('modules that stop halfway', () => {
  const settings = (stop: string) => ({
    settings: `import sys, os\nFLAGS, WIDTH, KEPT = None, 0, 1\nclass C: pass\ndef read():\n    global FLAGS\n    FLAGS = sys.stdin.readline().strip()\n${stop}\nWIDTH = 64\nread()\n`,
  });
  it('do not leave what they would have bound at what it was before', () => {
    const { out } = run('from settings import FLAGS, WIDTH, KEPT, C\nprint(FLAGS, WIDTH, KEPT, C.__name__)', settings('C.missing'));
    expect(out).toBe('<unknown> <unknown> 1 C');
  });
  it('go on after a statement that cannot be followed', () => {
    const { out } = run('import settings\nprint(settings.WIDTH, settings.n)', settings('n = 0\nfor n in os.listdir("."): sys.path.append(n)'));
    expect(out).toBe('64 <unknown>');
  });
  it('try as many branches in each statement as in each of a document', () => {
    const config = 'import os\nclass D(dict):\n    def __setattr__(self, name, value):\n        if isinstance(value, dict): value = D(value)\n'
      + '        elif isinstance(value, (list, tuple)): value = [D(x) if isinstance(x, dict) else x for x in value]\n        self[name] = value\n'
      + '    def __getattr__(self, name):\n        return self[name]\nC = D()\n' + Array.from({ length: 40 }, (_, i) => `C.a${i} = os.path.abspath("x")\n`).join('') + 'C.end = 3\n';
    expect(run('from config import C\nprint(C.end)', { config }).out).toBe('3');
  });
});

describe('documents', () => {
  it('loses what a function that raised was to bind', () => {
    expect(run('F = None\ndef read():\n    global F\n    assert False\n    F = 1\nread()\nprint(F)').out).toBe('<unknown>');
  });
  it('goes on after a statement that raises', () => {
    const { out, raised, m } = run('a = 1 / 0\nb = a + 1\nprint("on")\nclass C: x = undefined\nprint(C)\n');
    expect(out.split('\n')[0]).toBe('on');
    expect(raised).toEqual(['ZeroDivisionError: division by zero', "NameError: name 'undefined' is not defined"]);
    expect(m.raises[0]?.origin?.at.node).toBeDefined();
  });
  it('runs or skips the main block', () => {
    const text = 'if __name__ == "__main__":\n    1 / 0\n    print("main")\nprint("end")';
    expect(run(text).out).toBe('main\nend');
    expect(run(text, {}, { mainBlock: false }).out).toBe('end');
  });
  it('bears half-typed code', () => {
    const { raised, gaps } = run('x = 1\ny = x + \nz = y + 1\nprint(x)');
    expect(raised).toEqual([]);
    expect(gaps.some((g) => g.startsWith('syntax-error'))).toBe(true);
  });
  it('gives ambient names to documents', () => {
    expect(run('print(math.floor(2.5))', {}, { ambient: { math: 'math' } }).out).toBe('2');
  });
  it('undoes what it did to classes that outlive it', () => {
    const first = run('import torch.nn as nn\nnn.Module.added = 1\nprint(nn.Linear(1, 1).added)');
    expect(first.out).toBe('1');
    expect(run('import torch.nn as nn\nprint(hasattr(nn.Module, "added"))').out).toBe('False');
  });
});

describe('functions of the library', () => {
  it('raise where the call leaves an argument out', () => {
    expect(run('import json\ntry:\n    json.load()\nexcept TypeError:\n    print("no file")').out).toBe('no file');
  });
});

describe('budgets', () => {
  const budget = { ...DEFAULT_BUDGET, steps: 50_000 };
  it('does without a long loop of a script, whose writes are then unknown', () => {
    const { m, out, raised } = run([
      'kept, seen, n = [1], [], 0', 'for epoch in range(10 ** 9):', '    n += 1', '    seen.append(n)', '    late = n', 'print(len(kept), n, late, seen, epoch)',
      'class Net: size = 3', 'print(Net.size)',
    ].join('\n'), {}, { budget });
    expect(raised).toEqual([]);
    expect(out.split('\n')).toEqual(['1 <unknown> <unknown> <unknown> <unknown>', '3']);
    expect(m.gaps.map((gap) => gap.reason.message)).toEqual(['the program takes more than 6,250 steps']);
  });
  it('knows nothing of names that a statement had not come to', () => {
    const { out, raised } = run('import contextlib\nwith contextlib.nullcontext():\n    for i in range(10 ** 9): pass\n    late = 2\nprint(late)',
      {}, { budget });
    expect(raised).toEqual([]);
    expect(out).toBe('<unknown>');
  });
  it('keeps a short loop as it ran', () => {
    expect(run('a = []\nfor i in range(500): a.append(i)\nprint(len(a), i)', {}, { budget }).out).toBe('500 499');
  });
  it('knows nothing of names that come after the end of the budget', () => {
    const { m, main, raised } = run('a = [1 for i in range(10 ** 9)]\nb = 2', {}, { budget });
    expect(raised).toEqual([]);
    expect(m.evaluateText('b + 1', main).value.kind).toBe('unknown');
  });
  it('ends endless programs with a reason', () => {
    const { gaps, out } = run('print("a")\nwhile True: pass\nprint("b")', {}, { budget });
    expect(out).toBe('a\nb');
    expect(gaps).toContain('budget-exceeded: the program takes more than 6,250 steps');
    expect(run('x = [0 for i in iter(int, 1)]\nprint("b")', {}, { budget }).gaps).toContain('budget-exceeded: the program takes more than 50,000 steps');
  });
  it.each([
    ['lists that grow', 'kept = []\nwhile True: kept.append([0] * 1000)'],
    ['texts', 'kept = []\nwhile True: kept.append("ab" * 100_000 + str(len(kept)))'],
    ['texts joined', 'kept = []\nwhile True: kept.append(",".join(["abc"] * 10_000))'],
    ['dicts', 'kept = {}\nwhile True: kept[len(kept)] = {}'],
    ['slices', 'a, kept = [0] * 100_000, []\nwhile True: kept.append(a[1:])'],
    ['objects', 'class A: pass\nkept = []\nwhile True: kept.append(A())'],
    ['a list changed in a branch on data', 'import torch\na = list(range(5_000))\nif torch.rand(1) > 0.5:\n  while True: a[0] = a'],
    ['small tensors', 'import torch\nkept = []\nwhile True: kept.append(torch.zeros(50_000))'],
    ['numbers', 'kept, n = [], 1\nwhile True:\n  n *= 10 ** 1000\n  kept.append(n)'],
    ['huge numbers', 'kept, n = [], 1 << 1_000_000\nwhile True: kept.append(n + len(kept))'],
    ['ops', 'import torch\na = torch.rand(3, 3)\nwhile True: a = a + 1'],
    ['arrays', 'import numpy as np\nkept = []\nwhile True: kept.append(np.zeros((100, 100)))'],
    ['elements of an array', 'import numpy as np\na = np.zeros(10_000)\nwhile True: a[0] = 1'],
  ])('ends %s when its memory is spent', (_, code) => {
    const allowed = { ...DEFAULT_BUDGET, steps: 10 ** 9, milliseconds: 60_000, bytes: 40_000_000 };
    const { gaps, out } = run(`${code}\n`, {}, { budget: allowed });
    expect(gaps).toContainEqual(expect.stringMatching(/^budget-exceeded: the program makes values of more than \d+ MB$/));
    expect(out).toBe('');
  });
  it('shuffles a large array at once', () => {
    const allowed = { ...DEFAULT_BUDGET, bytes: 20_000_000 };
    expect(run('import numpy as np\na = np.arange(50_000)\nnp.random.shuffle(a)\nprint(len(a))', {}, { budget: allowed }).out).toBe('50000');
  });
  it('keeps lists that hold each other as they are', () => {
    expect(run('a = [1] * 16\nfor i in range(60): a = [a] * 16\nb = []\nb.append(b)\nprint(len(a), len(b))', {}, { observe: () => true }).out).toBe('16 1');
  });
  it.each(['[] * 10 ** 9', '"\\t".expandtabs(10 ** 9)', 'itertools.tee([], 10 ** 9)', 'itertools.product([1], repeat=10 ** 9)',
    'list(itertools.combinations([1], 10 ** 9))', '(5).to_bytes(10 ** 9, "big")', 'np.repeat(np.zeros(1), 10 ** 9)', 'json.dumps([1], indent=10 ** 9)',
  ])('does not fall over %s', (text) => {
    expect(run(`import itertools, json\nimport numpy as np\na = ${text}\nprint("on")`).out).toBe('on');
  });
  it('does not cut a tensor into millions', () => {
    const { gaps } = run('import torch\na = [x for x in torch.zeros(10 ** 9)]\nb = torch.zeros(10 ** 9).chunk(10 ** 8)');
    expect(gaps.filter((gap) => gap.startsWith('budget-exceeded'))).toHaveLength(2);
  });
  it('does not make huge ranges', () => {
    expect(run('r = range(10 ** 12)\nprint(len(r), r[5], 10 ** 11 in r)', {}, { budget }).out).toBe('1000000000000 5 True');
  });
  it('stops when cancelled', () => {
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    cancel[0] = 1;
    expect(run('while True: pass', {}, { cancel }).gaps).toContain('budget-exceeded: the analysis was cancelled');
  });
  it('turns deep recursion into RecursionError', () => {
    expect(run('def f(n): return [g(x) for x in [n]][0]\ndef g(n): return (lambda: f(n + 1))()\nf(0)').raised).toEqual(['RecursionError: maximum recursion depth exceeded']);
    expect(run('class A:\n    def __getattr__(self, n): return getattr(self, n + "x")\nA().q').raised).toEqual(['RecursionError: maximum recursion depth exceeded']);
    expect(run('a = []\na.append(a)\nprint(a, a == a)').out).toBe('[[...]] True');
  });
  it('survives branches that multiply', () => {
    const text = 'from nowhere import u\ndef f(n):\n    if n == 0: return 1\n    if u: return f(n - 1)\n    return f(n - 1)\nx = f(60)\nprint("on")';
    expect(run(text, {}, { budget }).out).toBe('on');
  });
});

it('evaluates entries and calls without throwing', () => {
  const m = new Interpreter({ sources: { find: () => 'missing' }, natives: new Map(), builtins: makeBuiltins(), graph: createGraphBuilder });
  const main = m.load(sourceFile('__main__', 'def f(a): return a + k\nk = 2\n'));
  expect(m.evaluateText('f(3)', main)).toMatchObject({ value: { kind: 'int', value: 5 }, raised: null });
  expect(m.evaluateText('f("x")', main).raised?.message).toBe('can only concatenate str (not "int") to str');
  expect(m.evaluateText('nope', main).raised?.type).toBe('NameError');
  expect(m.evaluateText('f(', main).value.kind).toBe('unknown');
  const f = main.attrs.get('f');
  expect(f && m.callTop(f, []).raised?.message).toBe("f() missing 1 required positional argument: 'a'");
  expect(m.raises[0]?.traceback.length).toBe(2);
});

it('imports the parts of torch and importlib that only exist', () => {
  const { out, raised } = run([
    'from importlib import abc, util', 'try:', '    from torch.nn.parallel._functions import ReduceAddCoalesced, Broadcast', 'except ImportError:',
    '    ReduceAddCoalesced = None', 'class Finder(abc.MetaPathFinder):', '    def find_spec(self, name, path, target=None): return None', 'print(Finder.__name__, ReduceAddCoalesced is None)',
  ].join('\n'));
  expect(raised).toEqual([]);
  expect(out).toBe('Finder <unknown>');
});
