// Makes a text fit for the parser without moving a single offset: line breaks, NUL bytes, IPython's magics.
// Does not know the grammar.

/** Lone carriage returns become line feeds, NUL bytes and the byte order mark become blanks. */
export function normalised(text: string): string {
  if (!/[\0\r\uFEFF]/.test(text)) return text;
  return text.replace(/\r(?!\n)/g, '\n').replace(/\0/g, ' ').replace(/^\uFEFF/, '\f');
}

const MAGIC_LINE = /^[ \t]*(?:[%!?]|[\w.]+\?{1,2}[ \t]*$)/;
const MAGIC_VALUE = /^([ \t]*[\w.,[\]'" \t]+=[ \t]*)([!%].*)$/;

/** Blanks `%magic`, `!command` with the lines that a backslash joins to it, `?name`, `name?`; `x = !command` becomes `x = 0`. */
export function blankMagics(text: string): string {
  if (!/[%!?]/.test(text)) return text;
  let cell = false;
  let isContinued = false;
  let depth = 0;
  return text.replace(/[^\r\n]+/g, (line) => {
    const inside = depth > 0;
    if (!cell && !inside && /^[ \t]*%%/.test(line)) cell = !/^[ \t]*%%(?:time|timeit|capture)\b/.test(line);
    if (cell) return ' '.repeat(line.length);
    if (!inside && (isContinued || MAGIC_LINE.test(line))) {
      const isStatement = !isContinued;
      isContinued = /\\[ \t]*$/.test(line);
      return isStatement ? statementInPlaceOf(line) : ' '.repeat(line.length);
    }
    const value = inside ? null : MAGIC_VALUE.exec(line);
    isContinued = value !== null && /\\[ \t]*$/.test(line);
    if (value !== null) return value[1] + '0' + ' '.repeat(value[2].length - 1);
    depth = Math.max(0, depth + bracketBalance(line));
    return line;
  });
}

/** A block may hold nothing but a magic. */
function statementInPlaceOf(line: string): string {
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  return indent === '' ? ' '.repeat(line.length) : `${indent}0${' '.repeat(line.length - indent.length - 1)}`;
}

/** Brackets opened minus closed, strings and comments left out; a `%` line inside brackets is an operator. */
export function bracketBalance(line: string): number {
  const code = line.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '').replace(/#.*/, '');
  let balance = 0;
  for (const letter of code) {
    if ('([{'.includes(letter)) balance++;
    else if (')]}'.includes(letter)) balance--;
  }
  return balance;
}
