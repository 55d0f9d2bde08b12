// The questions about characters: isalpha, isdigit, isidentifier and the rest, by Unicode properties.
import { bool } from '../value';
import { def, type Definition } from './define';
import { WHITESPACE } from './parseNumber';
import { isPrintable, isTitle } from './text';

const all = (character: RegExp): Definition<string> =>
  def('', (_, s) => bool(s !== '' && [...s].every((c) => character.test(c))));
const when = (test: (s: string) => boolean): Definition<string> => def('', (_, s) => bool(test(s)));

const UPPER = /[\p{Uppercase}\p{Lt}]/u;
const LOWER = /[\p{Lowercase}\p{Lt}]/u;

export const classification: Record<string, Definition<string>> = {
  isalpha: all(/\p{L}/u),
  isdecimal: all(/\p{Nd}/u),
  isdigit: all(/[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2776-\u277e]/u),
  isnumeric: all(/[\p{N}\u3007一二三四五六七八九十百千万億]/u),
  isalnum: all(/[\p{L}\p{N}]/u),
  isspace: all(new RegExp(WHITESPACE, 'u')),
  isascii: when((s) => /^[\0-\x7f]*$/.test(s)),
  isprintable: when((s) => [...s].every(isPrintable)),
  isidentifier: when((s) => /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(s)),
  islower: when((s) => !UPPER.test(s) && /\p{Lowercase}/u.test(s)),
  isupper: when((s) => !LOWER.test(s) && /\p{Uppercase}/u.test(s)),
  istitle: when(isTitle),
};
