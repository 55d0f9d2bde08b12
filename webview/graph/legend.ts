// Under the toolbar: what the model is and costs, how its stages share that, and what colours and signs mean.
import { MARKS } from '../../src/diagram/cards';
import { about, aboutBytes, macsOf } from '../../src/diagram/numbers';
import { overlayText, STEPS, type Overlay, type Scale } from '../../src/diagram/overlay';
import { stagesOf, type Stage } from '../../src/diagram/stages';
import { headLinesOf } from '../../src/diagram/texts';
import type { GraphTexts, KindText } from '../../src/protocol/graphPanel';
import type { Category, Change, GraphView } from '../../src/protocol/graphView';
import { button, element } from '../lib/ui';

export const overlayName = (overlay: Overlay, texts: GraphTexts): string =>
  texts[overlay === 'depth' ? 'depthOverlay' : overlay];

export const changeText = (kind: Change['kind'], texts: GraphTexts): string => texts[kind === 'field' ? 'fieldOnly' : kind];

export function showHeadline(root: HTMLElement, view: GraphView, texts: GraphTexts, showFile: () => void): void {
  const figures = [`${view.input} → ${view.output}`, `${about(view.parameters)} ${texts.parameters}`,
    macsOf(about(view.macs)),
    `${texts.activation} ${aboutBytes(view.activationBytes)}`];
  const { comparison } = view;
  const [, difference] = headLinesOf(view);
  const count = (kind: 'added' | 'removed' | 'changed'): HTMLElement =>
    element('span', { class: `count ${kind}` }, `${MARKS[kind]} ${comparison?.[kind] ?? 0} ${texts[kind]}`);
  root.replaceChildren(
    element('strong', {}, view.title), ` ${figures.join(' · ')} `,
    ...(view.file ? [button(texts.file, showFile)] : []),
    ...(comparison ? [element('p', { class: 'comparison' }, element('strong', {}, `${comparison.title} → ${view.title}`), ' ',
      count('added'), ' ', count('removed'), ' ', count('changed'), ` ${difference?.slice(difference.indexOf(' · ')) ?? ''}`)]
        : []),
    ...view.problems.slice(0, 3).map((problem) => element('p', { class: 'problem' }, problem)),
  );
}

/** A bar whose parts are the model's stages, as wide as their share. */
export function showTotals(root: HTMLElement, view: GraphView, overlay: Overlay, texts: GraphTexts,
  select: (id: string) => void): void {
  const by = overlay === 'none' || overlay === 'field' || overlay === 'depth' ? 'macs' : overlay;
  const valueOf = (stage: Stage): number => stage[by === 'activation' ? 'activationBytes' : by] ?? 0;
  const parts = stagesOf(view).flatMap((stage) => (valueOf(stage) > 0 ? [{ stage, value: valueOf(stage) }] : []));
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  root.hidden = whole === 0;
  root.setAttribute('aria-label', `${texts.totals}: ${overlayName(by, texts)}`);
  root.replaceChildren(...parts.map(({ stage, value }, i) => {
    const share = (100 * value) / whole;
    const label = `${stage.name}: ${overlayText(value, by)} ${overlayName(by, texts)}, ${share.toFixed(1)} %`;
    const names = stage.name.split('.');
    const short = names.slice(/^\d+$/.test(names.at(-1) ?? '') ? -2 : -1).join('.');
    const part = element('button', { class: `part shade${i % 4}`, title: label, 'aria-label': label }, share > 5
      ? `${short} ${share.toFixed(0)} %` : '');
    part.style.flexGrow = String(Math.max(share, 0.4));
    part.addEventListener('click', () => { select(stage.id); });
    return part;
  }));
}

/** Kinds of one colour. */
const KINDS: readonly (readonly [KindText, readonly Category[]])[] = [
  ['convolution', ['convolution']], ['linear', ['linear', 'embedding']], ['attention', ['attention', 'recurrent']],
  ['normalisation', ['normalisation']], ['activationKind', ['activation']], ['pooling', ['pooling', 'resize']],
  ['arithmetic', ['join', 'arithmetic']], ['other', ['reshape', 'dropout', 'other']],
];

export function showLegend(root: HTMLElement, view: GraphView, scale: Scale, overlay: Overlay, texts: GraphTexts): void {
  const key = (mark: HTMLElement, text: string): HTMLElement => element('span', { class: 'key' }, mark, text);
  const used = new Set(view.nodes.map((node) => node.category));
  const edges = new Set(view.edges.map((edge) => edge.kind));
  const lines = (['residual', 'concat'] as const).filter((kind) => edges.has(kind)).map((kind) =>
    key(element('i', { class: `line ${kind}` }), texts[kind]));
  const kinds = KINDS.filter(([, categories]) => categories.some((category) => used.has(category))).map(([text, [category]]) =>
    key(element('i', { class: `dot is-${category ?? 'other'}` }), texts[text]));
  const steps = Array.from({ length: STEPS + 1 }, (_, step) =>
    key(element('i', { class: `swatch step${step}` }), step === 0 ? '0' : `≤ ${overlayText(scale.upTo(step), overlay)}`));
  root.replaceChildren(...(overlay === 'none' ? kinds : [element('span', {}, overlayName(overlay, texts)), ...steps]), ...lines);
}
