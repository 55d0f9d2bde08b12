// Weights as constructors leave them, from a seed, against what PyTorch recorded: bit for bit.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Document, Workspace } from '../../src/cli/workspace';
import { EngineError } from '../../src/engine';
import { fma } from '../../src/engine/init/floats';
import { Generator } from '../../src/engine/init/generator';
import { initialise } from '../../src/engine/init/initialise';
import { openWorkspace, ROOT } from '../support/analyse';
import { digestOf, fingerprints, initialised, recorded, reference, type Fingerprint } from '../support/weights';

interface Golden { readonly target: string; readonly state: readonly Fingerprint[] }
const goldens = readFileSync(join(ROOT, 'test/golden/weights/own.jsonl'), 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line) as Golden);

interface Digest { readonly target: string; readonly entries: number; readonly digest: string }
const builders = readFileSync(join(ROOT, 'test/golden/weights/builders.jsonl'), 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line) as Digest);

describe('the default generator', () => {
  it('is the Mersenne Twister', () => {
    const generator = new Generator(5489);
    generator.skip(9_999);
    // The 10,000th number from this seed is part of the C++ standard.
    expect(generator.random()).toBe(4_123_659_995);
  });

  it('stands after skipped samples where it stands after drawn ones', () => {
    for (const counts of [[1, 2, 4], [3, 3, 3], [2, 5, 700]]) {
      const [drawn, skipped] = [new Generator(3), new Generator(3)];
      for (const count of counts) {
        for (let i = 0; i < count; i++) drawn.normal();
        skipped.skipNormals(count);
      }
      expect([skipped.normal(), skipped.random()]).toEqual([drawn.normal(), drawn.random()]);
    }
  });

  it('takes seeds beyond 32 bits by their low bits', () => {
    expect(new Generator(2 ** 32 + 5).random()).toBe(new Generator(5).random());
    expect(new Generator(-1).random()).toBe(new Generator(2 ** 32 - 1).random());
  });
});

describe('fused multiply-add', () => {
  it('rounds once where the sum in double precision lies half way', () => {
    const a = 1 + 2 ** -23;
    // a x a = 1 + 2^-22 + 2^-46; with c the exact sum lies just above half way between two floats.
    expect(fma(a, a, 2 ** -24)).toBe(Math.fround(1 + 2 ** -22 + 2 ** -23));
    expect(fma(1, 1, 2 ** -24)).toBe(1);
  });
});

/** Whose last digits may differ, or what depends on PyTorch's build. */
const INEXACT: Readonly<Record<string, readonly string[]>> = { 'Fills()': ['wide'], 'Frequencies()': ['basis', 'chance'] };

describe('weights from a seed', () => {
  let workspace: Workspace;
  let document: Document;
  beforeAll(async () => {
    workspace = await openWorkspace();
    document = workspace.open(join(ROOT, 'test/models/initialised.py'));
  });

  it.each(goldens)('equal those that PyTorch gives $target', ({ target, state }) => {
    const model = recorded(workspace, document, target);
    const made = initialised(model);
    const ours = fingerprints(model, made);
    expect(ours.map(([name, dtype, shape]) => [name, dtype, shape])).toEqual(state.map(([name, dtype, shape]) => [name, dtype, shape]));
    const inexact = new Map(made.inexact.map((each) => [each.name, each]));
    for (const [i, [name, , , sha, first]] of state.entries()) {
      const [, , , ourSha, ourFirst] = ours[i];
      const doubt = inexact.get(name);
      if (!doubt) expect([name, ourSha]).toEqual([name, sha]);
      ourFirst.forEach((x, k) => { expect(Math.abs(x - first[k])).toBeLessThanOrEqual(1e-6 * Math.abs(first[k])); });
    }
    expect([...inexact.keys()]).toEqual(INEXACT[target] ?? []);
  });

  it('has buffers that are not part of state_dict', () => {
    const { weights } = initialised(recorded(workspace, document, 'Habits()'));
    expect(weights.get('hidden')?.shape).toEqual([3]);
  });

  it('gives one tensor for tied names, and only the names asked for', () => {
    const { recipe } = recorded(workspace, document, 'Habits()');
    if (!recipe) throw new Error('no recipe');
    const { weights } = initialise(recipe, { seed: 0, reference, names: new Set(['head.weight', 'tied.weight']) });
    expect([...weights.keys()]).toEqual(['head.weight', 'tied.weight']);
    expect(weights.get('head.weight')).toBe(weights.get('tied.weight'));
  });

  it('depends on the seed unless the code sets its own', () => {
    const [layers, habits] = ['Layers()', 'Habits()'].map((entry) => recorded(workspace, document, entry));
    const first = (model: typeof layers, seed: number, name: string): unknown => initialised(model, seed).weights.get(name)?.data[0];
    expect(first(layers, 1, 'image.weight')).not.toBe(first(layers, 0, 'image.weight'));
    expect(first(habits, 1, 'stem.weight')).toBe(first(habits, 0, 'stem.weight'));
    expect(first(habits, 1, 'offsets')).not.toBe(first(habits, 0, 'offsets'));
  });

  it('survives being stored as JSON', () => {
    const model = recorded(workspace, document, 'Habits()');
    const again = { ...model, recipe: JSON.parse(JSON.stringify(model.recipe)) as typeof model.recipe };
    expect(fingerprints(again, initialised(again))).toEqual(fingerprints(model, initialised(model)));
  });

  it('refuses recipes of another version and stops when it is asked to', () => {
    const { recipe } = recorded(workspace, document, 'net');
    if (!recipe) throw new Error('no recipe');
    expect(() => initialise({ ...recipe, version: 0 }, { seed: 0, reference })).toThrow(/version 0.*Analyse the model again/s);
    expect(() => initialise(recipe, { seed: 0, reference, isCancelled: () => true })).toThrow(EngineError);
  });
});

describe('torchvision by name', () => {
  it.each(builders)('$target begins as PyTorch recorded', async ({ target, digest, entries }) => {
    const workspace = await openWorkspace();
    const model = recorded(workspace, workspace.open(join(ROOT, 'test/models/byName.py')), target);
    const made = initialised(model);
    expect(made.inexact).toEqual([]);
    const prints = fingerprints(model, made);
    expect([prints.length, digestOf(prints)]).toEqual([entries, digest]);
  });
});

describe('what cannot be followed', () => {
  const weightsOf = async (text: string, entry = 'Net()'): Promise<ReturnType<typeof initialised>> => {
    const workspace = await openWorkspace();
    return initialised(recorded(workspace, workspace.scratch(`import torch, random\nfrom torch import nn\n${text}`), entry));
  };
  const net = (...lines: string[]): string =>
    ['class Net(nn.Module):', '    def __init__(self):', '        super().__init__()', ...lines.map((line) => `        ${line}`)].join('\n');

  it('is said of the tensors that it reaches, and of no others', async () => {
    const { inexact } = await weightsOf(net('self.a = nn.Linear(2, 2)', 'nn.init.constant_(self.a.bias, random.random())',
      'self.b = nn.Linear(2, 2)'));
    expect(inexact.map(({ name, isClose }) => [name, isClose])).toEqual([['a.bias', false]]);
  });

  it('is said of everything that is drawn after a module of an unknown library', async () => {
    const { inexact } = await weightsOf(`from strange import Thing\n${net('self.a = nn.Linear(2, 2)', 'Thing(3)', 'self.b = nn.Linear(2, 2)',
      'self.c = nn.BatchNorm1d(2)')}`);
    expect(inexact.map(({ name }) => name)).toEqual(['b.weight', 'b.bias']);
  });

  it('is said after branches that the analyser could not decide', async () => {
    const { inexact } = await weightsOf(net('self.a = nn.Linear(2, 2)', 'if random.random() > 0.5:', '    nn.init.zeros_(self.a.weight)',
      'self.b = nn.Linear(2, 2)'));
    expect(inexact.map(({ name }) => name)).toEqual(['a.weight', 'b.weight', 'b.bias']);
  });

  it('is said of memory that nothing fills and of generators of the code\'s own', async () => {
    const { inexact } = await weightsOf(net('self.a = nn.Parameter(torch.empty(2))',
      'self.b = nn.Parameter(torch.empty(2).normal_(generator=torch.Generator().manual_seed(1)))'));
    expect(inexact.map(({ name, reason }) => [name, /memory|generator/.exec(reason)?.[0]])).toEqual([['a', 'memory'], ['b', 'generator']]);
  });

  it('leaves what the default generator draws alone where a generator of the code\'s own draws', async () => {
    const { inexact } = await weightsOf(net('own = torch.Generator()', 'self.a = nn.Parameter(torch.randn(20, generator=own))',
      'self.b = nn.Linear(2, 2)'));
    expect(inexact.map(({ name }) => name)).toEqual(['a']);
  });

  it.each([
    ['torch.seed()', 'by chance'],
    ['torch.set_rng_state(torch.load("state.pt"))', 'state of the random generator'],
    ['torch.distributions.Laplace(0., 1.).sample((3,))', 'Laplace'],
    ['nn.Conv2d(1, 8, 3).to(memory_format=torch.channels_last)', 'channels_last'],
    ['torch.ones(1, 8, 3, 3).to(memory_format=torch.channels_last)', 'channels_last'],
  ])('is said of what is drawn after %s', async (statement, reason) => {
    const { inexact } = await weightsOf(net('self.a = nn.Linear(2, 2)', statement, 'self.b = nn.Linear(2, 2)'));
    expect(inexact.map(({ name }) => name)).toEqual(['b.weight', 'b.bias']);
    expect(inexact[0].reason).toContain(reason);
  });

  it('counts what normal draws of means and deviations that are tensors', async () => {
    const { inexact } = await weightsOf(net('self.a = nn.Parameter(torch.normal(torch.zeros(4, 5), torch.ones(4, 5)))',
      'self.b = nn.Linear(2, 2)'));
    expect(inexact.map(({ name }) => name)).toEqual(['a']);
  });

  it('is said of statistics that a constructor moves', async () => {
    const { inexact } = await weightsOf(net('self.a = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))', 'self.a(torch.zeros(1, 1, 8, 8))'));
    expect(inexact.map(({ name }) => name)).toEqual(['a.1.running_mean', 'a.1.running_var', 'a.1.num_batches_tracked']);
  });
});
