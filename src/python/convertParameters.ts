// Parameters of functions and lambdas: positional-only, defaults, `*args`, keyword-only, `**kwargs`.

import type { Arguments, Expr, Param } from './ast';
import { children, identifier, namedChildren, noteError, type Conversion } from './conversion';

/** Converts a `parameters` or `lambda_parameters` node; undefined means none. */
export function parameters(c: Conversion, index: number | undefined): Arguments {
  const lists = { posonly: [] as Param[], args: [] as Param[], kwonly: [] as Param[] };
  let vararg: Param | null = null;
  let kwarg: Param | null = null;
  let keywordOnly = false;
  for (const child of index === undefined ? [] : namedChildren(c, index)) {
    const type = c.raw.type[child];
    if (type === 'positional_separator') {
      lists.posonly = lists.args;
      lists.args = [];
      continue;
    }
    if (type === 'keyword_separator') {
      keywordOnly = true;
      continue;
    }
    const { param, star } = parameter(c, child);
    if (param === null) continue;
    if (star === 1) {
      vararg = param;
      keywordOnly = true;
    } else if (star === 2) {
      kwarg = param;
    } else {
      (keywordOnly ? lists.kwonly : lists.args).push(param);
    }
  }
  return { ...lists, vararg, kwarg };
}

interface Parameter {
  readonly param: Param | null;
  /** How many stars stand before the name. */
  readonly star: 0 | 1 | 2;
}

function parameter(c: Conversion, index: number): Parameter {
  const { raw } = c;
  const kids = children(c, index);
  switch (raw.type[index]) {
    case 'identifier':
      return named(c, index, { end: raw.end[index], annotation: null, default: null });
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern':
      return starred(c, index, null);
    case 'default_parameter':
      return named(c, kids[0], { end: raw.end[kids[0]], annotation: null, default: c.expression(kids[2]) });
    case 'typed_default_parameter': {
      const annotation = c.expression(kids[2]);
      return named(c, kids[0], { end: raw.end[kids[2]], annotation, default: c.expression(kids[4]) });
    }
    case 'typed_parameter': {
      const type = kids[kids.length - 1];
      const annotation = c.expression(type);
      if (raw.type[kids[0]] === 'identifier') {
        return named(c, kids[0], { end: raw.end[type], annotation, default: null });
      }
      return starred(c, kids[0], { annotation, end: raw.end[type] });
    }
    default:
      noteError(c, { message: 'This parameter does not parse.', start: raw.start[index],
        end: raw.end[index] });
      return { param: null, star: 0 };
  }
}

interface Rest { readonly end: number; readonly annotation: Expr | null; readonly default: Expr | null }

function named(c: Conversion, name: number, rest: Rest): Parameter {
  if (c.raw.type[name] !== 'identifier') {
    noteError(c, { message: 'This parameter does not parse.', start: c.raw.start[name], end: rest.end });
    return { param: null, star: 0 };
  }
  return { param: { name: identifier(c, name), start: c.raw.start[name], ...rest }, star: 0 };
}

function starred(c: Conversion, index: number, typed: { annotation: Expr; end: number } | null): Parameter {
  const star = c.raw.type[index] === 'dictionary_splat_pattern' ? 2 : 1;
  const end = typed?.end ?? c.raw.end[index];
  const { param } = named(c, index + 2, { end, annotation: typed?.annotation ?? null, default: null });
  return { param, star };
}
