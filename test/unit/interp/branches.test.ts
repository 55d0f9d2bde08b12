// Conditions that cannot be decided: what both sides agree on stays, the rest is lost for the condition's reason.
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/interp/value';
import { run } from './running';

/** Values of globals after running `body`, in which `u` is unknown and `t` a tensor without data. */
function after(body: string): (name: string) => string {
  const { main, m } = run(`import torch\nfrom nowhere import u\nt = torch.empty(2, 3)\n${body}\n`);
  expect(m.raises.map((r) => `${r.type}: ${r.message}`)).toEqual([]);
  const show = (v: Value | undefined): string => {
    if (!v) return 'unbound';
    if (v.kind === 'unknown') return `?${v.reason.code}`;
    if (v.kind === 'tensor') return `tensor${JSON.stringify(v.shape.map((d) => (d.kind === 'int' ? Number(d.value) : '?')))}`;
    if ((v.kind === 'list' || v.kind === 'dict') && v.lost) return `lost ${v.kind}`;
    if (v.kind === 'list' || v.kind === 'tuple') return `[${v.items.map(show).join(', ')}]`;
    if (v.kind === 'dict') return `{${[...v.entries.values()].map((e) => `${show(e.key)}: ${show(e.value)}`).join(', ')}}`;
    const text = m.str(v);
    return typeof text === 'string' ? text : '?';
  };
  return (name) => show(main.attrs.get(name));
}

describe('if', () => {
  it('keeps what agrees', () => {
    const g = after('if t.sum() > 0:\n    a = 1; b = 2; c = t * 2\nelse:\n    a = 1; b = 3; c = t + 1');
    expect([g('a'), g('b'), g('c')]).toEqual(['1', '?data-dependent-branch', 'tensor[2,3]']);
  });
  it('keeps the sizes that agree', () => {
    expect(after('c = torch.cat([t, t], 1) if u else t')('c')).toBe('tensor[2,"?"]');
  });
  it('shares the reason of the condition', () => {
    expect(after('a = 1 if u else 2')('a')).toBe('?module-not-found');
  });
  it('drops a side that raises', () => {
    expect(after('if u: raise ValueError("x")\nelse: a = 1')('a')).toBe('1');
    expect(after('a = 0\nif u:\n    a = 5\n    raise ValueError("x")')('a')).toBe('0');
  });
  it('undoes and merges objects', () => {
    const g = after([
      'class O: pass', 'o = O(); o.x = 1; o.y = 1', 'l = [1]; k = [1]; d = {"a": 1}; e = {"a": 1}', 'if u:',
      '    o.x = 2; o.y = 1; l.append(2); k[0] = 5; d["a"] = 2; e["b"] = 1', 'x = o.x; y = o.y',
    ].join('\n'));
    expect(['x', 'y', 'l', 'k', 'd', 'e'].map(g)).toEqual([
      '?module-not-found', '1', 'lost list', '[?module-not-found]', '{a: ?module-not-found}', 'lost dict']);
  });
  it('merges lists that both sides make', () => {
    const g = after('if u:\n    a = [1, 2]; b = a\nelse:\n    a = [1, 3]; b = a\nb.append(4)');
    expect([g('a'), g('b')]).toEqual(['[1, ?module-not-found, 4]', '[1, ?module-not-found, 4]']);
  });
  it('nests', () => {
    expect(after('a = 1; b = 1\nif u:\n    if t.sum() > 0: a = 2; b = 3\n    else: a = 2; b = 4\nelse: a = 2')('a')).toBe('2');
  });
  it('decides what one known part decides', () => {
    expect(after('a = 1 if u or True else 2\nb = 1 if u and False else 2')('a')).toBe('1');
    expect(after('b = 1 if u and False else 2')('b')).toBe('2');
    expect(after('b = 1 if not u or not False else 2')('b')).toBe('1');
  });
  it('takes an undecided assertion as true', () => {
    expect(after('assert u\nassert t.sum() > 0, "no"\na = 1')('a')).toBe('1');
  });
});

describe('leaving early', () => {
  it('merges a return with what follows', () => {
    expect(after('def f():\n    if u: return 1\n    return 1\na = f()')('a')).toBe('1');
    expect(after('def f():\n    if u: return 1\n    return 2\na = f()')('a')).toBe('?module-not-found');
    expect(after('def f():\n    if u: return t * 2\n    x = t + 1\n    return x\na = f()')('a')).toBe('tensor[2,3]');
    expect(after('def f():\n    if u: return\n    raise ValueError\na = f()')('a')).toBe('None');
    expect(after('def f():\n    if u: raise ValueError\n    return 7\na = f()')('a')).toBe('7');
  });
  it('merges states of a return with what follows', () => {
    const g = after('n = 0; k = 0\ndef f():\n    global n, k\n    if u:\n        n = 1; k = 1\n        return\n    n = 2; k = 1\nf()');
    expect([g('n'), g('k')]).toEqual(['?module-not-found', '1']);
  });
  it('handles nested early returns', () => {
    expect(after('def f():\n    if u:\n        if t.sum() > 0: return 1\n        y = 2\n    else: y = 2\n    return y\na = f()')('a')).toBe('?data-dependent-branch');
    expect(after('def f():\n    if u:\n        if t.sum() > 0: return 2\n        y = 2\n    else: y = 2\n    return y\na = f()')('a')).toBe('2');
  });
  it('merges breaks', () => {
    const g = after('k = 0; n = 0\nfor i in range(4):\n    k = 1\n    n += 1\n    if u: break');
    expect([g('k'), g('n'), g('i')]).toEqual(['1', '?module-not-found', '?module-not-found']);
  });
  it('merges continues', () => {
    const g = after('k = 0; n = 0\nfor i in range(3):\n    k = 1\n    if u: continue\n    n += 1\nelse: e = 1');
    expect([g('k'), g('n'), g('i'), g('e')]).toEqual(['1', '?module-not-found', '2', '1']);
  });
  it('ends loops that are left at an unknown time', () => {
    const g = after('x = t; n = 0\nwhile True:\n    x = x * 2\n    n += 1\n    if x.sum() > 9: break\nb = 3');
    expect([g('x'), g('n'), g('b')]).toEqual(['tensor[2,3]', '?data-dependent-branch', '3']);
    expect(after('def f():\n    x = t\n    while True:\n        x = x + 1\n        if x.sum() > 9: return x\na = f()')('a')).toBe('tensor[2,3]');
  });
});

describe('loops of unknown length', () => {
  it('keeps what the body does not change', () => {
    const g = after('x = t; n = 0; k = 5\nfor i in u:\n    x = x * 2; n += 1; k = 5');
    expect([g('x'), g('n'), g('k')]).toEqual(['tensor[2,3]', '?module-not-found', '5']);
  });
  it('sees what later iterations would do', () => {
    const g = after('a = 0; b = 0\nfor i in u:\n    b = a\n    a = 1');
    expect([g('a'), g('b')]).toEqual(['?module-not-found', '?module-not-found']);
  });
  it('runs while', () => {
    const g = after('x = t; l = []\nwhile x.sum() < 5:\n    x = x + 1\n    l.append(x)');
    expect([g('x'), g('l')]).toEqual(['tensor[2,3]', 'lost list']);
  });
  it('makes comprehensions unknown', () => {
    const g = after('a = [i for i in u]\nb = [i for i in range(3) if u]\nc = {k: 1 for k in "ab"}');
    expect([g('a'), g('b'), g('c')]).toEqual(['?module-not-found', '?module-not-found', '{a: 1, b: 1}']);
  });
});

describe('unknown values', () => {
  it('flow through everything', () => {
    const g = after('a = u + 1; b = u.x.y; c = u(1)[2]; d, e = u; f = [*u]; h = f"{u}"; i = len(u); j = -u; k = u < 3; l = 3 in u');
    for (const name of 'abcdefhijkl') expect(g(name)).toBe('?module-not-found');
  });
  it('reach parameters that are not given', () => {
    const g = after('def f(a, b=2, *c, d=4, **e): return a, b, c, d, e\nx = f(1, *u)\ny = f(1, **u)');
    expect(g('x')).toBe('[1, ?module-not-found, ?module-not-found, ?module-not-found, lost dict]');
  });
  it('keep what an unknown decorator decorates', () => {
    const g = after('@u.register\ndef f(): return 3\n@u\nclass C: z = 4\na = f(); b = C.z');
    expect([g('a'), g('b')]).toEqual(['3', '4']);
  });
  it('make a class of unknown descent a module', () => {
    const g = after('class N(u.Base):\n    def __init__(self):\n        super().__init__()\n        self.fc = torch.nn.Linear(3, 4)\n    def forward(self, x): return self.fc(x)\nn = N(); y = n(t); z = n.hparams');
    expect([g('y'), g('z')]).toEqual(['tensor[2,4]', '?module-not-found']);
  });
});

it('knows when both sides cost differently', () => {
  const program = (a: string, b: string): boolean =>
    run(`import torch\nfrom nowhere import u\nt = torch.empty(2, 3)\nif u: c = ${a}\nelse: c = ${b}\n`).m.costUncertain;
  expect(program('t * 2', 't * 3')).toBe(false);
  expect(program('t * 2', 't @ t.T')).toBe(true);
});

it('creates one reason per condition', () => {
  const { gaps } = run('import torch\nt = torch.empty(2)\ndef f():\n    if t.sum() > 0: a = 1\n    else: a = 2\n    return a\nxs = [f() for _ in range(5)]\n');
  expect(gaps.filter((g) => g.startsWith('data-dependent-branch'))).toEqual(['data-dependent-branch: "t.sum() > 0" is decided by the data']);
});

describe('a loop over what is not known', () => {
  const marks = (body: string): number => run(`from nowhere import u\n${body}\n`).m.heap.openMarks;
  it('ends its own breaks, not those of the loop around it', () => {
    const g = after('n = 0\nfor i in range(3):\n    for x in u:\n        if x.done:\n            break\n    n += 1');
    expect([g('n'), g('i')]).toEqual(['3', '2']);
    expect(after('def f():\n    for x in u:\n        if x.done:\n            break\n    return 5\na = f()')('a')).toBe('5');
  });
  it('runs its else, which may leave the loop around it', () => {
    const loop = (leave: string): string =>
      `n = 0\nfor i in range(3):\n    for x in u:\n        ${leave}\n    else:\n        break\n    n += 1`;
    expect(after(loop('pass'))('n')).toBe('0');
    expect(after(loop('if x.done: break'))('n')).toMatch(/^\?/);
    expect(after(loop('if x.done: break').replace('in u', 'in (1, 2)').replace('x.done', 'u'))('n')).toMatch(/^\?/);
    expect(after(loop('if x.done: break').replace('        break\n    n', '        pass\n    n'))('n')).toBe('3');
    const inElse = 'n = 0\nfor i in range(3):\n    for x in u:\n        if x.done:\n            break\n    else:\n'
      + '        for y in (1, 2):\n            if u:\n                break\n        else:\n            n += 0\n    n += 1';
    expect(after(inElse)('n')).toBe('3');
  });
  it('leaves no branch open', () => {
    expect(marks('for x in u:\n    if x.done:\n        break')).toBe(0);
    expect(marks('for x in u:\n    if x.done:\n        break\nelse:\n    y = 1')).toBe(0);
    expect(marks('def f():\n    for x in u:\n        if x.done:\n            return 1\n        if x.gone:\n            break\nf()')).toBe(0);
  });
});

describe('a loop that trains', () => {
  const loop = (rounds: number, more = ''): string =>
    `w = 1\nfor epoch in range(${rounds}):\n    y = t * 2\n    y.sum().backward()\n    ${more || 'pass'}\nz = w`;
  it('is followed to its end when that is near', () => {
    const g = after(loop(8, 'w += 1'));
    expect([g('epoch'), g('w'), g('y')]).toEqual(['7', '9', 'tensor[2,3]']);
  });
  it('takes no more steps for more rounds', () => {
    const steps = (rounds: number): number => run(`import torch\nt = torch.empty(2, 3)\n${loop(rounds)}`).m.stepsTaken;
    expect(steps(100_000)).toBe(steps(100));
  });
  it('keeps what all rounds leave alike, and loses what one of them may change', () => {
    const g = after(loop(500, 'if epoch == 300: w = 7'));
    expect([g('y'), g('w'), g('z')]).toEqual(['tensor[2,3]', '?budget-exceeded', '?budget-exceeded']);
    expect(after(loop(500))('z')).toBe('1');
  });
  it('with while', () => {
    const g = after('i = 0\nw = 1\nwhile i < 500:\n    i += 1\n    (t * 2).sum().backward()\n    if i > 300: w = 7');
    expect([g('i'), g('w')]).toEqual(['?budget-exceeded', '?budget-exceeded']);
  });
  it('leaves other loops alone', () => {
    expect(after('n = 0\nfor i in range(50): n += i')('n')).toBe('1225');
  });
});
