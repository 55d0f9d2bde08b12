// A map in numbers: statistics, histogram, and the legend of its colours.
import type { Statistics } from '../../src/protocol/run';
import type { KernelSheet, MapHistogram } from '../../src/protocol/runMaps';
import type { RunTexts } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { LEVELS, paint, tableFor, type ColourName } from './colours';
import { svg } from './controls';
import { fill, percent, short } from './numbers';

export function statistics(title: string, { min, max, mean, std, zeros, nan, infinite }: Statistics,
  texts: RunTexts): HTMLElement {
  const row = (name: string, value: string, kind = ''): HTMLElement[] =>
    [element('dt', { class: kind }, name), element('dd', { class: kind }, value)];
  return element('section', { class: 'statistics' }, element('h3', {}, title), element('dl', {},
    ...row(texts.minimum, short(min)), ...row(texts.maximum, short(max)), ...row(texts.mean, short(mean)),
    ...row(texts.deviation, short(std)), ...row(texts.zeroShare, percent(zeros)),
    ...(nan > 0 ? row(texts.nanCount, String(nan), 'bad') : []),
    ...(infinite > 0 ? row(texts.infiniteCount, String(infinite), 'bad') : [])));
}

const [WIDTH, HEIGHT] = [240, 64];

/** Bars by the square root of their counts, so that rare values are seen beside many zeros. */
export function histogram(title: string, { low, high, counts }: MapHistogram): HTMLElement {
  const most = Math.sqrt(Math.max(1, ...counts));
  const step = WIDTH / counts.length;
  const bars = [...counts].flatMap((count, i) => {
    if (count === 0) return [];
    const height = Math.max(1, (Math.sqrt(count) / most) * HEIGHT);
    const from = low + ((high - low) * i) / counts.length;
    const bar = svg('rect', { x: i * step, y: HEIGHT - height, width: Math.max(0.5, step - 0.5), height });
    bar.append(svg('title', {}, `${short(from)} … ${short(from + (high - low) / counts.length)}: ${count}`));
    return [bar];
  });
  const zero = low < 0 && high > 0 ? [svg('line', { class: 'zero', x1: (-low / (high - low)) * WIDTH,
    x2: (-low / (high - low)) * WIDTH,
    y1: 0, y2: HEIGHT })] : [];
  return element('section', { class: 'histogram' }, element('h3', {}, title),
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label':
      `${title}: ${short(low)} … ${short(high)}` }, ...bars, ...zero) as unknown as Node,
    element('div', { class: 'ends' }, element('span', {}, short(low)), element('span', {}, short(high))));
}

/** The colours from the low to the high end, with zero where it lies. */
export function legend(low: number, high: number, colours: ColourName, texts: RunTexts): HTMLElement {
  const canvas = element('canvas', { class: 'bar', 'aria-hidden': 'true' });
  paint(canvas, Uint8Array.from({ length: LEVELS + 1 }, (_, i) => i), LEVELS + 1, 1, tableFor(colours, low, high));
  const middle = low < 0 && high > 0 ? [element('span', {}, '0')] : [];
  return element('div', { class: 'legend', role: 'img', 'aria-label': `${texts.legend}: ${short(low)} … ${short(high)}` },
    element('span', {}, short(low)), element('span', { class: 'scale' }, canvas, ...middle), element('span', {}, short(high)));
}

/** The kernels of one channel as pictures, one for each channel that it reads. */
export function kernels(sheet: KernelSheet, channel: number, colours: ColourName, texts: RunTexts): HTMLElement {
  const area = sheet.width * sheet.height;
  const cell = sheet.width * sheet.height === 1 ? 12 : Math.max(26, Math.min(44, 4 * Math.max(sheet.width, sheet.height)));
  const pictures = sheet.channels.map((input, i) => {
    const canvas = element('canvas', { title: `${texts.inputChannel} ${input}`, role: 'img',
      'aria-label': `${texts.kernel} ${input}` });
    paint(canvas, sheet.levels.subarray(i * area, (i + 1) * area), sheet.width, sheet.height,
      tableFor(colours, sheet.low[i], sheet.high[i]));
    canvas.style.width = `${cell}px`;
    canvas.style.height = `${(cell * sheet.height) / sheet.width}px`;
    return canvas;
  });
  const more = sheet.inputs > sheet.channels.length ? [element('span', { class: 'quiet' }, fill(texts.of, sheet.channels.length,
    sheet.inputs))] : [];
  return element('section', { class: 'kernels' },
    element('h3', {}, fill(texts.kernelsOf, channel)), element('p', { class: 'quiet code' },
      `${sheet.name} · ${sheet.inputs}×${sheet.height}×${sheet.width}`
      + (sheet.bias === null ? '' : ` · ${texts.bias} ${short(sheet.bias)}`)),
    legend(sheet.low[0], sheet.high[0], colours, texts), element('div', { class: 'pictures' }, ...pictures, ...more));
}
