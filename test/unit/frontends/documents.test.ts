// What of a Markdown file is a Python program.
import { expect, it } from 'vitest';
import { markdownProgram, placeOf } from '../../../src/frontends/documents';

const fenced = (...code: string[]): string => markdownProgram('lesson.md', `Text\n\`\`\`python\n${code.join('\n')}\n\`\`\`\n`).text;

it.each([
  ['python3 train.py --lr 0.1'], ['# Evaluate the model.', 'python eval.py'], ['DEVICES=0,1 PORT=2 torchrun train.py'],
  ['pip install -r requirements.txt'], ['cd models/unet'], ['./run.sh'], ['$ ls'], ['├─models', '│ ├─unet.py'], ['ls ../data'],
])('leaves out commands and listings: %s', (...lines) => {
  expect(fenced(...lines)).toBe('');
});

it.each([
  [['...', '"labels": {', '    "edge": 1', '},', '...']], [['model = dict(', '    ...', '    backbone=dict(width=3),', '    ...']],
])('leaves out extracts: %s', (lines) => {
  expect(fenced(...lines)).toBe('');
});

it.each([
  ['net = Net()', '...', 'net(x)'], ['def f():', '    ...'], ['x[', '    ..., 1', ']'],
  ['import torch'], ['from torch import nn'], ['net = Net()'], ['class Net(nn.Module):', '    pass'], ['x = 1 if y else 2'],
  ['assert x'], ['print(x)'], ['print x'], ['not x'], ['async def f():', '    pass'], ['x -1'], ['@register'], ['net(x)'],
  ['for x in y:', '    pass'], ['model.eval()'], ['a is b'], ['x: int = 1'], ['x=1 if y else 2'], ['del x'], ['"text" in x'],
])('keeps Python: %s', (...lines) => {
  expect(fenced(...lines)).toBe(`${lines.join('\n')}\n\n`);
});

it.each([
  [['torch.nn.Linear(in_features: int, out_features: int, bias=True)']],
  [['create(', '    name: str,', '    pretrained: bool = False,', ') -> nn.Module']],
  [['def forward(self, x: Tensor) -> Tensor']], [['class Net(nn.Module)']], [['def f(x, *, y=1):']], [['load(path, *, strict=True)']],
  [['@property', 'def width(self) -> int:']],
])('leaves out signatures: %s', (lines) => {
  expect(fenced(...lines)).toBe('');
});

it.each([
  [['net(x, key={1: 2})']], [['f(lambda x: x)']], [['show(x[1:2])']], [['def f(x): return x']], [['class Net(nn.Module): pass']],
  [['f(*x)']],
  [['f(x)(y)']], [['class Net(nn.Module):', '    pass']], [['f(a, **b)']], [['f(x[:, 1])']],
])('keeps what is no signature: %s', (lines) => {
  expect(fenced(...lines)).toBe(`${lines.join('\n')}\n\n`);
});

it('takes PyTorch from a lesson in several frameworks', () => {
  const fence = (...lines: string[]): string => `\`\`\`{.python .input}\n${lines.join('\n')}\n\`\`\`\n`;
  const lesson = [fence('#@tab mxnet', 'a = 1'), fence('#@tab pytorch', 'b = 1'), fence('%%tab all', 'c = 1'), fence('d = 1'),
    fence('#@tab mxnet, pytorch', 'e = 1'), fence('%%tab tensorflow, jax', 'f = 1')];
  const names = (text: string): string[] =>
    [...markdownProgram('lesson.md', text).text.matchAll(/^(\w) = 1/gm)].map(([, name = '']) => name);
  expect(names(lesson.join('\n'))).toEqual(['b', 'c', 'e']);
  expect(names(lesson.filter((text) => !text.includes('torch')).join('\n'))).toEqual(['a', 'c', 'd', 'f']);
});

const SESSIONS = [
  [['In: # two axes more', '    b = a.unsqueeze(1)', '', '    if b:', '        c = 1'], '# two axes more\nb = a.unsqueeze(1)\n\nif b:\n    c = 1\n\n'],
  [['In [12]: a = 1', '         b = 2'], 'a = 1\nb = 2\n\n'],
  [['In[1]: a = 1'], 'a = 1\n\n'],
  [['>>> a = 1', '>>> for i in range(2):', '...     print(i)', '...', '0', '1', '>>> b = 2'], 'a = 1\nfor i in range(2):\n    print(i)\n\nb = 2\n\n'],
  [['In = 1', '    # kept'], 'In = 1\n    # kept\n\n'],
] as const;
it.each(SESSIONS)('reads what is typed in a session: %j', (lines, program) => {
  expect(fenced(...lines)).toBe(program);
});

it('knows where code behind a prompt stands', () => {
  const text = 'Text\n```python\nIn: a = 1\n    b = 2\n```\n';
  const program = markdownProgram('lesson.md', text);
  expect(placeOf(program, program.text.indexOf('b'))).toEqual({ part: 0, offset: text.indexOf('b = 2') });
});
