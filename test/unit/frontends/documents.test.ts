// What of a Markdown file is a Python program.
import { expect, it } from 'vitest';
import { markdownProgram } from '../../../src/frontends/documents';

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
