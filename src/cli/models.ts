// `convlens models PATH...`: every model found, a line each: the target to name it by, what it is, its line.
import { relative } from 'node:path';
import { entryPoints } from '../frontends/entryPoints';
import { PROBE_BUDGET } from '../frontends/run';
import { CommandError, type Options } from './arguments';
import { Workspace, filesUnder } from './workspace';

export async function runModels(options: Options): Promise<number> {
  if (options.positionals.length === 0)
    throw new CommandError('models needs a file or folder, e.g. convlens models .');
  const files = filesUnder(options.positionals);
  const workspace = await Workspace.open(options.pythonPath);
  for (const path of files) {
    const document = workspace.open(path);
    const session = workspace.session(document, { budget: PROBE_BUDGET });
    for (const entry of entryPoints(session.run, document.file, document.programs)) {
      const target = `${relative(process.cwd(), path) || path}:${entry.text}`;
      if (options.json)
        process.stdout.write(
          `${JSON.stringify({ target, kind: entry.kind, line: entry.line, callable: entry.callable, needs: entry.needs })}\n`,
        );
      else
        process.stdout.write(
          `${target}\t${entry.kind}\tline ${entry.line}${entry.callable ? '' : `\tneeds ${entry.needs.join(', ')}`}\n`,
        );
    }
    session.run.interpreter.dispose();
  }
  return 0;
}
