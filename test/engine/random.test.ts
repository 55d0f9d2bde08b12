// What forward draws: the same in every run, another with another generator, refused where the draws are not followed.
// That they are PyTorch's is what runModels.test.ts compares.
import { describe, expect, it } from 'vitest';
import { Generator } from '../../src/engine/init/generator';
import { ableNodes } from '../../src/graph/able';
import { lower } from '../../src/graph/lower';
import { analyser, openWorkspace } from '../support/analyse';
import { referenceSession, session } from '../support/engine';

const CODE = `
import torch
import torch.nn as nn
import torch.nn.functional as F

def noisy(x): return F.relu(x + torch.randn_like(x))
def later(x):
    torch.rand(3)
    return x + torch.randn(4)
def of_weights(x): return x + torch.rand_like(torch.ones(4))
def own(x): return x + torch.randn(4, generator=torch.Generator().manual_seed(1))
def counted(x): return torch.poisson(x)
def other(x): return x + torch.empty(4, dtype=torch.float64).random_()

class Kept(nn.Module):
    def __init__(self):
        super().__init__()
        self.noise = torch.randn(4)
    def forward(self, x): return x + self.noise
`;

describe('random numbers', async () => {
  const analyse = analyser(await openWorkspace(), CODE);
  const plan = (name: string): ReturnType<typeof lower> => lower(analyse(name, '2x4').trace.graph, { keep: 'all' });
  const zeros = [new Float32Array(8)];
  const drawn = (run: ReturnType<typeof session>): number[] => [...run.run(zeros).outputs[0].data];

  it('rates of a Poisson distribution that are none end the run, large ones give what int64 holds', () => {
    const run = (rate: number) => [...session(plan('counted')).run([new Float32Array(8).fill(rate)]).outputs[0].data];
    expect(run(1e30)).toEqual(Array(8).fill(-(2 ** 63)));
    for (const rate of [NaN, -1]) expect(() => run(rate)).toThrow('a Poisson distribution has a rate of 0 or more');
  });
  it.each(['noisy', 'later', 'of_weights'])('%s: every run begins with the same, by whatever kernels', (name) => {
    const first = session(plan(name));
    const numbers = drawn(first);
    expect(drawn(first)).toEqual(numbers);
    expect(drawn(referenceSession(plan(name)))).toEqual(numbers);
    expect(new Set(numbers).size).toBeGreaterThan(2);
    expect(drawn(session(plan(name), new Map(), { random: new Generator(7).snapshot() }))).not.toEqual(numbers);
  });

  it('draws what nobody uses, too', () => {
    const state = new Generator(0);
    state.skip(3);
    const [own] = plan('later').calls.filter(({ draws }) => draws).slice(-1);
    expect(own.op).toMatch(/^randn\(/);
    const rest = { ...plan('later'), calls: plan('later').calls.filter(({ op }) => !op.startsWith('rand(')), keep: {} };
    expect(drawn(session(plan('later')))).toEqual(drawn(session(rest, new Map(), { random: state.snapshot() })));
  });

  it.each([
    ['own', 'randn at randn draws from a generator of its own, so this model cannot be run.'],
    ['other', 'How random at random draws is not followed, so this model cannot be run.'],
    ['Kept', 'The constructor keeps what randn gives as a plain attribute. Register it with register_buffer to run the model.'],
  ])('%s is refused', (name, sentence) => {
    expect(() => plan(name)).toThrow(sentence);
  });

  it('leaves nodes that can be run', () => {
    const { graph } = analyse('own', '2x4').trace;
    expect(ableNodes(graph).map(({ key }) => key)).toEqual([]);
    expect(ableNodes(analyse('noisy', '2x4').trace.graph).length).toBeGreaterThan(2);
  });
});
