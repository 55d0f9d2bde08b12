// The command line's way to name a model: `file.py:Entry`, `package.module:Entry`, `lesson.md:VGG(arch=((1,64),))`,
// each optionally with its inputs: `net.py:Net@1x3x32x32,1x10:int64`.

export interface Target {
  readonly text: string;
  /** A path when it ends in a known file ending, a dotted module name otherwise. */
  readonly kind: 'file' | 'module';
  readonly source: string;
  /** A name or a call; null when only the file was given. */
  readonly entry: string | null;
  /** Shapes after `@`; null without. */
  readonly inputs: string | null;
}

export class TargetError extends Error {}

const FILE_ENDING = /\.(pyi?|ipynb|md|markdown|qmd|rmd|onnx)$/i;

/** Throws TargetError with a sentence when the text names nothing. */
export function parseTarget(text: string): Target {
  const file = /^(.*?\.(?:pyi?|ipynb|md|markdown|qmd|rmd|onnx))(?::(.*)|(@.*))?$/is.exec(text);
  const at = file ? undefined : text.indexOf(':');
  const source = file ? (file[1] ?? '') : at === undefined || at < 0 ? text : text.slice(0, at);
  const rest = file ? (file[2] ?? file[3] ?? '') : at === undefined || at < 0 ? '' : text.slice(at + 1);
  if (source.trim() === '')
    throw new TargetError(`"${text}" names no file or module; write file.py:Entry or package.module:Entry.`);
  const [entry, inputs] = splitInputs(rest);
  if (file === null && !/^[\w.]+$/.test(source)) {
    throw new TargetError(`"${source}" is neither a .py, .ipynb or .md file nor a dotted module name.`);
  }
  return {
    text,
    kind: FILE_ENDING.test(source) ? 'file' : 'module',
    source,
    entry: entry.trim() === '' ? null : entry.trim(),
    inputs,
  };
}

/** The last `@` outside of brackets and quotes separates the entry from its inputs. */
function splitInputs(rest: string): [string, string | null] {
  let depth = 0;
  let quote = '';
  for (let i = 0; i < rest.length; i++) {
    const c = rest[i] ?? '';
    if (quote) {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (c === '@' && depth === 0) return [rest.slice(0, i), rest.slice(i + 1)];
  }
  return [rest, null];
}
