// `convlens check TARGET --weights FILE`: what load_state_dict would say of a checkpoint, each name with its line in the source.
// Nothing is run and no tensor is read. Exit code 1 when it would raise.
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openCheckpoint, type Checkpoint } from '../formats/checkpoint';
import { loadError, matchCheckpoint, mismatchText, type Match } from '../formats/match';
import type { NamedSource } from '../formats/source';
import { traceModel } from '../frontends/pytorch';
import { SiteText } from '../frontends/summary';
import { parseTarget } from '../frontends/target';
import { stateEntries, type PlacedEntry } from '../interp/torch/stateEntries';
import { CommandError, type Options } from './arguments';
import { inputsOf, onlyEntry } from './summary';
import { Workspace } from './workspace';

type Open = (pythonPath: readonly string[]) => Promise<Workspace>;

export async function checkWeights(options: Options, openWorkspace: Open = (path) => Workspace.open(path)): Promise<number> {
  const [text, ...others] = options.positionals;
  if (text === undefined || others.length > 0) {
    throw new CommandError('check --weights needs one TARGET, e.g. convlens check net.py:Net --weights net.pth');
  }
  const { entries, type, siteOf } = await modelOf(text, options, openWorkspace);
  const count = entries.filter(({ persistent }) => persistent).length;
  let code = 0;
  for (const path of options.weights) {
    const match = await withCheckpoint(path, (checkpoint) =>
      ({ ...matchCheckpoint(checkpoint.sections, entries), kind: checkpoint.kind, foreign: checkpoint.foreign }));
    const error = loadError(match, type);
    if (error !== null) code = 1;
    const report = { schema: 1, target: text, weights: path, kind: match.kind, section: match.path, prefix: match.prefix,
      loaded: match.loaded.size, missing: match.missing.map((name) => ({ name, site: siteOf(name) })),
      unexpected: match.unexpected,
      mismatched: match.mismatched.map((each) => ({ ...each, site: siteOf(each.name) })), notes: match.notes,
      foreign: match.foreign, error };
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : textOf(path, match, count, siteOf));
  }
  return code;
}

interface CheckedModel {
  readonly entries: readonly PlacedEntry[];
  /** The model's class, as PyTorch's message names it. */
  readonly type: string;
  readonly siteOf: (name: string) => string | null;
}

async function modelOf(text: string, options: Options, openWorkspace: Open): Promise<CheckedModel> {
  const target = parseTarget(text);
  const workspace = await openWorkspace(options.pythonPath);
  const document = workspace.document(target);
  const session = workspace.targetSession(target, document);
  const trace = traceModel(session.run, { document: document.file, entry: target.entry ?? onlyEntry(session, target),
    inputs: inputsOf(target, options), training: options.train || undefined, probe: session.probe });
  const root = [...trace.modulePaths].find(([, path]) => path === '')?.[0];
  if (!root) throw new CommandError(`${text} is a function: it has no state_dict.`);
  const entries = stateEntries(root);
  const sites = new SiteText(trace.interpreter, document.programs);
  const origins = new Map(entries.map(({ name, origin }) => [name, origin]));
  return { entries, type: root.cls.name, siteOf: (name) => sites.text(origins.get(name) ?? null) };
}

/** Opens files as they are needed and closes all of them. */
async function withCheckpoint<T>(path: string, use: (checkpoint: Checkpoint) => T): Promise<T> {
  const opened: { close(): Promise<void> }[] = [];
  const source = async (file: string): Promise<NamedSource> => {
    const handle = await open(file, 'r').catch(() => {
      throw new CommandError(`${file}: there is no such file, or it cannot be read.`);
    });
    opened.push(handle);
    const { size } = await handle.stat();
    return { name: basename(file), size, read: async (offset, length) => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      if (bytesRead < length) throw new CommandError(`${file} was cut while it was read.`);
      return bytes;
    } };
  };
  try {
    const sibling = (name: string): Promise<NamedSource | null> => source(join(dirname(path), name)).catch(() => null);
    return use(await openCheckpoint(await source(path), { sibling }));
  } finally {
    for (const handle of opened) await handle.close();
  }
}

function textOf(path: string, match: Match & { readonly foreign: readonly string[] }, count: number,
  siteOf: (name: string) => string | null): string {
  const at = (name: string): string => siteOf(name) ?? path;
  const lines = [
    ...match.missing.map((name) => `error: ${at(name)}: Missing key(s) in state_dict: "${name}".`),
    ...match.unexpected.map((name) => `error: ${path}: Unexpected key(s) in state_dict: "${name}".`),
    ...match.mismatched.map((each) => `error: ${at(each.name)}: ${mismatchText(each)}`),
    ...match.notes.map((note) => `note: ${path}: ${note}`),
    ...(match.foreign.length === 0 ? []
      : [`note: ${path}: It names code of others, which was not run: ${match.foreign.join(', ')}`]),
    `${path}: ${match.loaded.size} of ${count} entries of the model's state_dict fit`,
  ];
  return `${lines.join('\n')}\n`;
}
