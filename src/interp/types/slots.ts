// `__slots__`: each name is a descriptor of the class that keeps its value apart from the object's `__dict__`.
// Where a class and all that it inherits from name their slots, its objects have no `__dict__`.
import type { Machine } from '../machine';
import { mangle } from '../scope';
import { instance, method, NONE, str, type Class, type Instance, type Value } from '../value';
import { getset } from './define';
import { fill, memberDescriptorType, objectType } from './roots';

/** Attributes whose names start so belong to no `__dict__`. */
const kept = (name: string): string => `<slot ${name}>`;

function attrsWith(m: Machine, member: Member, self: Value): Map<string, Value> {
  if (m.typeOf(self).mro.includes(member.owner) && 'attrs' in self && self.attrs) return self.attrs as Map<string, Value>;
  return m.raise('TypeError',
    `descriptor '${member.name}' for '${member.owner.name}' objects doesn't apply to a '${m.typeOf(self).name}' object`);
}

interface Member { readonly name: string; readonly owner: Class }

function descriptor(member: Member): Instance {
  const { name, owner } = member;
  const place = kept(name);
  const missing = (m: Machine): never => m.raise('AttributeError', `'${owner.name}' object has no attribute '${name}'`);
  const { native } = getset(name,
    (m, self) => attrsWith(m, member, self).get(place) ?? missing(m),
    (m, self, to) => { m.heap.set(attrsWith(m, member, self), place, to); },
    (m, self) => {
      const attrs = attrsWith(m, member, self);
      if (!attrs.has(place)) missing(m);
      m.heap.delete(attrs, place);
    });
  const made = instance(memberDescriptorType, native);
  made.attrs.set('__name__', str(name));
  made.attrs.set('__objclass__', owner);
  made.attrs.set('__doc__', NONE);
  return made;
}

/** The names of a class's own slots; null when it has none or they are not known. */
function namesOf(m: Machine, cls: Class): readonly string[] | null {
  const slots = cls.attrs.get('__slots__');
  if (!slots) return null;
  const names = slots.kind === 'str' ? [slots] : m.itemsOf(slots);
  return Array.isArray(names) && names.every((name) => name.kind === 'str') ? names.map((name) => name.value) : null;
}

/** Gives a class that is being made the descriptors of its slots. */
export function makeSlots(m: Machine, cls: Class): void {
  for (const written of namesOf(m, cls) ?? []) {
    if (written === '__dict__' || written === '__weakref__') continue;
    const name = mangle(written, cls.name);
    if (cls.attrs.has(name)) m.raise('ValueError', `'${written}' in __slots__ conflicts with class variable`);
    cls.attrs.set(name, descriptor({ name, owner: cls }));
  }
}

/** Every class that it inherits from names its slots, and none of them is `__dict__`. */
export function isWithoutDict(m: Machine, cls: Class): boolean {
  if (!cls.attrs.has('__slots__')) return false;
  for (const c of cls.mro) {
    if (c === objectType) break;
    const names = c.builtin || c.unknownBase ? null : namesOf(m, c);
    if (!names || names.includes('__dict__')) return false;
  }
  return true;
}

fill(memberDescriptorType, {
  __repr__: method('__repr__', (m, [self]) => {
    const at = (key: string): Value => (self?.kind === 'instance' ? self.attrs.get(key) : undefined) ?? NONE;
    const [name, owner] = [at('__name__'), at('__objclass__')];
    return str(`<member '${name.kind === 'str' ? name.value : '?'}' of '${owner.kind === 'class' ? owner.name : '?'}' objects>`);
  }),
});
