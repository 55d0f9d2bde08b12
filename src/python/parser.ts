// Python text to the typed tree of ast.ts; the one place that knows the parser library. Parsing never fails:
// text that does not parse becomes ErrorStmt and ErrorExpr. Knows nothing of torch or shapes.

import { assert } from '../base/assert';
import { Language, Parser as Library } from 'web-tree-sitter';
import type { Module, Parse, Stmt, SyntaxError } from './ast';
import type { Conversion } from './conversion';
import { expression } from './convertExpressions';
import { statements } from './convertStatements';
import { DeferredParse, skeletonOf, type ParsedBody, type Skeleton } from './deferred';
import { number } from './number';
import type { BodyRange } from './outline';
import { hasJoinedLines } from './joined';
import { applyEdits } from './edits';
import { matchEdits } from './matchHeaders';
import { copyTree, typeTable } from './rawTree';
import { blankMagics, normalised } from './clean';
import { closeOpen, maskLines, noRepair, type Damage, type Repaired } from './repair';

export interface Parser {
  /** Parses a whole file. Never throws. */
  parse(text: string, options?: ParseOptions): Parse;
}

export interface ParseOptions {
  /** Allow IPython's magics. */
  readonly notebook?: boolean;
  /** The file is being edited; this is its parse before ('first': none yet). Statements that have not changed keep their ids. */
  readonly previous?: Parse | 'first';
  /** Parse the bodies of functions when they are first looked at: for files of which little is used. */
  readonly defer?: boolean;
}

/** The bytes of web-tree-sitter.wasm and tree-sitter-python.wasm, which the host reads. */
export interface ParserFiles {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** All parsers of a process are alike, so whoever parses text of ours may take the one that was started. */
let latest: Parser | null = null;
/** Parses text of ours; the parser has been started by whoever runs the program. */
export function parsePython(text: string): Parse {
  assert(latest, 'the parser is started before anything is parsed');
  return latest.parse(text, { defer: true });
}

/** Starts the parser; works in Node, in a worker thread and in a browser's worker. */
export async function createParser(wasm: ParserFiles): Promise<Parser> {
  // Copies, because the library asks `instanceof Uint8Array`, which fails for bytes of another realm.
  await Library.init({ wasmBinary: new Uint8Array(wasm.runtime).buffer });
  const language = await Language.load(new Uint8Array(wasm.grammar));
  const library = new Library();
  library.setLanguage(language);
  const types = typeTable(language);

  const attempt = (given: Repaired, later?: Skeleton['bodies']): Conversion | null => {
    const repaired = withMatchHeaders(given);
    const tree = library.parse(repaired.text);
    if (tree === null) return null;
    const raw = copyTree(tree, repaired.text, types, repaired.place);
    tree.delete();
    return {
      text: repaired.text, raw, errors: [...repaired.errors], placeholders: repaired.placeholders, later,
      ascii: !/[^\x00-\x7f]/.test(repaired.text), depth: 0, starAt: -1, starOperand: -1,
      typeAt: -1,
      expression(index) { return expression(this, index); },
    };
  };

  const whole = (text: string, clean: string, previous?: ParseOptions['previous']): Parse => {
    let best = attempt(noRepair(clean));
    if (best !== null && isDamaged(best)) best = mended(best, clean, attempt);
    return finish(text, best, previous ?? null);
  };
  return (latest = {
    parse(text, options = {}) {
      const clean = normalised(options.notebook === true ? blankMagics(text) : text);
      const later = options.defer === true ? deferred(text, clean, attempt, whole) : null;
      return later ?? whole(text, clean, options.previous);
    },
  });
}

function withMatchHeaders(repaired: Repaired): Repaired {
  const edits = matchEdits(repaired.text);
  if (edits.length === 0 || repaired.placeholders.size > 0) return repaired;
  const { text, place } = applyEdits(repaired.text, edits);
  const outer = repaired.place;
  return { ...repaired, text, place: outer === null ? place : (offset): number => outer(place(offset)) };
}

/** A parse that leaves the bodies of functions for later; null when all has to be parsed at once. */
function deferred(
  text: string, clean: string, attempt: Attempt, whole: (text: string, clean: string) => Parse,
): Parse | null {
  const skeleton = skeletonOf(clean);
  if (skeleton === null) return null;
  const best = attempt({ ...noRepair(skeleton.text), place: skeleton.place }, skeleton.bodies);
  if (best === null || isDamaged(best)) return null;
  const { module, nodes, errors, comments, statements: numbering } = finish(text, best, null, false);
  let again: Parse | null = null;
  return new DeferredParse(text, module, numbering, { nodes, errors, comments }, (body) => {
    const header = 'def f():\n';
    const place = (offset: number): number => offset - header.length + body.start;
    const found = attempt({ ...noRepair(header + clean.slice(body.start, body.end)), place });
    if (found !== null && !isDamaged(found)) {
      const [around, ...more] = statements(found, 0);
      const { errors, raw } = found;
      if (around?.kind === 'FunctionDef' && more.length === 0) return { around, errors, comments: raw.comments };
    }
    return bodyWithin((again ??= whole(text, clean)), body);
  });
}

/** A body with errors, as it is in the parse of the whole file, where they are mended. */
function bodyWithin(parse: Parse, { start, end }: BodyRange): ParsedBody {
  const isInside = (place: { readonly start: number }): boolean => place.start >= start && place.start < end;
  const found = parse.nodes.find((node) => node.kind === 'FunctionDef' && node.body.length > 0 && node.body.every(isInside)
    && node.start < start && node.end > start);
  const message = 'This function does not parse.';
  const body: readonly Stmt[] = found?.kind === 'FunctionDef' ? found.body
    : [{ kind: 'ErrorStmt', id: 0, start, end, message }];
  const nothing = { posonly: [], args: [], vararg: null, kwonly: [], kwarg: null };
  return {
    around: { kind: 'FunctionDef', id: 0, start, end, name: '', nameStart: start, args: nothing, decorators: [], returns: null,
      isAsync: false, isGenerator: false, locals: new Set(), body,
      docstring: found?.kind === 'FunctionDef' ? found.docstring : null },
    errors: found ? parse.errors.filter(isInside) : [{ message, start, end }],
    comments: parse.comments.filter(isInside),
  };
}

function isDamaged({ raw, text }: Conversion): boolean {
  return raw.damaged.size > 0 || raw.type[0] !== 'module' || hasJoinedLines(raw, text);
}

type Attempt = (repaired: Repaired, later?: Skeleton['bodies']) => Conversion | null;

const MAX_ROUNDS = 4;

/** Repairs the text step by step until it parses; what is left then becomes error nodes. */
function mended(first: Conversion, text: string, attempt: Attempt): Conversion {
  let repaired = closeOpen(text);
  let best = attempt(repaired) ?? first;
  const known = new Map<string, boolean>();
  const parses = (piece: string): boolean => {
    let good = known.get(piece);
    if (good === undefined) {
      const c = attempt(noRepair(piece));
      good = c !== null && !isDamaged(c);
      known.set(piece, good);
    }
    return good;
  };
  for (let round = 0, force = false; round < MAX_ROUNDS && isDamaged(best); round++) {
    const masked = maskLines(repaired, damageOf(best), { force, parses });
    const next = masked === null ? null : attempt(masked);
    if (masked !== null && next !== null) {
      repaired = masked;
      best = next;
    } else if (force) {
      break;
    }
    force = true;
  }
  return best;
}

/** Where the errors are, in the parsed text. */
function damageOf({ raw }: Conversion): Damage[] {
  const result: Damage[] = [];
  for (let k = 0; k < raw.type.length; k++) {
    if (raw.type[k] === 'ERROR' || raw.type[k] === 'MISSING') {
      result.push({ from: raw.from[k], to: raw.to[k] });
    }
  }
  return result;
}

function finish(text: string, c: Conversion | null, previous: Parse | 'first' | null, isHashed = true): Parse {
  const body = c === null ? [] : statements(c, 0);
  const module: Module = { kind: 'Module', id: 0, start: 0, end: text.length, body };
  const errors: SyntaxError[] = c === null ? [] : c.errors;
  errors.sort((a, b) => a.start - b.start || a.end - b.end);
  const { nodes, hash, statements: numbering } = number(module, isHashed ? text : null, previous);
  return { text, module, nodes, errors, comments: c === null ? [] : c.raw.comments, hash, statements: numbering };
}
