// `convlens check PATH...`: what would fail, before it is run. Exit code 1 on an error-level finding or a budget exceeded.
import { relative } from 'node:path';
import type { Site } from '../base/source';
import { NotebookError } from '../frontends/documents';
import { entryPoints, type EntryPoint } from '../frontends/entryPoints';
import { EntryError, traceModel } from '../frontends/pytorch';
import { COMMAND_BUDGET } from '../frontends/run';
import { SiteText, type SitePlace } from '../frontends/summary';
import { isProved, isProvedFailure, isTensorError } from '../ide/proof';
import type { Raised } from '../interp/trace';
import { CommandError, type Options } from './arguments';
import { Workspace, filesUnder, type Document, type Session } from './workspace';

interface Finding {
  readonly file: string;
  readonly model: string;
  readonly level: 'error' | 'note';
  readonly code: string;
  readonly message: string;
  readonly site: string | null;
}

type Open = (pythonPath: readonly string[]) => Promise<Workspace>;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** One document after the other: what is found in one is printed, and what is known of it dropped, before the next is read. */
export async function runCheck(options: Options, openWorkspace: Open = (path) => Workspace.open(path)): Promise<number> {
  if (options.positionals.length === 0) throw new CommandError('check needs a file or folder, e.g. convlens check .');
  const files = filesUnder(options.positionals);
  const workspace = await openWorkspace(options.pythonPath);
  const seen = new Set<string>();
  let [models, errors] = [0, 0];
  for (const path of files) {
    const { found, count } = checkFile(workspace, path, options);
    models += count;
    for (const finding of found) {
      const key = JSON.stringify([finding.code, finding.message, finding.site, finding.level === 'note' ? finding.model : '']);
      if (seen.has(key)) continue;
      seen.add(key);
      if (finding.level === 'error') errors++;
      process.stdout.write(options.json ? `${JSON.stringify(finding)}\n` : lineOf(finding));
    }
  }
  const sum = `${counted(models, 'model')} in ${counted(files.length, 'file')} checked: ${counted(errors, 'error')}\n`;
  if (!options.json) process.stdout.write(sum);
  return errors > 0 ? 1 : 0;
}

const lineOf = ({ level, site, file, message, model }: Finding): string =>
  `${level}: ${site ?? file}: ${message.replace(/\s*\n\s*/g, ' ')}${model ? ` (${model})` : ''}\n`;

/** `count`: how many models the file has. */
function checkFile(workspace: Workspace, path: string, options: Options): { found: Finding[]; count: number } {
  const file = shown(path);
  const found: Finding[] = [];
  const document = opened(workspace, path, found);
  if (!document) return { found, count: 0 };
  // Blocks of a text that explains are often cut short.
  const level = isExcerpt(document) ? 'note' : 'error';
  const session = workspace.session(document, { budget: COMMAND_BUDGET });
  try {
    const sites = new SiteText(session.run.interpreter, document.programs);
    found.push(...syntaxErrors(document, sites, file, level));
    const entries = entryPoints(session.run, document.file, document.programs);
    const callable = entries.filter((entry) => entry.callable);
    found.push(...callable.flatMap((entry) => checkModel(session, file, entry, entries, options)));
    const around = [...session.raises, ...session.probe().raises].filter(isTensorError);
    // What ends the construction of a model ends the line that makes one, too.
    const isKnown = ({ message, site }: Finding): boolean =>
      found.some((known) => known.level === 'error' && known.site === site && known.message.endsWith(message));
    found.push(...around.map((raise) => findingOf(raise, sites, file, '', 'error')).filter((each) => !isKnown(each)));
    return { found: found.filter((finding) => !isPlacedElsewhere(finding, found)), count: callable.length };
  } finally {
    session.run.interpreter.dispose();
    workspace.close(document);
  }
}

const isExcerpt = ({ programs, file }: Document): boolean => programs.get(file.id)?.kind === 'markdown';

/** null for a file that is no document: one notebook of many that is broken, or of an old format, is no reason to stop. */
function opened(workspace: Workspace, path: string, found: Finding[]): Document | null {
  try {
    return workspace.open(path);
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    found.push({ file: shown(path), model: '', level: 'note', code: 'unreadable', message: error.message, site: null });
    return null;
  }
}

/** Text that is no Python would be as many errors as it has lines: of each kind the first is told. */
function syntaxErrors(document: Document, sites: SiteText, file: string, level: Finding['level']): Finding[] {
  const firsts = new Map<string, Finding>();
  for (const { message, start } of document.file.parse.errors) {
    const place = sites.placeAt(document.file, start);
    const kind = `${place.part ?? ''} ${message}`;
    if (!firsts.has(kind)) firsts.set(kind, { file, model: '', level, code: 'syntax-error', message, site: textOf(place) });
  }
  return [...firsts.values()];
}

/** What is said of a model without a place is said better where the code meets it. */
const isPlacedElsewhere = (finding: Finding, all: readonly Finding[]): boolean => finding.site === null && all.some((other) =>
  other.site !== null && other.level === finding.level && other.code === finding.code && other.message === finding.message);

const shown = (path: string): string => relative(process.cwd(), path) || path;

function checkModel(
  session: Session,
  file: string,
  entry: EntryPoint,
  entries: readonly EntryPoint[],
  options: Options,
): Finding[] {
  const model = entry.text;
  const code = { parse: session.document.file.parse, entries, isExcerpt: isExcerpt(session.document) };
  try {
    const { document, run, probe } = session;
    const training = options.train || undefined;
    const trace = traceModel(run, { document: document.file, entry: model, inputs: null, training, probe });
    const sites = new SiteText(trace.interpreter, document.programs);
    const raised = trace.raises.map((raise) =>
      findingOf(raise, sites, file, model, isProved(raise, code, trace) ? 'error' : 'note'));
    const limits: Finding[] = [
      ...over(file, model, 'max-macs', 'MACs', trace.ledger.macs, options.maxMacs),
      ...over(file, model, 'max-params', 'parameters', trace.ledger.parameters, options.maxParams),
    ];
    return [...raised, ...limits];
  } catch (error) {
    if (error instanceof EntryError) {
      const { raised } = error;
      const level = raised && isProvedFailure(raised, entry, code) ? 'error' : 'note';
      const sites = new SiteText(session.run.interpreter, session.document.programs);
      return [{ file, model, level, code: raised?.type ?? 'unknown', message: error.message,
        site: raised && (siteOf(raised, sites) ?? placeText(sites, entry.site)) }];
    }
    throw error;
  }
}

function findingOf(raise: Raised, sites: SiteText, file: string, model: string, level: Finding['level']): Finding {
  return { file, model, level, code: raise.type, message: `${raise.type}: ${raise.message}`, site: siteOf(raise, sites) };
}

/** Where it was raised: a line of a file; null for what is in none, as the expression that builds a model. */
const siteOf = ({ origin }: Raised, sites: SiteText): string | null => (origin ? placeText(sites, origin.at) : null);

/** The file is named with its folders: a checkout has many of one name. */
function placeText(sites: SiteText, at: Site): string | null {
  const place = sites.place(at);
  return !place || place.file.startsWith('<') ? null : textOf(place);
}

const textOf = (place: SitePlace): string =>
  `${shown(place.file)}${place.part === null ? '' : `[${place.part}]`}:${place.line}`;

function over(
  file: string,
  model: string,
  code: string,
  what: string,
  count: number | null,
  limit: number | null,
): Finding[] {
  if (limit === null) return [];
  if (count === null)
    return [
      {
        file,
        model,
        level: 'note',
        code,
        message: `${what} are not known, so the limit of ${limit.toLocaleString('en-US')} was not checked`,
        site: null,
      },
    ];
  if (count <= limit) return [];
  return [
    {
      file,
      model,
      level: 'error',
      code,
      message: `${count.toLocaleString('en-US')} ${what} exceed the limit of ${limit.toLocaleString('en-US')}`,
      site: null,
    },
  ];
}
