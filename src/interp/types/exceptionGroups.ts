// Exception groups: their parts, and how they are divided by a type or a condition.
import type { Machine } from '../machine';
import { list, NONE, str, tuple, type Args, type Class, type Instance, type Value } from '../value';
import { argument, named, newException, redefine } from './exceptions';
import { constructor, def, getset, isUnknown } from './define';
import { derivesFrom, typeName } from './protocol';

const membersOf = (self: Value): readonly Value[] => {
  const items = argument(self, 1);
  return items.kind === 'tuple' || items.kind === 'list' ? items.items : [];
};
const isException = (value: Value, base: string): value is Instance =>
  value.kind === 'instance' && derivesFrom(value.cls, named(base));
const isGroup = (value: Value): value is Instance => isException(value, 'BaseExceptionGroup');

/** Whether the exception is of this type or types, or the condition holds for it. */
function fits(m: Machine, exception: Value, condition: Value): boolean | Value {
  const isType = condition.kind === 'tuple' || (condition.kind === 'class' && derivesFrom(condition, named('BaseException')));
  if (isType) return m.isInstance(exception, condition)
    ?? m.unknown('data-dependent-value', 'whether an exception is of this type is not known');
  return m.truth(m.call(condition, [exception]));
}

/** A group of the same kind with other members. */
function derived(m: Machine, group: Instance, members: readonly Value[]): Value {
  if (members.length === 0) return NONE;
  const made = m.callMethod(group, 'derive', [list([...members])]);
  if (made.kind !== 'instance') return made;
  for (const name of ['__traceback__', '__cause__', '__context__', '__notes__']) {
    const value = group.attrs.get(name);
    if (value) m.heap.set(made.attrs, name, value);
  }
  return made;
}

/** What fits, and the rest; None where there is nothing. An unknown when the condition gives one. */
function divided(m: Machine, value: Instance, condition: Value): readonly [Value, Value] | Value {
  const whole = fits(m, value, condition);
  if (typeof whole !== 'boolean') return whole;
  if (whole) return [value, NONE];
  if (!isGroup(value)) return [NONE, value];
  const taken: Value[] = [];
  const rest: Value[] = [];
  for (const member of membersOf(value)) {
    if (member.kind !== 'instance') continue;
    const halves = divided(m, member, condition);
    if (!isPair(halves)) return halves;
    if (halves[0].kind !== 'none') taken.push(halves[0]);
    if (halves[1].kind !== 'none') rest.push(halves[1]);
  }
  return [derived(m, value, taken), derived(m, value, rest)];
}
const isPair = (value: readonly [Value, Value] | Value): value is readonly [Value, Value] => Array.isArray(value);

/** BaseExceptionGroup of ordinary exceptions only is an ExceptionGroup. */
function groupClass(m: Machine, cls: Class, args: Args): Class {
  const [message, items] = args;
  if (message && message.kind !== 'str' && message.kind !== 'unknown')
    return m.raise('TypeError', `BaseExceptionGroup.__new__() argument 1 must be str, not ${typeName(m, message)}`);
  if (!items || (items.kind !== 'list' && items.kind !== 'tuple')) return cls;
  if (items.items.length === 0) return m.raise('ValueError', 'second argument (exceptions) must be a non-empty sequence');
  const other = items.items.findIndex((e) => e.kind !== 'unknown' && !isException(e, 'BaseException'));
  if (other >= 0) return m.raise('ValueError', `Item ${other} of second argument (exceptions) is not an exception`);
  const ordinary = items.items.every((e) => isException(e, 'Exception'));
  const isPlain = cls === named('ExceptionGroup');
  if (!ordinary && isPlain) return m.raise('TypeError', 'Cannot nest BaseExceptions in an ExceptionGroup');
  return ordinary && cls === named('BaseExceptionGroup') ? named('ExceptionGroup') : cls;
}

redefine('BaseExceptionGroup', {
  __str__: def('', (m, self) => {
    const count = membersOf(self).length;
    const message = m.str(argument(self, 0));
    return isUnknown(message) ? message : str(`${message} (${count} sub-exception${count === 1 ? '' : 's'})`);
  }),
  derive: def('excs, /', (m, self, excs) => m.call(named('BaseExceptionGroup'), [argument(self, 0), excs])),
  split: def('condition, /', (m, self, condition) => {
    const halves = divided(m, self, condition);
    return isPair(halves) ? tuple([...halves]) : halves;
  }),
  subgroup: def('condition, /', (m, self, condition) => {
    const halves = divided(m, self, condition);
    return isPair(halves) ? halves[0] : halves;
  }),
}, {
  __new__: constructor((m, cls, args) => newException(groupClass(m, cls, args), args, m)),
  message: getset('message', (_, self) => argument(self, 0)),
  exceptions: getset('exceptions', (_, self) => tuple([...membersOf(self)])),
});
