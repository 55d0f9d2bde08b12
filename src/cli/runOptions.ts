// The options of `convlens run` that need more than parsing: class names and preprocessing.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { changedBy } from '../formats/image/options';
import { imageInputOf, presetFor } from '../formats/image/presets';
import { LABEL_SETS, labelsNamed, parseLabels } from '../formats/labels';
import type { Preprocessing, RunInput, RunModel, RunOptions } from '../protocol/run';
import { CommandError } from './arguments';

/** A data set by name, a file, or 'none'. Nothing when it is not asked for: the run chooses. */
export function labelsOf(text: string | null): Pick<RunOptions, 'labels'> {
  if (text === null) return {};
  if (text.toLowerCase() === 'none') return { labels: null };
  const known = labelsNamed(text);
  if (known) return { labels: known };
  let content: string;
  try {
    content = readFileSync(text, 'utf8');
  } catch {
    throw new CommandError(`--labels ${text}: there is no such file; data sets known by name are ${LABEL_SETS.join(', ')}.`);
  }
  return { labels: sentence(() => parseLabels(basename(text), content)) };
}

export function preprocessingOf(text: string | null, { builder }: RunModel, { shape, dtype }: RunInput): Preprocessing | null {
  if (text === null) return null;
  return sentence(() => changedBy(text, presetFor(builder, imageInputOf(shape, dtype)).preprocessing));
}

function sentence<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}
