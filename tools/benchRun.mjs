// Measures a quick-run from the command to the maps: npm run build -- --production && npm run bench:run
// Each model in a process of its own, with the run worker as it is shipped, one thread. Milliseconds of CPU time, from the command on; the last
// columns are of later runs, when everything is loaded and compiled (medians of five), and their ratio is to the engine's bare run in the same
// process.
import * as esbuild from 'esbuild';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
esbuild.buildSync({
  entryPoints: ['tools/benchRun.ts'], outfile: 'out/benchRun.cjs', bundle: true, platform: 'node', format: 'cjs', target: 'node20',
  minify: true, logLevel: 'error', resolveExtensions: ['.node.ts', '.ts', '.js', '.mjs', '.json'],
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
});

const FRUIT = 'media/samples/fruit.jpg';
const MODELS = [
  { name: 'LeNet', statement: 'from runNets import LeNet', entry: 'LeNet()', input: '1x1x28x28', image: 'media/samples/digit.png' },
  { name: 'ResNet-18', statement: 'from resnet import resnet18', entry: 'resnet18()', input: '1x3x224x224', image: FRUIT },
  { name: 'MobileNetV2', statement: 'from torchvision.models import mobilenet_v2', entry: 'mobilenet_v2()', input: '1x3x224x224', image: FRUIT },
  { name: 'VGG-16', statement: 'from torchvision.models import vgg16', entry: 'vgg16()', input: '1x3x224x224', image: FRUIT },
];
const ms = (value) => value.toFixed(value < 10 ? 1 : 0);
const mb = (bytes) => (bytes / 1e6).toFixed(0);
console.log('| model | layers | analysed | weights | image | first thumbnails | all thumbnails | again: run | + thumbnails | + every channel '
  + '| bare run | ratio: thumbnails, every channel | engine MB | process MB |');
console.log(`|---|${'---:|'.repeat(13)}`);
for (const { name, ...job } of MODELS) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['out/benchRun.cjs', JSON.stringify(job)], { encoding: 'utf8' });
  if (status !== 0) {
    console.error(`${name}: ${stderr.trim().split('\n').at(-1)}`);
    process.exitCode = 1;
    continue;
  }
  const row = JSON.parse(stdout);
  console.log(`| ${[name, row.layers, ms(row.analysed), ms(row.loaded - row.analysed), ms(row.prepared - row.loaded), ms(row.first), ms(row.all),
    ms(row.reran), ms(row.painted), ms(row.every), ms(row.bare), `${(row.painted / row.bare).toFixed(2)}, ${(row.every / row.bare).toFixed(2)}`,
    mb(row.engine), mb(row.memory)].join(' | ')} |`);
}
