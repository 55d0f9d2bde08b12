// Measures the architecture graph and prints tables: node tools/benchGraph.mjs [--runs N] [--elk] [--json FILE]
//   layout  processor time of a whole layout, everything open; beside it dagre and (with --elk, which installs it from npm into
//           a cache) elkjs on the same boxes and edges, each in a process of its own that is ended after a minute
//   panel   in Chromium, without a graphics card: from a new graph to its first frame, and times between frames while the
//           picture is dragged and zoomed
// Ratios are of one run. Build first: npm run build -- --production
import { execFileSync, spawnSync } from 'node:child_process';
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openGraphPage } from './graphPage.mjs';

const { values: options } = parseArgs({ options: { runs: { type: 'string' }, elk: { type: 'boolean' }, json: { type: 'string' } } });
const runs = Number(options.runs ?? 7);
const root = path.resolve(import.meta.dirname, '..');
const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'convlens-bench-'));
const LIMIT_MS = 60_000;

/** ResNets of 60, 500 and 3,000 nodes, and two graphs that branch and join more. */
const MODELS = [
  ['ResNet, small', 'examples/resnet.py:resnet18@1x3x224x224'],
  ['ResNet, 500', 'examples/resnet.py:ResNet(Bottleneck, [3, 8, 36, 3])@1x3x224x224'],
  ['ResNet, 3,000', 'examples/resnet.py:ResNet(Bottleneck, [3, 40, 250, 3])@1x3x224x224'],
];
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const quantile = (times, q) => times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(q * times.length))];

const views = MODELS.map(([name, target]) => {
  const [file, rest] = target.split(/:(.*)/s);
  const text = execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), 'graph', `${path.join(root, file)}:${rest}`, '--json'],
    { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { name, view: JSON.parse(text) };
});

const diagram = await bundle(`
  export { estimate, layoutInputOf } from './src/diagram/cards';
  export { layoutDiagram } from './src/diagram/layout';
  export { DEFAULT_CHOICES, visibleOf } from './src/diagram/visible';
  export { dense, inception, randomView, unet } from './test/diagram/views';`);
for (const [name, view] of [['Inception modules', diagram.inception()], ['U-Net, 9 levels', diagram.unet(9)],
  ['dense block, 48 layers', diagram.dense(48)], ['no network: random, 500', diagram.randomView(500, 500)]]) views.push({ name, view });

async function bundle(contents) {
  const file = path.join(temp, 'diagram.cjs');
  await esbuild.build({ stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', outfile: file });
  return (await import(file)).default;
}

const inputOf = (view) => diagram.layoutInputOf(
  diagram.visibleOf(view, { ...diagram.DEFAULT_CHOICES, depth: 99, foldRepeats: false }), diagram.estimate);
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };

function ours(input) {
  const times = [];
  for (let i = 0; i < runs; i++) {
    const start = cpu();
    diagram.layoutDiagram(input);
    times.push(cpu() - start);
  }
  return median(times);
}

/** Another engine on the same input, in a process of its own: milliseconds, or what went wrong. */
function other(name, input, modules) {
  const file = path.join(temp, 'input.json');
  fs.writeFileSync(file, JSON.stringify(input));
  const { status, stdout, error } = spawnSync(process.execPath, ['--stack-size=4000', '-e', ENGINES[name], file, modules],
    { encoding: 'utf8', timeout: LIMIT_MS });
  if (error) return '> 60 s';
  return status === 0 ? Number(stdout) : 'fails';
}

const COMMON = `const input = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8')); const modules = process.argv[2];
  const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  const done = (start) => { console.log(cpu() - start); };`;
const ENGINES = {
  dagre: `${COMMON} const { Graph, layout } = require(modules + '/@dagrejs/dagre');
    const g = new Graph({ compound: true }); g.setGraph({}); g.setDefaultEdgeLabel(() => ({}));
    const add = (box, parent) => { g.setNode(box.id, { width: box.width, height: box.height }); if (parent) g.setParent(box.id, parent);
      for (const inner of box.items) add(inner, box.id); };
    for (const box of input.boxes) add(box, null); for (const { from, to } of input.edges) g.setEdge(from, to);
    const start = cpu(); layout(g); done(start);`,
  elkjs: `${COMMON} const ELK = require(modules + '/elkjs/lib/elk.bundled.js');
    const node = (box) => ({ id: box.id, width: box.width, height: box.height, children: box.items.map(node) });
    const graph = { id: '', layoutOptions: { 'elk.algorithm': 'layered', 'elk.direction': 'DOWN', 'elk.hierarchyHandling': 'INCLUDE_CHILDREN' },
      children: input.boxes.map(node), edges: input.edges.map(({ from, to }, i) => ({ id: 'e' + i, sources: [from], targets: [to] })) };
    const start = cpu(); new ELK().layout(graph).then(() => { done(start); });`,
};

function elkModules() {
  const folder = path.join(os.homedir(), '.cache/convlens-bench');
  if (!fs.existsSync(path.join(folder, 'node_modules/elkjs'))) {
    fs.mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-save', 'elkjs@0.12.1'], { stdio: 'inherit' });
  }
  return path.join(folder, 'node_modules');
}

const layouts = views.map(({ name, view }) => {
  const input = inputOf(view);
  const row = {
    name, nodes: view.nodes.length, groups: view.groups.length, edges: view.edges.length, ours: ours(input),
    dagre: other('dagre', input, path.join(root, 'node_modules')), elkjs: options.elk ? other('elkjs', input, elkModules()) : '',
  };
  process.stderr.write(`${name}: ${row.ours.toFixed(0)} ms, dagre ${row.dagre}, elkjs ${row.elkjs}\n`);
  return row;
});

/** In the page: sends a graph and waits until it is drawn. */
async function drawn(state) {
  const start = performance.now();
  await globalThis.ask('update', state);
  await new Promise((resolve) => { requestAnimationFrame(() => { requestAnimationFrame(resolve); }); });
  return performance.now() - start;
}

/** In the page: times between frames while the mouse drags, or the wheel turns. */
async function frames(kind) {
  const svg = document.getElementById('graph');
  const at = (type, more) => new MouseEvent(type, { bubbles: true, cancelable: true, view: window, button: 0, ...more });
  const times = [];
  if (kind === 'pan') svg.dispatchEvent(at('mousedown', { clientX: 300, clientY: 700 }));
  let last = 0;
  for (let i = 0; i < 120; i++) {
    const now = await new Promise((resolve) => { requestAnimationFrame(resolve); });
    if (i > 5) times.push(now - last);
    last = now;
    if (kind === 'pan') window.dispatchEvent(at('mousemove', { clientX: 300 + (i % 10), clientY: 700 - i * 4 }));
    else svg.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, view: window, clientX: 300, clientY: 400, deltaY: i < 60 ? 24 : -24 }));
  }
  if (kind === 'pan') window.dispatchEvent(at('mouseup', { clientX: 300, clientY: 100 }));
  return times;
}

const open = { isChosen: true, choices: { depth: 99, foldRepeats: false } };
const panels = [];
for (const { name, view } of views.slice(0, 3)) {
  const { page, close, errors } = await openGraphPage({ view: views[0].view, state: { entry: 'x', shown: open }, width: 900, height: 900 });
  const times = [];
  for (let i = 0; i < runs; i++) {
    times.push(await page.evaluate(drawn, { view: { ...view, entry: String(i) }, message: '' }));
  }
  const [pan, zoom] = [await page.evaluate(frames, 'pan'), await page.evaluate(frames, 'zoom')];
  const elements = await page.evaluate(() => document.querySelectorAll('#graph *').length);
  if (errors.length > 0) throw errors[0];
  await close();
  panels.push({ name, nodes: view.nodes.length, first: median(times), pan: [median(pan), quantile(pan, 0.95)], zoom: [median(zoom), quantile(zoom, 0.95)], elements });
  process.stderr.write(`${name}: first frame ${median(times).toFixed(0)} ms\n`);
}

const cell = (value) => (typeof value === 'number' ? value.toFixed(value < 10 ? 1 : 0) : value);
const table = (heads, rows) => [heads, heads.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
console.log(`Node ${process.version}, ${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}\n`);
console.log(table(['layout, ms of processor time', 'nodes', 'groups', 'edges', 'ours', 'dagre', 'elkjs'],
  layouts.map((row) => [row.name, String(row.nodes), String(row.groups), String(row.edges), row.ours, row.dagre, row.elkjs])));
console.log(`\n${table(['panel, ms', 'nodes', 'new graph → drawn', 'drag, between frames p50 / p95', 'zoom p50 / p95', 'elements'],
  panels.map((row) => [row.name, String(row.nodes), row.first, row.pan.map(cell).join(' / '), row.zoom.map(cell).join(' / '), String(row.elements)]))}`);
if (options.json) fs.writeFileSync(options.json, JSON.stringify({ layouts, panels }, null, 2));
fs.rmSync(temp, { recursive: true, force: true });
