// What is known of the selected node: figures, arguments, formula, state_dict names, and the way to its source.
import { about, aboutBytes } from '../../src/diagram/cards';
import type { Item } from '../../src/diagram/visible';
import type { GraphTexts } from '../../src/protocol/graphPanel';
import type { GraphView } from '../../src/protocol/graphView';
import { button, element } from '../lib/ui';

export interface DetailsEvents { reveal(id: string,
  which: 'call' | 'constructor'): void; toggle(id: string): void; unfold(id: string): void }

export function showDetails(root: HTMLElement, item: Item | null, view: GraphView, texts: GraphTexts,
  events: DetailsEvents): void {
  const source = item?.node ?? item?.group ?? null;
  root.hidden = source === null;
  if (!item || !source) {
    root.replaceChildren();
    return;
  }
  const { node, group } = item;
  const actions: HTMLElement[] = [];
  if (source.place) actions.push(button(texts.showCall, () => { events.reveal(source.id, 'call'); }));
  if (source.constructed) actions.push(button(texts.showConstructor, () => { events.reveal(source.id, 'constructor'); }));
  if (item.kind !== 'node') actions.push(button(item.kind === 'open' ? texts.collapse : texts.expand,
    () => { events.toggle(item.id); }));
  if (item.count > 1) actions.push(button(`${texts.unfold} ×${item.count}`, () => { events.unfold(item.id); }));
  const percent = (part: number | null, whole: number | null): string =>
    (part !== null && whole !== null && whole > 0 && part > 0 ? ` (${((100 * part) / whole).toFixed(1)} %)` : '');
  const rows: (readonly [string, string])[] = [
    ...(node && node.details.length > 1 ? [] : [[texts.shape, source.shape] as const]),
    [texts.parameters, 
      [full(item.parameters), percent(item.parameters, view.parameters), node?.shared ? ` ${texts.shared}` : ''].join('')],
    [texts.macs, `${full(item.macs)}${percent(item.macs, view.macs)}`],
    [texts.activation, aboutBytes(item.activationBytes)],
    ...(source.field ? [[texts.field, source.field] as const] : []),
    ...source.details,
  ];
  root.replaceChildren(
    element('h2', {}, node?.spec ?? group?.type ?? ''), element('p', { class: 'path' }, source.path || (node?.name ?? '')),
    ...(node?.message ? [element('p', { class: `message ${node.state}`, role: 'note' }, node.message)] : []),
    element('div', { class: 'actions' }, ...actions), list(rows),
    ...(item.folded.length > 0 ? [element('p', {}, `+ ${item.folded.map((each) => each.spec).join(' + ')}`)] : []),
    ...(node && node.tensors.length > 0 ? [element('h3', {}, texts.tensors), list(node.tensors)] : []),
  );
}

const full = (count: number | null): string => (count === null ? '?'
  : `${Math.round(count).toLocaleString('en')}${count >= 1e6 ? ` ≈ ${about(count)}` : ''}`);

function list(rows: readonly (readonly [string, string])[]): HTMLElement {
  return element('dl', {}, ...rows.flatMap(([name, value]) =>
    (value === '' ? [] : [element('dt', {}, name), element('dd', {}, value)])));
}
