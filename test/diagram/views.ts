// Graphs for the tests of the picture, written as edges: the shapes that networks take, without a model behind them.
import type { GraphView, GraphViewGroup, GraphViewNode } from '../../src/protocol/graphView';

/** Nodes are `group/name` paths in execution order; `a>b` are edges. */
export function viewOf(nodes: readonly string[], edges: readonly string[], alike: Readonly<Record<string,
  number>> = {}): GraphView {
  const groups = new Map<string, GraphViewGroup>();
  const groupOf = (path: string): string | null => {
    const at = path.lastIndexOf('/');
    if (at < 0) return null;
    const id = path.slice(0, at);
    const parent = groupOf(id);
    if (!groups.has(id)) {
      groups.set(id, {
        id, parent, name: id.slice(id.lastIndexOf('/') + 1), path: id, type: 'Block', shape: '64×56×56', sizes: [1, 64, 56, 56],
          parameters: 1000, macs: 2000,
        activationBytes: 100, field: '3×3', fieldShare: 0.1, depth: 1, alike: alike[id] ?? groups.size, state: 'ok',
          details: [],
      });
    }
    return id;
  };
  const made = nodes.map((id, i): GraphViewNode => {
    const name = id.slice(id.lastIndexOf('/') + 1);
    const isConv = name.startsWith('conv');
    return {
      id, group: groupOf(id), category: isConv ? 'convolution' : name.startsWith('relu') ? 'activation' : name.startsWith('bn')
        ? 'normalisation' : 'other',
      name, path: id, op: isConv ? 'Conv2d' : name, spec: isConv ? 'Conv2d 3×3, 64' : name, shape: '64×56×56',
        sizes: [1, 64, 56, 56],
      parameters: isConv ? 36_864 : 0, macs: isConv ? 115_605_504 : 0, activationBytes: 802_816, field: '3×3', fieldShare: 0.1,
        depth: i, shared: false,
      state: 'ok', details: [], tensors: [],
    };
  });
  return {
    entry: 'test', title: 'test', model: 'test', input: '', output: '', inputAssumed: false, nodes: made,
      groups: [...groups.values()],
    edges: edges.map((edge) => {
      const [from = '', to = ''] = edge.split('>');
      return { from, to, kind: 'flow', shape: '64×56×56' };
    }),
    problems: [], parameters: 0, macs: 0, activationBytes: 0,
  };
}

const chain = (nodes: readonly string[]): string[] => nodes.slice(1).map((node, i) => `${nodes[i] ?? ''}>${node}`);

export const residual = (): GraphView => {
  const blocks = Array.from({ length: 4 }, (_, i) => ['conv1', 'bn1', 'relu1', 'conv2', 'bn2', 'add',
    'relu2'].map((name) => `layer/${i}/${name}`));
  const nodes = ['input', ...blocks.flat(), 'output'];
  const alike = Object.fromEntries(blocks.map((_, i) => [`layer/${i}`, 77]));
  return viewOf(nodes, [...chain(nodes), ...blocks.map((block, i) =>
    `${i === 0 ? 'input' : `layer/${i - 1}/relu2`}>${block[5] ?? ''}`)], alike);
};

export const downsample = (): GraphView => {
  const main = ['b/conv1', 'b/bn1', 'b/relu1', 'b/conv2', 'b/bn2'];
  return viewOf(['input', ...main, 'b/down/conv', 'b/down/bn', 'b/add', 'b/relu2', 'output'],
    [...chain(['input', ...main, 'b/add', 'b/relu2', 'output']), ...chain(['input', 'b/down/conv', 'b/down/bn', 'b/add'])]);
};

export const inception = (): GraphView => {
  const branches = [['m/b1/conv'], ['m/b2/conv1', 'm/b2/conv2'], ['m/b3/conv1', 'm/b3/conv2', 'm/b3/conv3'],
    ['m/pool', 'm/b4/conv']];
  return viewOf(['input', ...branches.flat(), 'm/cat', 'output'],
    [...branches.flatMap((branch) => chain(['input', ...branch, 'm/cat'])), 'm/cat>output']);
};

export const unet = (levels = 5): GraphView => {
  const names = Array.from({ length: levels }, (_, i) => i);
  const down = names.flatMap((i) => [`down${i}/conv1`, `down${i}/conv2`, `pool${i}`]);
  const up = names.toReversed().flatMap((i) => [`up${i}`, `cat${i}`, `dec${i}/conv1`, `dec${i}/conv2`]);
  const nodes = ['input', ...down, 'mid/conv1', ...up, 'output'];
  return viewOf(nodes, [...chain(nodes), ...names.map((i) => `down${i}/conv2>cat${i}`)]);
};

export const dense = (layers = 24): GraphView => {
  const names = Array.from({ length: layers }, (_, i) => i);
  const nodes = ['input', ...names.flatMap((i) => [`block/${i}/cat`, `block/${i}/bn`, `block/${i}/conv`]), 'block/cat',
    'output'];
  const sources = ['input', ...names.map((i) => `block/${i}/conv`)];
  return viewOf(nodes, [
    ...names.flatMap((i) => [...sources.slice(0, i + 1).map((source) => `${source}>block/${i}/cat`),
      `block/${i}/cat>block/${i}/bn`, `block/${i}/bn>block/${i}/conv`]),
    ...sources.map((source) => `${source}>block/cat`), 'block/cat>output',
  ]);
};

/** Two inputs, two outputs, crossing branches, a dead end. */
export const tangle = (): GraphView => viewOf(
  ['a', 'b', 'g/c', 'g/d', 'g/e', 'h/f', 'h/i/j', 'h/i/k', 'l', 'out1', 'out2', 'dead'],
  ['a>g/c', 'b>g/d', 'a>g/d', 'b>g/c', 'g/c>g/e', 'g/d>g/e', 'g/c>h/f', 'g/e>h/i/j', 'h/f>h/i/k', 'h/i/j>h/i/k', 'g/d>h/i/k',
    'h/i/k>l', 'a>l', 'g/e>l',
    'l>out1', 'h/f>out2', 'b>out2', 'g/c>dead'],
);

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = (seed >>> 0) + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A graph of no kind: groups in groups, mostly chains, with skips near and far, several inputs and dead ends. */
export function randomView(seed: number, size: number): GraphView {
  const next = random(seed);
  const nodes: string[] = [];
  const fill = (prefix: string, budget: number, depth: number): void => {
    for (let left = budget; left > 0;) {
      const inside = depth < 5 && left > 2 && next() < 0.3 ? 1 + Math.floor(next() * (left - 1)) : 0;
      if (inside > 0) fill(`${prefix}g${nodes.length}/`, inside, depth + 1);
      else nodes.push(`${prefix}${next() < 0.4 ? 'conv' : 'op'}${nodes.length}`);
      left -= Math.max(1, inside);
    }
  };
  fill('', size, 0);
  const edges = new Set<string>();
  nodes.forEach((node, i) => {
    const link = (from: number): void => { if (from >= 0 && from < i) edges.add(`${nodes[from] ?? ''}>${node}`); };
    if (next() < 0.85) link(i - 1);
    while (next() < 0.35) link(i - 1 - Math.floor(next() * 12));
    if (next() < 0.06) link(Math.floor(next() * i));
  });
  return viewOf(nodes, [...edges]);
}
