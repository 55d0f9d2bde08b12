// Python text to the typed tree of ast.ts; the one place that knows the parser library. Parsing never fails:
// text that does not parse becomes ErrorStmt and ErrorExpr. Knows nothing of torch or shapes.

import { assert } from '../base/assert';
import { Language, Parser as Library } from 'web-tree-sitter';
import type { Module, Parse, SyntaxError } from './ast';
import type { Conversion } from './conversion';
import { expression } from './convertExpressions';
import { statements } from './convertStatements';
import { number } from './number';
import { hasJoinedLines } from './joined';
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
  return latest.parse(text);
}

/** Starts the parser; works in Node, in a worker thread and in a browser's worker. */
export async function createParser(wasm: ParserFiles): Promise<Parser> {
  // Copies, because the library asks `instanceof Uint8Array`, which fails for bytes of another realm.
  await Library.init({ wasmBinary: new Uint8Array(wasm.runtime).buffer });
  const language = await Language.load(new Uint8Array(wasm.grammar));
  const library = new Library();
  library.setLanguage(language);
  const types = typeTable(language);

  const attempt = (repaired: Repaired): Conversion | null => {
    const tree = library.parse(repaired.text);
    if (tree === null) return null;
    const raw = copyTree(tree, repaired.text, types, repaired.place);
    tree.delete();
    return {
      text: repaired.text, raw, errors: [...repaired.errors], placeholders: repaired.placeholders,
      ascii: !/[^\x00-\x7f]/.test(repaired.text), depth: 0, starAt: -1, starOperand: -1,
      typeAt: -1,
      expression(index) { return expression(this, index); },
    };
  };

  return (latest = {
    parse(text, options = {}) {
      const clean = normalised(options.notebook === true ? blankMagics(text) : text);
      let best = attempt(noRepair(clean));
      if (best !== null && isDamaged(best)) best = mended(best, clean, attempt);
      return finish(text, best, options.previous ?? null);
    },
  });
}

function isDamaged({ raw, text }: Conversion): boolean {
  return raw.damaged.size > 0 || raw.type[0] !== 'module' || hasJoinedLines(raw, text);
}

type Attempt = (repaired: Repaired) => Conversion | null;

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

function finish(text: string, c: Conversion | null, previous: Parse | 'first' | null): Parse {
  const body = c === null ? [] : statements(c, 0);
  const module: Module = { kind: 'Module', id: 0, start: 0, end: text.length, body };
  const errors: SyntaxError[] = c === null ? [] : c.errors;
  errors.sort((a, b) => a.start - b.start || a.end - b.end);
  const { nodes, hash, statements: numbering } = number(module, text, previous);
  return { text, module, nodes, errors, comments: c === null ? [] : c.raw.comments, hash, statements: numbering };
}
