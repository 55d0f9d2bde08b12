// `convlens summary TARGET...`: one model each, as a table for people or as one JSON document per line.
import { InputSpecError, parseInputSpec, parseInputSpecs, type InputSpec } from '../frontends/inputSpec';
import { traceModel } from '../frontends/pytorch';
import { summarize, type ModelSummary } from '../frontends/summary';
import { parseTarget, type Target } from '../frontends/target';
import { rewind, savepoint } from '../interp/savepoint';
import { entryPoints } from '../frontends/entryPoints';
import { CommandError, type Options } from './arguments';
import { isOnnx, traceOnnxTarget } from './onnx';
import { formatSummary } from './table';
import { Workspace, type Session } from './workspace';

export async function runSummary(options: Options): Promise<number> {
  if (options.positionals.length === 0)
    throw new CommandError('summary needs a TARGET such as net.py:Net (convlens --help).');
  const workspace = await Workspace.open(options.pythonPath);
  let code = 0;
  for (const text of options.positionals) {
    try {
      const target = parseTarget(text);
      const summary = isOnnx(target) ? summarize((await traceOnnxTarget(target, options)).trace, text)
        : summaryOf(workspace, target, options);
      process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : formatSummary(summary));
      if (summary.raises.length > 0 && summary.output === null) code = 1;
    } catch (error) {
      if (options.positionals.length === 1) throw error;
      // Several targets: the others are still answered.
      const message = (error instanceof Error ? error.message : String(error)).split('\n')[0];
      process.stderr.write(`convlens: ${message}\n`);
      if (options.json) process.stdout.write(`${JSON.stringify({ schema: 1, target: text, error: message })}\n`);
      code = 1;
    }
  }
  return code;
}

function summaryOf(workspace: Workspace, target: Target, options: Options): ModelSummary {
  const document = workspace.document(target);
  const session = workspace.targetSession(target, document);
  const start = savepoint(session.run.interpreter);
  try {
    const trace = traceModel(session.run, {
      document: document.file,
      entry: target.entry ?? onlyEntry(session, target),
      inputs: inputsOf(target, options),
      training: options.train || undefined,
      probe: session.probe,
      isConcrete: true,
    });
    return summarize(trace, target.text, document.programs);
  } finally {
    rewind(session.run.interpreter, start);
  }
}

/** The file's only model, when the target names none. */
export function onlyEntry(session: Session, target: Target): string {
  const entries = entryPoints(session.run, session.document.file).filter((entry) => entry.callable);
  const [entry] = entries;
  if (entry && entries.length === 1) return entry.text;
  const names = entries
    .slice(0, 8)
    .map((found) => found.text)
    .join(', ');
  const found = entries.length === 0 ? 'no model' : 'several models';
  const which = names && ` (${names}${entries.length > 8 ? ', …' : ''})`;
  throw new CommandError(`${target.source} has ${found}; name one as ${target.source}:Entry${which}.`);
}

export function inputsOf(target: Target, options: Options): InputSpec[] | null {
  try {
    if (target.inputs !== null) return parseInputSpecs(target.inputs);
    return options.inputs.length > 0 ? options.inputs.map(parseInputSpec) : null;
  } catch (error) {
    if (error instanceof InputSpecError) throw new CommandError(error.message);
    throw error;
  }
}
