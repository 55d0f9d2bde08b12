// `convlens graph TARGET`: the architecture graph as a picture or as text for other tools; the same layout as the panel's.
// `convlens compare BEFORE AFTER`: two models in one such picture, or the differences as a table.
import { writeFileSync } from 'node:fs';
import { estimate, layoutInputOf } from '../diagram/cards';
import { compareViews } from '../diagram/compare';
import { layoutDiagram } from '../diagram/layout';
import type { Shading } from '../diagram/overlay';
import { drawSvg } from '../diagram/svg';
import { dotOf, headLinesOf, jsonOf, mermaidOf, rowsOf, tableOf, type ColumnKey } from '../diagram/texts';
import { DEFAULT_CHOICES, defaultDepth, visibleOf, type Visible } from '../diagram/visible';
import { traceModel } from '../frontends/pytorch';
import { COMMAND_BUDGET } from '../frontends/run';
import { parseTarget } from '../frontends/target';
import { graphViewOf } from '../ide/graphView';
import type { GraphView } from '../protocol/graphView';
import { CommandError, type Options } from './arguments';
import { rasterise } from './png';
import { inputsOf, onlyEntry } from './summary';
import { isOnnx, traceOnnxTarget } from './onnx';
import { Workspace } from './workspace';

const FORMATS = '--svg FILE, --png FILE, --dot, --mermaid and --json';

/** Workspaces are opened with the parser beside the program; tests have it elsewhere. */
type Open = (pythonPath: readonly string[]) => Promise<Workspace>;
const openDefault: Open = (pythonPath) => Workspace.open(pythonPath);

export async function runGraph(options: Options, open = openDefault): Promise<number> {
  const [target, ...others] = options.positionals;
  if (target === undefined || others.length > 0) {
    throw new CommandError('graph takes one TARGET such as net.py:Net (convlens --help).');
  }
  if (formatsOf(options) !== 1) throw new CommandError(`graph needs one of ${FORMATS}.`);
  return write(await viewOf(await open(options.pythonPath), target, options), options);
}

export async function runCompare(options: Options, open = openDefault): Promise<number> {
  const [first, second, ...others] = options.positionals;
  if (first === undefined || second === undefined || others.length > 0) {
    throw new CommandError('compare takes two TARGETs, the earlier one first (convlens --help).');
  }
  if (formatsOf(options) > 1) throw new CommandError(`compare takes one of ${FORMATS}, or none for a table.`);
  const workspace = await open(options.pythonPath);
  const view = compareViews(await viewOf(workspace, first, options), await viewOf(workspace, second, options));
  if (formatsOf(options) === 1) return write(view, options);
  process.stdout.write(differencesOf(view));
  return view.nodes.some((node) => node.state === 'error') ? 1 : 0;
}

const formatsOf = ({ svg, png, dot, mermaid, json }: Options): number =>
  [svg !== null, png !== null, dot, mermaid, json].filter(Boolean).length;

const HEADS: Readonly<Record<ColumnKey, string>> = {
  path: 'path', op: 'op', shape: 'output', parameters: 'parameters', macs: 'MACs', activationBytes: 'bytes', field: 'RF',
  depth: 'depth',
};

/** The summary, and a table of what differs. */
function differencesOf(view: GraphView): string {
  const rows = rowsOf(view).filter((row) => row.change !== null);
  const table = rows.length === 0 ? 'No node differs.\n' : tableOf(rows, HEADS, 'markdown');
  return [view.title, ...headLinesOf(view), '', table].join('\n');
}

async function write(view: GraphView, options: Options): Promise<number> {
  const { svg, png, dot, mermaid } = options;
  const depth = options.depth ?? defaultDepth(view);
  const visible = visibleOf(view, { ...DEFAULT_CHOICES, depth, foldChains: options.foldChains });
  if (svg !== null || png !== null) {
    const picture = pictureOf(view, visible, options);
    const content = png === null ? picture : await rasterise(picture);
    if ((svg ?? png) === '-') process.stdout.write(content);
    else writeContent(svg ?? png ?? '', content);
  } else process.stdout.write(dot ? dotOf(visible, view.title) : mermaid ? mermaidOf(visible) : jsonOf(view));
  for (const problem of view.problems) process.stderr.write(`convlens: ${problem}\n`);
  return view.nodes.some((node) => node.state === 'error') ? 1 : 0;
}

function pictureOf(view: GraphView, visible: Visible, options: Options): string {
  const shading: Shading = { overlay: options.overlay, whole: view };
  const layout = layoutDiagram(layoutInputOf(visible, estimate, shading));
  const scheme = options.dark ? 'dark' : 'light';
  return drawSvg(visible, layout, { title: view.title, lines: headLinesOf(view), scheme, shading });
}

async function viewOf(workspace: Workspace, text: string, options: Options): Promise<GraphView> {
  const target = parseTarget(text);
  if (isOnnx(target)) return graphViewOf((await traceOnnxTarget(target, options)).trace, text, () => null);
  const document = workspace.document(target);
  const session = workspace.session(document, { budget: COMMAND_BUDGET });
  const trace = traceModel(session.run, {
    document: document.file,
    entry: target.entry ?? onlyEntry(session, target),
    inputs: inputsOf(target, options),
    training: options.train || undefined,
    probe: session.probe,
    isConcrete: true,
  });
  session.run.interpreter.dispose();
  return graphViewOf(trace, text, () => null);
}

function writeContent(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new CommandError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
