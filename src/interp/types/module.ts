// The type module.
import { list, pyModule, str, NONE, type PyModule, type Value } from '../value';
import { attributeDict } from './attributeDict';
import { constructor, def, getset, members } from './define';
import { fill, moduleType } from './roots';

/** A module whose names are looked up lazily binds them all before they are listed. */
export function namesOf(module: PyModule): PyModule['attrs'] {
  const all = module.lookup?.('__all__');
  for (const name of all?.kind === 'list' ? all.items : []) {
    if (name.kind !== 'str' || module.attrs.has(name.value)) continue;
    const value = module.lookup?.(name.value);
    if (value) module.attrs.set(name.value, value);
  }
  return module.attrs;
}

/** What is only unknown under a name is no entry. */
function known(module: PyModule, name: string): Value | undefined {
  const value = module.lookup?.(name);
  return value?.kind === 'unknown' ? undefined : value;
}

const asModule = (value: Value): PyModule | undefined => (value.kind === 'module' ? value : undefined);

fill(moduleType, {
  ...members(moduleType, asModule, {
    __dir__: def('', (_, self) => list([...namesOf(self).keys()].sort().map((name) => str(name)))),
    __repr__: def('', (_, self) =>
      str(self.file ? `<module '${self.name}' from '${self.file.id}'>` : `<module '${self.name}'>`)),
  }),
  __new__: constructor((m, _, args) => {
    const name = args[0];
    return pyModule(name?.kind === 'str' ? name.value
      : m.raise('TypeError', "module() missing required argument 'name' (pos 1)"));
  }),
  __init__: members(moduleType, asModule, { __init__: def("name, doc=None", () => NONE) }).__init__,
  __name__: getset('__name__', (_, self) => (self.kind === 'module' ? self.attrs.get('__name__') ?? str(self.name) : NONE)),
  __dict__: getset('__dict__', (m, self) => (self.kind === 'module'
    ? attributeDict(m, namesOf(self), self.file ? {} : { find: (name) => known(self, name) }) : NONE)),
});
