// `convlens graph TARGET`: the architecture graph as a picture or as text for other tools; the same layout as the panel's.
import { writeFileSync } from 'node:fs';
import { estimate, layoutInputOf } from '../diagram/cards';
import { layoutDiagram } from '../diagram/layout';
import { drawSvg } from '../diagram/svg';
import { dotOf, jsonOf, mermaidOf } from '../diagram/texts';
import { DEFAULT_CHOICES, defaultDepth, visibleOf } from '../diagram/visible';
import { traceModel } from '../frontends/pytorch';
import { COMMAND_BUDGET } from '../frontends/run';
import { parseTarget } from '../frontends/target';
import { graphViewOf } from '../ide/graphView';
import type { GraphView } from '../protocol/graphView';
import { CommandError, type Options } from './arguments';
import { inputsOf, onlyEntry } from './summary';
import { Workspace } from './workspace';

export async function runGraph(options: Options): Promise<number> {
  const [target, ...others] = options.positionals;
  if (target === undefined || others.length > 0) {
    throw new CommandError('graph takes one TARGET such as net.py:Net (convlens --help).');
  }
  const formats = [options.svg !== null, options.dot, options.mermaid, options.json].filter(Boolean).length;
  if (formats !== 1) throw new CommandError('graph needs one of --svg FILE, --dot, --mermaid and --json.');
  const view = viewOf(await Workspace.open(options.pythonPath), target, options);
  const visible = visibleOf(view, {
    ...DEFAULT_CHOICES,
    depth: options.depth ?? defaultDepth(view),
    foldChains: options.foldChains,
  });
  if (options.svg !== null) {
    const layout = layoutDiagram(layoutInputOf(visible, estimate));
    const description = `${view.input} → ${view.output}`;
    const svg = drawSvg(visible, layout, { title: view.title, description, scheme: options.dark ? 'dark' : 'light' });
    if (options.svg === '-') process.stdout.write(svg);
    else writeText(options.svg, svg);
  } else
    process.stdout.write(
      options.dot ? dotOf(visible, view.title) : options.mermaid ? mermaidOf(visible) : jsonOf(view),
    );
  for (const problem of view.problems) process.stderr.write(`convlens: ${problem}\n`);
  return view.nodes.some((node) => node.state === 'error') ? 1 : 0;
}

function viewOf(workspace: Workspace, text: string, options: Options): GraphView {
  const target = parseTarget(text);
  const document = workspace.document(target);
  const session = workspace.session(document, { budget: COMMAND_BUDGET });
  const trace = traceModel(session.run, {
    document: document.file,
    entry: target.entry ?? onlyEntry(session, target),
    inputs: inputsOf(target, options),
    training: options.train,
    probe: session.probe,
  });
  session.run.interpreter.dispose();
  return graphViewOf(trace, text, () => null);
}

function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new CommandError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
