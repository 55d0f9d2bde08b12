// Under the toolbar: what the model is and costs, how its stages share that, and what colours mean.
import { about, aboutBytes } from '../../src/diagram/cards';
import type { Item } from '../../src/diagram/visible';
import type { GraphTexts } from '../../src/protocol/graphPanel';
import type { GraphView } from '../../src/protocol/graphView';
import { element } from '../lib/ui';
import { overlayName, overlayText, overlayValue, STEPS, type Overlay, type Scale } from './overlay';

export function showHeadline(root: HTMLElement, view: GraphView, texts: GraphTexts): void {
  const figures = [`${view.input} → ${view.output}`, `${about(view.parameters)} ${texts.parameters}`, `${about(view.macs)} ${texts.macs}`,
    `${texts.activation} ${aboutBytes(view.activationBytes)}`];
  root.replaceChildren(
    element('strong', {}, view.title), ` ${figures.join(' · ')}`,
    ...view.problems.slice(0, 3).map((problem) => element('p', { class: 'problem' }, problem)),
  );
}

/** A bar whose parts are the items at the top (or inside the only one there), as wide as their share. */
export function showTotals(root: HTMLElement, items: readonly Item[], overlay: Overlay, texts: GraphTexts,
  select: (id: string) => void): void {
  const by = overlay === 'none' || overlay === 'field' || overlay === 'depth' ? 'macs' : overlay;
  const groups = items.filter((item) => item.group !== null);
  const stages = groups.length === 1 && groups[0]?.kind === 'open' ? groups[0].items : items;
  const parts = stages.flatMap((item) => {
    const value = overlayValue(item, by) ?? 0;
    return value > 0 ? [{ item, value }] : [];
  });
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  root.hidden = whole === 0;
  root.setAttribute('aria-label', `${texts.totals}: ${overlayName(by, texts)}`);
  root.replaceChildren(...parts.map(({ item, value }, i) => {
    const share = (100 * value) / whole;
    const name = item.group?.name ?? item.node?.name ?? item.id;
    const label = `${name}: ${overlayText(value, by)} ${overlayName(by, texts)}, ${share.toFixed(1)} %`;
    const part = element('button', { class: `part shade${i % 4}`, title: label, 'aria-label': label }, share > 6
      ? `${name} ${share.toFixed(0)} %` : '');
    part.style.flexGrow = String(Math.max(share, 0.4));
    part.addEventListener('click', () => { select(item.id); });
    return part;
  }));
}

export function showLegend(root: HTMLElement, scale: Scale, overlay: Overlay, texts: GraphTexts): void {
  root.hidden = false;
  if (overlay === 'none') {
    const line = (kind: 'flow' | 'residual' | 'concat'): HTMLElement =>
      element('span', { class: 'key' }, element('i', { class: `line ${kind}` }), texts[kind]);
    root.replaceChildren(line('flow'), line('residual'), line('concat'));
    return;
  }
  const steps = Array.from({ length: STEPS + 1 }, (_, step) =>
    element('span', { class: 'key' }, element('i', { class: `swatch step${step}` }),
    step === 0 ? '0' : `≤ ${overlayText(scale.upTo(step), overlay)}`));
  root.replaceChildren(element('span', {}, overlayName(overlay, texts)), ...steps);
}
