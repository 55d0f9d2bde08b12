// What the service holds of documents that were closed and of analyses that an edit has replaced: nothing.
import { describe, expect, it } from 'vitest';
import { ParseCache } from '../../../src/frontends/sources';
import { Analyses } from '../../../src/ide/analyses';
import { Documents } from '../../../src/ide/documents';
import { Features } from '../../../src/ide/features';
import { Modules } from '../../../src/ide/modules';
import { createParser } from '../../../src/python/parser';
import { parserFiles } from '../../support/analyse';
import { left } from '../../support/collected';
import { CONFIGURATION, testHost } from '../../support/service';

const parser = await createParser(parserFiles());

const net = (width: number): string => `import torch
from torch import nn
from pkg.blocks import Block

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, ${width}, 3)
        self.block = Block(${width})
    def forward(self, x):
        return self.block(self.stem(x))

net = Net()
`;
const FILES = {
  'file:///ws/pkg/__init__.py': '',
  'file:///ws/pkg/blocks.py': 'from torch import nn\nclass Block(nn.Sequential):\n    def __init__(self, n): super().__init__(nn.ReLU())\n',
};

/** An editor whose documents are looked at in all ways that keep something. */
function editor(): { show: (uri: string, text: string) => Promise<WeakRef<object>[]>; close: (uri: string) => void } {
  const cache = new ParseCache((text, options) => parser.parse(text, options));
  const documents = new Documents(cache);
  const modules = new Modules(testHost(FILES).host, cache, documents);
  const analyses = new Analyses(documents, modules);
  analyses.configuration = CONFIGURATION;
  const features = new Features(documents, analyses, cache);
  let version = 0;
  return {
    async show(uri, text) {
      const document = documents.set({ uri, version: version++, language: 'python', text }, 'model');
      const range = { start: 0, end: text.length };
      await features.inlayHints(uri, range);
      await features.codeLenses(uri);
      await features.diagnostics(uri);
      await features.hover(uri, text.indexOf('self.stem(x)') + 6);
      const analysis = await analyses.of(document);
      const traces = await Promise.all(analysis.entries.map((entry) => analyses.trace(analysis, entry)));
      return [document, document.file.parse, analysis, ...traces].map((each) => new WeakRef<object>(each));
    },
    close(uri) {
      documents.close(uri);
      for (const part of [analyses, modules, features]) part.forget(uri);
    },
  };
}

describe('memory', () => {
  it('of a closed document is given back', async () => {
    const { show, close } = editor();
    const held = await show('file:///ws/a.py', net(8));
    expect(held.length).toBeGreaterThan(4);
    expect(await left(held)).toBe(held.length);
    close('file:///ws/a.py');
    expect(await left(held)).toBe(0);
  });

  it('of a closed document is given back while others are open', async () => {
    const { show, close } = editor();
    const other = await show('file:///ws/b.py', net(4));
    const held = await show('file:///ws/a.py', net(8));
    close('file:///ws/a.py');
    expect(await left(held)).toBe(0);
    expect(await left(other)).toBe(other.length);
  });

  it('of documents that are opened and closed one after the other is given back', async () => {
    const { show, close } = editor();
    const held = [];
    for (let i = 0; i < 12; i++) {
      const uri = `file:///ws/part${i % 4}/${i}.py`;
      held.push(...await show(uri, net(8 + i)));
      close(uri);
    }
    expect(await left(held)).toBe(0);
  });

  it('of earlier revisions is given back', async () => {
    const { show } = editor();
    const early = [];
    for (let width = 8; width < 20; width++) early.push(...await show('file:///ws/a.py', net(width)));
    await show('file:///ws/a.py', net(20));
    await show('file:///ws/a.py', net(21));
    // The run goes on from revision to revision: what is kept of those before is no more for twelve than for two.
    expect(await left(early)).toBeLessThanOrEqual(2);
  });
});
