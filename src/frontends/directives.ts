// Comments that speak to ConvLens: `# convlens: input=1x3x224x224`, `# convlens: model=VGG(arch=((1, 64),))`,
// `# convlens: mode=train`, `# convlens: ignore` and `# convlens: ignore=rule-code` for the line they stand on.
import type { Comment, Parse, Stmt } from '../python/ast';

export interface Directive {
  readonly input: string | null;
  readonly model: string | null;
  /** 'train' or 'eval', as written. */
  readonly mode: string | null;
  /** null: none; '': every rule; else the rule's code. */
  readonly ignore: string | null;
  readonly start: number;
  readonly end: number;
}

const PREFIX = /^#+\s*convlens\s*:\s*/i;

export function directivesOf(parse: Parse): Directive[] {
  return parse.comments.flatMap((comment) => {
    const directive = readDirective(comment);
    return directive ? [directive] : [];
  });
}

function readDirective(comment: Comment): Directive | null {
  const prefix = PREFIX.exec(comment.text);
  if (!prefix) return null;
  const values = new Map(
    splitWords(comment.text.slice(prefix[0].length)).map((word) => {
      const at = word.indexOf('=');
      return at < 0
        ? ([word.toLowerCase(), ''] as const)
        : ([word.slice(0, at).trim().toLowerCase(), word.slice(at + 1).trim()] as const);
    }),
  );
  return {
    input: values.get('input') ?? values.get('inputs') ?? null,
    model: values.get('model') ?? null,
    mode: values.get('mode') ?? null,
    ignore: values.get('ignore') ?? null,
    start: comment.start,
    end: comment.end,
  };
}

/** Words separated by blanks or semicolons outside of brackets. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let depth = 0;
  let word = '';
  for (const c of text) {
    if ('([{'.includes(c)) depth++;
    if (')]}'.includes(c)) depth--;
    if (depth <= 0 && /[\s;]/.test(c)) {
      if (word) words.push(word);
      word = '';
    } else word += c;
  }
  if (word) words.push(word);
  return words;
}

/**
 * The directive that speaks of a class or function: inside it, on its line, or on the lines right above it.
 * Directives at no definition speak of the whole file.
 */
export function directiveFor(
  parse: Parse,
  definition: { readonly start: number; readonly end: number } | null,
  key: 'input' | 'model' | 'mode',
): string | null {
  const all = directivesOf(parse).filter((directive) => directive[key] !== null);
  const near =
    definition && all.find((directive) => directive.start >= definition.start && directive.start < definition.end);
  const above =
    definition &&
    all.find(
      (directive) =>
        directive.end <= definition.start && onlyDecoration(parse.text.slice(directive.end, definition.start)),
    );
  const owned = new Set(
    all.filter((directive) => {
      // The statement it stands in, or the one behind it.
      const statement = parse.module.body.find((candidate) => candidate.end > directive.start);
      return statement && isDefinition(statement) && belongs(parse, directive, statement);
    }),
  );
  const general = all.find((directive) => !owned.has(directive));
  return (near ?? above ?? general)?.[key] ?? null;
}

const isDefinition = (statement: Stmt): boolean => statement.kind === 'ClassDef' || statement.kind === 'FunctionDef';
const belongs = (parse: Parse, directive: Directive, statement: Stmt): boolean =>
  (directive.start >= statement.start && directive.start < statement.end) ||
  (directive.end <= statement.start && onlyDecoration(parse.text.slice(directive.end, statement.start)));

/** Only comments and decorators stand between. */
const onlyDecoration = (text: string): boolean => text.split('\n').every((line) => /^\s*($|#|@)/.test(line));
