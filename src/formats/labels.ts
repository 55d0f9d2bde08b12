// Names of classes: those of the usual data sets where they fit a model, or a list of the user's own.
import { l10n } from '../base/l10n';
import { FormatError } from './errors';
import known from './facts/labels.json';

export interface Labels { readonly name: string; readonly classes: readonly string[] }

type DataSet = keyof typeof known;
const named = (name: DataSet): Labels => ({ name, classes: known[name] });

/** By name, as `--labels` and the panel offer them: 'ImageNet', 'CIFAR-10', 'VOC'. */
export function labelsNamed(name: DataSet): Labels;
export function labelsNamed(name: string): Labels | null;
export function labelsNamed(name: string): Labels | null {
  const key = (Object.keys(known) as DataSet[]).find((each) => each.toLowerCase() === name.toLowerCase());
  return key ? named(key) : null;
}
export const LABEL_SETS: readonly string[] = Object.keys(known);

/** What `count` classes of images of this kind usually are; null where that would be a guess. */
export function labelsFor(count: number, image: { readonly channels: number; readonly side: number } | null): Labels | null {
  if (count === 1000 && image?.channels === 3) return named('ImageNet');
  const isSmall = image !== null && image.side <= 64;
  if (count === 10 && isSmall) return named(image.channels === 1 ? 'MNIST' : 'CIFAR-10');
  return count === 100 && isSmall && image.channels === 3 ? named('CIFAR-100') : null;
}

/** Names of the classes of a mask. */
export const maskLabelsFor = (count: number): Labels | null =>
  (count === known.VOC.length ? named('VOC') : count === known.COCO.length ? named('COCO') : null);

/**
 * A list of one's own: a name a line, or JSON: a list of names, or an object from index to name or [id, name] (as ImageNet's
 * class index is often stored). Throws FormatError.
 */
export function parseLabels(file: string, text: string): Labels {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') throw new FormatError(l10n.t('{0} names no classes.', file));
  if (!/^[[{]/.test(trimmed)) return { name: file, classes: trimmed.split(/\r?\n/).map((line) => line.trim()) };
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch (error) {
    throw new FormatError(l10n.t('{0} is no valid JSON: {1}', file, error instanceof Error ? error.message : String(error)));
  }
  const nameOf = (item: unknown): string => {
    if (typeof item === 'string' || typeof item === 'number') return String(item);
    if (Array.isArray(item)) return nameOf(item.at(-1));
    throw new FormatError(l10n.t('{0} is no list of class names: a list of texts, or an object from index to name.', file));
  };
  if (Array.isArray(value)) return { name: file, classes: value.map(nameOf) };
  const classes: string[] = [];
  for (const [key, item] of Object.entries(value as object)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index > 100_000) {
      throw new FormatError(l10n.t('{0} is no list of class names: a list of texts, or an object from index to name.', file));
    }
    classes[index] = nameOf(item);
  }
  return { name: file, classes: Array.from(classes, (each) => each ?? '') };
}
