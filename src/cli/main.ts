// The `convlens` command: models, summary, check, graph, compare, run. Reads arguments, prints; the work is done in frontends
// and ide.
import { setClock, workClock } from '../base/clock';
import { runCompare, runGraph } from './graph';
import { runModels } from './models';
import { runExport } from './export';
import { runRun } from './run';
import { runSummary } from './summary';
import { runCheck } from './check';
import { checkWeights } from './checkWeights';
import { CommandError, parseArguments } from './arguments';
import { VERSION } from './version';

const USAGE = `convlens: shapes, receptive fields, parameters and MACs of PyTorch models, without Python

  convlens models  PATH...                      every model found, a line each
  convlens summary TARGET... [--input SHAPE]... [--json]
  convlens check   PATH... [--max-macs 4G] [--max-params 25M] [--json]
  convlens check   TARGET --weights FILE...     whether load_state_dict would take these checkpoints [--json]
  convlens graph   TARGET --svg FILE|--png FILE|--dot|--mermaid|--json [--depth N] [--light|--dark]
                   [--fold-chains] [--overlay macs|parameters|activation|field|depth]
  convlens compare BEFORE AFTER          what differs as a table; as one picture with the options of graph
  convlens run     TARGET --image FILE   the model on an image, computed by an engine of its own
                   [--weights FILE | --seed 0] [--top 5] [--labels FILE|NAME|none] [--layers] [--save FOLDER] [--json]
                   [--preprocess resize=256,crop=224,interpolation=bicubic,normalise=imagenet|0to1|-1to1]
                   [--keep KEY|none|fitting]... [--exact] [--threads N] [--max-memory 2G]
  convlens export  TARGET --onnx FILE [--weights FILE | --seed 0]   the model as an ONNX file, without Python

  TARGET   file.py:Entry, package.module:Entry, lesson.md:Entry, notebook.ipynb:Entry, model.onnx
           Entry is a name or a call: net.py:VGG(arch=((1,64),(1,128)), num_classes=10)
           its inputs may follow: net.py:Net@1x3x32x32,1x10:int64
  FILE     of --image: PNG, JPEG, WebP, BMP, GIF, a .npy array of the input's shape, random, random:SEED or zeros;
           once for each input, others are 0
  SHAPE    1x3x224x224, 1x10:int64, [3x320x320]; once for each input; N, H, W may stand for sizes

  --python-path DIR   where absolute imports are looked up (repeatable)
  --train             analyse in training mode
  --json              one JSON document per line
`;

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    process.stdout.write(USAGE);
    return command === undefined ? 2 : 0;
  }
  const options = parseArguments(rest);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  switch (command) {
    case 'models':
      return runModels(options);
    case 'summary':
      return runSummary(options);
    case 'graph':
      return runGraph(options);
    case 'compare':
      return runCompare(options);
    case 'check':
      return options.weights.length > 0 ? checkWeights(options) : runCheck(options);
    case 'export':
      return runExport(options);
    case 'run':
      return runRun(options);
    case '--version':
      return printVersion();
    default:
      throw new CommandError(
        `"${command}" is no command of convlens; it has models, summary, check, graph, compare, run and export `
          + "(convlens --help).",
      );
  }
}

function printVersion(): number {
  process.stdout.write(`${VERSION}\n`);
  return 0;
}

// A reader that closes the pipe early (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

// Work that others do on the machine costs no model its budget.
setClock(workClock(process));

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`convlens: ${message.split('\n')[0] ?? message}\n`);
    process.exitCode = error instanceof CommandError ? 2 : 1;
  },
);
