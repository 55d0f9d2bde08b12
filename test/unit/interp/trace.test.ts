// What a run leaves for the reader: observations, origins, savepoints, probes.
import { rewind, savepoint } from '../../../src/interp/savepoint';
import { expect, it } from 'vitest';
import type { FileId } from '../../../src/base/source';
import { run } from './running';

const MODEL = [
  'import torch', 'from torch import nn', 'class Block(nn.Module):', '    def __init__(self, n):', '        super().__init__()',
  '        self.conv = nn.Conv2d(3, n, 3)', '    def forward(self, x):', '        y = self.conv(x)', '        y += 1', '        return y',
  'class Net(nn.Module):', '    def __init__(self):', '        super().__init__()', '        self.a = Block(4); self.b = Block(8)',
  '    def forward(self, x): return self.a(x), self.b(x)', 'out = Net()(torch.empty(1, 3, 8, 8))',
].join('\n');

it('records every value of an expression with the module it ran in', () => {
  const { m, main } = run(MODEL, {}, { observe: () => true });
  const file = main.file;
  const node = file?.parse.nodes.find((n) => n.kind === 'Call' && file.parse.text.slice(n.start, n.end) === 'self.conv(x)');
  const seen = m.observations.of('__main__.py' as FileId, node?.id ?? -1);
  expect(seen.map((o) => [o.frame.module, o.value.kind === 'tensor' && o.value.shape.map((d) => d.kind === 'int' && d.value)])).toEqual([
    ['a', [1, 4, 6, 6]], ['b', [1, 8, 6, 6]]]);
});

it('knows where a size comes from', () => {
  const { main } = run(MODEL);
  const out = main.attrs.get('out');
  const first = out?.kind === 'tuple' ? out.items[0] : undefined;
  const channels = first?.kind === 'tensor' ? first.shape[1] : undefined;
  const at = channels?.kind === 'int' ? channels.origin?.at.node ?? -1 : -1;
  const node = main.file?.parse.nodes[at];
  expect(node && main.file?.parse.text.slice(node.start, node.end)).toBe('4');
});

it('goes back to where it was', () => {
  const files = {
    lib: 'print("loading")\nseen = [1]\nclass Base: made = 0\ndef note(x):\n    seen.append(x)\n    Base.made += 1',
    late: 'import lib\nlib.note("late")',
  };
  const { m, main } = run('import lib\nd = {"a": 1}', files);
  const program = '(lib.note(2), __import__("late"), d.update(b=2), setattr(lib, "x", 3), lib.seen, lib.Base.made, d, dir(lib)[-1])';
  const start = savepoint(m);
  const first = m.str(m.evaluateText(program, main).value);
  rewind(m, start);
  expect(m.str(m.evaluateText('(lib.seen, lib.Base.made, d, hasattr(lib, "x"))', main).value)).toBe("([1], 0, {'a': 1}, False)");
  savepoint(m);
  expect(m.str(m.evaluateText(program, main).value)).toBe(first);
  expect(first).toContain("[1, 2, 'late'], 2");
  expect(m.printed.join('')).toBe('loading\n');
});

it('leaves no trace of a probe', () => {
  const { m, main } = run('class C: pass\nc = C(); c.x = 1; l = [1]; g = 0\ndef f():\n    global g\n    c.x = 2; l.append(2); g = 5\n    print("no")\n    return 1 / 0');
  const f = main.attrs.get('f');
  const result = m.probe(() => f && m.callTop(f, []));
  expect(result?.raised?.type).toBe('ZeroDivisionError');
  expect(m.raises).toEqual([]);
  expect(m.printed).toEqual([]);
  expect(m.evaluateText('(c.x, l, g)', main).value).toMatchObject({ items: [{ value: 1 }, { items: [{ value: 1 }] }, { value: 0 }] });
});
