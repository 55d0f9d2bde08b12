// What the model's outputs say: classes with their probabilities, a mask with its legend, a picture, values.
import { LABEL_SETS, type Meaning, type OutputReport } from '../../src/protocol/run';
import type { LabelChoice, RunTexts } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { paintPicture } from './colours';
import { action, labelled, select, type Choice } from './controls';
import { exact, fill, percent, short, sizes } from './numbers';

const MOST_VALUES = 12;

export interface ResultEvents {
  /** Shows a mask over the input, as opaque as the reader chooses. */
  mask(output: OutputReport, opacity: number): void;
  table(output: OutputReport): void;
  /** Draws the output's most active channel. */
  picture(output: OutputReport, canvas: HTMLCanvasElement): void;
  labels(choice: LabelChoice): void;
  chooseLabels(): Promise<LabelChoice | null>;
}

export function results(outputs: readonly OutputReport[], labels: LabelChoice, texts: RunTexts, events: ResultEvents): HTMLElement {
  const hasClasses = outputs.some((output) => output.meaning.kind === 'classes' || output.meaning.kind === 'segmentation');
  // The first mask lies over the input until the reader turns to another.
  const masked = outputs.find((output) => output.meaning.kind === 'segmentation');
  return element('section', { class: 'results', 'aria-label': texts.results }, element('h2', {}, texts.results),
    ...outputs.map((output) => element('div', { class: 'output', 'data-output': output.key },
      element('div', { class: 'output-head' }, element('h3', {}, `${output.path} `, element('span', { class: 'quiet code' },
        sizes(output.shape) || texts.scalar)), action(texts.table, () => { events.table(output); }, { kind: 'icon', name: 'output-table',
        title: `${texts.table}: ${output.path}` })),
      ...meaning(output, output.meaning, texts, events, output === masked))),
    ...(hasClasses ? [labelChoice(labels, texts, events)] : []));
}

function labelChoice(now: LabelChoice, texts: RunTexts, events: ResultEvents): HTMLElement {
  const own: Choice[] = now.kind === 'file' ? [{ value: 'own', label: now.label }] : [];
  const value = now.kind === 'file' ? 'own' : now.kind === 'set' ? now.name : now.kind;
  const list = select(texts.classNames, [...own, { value: 'automatic', label: texts.automatic }, ...LABEL_SETS.map((name) =>
    ({ value: name, label: name })), { value: 'none', label: texts.noNames }, { value: 'choose', label: texts.fromFile }], value, (chosen) => {
    const set = LABEL_SETS.find((name) => name === chosen);
    if (set) events.labels({ kind: 'set', name: set });
    else if (chosen === 'automatic' || chosen === 'none') events.labels({ kind: chosen });
    else if (chosen === 'choose') {
      list.value = value;
      void events.chooseLabels().then((file) => { if (file) events.labels(file); });
    }
  }, 'labels');
  return labelled(texts.classNames, list);
}

function meaning(output: OutputReport, what: Meaning, texts: RunTexts, events: ResultEvents,
  isMask: boolean): Node[] {
  const { mask } = events;
  switch (what.kind) {
    case 'classes': {
      const most = Math.max(1e-12, ...what.top.map(({ probability }) => probability ?? 0));
      return [element('ol', { class: 'classes' }, ...what.top.map(({ index, name, score, probability }) => {
        const bar = element('span', { class: 'bar' });
        bar.style.width = `${(100 * (probability ?? 0)) / most}%`;
        return element('li', { title: `${name ?? fill(texts.classN, index)}: ${texts.score} ${short(score, 6)}`,
          'data-index': index },
          element('span', { class: 'name' }, name ?? fill(texts.classN, index)), element('span', { class: 'track' }, bar),
          element('span', { class: 'code value' }, probability === null ? short(score) : percent(probability)));
      })), element('p', { class: 'quiet' }, [what.labels, what.of === 'logits' ? texts.softmaxed : ''].filter(Boolean).join(' · '))];
    }
    case 'segmentation': {
      const slider = element('input', { type: 'range', min: 0, max: 100, value: 60, 'aria-label': texts.opacity,
        title: texts.opacity });
      for (const kind of ['input', 'focus']) slider.addEventListener(kind, () => { mask(output, slider.valueAsNumber / 100); });
      if (isMask) mask(output, 0.6);
      return [element('label', { class: 'labelled' }, element('span', {}, texts.opacity), slider),
        element('ul', { class: 'mask-legend' }, ...what.legend.map(({ index, name, colour, share }) => {
          const swatch = element('i', { class: 'swatch' });
          swatch.style.background = colour;
          return element('li', {}, swatch, element('span', { class: 'name' }, name ?? fill(texts.classN, index)),
            element('span', { class: 'code value' }, percent(share)));
        }))];
    }
    case 'image': {
      const canvas = element('canvas', { class: 'picture', role: 'img', 'aria-label': output.path });
      paintPicture(canvas, what.picture);
      return [canvas];
    }
    case 'values': {
      if (output.shape.length > 2) return mapOf(output, texts, events);
      const most = Math.max(1e-30, ...what.values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0)));
      const shown = what.values.slice(0, MOST_VALUES);
      const count = output.shape.reduce((a, b) => a * b, 1);
      return [element('ol', { class: 'value-list' }, ...shown.map((value, i) => {
        const bar = element('span', { class: 'bar' });
        bar.style.width = `${Number.isFinite(value) ? (100 * Math.abs(value)) / most : 0}%`;
        return element('li', { 'data-index': i }, element('span', { class: 'quiet code' }, indexOf(i, output.shape)), element('span',
          { class: 'track' }, bar), element('span', { class: `code value ${Number.isFinite(value) ? '' : 'bad'}`, title: exact(value) },
          short(value, 5)));
      })), ...(count > shown.length ? [element('p', { class: 'quiet' }, fill(texts.of, shown.length, count))] : [])];
    }
  }
}

/** What has places is rather seen than read. */
function mapOf(output: OutputReport, texts: RunTexts, events: ResultEvents): Node[] {
  const canvas = element('canvas', { class: 'output-map', role: 'img', 'aria-label': output.path });
  events.picture(output, canvas);
  const { min, max, mean } = output.statistics;
  return [canvas, element('p', { class: 'quiet code' }, `${texts.minimum} ${short(min)} · ${texts.mean} ${short(mean)} · ${texts.maximum} ${
    short(max)}`)];
}

/** Of an element by its number in row-major order: '[0, 3]'. */
function indexOf(at: number, shape: readonly number[]): string {
  let rest = at;
  const index = shape.toReversed().map((size) => {
    const i = rest % size;
    rest = Math.floor(rest / size);
    return i;
  });
  return `[${index.toReversed().join(', ')}]`;
}
