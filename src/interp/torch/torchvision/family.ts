// What describes one module of torchvision: a Python text, the builders over it, and the names of their weights.
// The descriptions are our own words for public architectures; names of attributes and parameters are torchvision's.
import type { PythonText } from '../pythonText';

/** Members of a weights enum; the one marked with `*` is DEFAULT. */
export const V1 = '*IMAGENET1K_V1';
export const V1_V2 = 'IMAGENET1K_V1 *IMAGENET1K_V2';
export const SWAG = 'IMAGENET1K_SWAG_E2E_V1 IMAGENET1K_SWAG_LINEAR_V1';

/** One builder: its name, the name of its weights enum without `_Weights`, the members of that, the arguments of `_make`. */
export type Builder = readonly [name: string, weights: string, members: string, args: string];

export interface Family {
  readonly module: string;
  /** Classes and functions that `__all__` lists besides builders and weights. */
  readonly exports: readonly string[];
  readonly python: string;
  readonly globals?: PythonText['globals'];
  /** Of `exports`, those of which nothing is known but the name. */
  readonly others?: readonly string[];
  /** `_make(weights, *args, **kwargs)` of the text makes the models of these. */
  readonly builders?: readonly Builder[];
  /** Constructors give weights the first values that the library's give; otherwise those of PyTorch's layers, which is told. */
  readonly initialises?: boolean;
  /** How many categories the weights know. */
  readonly categories?: number;
}

/** Names of `__all__`. */
export const exportsOf = (family: Family): readonly string[] => [
  ...family.exports,
  ...(family.builders ?? []).flatMap(([name, weights]) => [`${weights}_Weights`, name]),
];

const API = 'from torchvision.models._api import builder as _builder, weights as _weights\n';
const builderLine = ([name, weights, members, args]: Builder, categories: number): string =>
  `${weights}_Weights = _weights('${weights}_Weights', '${members}', ${categories})\n` +
  `${name} = _builder('${name}', ${weights}_Weights, _make, ${args})\n`;

const listOf = (names: readonly string[]): string =>
  (names.length === 0 ? '' : `__all__ = [${names.map((name) => `'${name}'`).join(', ')}]\n`);

const made = (family: Family): PythonText => ({
  module: family.module,
  paths: [family.module],
  python: (family.builders ? API : '') + family.python
    + (family.builders ?? []).map((entry) => builderLine(entry, family.categories ?? 1000)).join('')
    + listOf(exportsOf(family)),
  ...(family.globals && { globals: family.globals }),
});
const texts = new WeakMap<Family, PythonText>();
/** The text as it is run. */
export function textOf(family: Family): PythonText {
  const text = texts.get(family) ?? made(family);
  texts.set(family, text);
  return text;
}
