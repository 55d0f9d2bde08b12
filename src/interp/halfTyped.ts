// Code that is being typed: what a statement that does not parse would have done is not known. What is wrong in the text the
// parser tells; here nothing is raised for it.
import type { ErrorStmt } from '../python/ast';
import type { Interpreter } from './interpreter';
import { functionInfo } from './scope';
import { lookup } from './types/protocol';
import { objectType } from './types/index';
import type { Func, Scope } from './value';

/** Whether something in the function's text does not parse. */
export function isHalfTyped({ file, node }: Func): boolean {
  const { errors } = file.parse;
  return errors.length > 0 && errors.some(({ start }) => start >= node.start && start <= node.end);
}

export function execError(m: Interpreter, s: ErrorStmt, scope: Scope): void {
  m.act.node = s.id;
  const lost = m.once('syntax-error', () => s.message);
  scope.globals.lost ??= lost.reason;
  const { self, func } = m.act;
  if (self?.kind !== 'instance' || !func || !mayAssign(m, s, func)) return;
  const hook = lookup(self.cls, '__setattr__');
  if (hook && hook !== objectType.attrs.get('__setattr__')) m.callOn(hook, self, [lost, lost]);
  else m.loseAttributes(self, lost.reason);
}

/** Whether the statement was to give the object an attribute: all that builds it in a constructor, `self.x =` elsewhere. */
function mayAssign(m: Interpreter, s: ErrorStmt, func: Func): boolean {
  const [self] = functionInfo(func.node).positional;
  const written = m.act.file.parse.text.slice(s.start, s.end);
  const [, first, sign] = /^\s*(\w+)\s*\.[\w.]+(?:\s*:[^=]*)?\s*(=?)/.exec(written) ?? [];
  if (func.name === '__init__' && /^:?$/.test(written)) return true;
  return first === self?.name && (func.name === '__init__' || sign === '=');
}
