// The entries of a model's state_dict as plain data. Knows no elements.
import { plainShape } from '../../tensor/dim';
import type { StateEntry } from '../../tensor/recipe';
import type { Origin } from '../../base/source';
import type { Instance } from '../value';
import { entriesOf, isModule } from './module';
import { isTensor } from './support';

/** An entry with the place of the constructor call that made its module. */
export interface PlacedEntry extends StateEntry {
  readonly origin: Origin | null;
}

/**
 * In state_dict's order: of each module its parameters, its buffers, then its children; a shared module under each of its
 * names. Buffers that are not persistent are among them, marked. Entries whose sizes are not known are left out.
 */
export function stateEntries(root: Instance): PlacedEntry[] {
  const found: PlacedEntry[] = [];
  const walk = (module: Instance, prefix: string, above: ReadonlySet<Instance>): void => {
    if (above.has(module)) return;
    const transient = transientNames(module);
    for (const [which, role] of [['_parameters', 'parameter'], ['_buffers', 'buffer']] as const) {
      for (const [name, value] of entriesOf(module, which)) {
        const shape = isTensor(value) ? plainShape(value.shape) : null;
        if (!isTensor(value) || !shape) continue;
        found.push({ name: prefix + name, tensor: value.id, shape, dtype: value.dtype, role,
          persistent: role === 'parameter' || !transient.has(name),
          origin: module.cls.builtin ? module.origin : value.origin ?? module.origin });
      }
    }
    for (const [name, child] of entriesOf(module, '_modules')) {
      if (isModule(child)) walk(child, `${prefix}${name}.`, new Set([...above, module]));
    }
  };
  walk(root, '', new Set());
  return found;
}

function transientNames(module: Instance): ReadonlySet<string> {
  const names = module.attrs.get('_non_persistent_buffers_set');
  return new Set(names?.kind === 'set' ? [...names.entries.values()].flatMap((name) => (name.kind === 'str' ? [name.value] : []))
    : []);
}
