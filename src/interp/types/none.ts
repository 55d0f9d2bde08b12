// None, Ellipsis and NotImplemented: objects of which there is one.
import type { Machine } from '../machine';
import { bool, ELLIPSIS, NONE, NOT_IMPLEMENTED, str, type Class, type Value } from '../value';
import { constructor, def, members } from './define';
import { fill, ellipsisType, noneType, notImplementedType } from './roots';

function only(cls: Class, kind: Value['kind'], value: Value, text: string): void {
  fill(cls, {
    ...members<Value>(cls, (v) => (v.kind === kind ? v : undefined), {
      __repr__: def('', () => str(text)),
      __bool__: def('', () => bool(kind === 'ellipsis')),
    }),
    __new__: constructor((m: Machine, _, args, kwargs) =>
      (args.length + kwargs.size > 0 ? m.raise('TypeError', `${cls.name} takes no arguments`) : value)),
  });
}
only(noneType, 'none', NONE, 'None');
only(ellipsisType, 'ellipsis', ELLIPSIS, 'Ellipsis');
only(notImplementedType, 'notImplemented', NOT_IMPLEMENTED, 'NotImplemented');
notImplementedType.attrs.delete('__bool__');
