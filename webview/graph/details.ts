// What is known of the selected node: figures, arguments, formula, state_dict names, differences, and the way to its source.
import { MARKS } from '../../src/diagram/cards';
import { about, aboutBytes, difference } from '../../src/diagram/numbers';
import type { Item } from '../../src/diagram/visible';
import type { GraphTexts } from '../../src/protocol/graphPanel';
import type { GraphView } from '../../src/protocol/graphView';
import { button, element } from '../lib/ui';
import { changeText } from './legend';

type Line = readonly [string, string];

export interface DetailsEvents { reveal(id: string,
  which: 'call' | 'constructor'): void; toggle(id: string): void; unfold(id: string): void; close(): void;
  /** Figures of a node's tensors, and where to show them. */
  values(id: string): Promise<readonly Line[]> }
/** What a file says of itself. */
export function showFile(root: HTMLElement, lines: readonly Line[], texts: GraphTexts, events: Pick<DetailsEvents,
  'close'>): void {
  root.hidden = false;
  root.replaceChildren(button('×', () => { events.close(); }, { title: texts.close, kind: 'icon' }), element('h2', {},
    texts.file),
    list(lines));
}

export function showDetails(root: HTMLElement, item: Item | null, view: GraphView, texts: GraphTexts,
  events: DetailsEvents): void {
  const source = item?.node ?? item?.group ?? null;
  root.hidden = source === null;
  if (!item || !source) {
    root.replaceChildren();
    return;
  }
  const { node, group } = item;
  root.replaceChildren(
    button('×', () => { events.close(); }, { title: texts.close, kind: 'icon' }),
    element('h2', {}, node?.spec ?? group?.type ?? ''), element('p', { class: 'path' }, source.path || (node?.name ?? '')),
    ...(node?.message ? [element('p', { class: `message ${node.state}`, role: 'note' }, node.message)] : []),
    element('div', { class: 'actions' }, ...actionsOf(item, texts, events)), ...changeOf(item, texts),
      list(figuresOf(item, view, texts)),
    ...(item.folded.length > 0 ? [element('p', {}, `+ ${item.folded.map((each) => each.spec).join(' + ')}`)] : []),
    ...(node && node.tensors.length > 0 ? [element('h3', {}, texts.tensors), list(node.tensors),
      ...(view.file ? [valuesOf(node.id, texts, events)] : [])] : []),
  );
}

function actionsOf(item: Item, texts: GraphTexts, events: DetailsEvents): HTMLElement[] {
  const source = item.node ?? item.group;
  const actions: HTMLElement[] = [];
  if (source?.place) actions.push(button(texts.showCall, () => { events.reveal(source.id, 'call'); }));
  if (source?.constructed) actions.push(button(texts.showConstructor, () => { events.reveal(source.id, 'constructor'); }));
  if (item.kind !== 'node') actions.push(button(item.kind === 'open' ? texts.collapse : texts.expand,
    () => { events.toggle(item.id); }));
  if (item.count > 1) actions.push(button(`${texts.unfold} ×${item.count}`, () => { events.unfold(item.id); }));
  return actions;
}

function figuresOf(item: Item, view: GraphView, texts: GraphTexts): Line[] {
  const { node, group } = item;
  const source = node ?? group;
  const percent = (part: number | null, whole: number | null): string =>
    (part !== null && whole !== null && whole > 0 && part > 0 ? ` (${((100 * part) / whole).toFixed(1)} %)` : '');
  return [
    ...(node && node.details.length > 1 ? [] : [[texts.shape, source?.shape ?? ''] as const]),
    [texts.parameters, [full(item.parameters), percent(item.parameters, view.parameters), node?.shared ? ` ${texts.shared}`
      : ''].join('')],
    [texts.macs, `${full(item.macs)}${percent(item.macs, view.macs)}`],
    [texts.activation, aboutBytes(item.activationBytes)],
    // Details have it in full where there is more to say.
    ...(source?.field && !source.details.some(([label]) => label === texts.field) ? [[texts.field, source.field] as const] : []),
    ...source?.details ?? [],
  ];
}

function changeOf({ change, node, group }: Item, texts: GraphTexts): HTMLElement[] {
  if (!change) return [];
  const { was, kind } = change;
  const now = node ?? group;
  const line = (name: string, before: string, after: string): Line[] => (before === after ? []
    : [[name, `${before} → ${after}`]]);
  const spec = node?.spec ?? group?.type ?? '';
  const figure = (name: string, before: number | null, after: number | null, text = about): Line[] =>
    (before === after ? [] : [[name, `${text(before)} → ${text(after)} (${difference(before, after, text)})`]]);
  const path = node?.path || node?.name || group?.path || '';
  const lines = !was || !now ? [] : kind === 'removed' ? [] : [
    ...line(texts.op, was.spec, spec), ...line(texts.shape, was.shape, now.shape), ...line(texts.field, was.field, now.field),
    ...figure(texts.parameters, was.parameters, now.parameters), ...figure(texts.macs, was.macs, now.macs),
    ...figure(texts.activation, was.activationBytes, now.activationBytes, aboutBytes), ...line(texts.path, was.path, path),
  ];
  return [element('p', { class: `count ${kind}` }, `${MARKS[kind]} ${changeText(kind, texts)}`), list(lines)];
}

/** A button that becomes what it asks for. */
function valuesOf(id: string, texts: GraphTexts, events: DetailsEvents): HTMLElement {
  const place = element('div', { class: 'values' });
  place.append(button(texts.values, () => {
    void events.values(id).then((lines) => { place.replaceChildren(list(lines)); });
  }));
  return place;
}

const full = (count: number | null): string => (count === null ? '?'
  : `${Math.round(count).toLocaleString('en')}${count >= 1e6 ? ` ≈ ${about(count)}` : ''}`);

function list(rows: readonly Line[]): HTMLElement {
  return element('dl', {}, ...rows.flatMap(([name, value]) =>
    (value === '' ? [] : [element('dt', {}, name), element('dd', {}, value)])));
}
