// What the model's outputs say: classes with their probabilities, a mask with its legend, a picture, values.
import type { Meaning, OutputReport } from '../../src/protocol/run';
import type { RunTexts } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { paintPicture } from './colours';
import { fill, percent, short, sizes } from './numbers';

const MOST_VALUES = 12;

/** `mask` shows a mask over the input, as opaque as the reader chooses. */
export function results(outputs: readonly OutputReport[], texts: RunTexts, mask: (output: OutputReport, opacity: number) =>
  void): HTMLElement {
  return element('section', { class: 'results', 'aria-label': texts.results }, element('h2', {}, texts.results),
    ...outputs.map((output) => element('div', { class: 'output' },
      element('h3', {}, `${output.path} `, element('span', { class: 'quiet code' }, sizes(output.shape))),
      ...meaning(output, output.meaning, texts, mask))));
}

function meaning(output: OutputReport, what: Meaning, texts: RunTexts, mask: (output: OutputReport, opacity: number) =>
  void): Node[] {
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
      })), ...(what.labels ? [element('p', { class: 'quiet' }, what.labels)] : [])];
    }
    case 'segmentation': {
      const slider = element('input', { type: 'range', min: 0, max: 100, value: 60, 'aria-label': texts.opacity,
        title: texts.opacity });
      slider.addEventListener('input', () => { mask(output, slider.valueAsNumber / 100); });
      mask(output, 0.6);
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
    case 'values':
      return [element('p', { class: 'code values' }, what.values.slice(0, MOST_VALUES).map((value) => short(value)).join('  '),
        what.values.length > MOST_VALUES ? ' …' : '')];
  }
}
