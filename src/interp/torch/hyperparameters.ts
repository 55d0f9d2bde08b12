// save_hyperparameters(): the arguments of the caller's __init__ as attributes, as d2l and PyTorch Lightning do it.
// Also what a class has whose base was not found, so that lessons run without their library.
import type { Machine } from '../machine';
import { builtin, NONE, type Builtin, type Dict, type Instance, type Value } from '../value';
import { unknownBase } from '../types/protocol';
import { extraAttributes, isModule } from './module';

/** Names that are no arguments: self, class cells, private names. */
const isArgument = (name: string, value: Value, self: Value): boolean => !name.startsWith('_') && value !== self
  && name !== 'self';

function argumentsOf(m: Machine, self: Value, depth: number, ignore: ReadonlySet<string>,
  only: readonly string[]): Dict {
  const locals = m.callerLocals(depth) ?? new Map<string, Value>();
  const entries = [...locals].filter(([name, value]) =>
    isArgument(name, value, self) && !ignore.has(name) && (only.length === 0 || only.includes(name)));
  return m.dictFrom(entries);
}

const namesIn = (m: Machine, value: Value | undefined): string[] => {
  if (!value || value.kind === 'none') return [];
  if (value.kind === 'str') return [value.value];
  const items = m.itemsOf(value);
  return Array.isArray(items) ? items.flatMap((item) => (item.kind === 'str' ? [item.value] : [])) : [];
};

/** `depth`: Python functions of ours between the call and the user's __init__. */
export function saver(style: 'attributes' | 'hparams' | 'both', depth: number): Builtin {
  return builtin('save_hyperparameters', (m, [self, ...args], kwargs) => {
    if (self?.kind !== 'instance') return NONE;
    const ignore = new Set(namesIn(m, kwargs.get('ignore') ?? (style === 'attributes' ? args[0] : undefined)));
    const only = style === 'attributes' ? [] : args.flatMap((arg) => namesIn(m, arg));
    const found = argumentsOf(m, self, depth, ignore, only);
    m.setattr(self, 'hparams', style === 'attributes' ? found : attributeDict(m, found));
    if (style === 'hparams') return NONE;
    for (const { key, value } of found.entries.values()) if (key.kind === 'str') m.setattr(self, key.value, value);
    return NONE;
  }, true);
}

/** A dict whose keys are attributes too, as Lightning's AttributeDict. */
export function attributeDict(m: Machine, entries: Dict): Value {
  const cls = m.service<{ made: Value | null }>('AttributeDict', () => ({ made: null }));
  cls.made ??= m.prelude('lightning_utilities.core', ATTRIBUTE_DICT, {}).attrs.get('AttributeDict') ?? NONE;
  return m.call(cls.made, [entries]);
}
const ATTRIBUTE_DICT = `
class AttributeDict(dict):
    def __getattr__(self, key):
        try:
            return self[key]
        except KeyError:
            raise AttributeError(f'Missing attribute "{key}"')

    def __setattr__(self, key, value):
        self[key] = value
`;

const both = saver('both', 0);
/** What is known of a base class that was not found: nothing else. */
extraAttributes.set('save_hyperparameters', (_, self: Instance) =>
  (isModule(self) && unknownBase(self.cls) ? { kind: 'method', self, func: both, id: 0 } : undefined));
