// The architecture graph's panel: keeps what is chosen, asks the worker for a layout, draws, and talks to the host.
import { cardOf, layoutInputOf, type Measure } from '../../src/diagram/cards';
import type { LayoutResult } from '../../src/diagram/geometry';
import { compareViews } from '../../src/diagram/compare';
import { overlayText, overlayValue, Scale, UNSHADED, type Overlay, type Shading } from '../../src/diagram/overlay';
import { stagesOf } from '../../src/diagram/stages';
import { search, tableOf } from '../../src/diagram/texts';
import { defaultDepth, visibleOf, type Choices, type Item, type Visible } from '../../src/diagram/visible';
import type { ExportKind, GraphHost, GraphPanel, GraphState, GraphTexts } from '../../src/protocol/graphPanel';
import type { GraphView } from '../../src/protocol/graphView';
import { connectHost, loadState, saveState } from '../lib/host';
import { element } from '../lib/ui';
import { showDetails, showFile } from './details';
import { Drawing, elementId } from './draw';
import { exportAs } from './exports';
import { LayoutClient } from './layoutClient';
import { changeText, overlayName, showHeadline, showLegend, showTotals } from './legend';
import { createMeasure } from './measure';
import { Minimap } from './minimap';
import { readShown, type Shown } from './state';
import { Table } from './table';
import { Toolbar } from './toolbar';

/** Finds the page's own element; the page and this code are one. */
function part<T extends Element>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page lacks #${id}`);
  return found;
}

class Panel {
  private readonly drawing: Drawing;
  private readonly table: Table;
  private readonly toolbar: Toolbar;
  private readonly minimap: Minimap;
  private readonly layouts = new LayoutClient();
  private measure: Measure = createMeasure();
  private shown: Shown = readShown(loadState());
  private view: GraphView | null = null;
  private visible: Visible | null = null;
  private layout: LayoutResult | null = null;
  private items = new Map<string, Item>();
  private scale = new Scale([], 'none');
  private matches: readonly string[] = [];
  private match = -1;
  private compare: string | null = null;
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly texts: GraphTexts) {
    const svg = part('graph', SVGSVGElement);
    svg.setAttribute('aria-label', texts.graph);
    this.drawing = new Drawing(svg, {
      select: (id) => { this.select(id); }, toggle: (id) => { this.toggle(id); },
      reveal: (id) => { this.reveal(id, 'call'); },
      moved: () => {
        this.minimap.draw(this.drawing.view);
        this.keep();
      },
    });
    this.minimap = new Minimap(part('minimap', HTMLCanvasElement), (x, y) => { this.drawing.centre(x, y); });
    this.table = new Table(texts, (id, reveal) => {
      this.select(this.visible?.shownBy.get(id) ?? id, id);
      if (reveal) this.reveal(id, 'call');
    }, () => { this.keep(); });
    this.toolbar = new Toolbar(texts, this.shown, {
      search: (query) => { this.find(query); }, step: (by) => { this.stepMatch(by); },
        depth: (depth) => { this.choose({ depth, opened: [], closed: [] }); },
      foldRepeats: (foldRepeats) => { this.choose({ foldRepeats, unfolded: [] }); },
        foldChains: (foldChains) => { this.choose({ foldChains }); },
      overlay: (overlay) => { this.setOverlay(overlay); }, mode: (mode) => { this.setMode(mode); },
        zoom: (factor) => { this.drawing.zoomBy(factor); },
      fit: () => { this.drawing.fit(this.minimap.margin); }, whole: () => { this.drawing.whole(); },
      compare: (what) => { void host.compare(what); },
      export: (kind, { scheme, isPart }) => { void this.export(kind, scheme, isPart === true); },
      exportOnnx: () => { void host.exportOnnx(); },
      copy: (format) => { void host.copy(tableOf(this.table.shown, this.table.headings(), format)); },
    });
    part('toolbar', HTMLElement).append(this.toolbar.root);
    part('table', HTMLElement).append(this.table.root);
    svg.addEventListener('keydown', (event) => { if (this.key(event.key, event.shiftKey)) event.preventDefault(); });
    document.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
        this.toolbar.focusSearch();
        event.preventDefault();
      }
    });
    // A change of theme changes fonts too.
    new MutationObserver(() => {
      this.measure = createMeasure();
      void this.refresh(null);
    }).observe(document.body, { attributes: true, attributeFilter: ['data-vscode-theme-id'] });
    this.setMode(this.shown.mode);
  }

  async update({ view: after, message, before, compare }: GraphState): Promise<void> {
    const view = after && before ? compareViews(before, after) : after;
    const isOther = view?.entry !== this.view?.entry || this.compare !== (compare ?? null);
    this.compare = compare ?? null;
    part('message', HTMLElement).textContent = message;
    document.body.classList.toggle('stale', view === null && this.view !== null);
    if (!view) return;
    const first = this.view === null;
    this.view = view;
    document.body.dataset['vscodeContext'] = JSON.stringify({ entry: after?.entry ?? '', preventDefaultContextMenuItems: true });
    if (isOther && !this.shown.isChosen) {
      const depth = defaultDepth(view);
      this.shown = { ...this.shown, choices: { ...this.shown.choices, depth } };
      this.toolbar.setDepth(depth);
    }
    showHeadline(part('headline', HTMLElement), view, this.texts, () => { this.showFile(); });
    this.table.show(view);
    await this.refresh(first ? null : this.anchor());
    if (first && this.shown.place) this.drawing.moveTo(this.shown.place);
    else if (isOther) this.drawing.fit(this.minimap.margin);
    this.keep();
  }

  private showFile(): void {
    showFile(part('details', HTMLElement), this.view?.file ?? [], this.texts, { close: () => { this.deselect(); } });
  }

  /** From the editor's cursor: what is already selected among them stays. */
  showSelection(ids: readonly string[]): void {
    const [id] = ids;
    if (id === undefined || !this.visible) return;
    const shown = ids.map((each) => this.visible?.shownBy.get(each)).filter((each) => each !== undefined);
    const selected = shown.find((each) => each === this.shown.selected) ?? shown[0];
    if (selected === undefined || selected === this.shown.selected) return;
    this.select(selected, id);
    this.drawing.reach(selected);
  }

  // ---- what is shown ------------------------------------------------------------------------------------------------

  private async refresh(anchor: string | null): Promise<void> {
    if (!this.view) return;
    const visible = visibleOf(this.view, this.shown.choices);
    const layout = await this.layouts.layout(layoutInputOf(visible, this.measure, this.shading));
    if (!layout) return; // Another is under way.
    this.visible = visible;
    this.layout = layout;
    this.items = new Map();
    const collect = (items: readonly Item[]): void => {
      for (const item of items) {
        this.items.set(item.id, item);
        collect(item.items);
      }
    };
    collect(visible.items);
    const leaves = new Set([...this.items.values()].filter((item) => item.kind !== 'open').map((item) => item.id));
    this.minimap.show(layout, leaves);
    this.paint(anchor);
    this.minimap.draw(this.drawing.view);
    document.body.dataset['ready'] = 'true';
  }

  private paint(anchor: string | null): void {
    if (!this.layout || !this.view || !this.visible) return;
    const { overlay, selected } = this.shown;
    this.scale = new Scale([...this.items.values()], overlay);
    const { shownBy } = this.visible;
    const scene = {
      layout: this.layout, items: this.items, selected: new Set(selected === null ? [] : [selected]),
      matches: new Set(this.matches.flatMap((id) => this.visible?.shownBy.get(id) ?? [])),
      shading: this.shading, stages: stagesOf(this.view).map(({ id, name, shape }) => ({ id: shownBy.get(id) ?? id,
        name: `${name}  ${shape}` })),
      overlayClass: (item: Item) => {
        const step = this.scale.step(item);
        return step === null ? '' : `overlaid step${step}`;
      },
      describe: (item: Item) => this.describe(item),
    };
    this.drawing.show(scene, anchor);
    showLegend(part('legend', HTMLElement), this.view, this.scale, overlay, this.texts);
    showTotals(part('totals', HTMLElement), this.view, overlay, this.texts, (id) => {
      const shown = shownBy.get(id) ?? id;
      this.select(shown);
      this.drawing.reach(shown);
    });
    showDetails(part('details', HTMLElement), selected === null ? null : this.items.get(selected) ?? null, this.view,
      this.texts, {
      reveal: (id, which) => { this.reveal(id, which); }, toggle: (id) => { this.toggle(id); },
        unfold: (id) => { this.unfold(id); }, close: () => { this.deselect(); }, values: (id) => host.values(id),
    });
    const svg = part('graph', SVGSVGElement);
    if (selected === null) svg.removeAttribute('aria-activedescendant');
    else svg.setAttribute('aria-activedescendant', elementId(selected));
  }

  private describe(item: Item): string {
    const { title, name, shape, figures, badge } = cardOf(item);
    const { overlay } = this.shown;
    const change = item.change ? changeText(item.change.kind, this.texts) : '';
    const value = overlay === 'none' ? ''
      : `${overlayName(overlay, this.texts)}: ${overlayText(overlayValue(item, overlay), overlay)}`;
    return [`${title} ${badge}`.trim(), change, item.node?.path || item.group?.path || name, shape, figures, value,
      item.node?.message
      ?? ''].filter(Boolean).join('\n');
  }

  /** What should stay where it is: the selection if it is in sight, else the first thing that is. */
  private anchor(): string | null {
    const view = this.drawing.view;
    const inSight = (this.layout?.boxes ?? []).filter((box) => box.y >= view.y && box.y < view.y + view.height);
    return (inSight.find((box) => box.id === this.shown.selected) ?? inSight[0])?.id ?? null;
  }

  private choose(change: Partial<Choices>, anchor = this.anchor()): void {
    this.shown = { ...this.shown, isChosen: true, choices: { ...this.shown.choices, ...change } };
    this.keep();
    void this.refresh(anchor);
  }

  private toggle(id: string): void {
    if (id.endsWith('\u0000badge')) {
      this.unfold(id.slice(0, -'\u0000badge'.length));
      return;
    }
    const item = this.items.get(id);
    if (!item || item.kind === 'node') return;
    const { opened, closed } = this.shown.choices;
    const without = (list: readonly string[]): string[] => list.filter((each) => each !== id);
    if (item.kind === 'open') this.choose({ opened: without(opened), closed: [...closed, id] }, id);
    else this.choose({ opened: [...opened, id], closed: without(closed) }, id);
  }

  private unfold(id: string): void {
    const { unfolded } = this.shown.choices;
    this.choose({ unfolded: unfolded.includes(id) ? unfolded.filter((each) => each !== id) : [...unfolded, id] }, id);
  }

  private select(id: string, row: string | null = null): void {
    this.shown = { ...this.shown, selected: id };
    this.keep();
    this.paint(null);
    const item = this.items.get(id);
    this.table.mark(row ?? item?.node?.id ?? null, true);
    if (item) part('live', HTMLElement).textContent = this.describe(item).replaceAll('\n', ', ');
  }

  private deselect(): void {
    this.shown = { ...this.shown, selected: null };
    this.keep();
    this.paint(null);
    part('graph', SVGSVGElement).focus();
  }

  private get shading(): Shading {
    return this.view ? { overlay: this.shown.overlay, whole: this.view } : UNSHADED;
  }

  private setOverlay(overlay: Overlay): void {
    this.shown = { ...this.shown, overlay };
    this.keep();
    void this.refresh(this.anchor()); // Cards say other figures, so their sizes change.
  }

  private setMode(mode: 'graph' | 'table'): void {
    this.shown = { ...this.shown, mode };
    document.body.classList.toggle('as-table', mode === 'table');
    this.keep();
    if (mode === 'table') this.table.root.focus();
  }

  private reveal(id: string, which: 'call' | 'constructor'): void {
    void host.reveal(id, which);
  }

  private async export(kind: ExportKind, scheme: 'light' | 'dark', isPart: boolean): Promise<void> {
    if (!this.view || !this.visible || !this.layout) return;
    const shown = { view: this.view, visible: this.visible, layout: this.layout, shading: this.shading };
    await host.save(kind, await exportAs(kind, shown, { scheme, part: isPart ? this.drawing.view : undefined }));
  }

  // ---- search and keys ------------------------------------------------------------------------------------------------

  private find(query: string): void {
    this.matches = this.view ? search(this.view, query) : [];
    this.match = -1;
    const count = this.matches.length;
    this.toolbar.showFound(query.trim() === '' ? '' : count === 0 ? this.texts.noMatch
      : this.texts.matches.replace('{0}', String(count)));
    if (count > 0) this.stepMatch(1);
    else this.paint(null);
  }

  /** Opens what the match is hidden in, selects it and goes there. */
  private stepMatch(by: 1 | -1): void {
    const count = this.matches.length;
    if (count === 0 || !this.view) return;
    this.match = (this.match + by + count) % count;
    const id = this.matches[this.match] ?? '';
    const groups = new Map(this.view.groups.map((group) => [group.id, group] as const));
    const around: string[] = [];
    let at = this.view.nodes.find((node) => node.id === id)?.group ?? groups.get(id)?.parent ?? null;
    for (; at !== null; at = groups.get(at)?.parent ?? null) around.push(at);
    const { opened, closed } = this.shown.choices;
    this.shown = { ...this.shown, isChosen: true, choices: { ...this.shown.choices,
      opened: [...new Set([...opened, ...around])], closed: closed.filter((each) => !around.includes(each)) } };
    void this.refresh(this.anchor()).then(() => {
      const shown = this.visible?.shownBy.get(id) ?? id;
      this.select(shown, id);
      this.drawing.reach(shown);
    });
  }

  /** True when the key does something here. */
  private key(key: string, isShifted: boolean): boolean {
    const pan = isShifted ? PANS[key] : undefined;
    if (pan) {
      this.drawing.panBy(pan[0], pan[1]);
      return true;
    }
    const { selected } = this.shown;
    const order = (this.layout?.boxes ?? []).map((box) => box.id);
    const go = (id: string | undefined): void => {
      if (id === undefined) return;
      this.select(id);
      this.drawing.reach(id);
    };
    const item = selected === null ? undefined : this.items.get(selected);
    const along = (side: 'from' | 'to'): string | undefined => {
      const other = side === 'to' ? 'from' : 'to';
      return this.visible?.edges.find((edge) => edge[other] === selected)?.[side];
    };
    const beside = (by: number): string | undefined => order[Math.max(0,
      Math.min(order.length - 1, (selected === null ? -1 : order.indexOf(selected)) + by))];
    switch (key) {
      case 'ArrowDown': go(selected === null ? order[0] : along('to') ?? beside(1)); return true;
      case 'ArrowUp': go(selected === null ? order[0] : along('from') ?? beside(-1)); return true;
      case 'ArrowRight':
        if (item?.kind === 'closed') this.toggle(item.id);
        else go(beside(1));
        return true;
      case 'ArrowLeft':
        if (item?.kind === 'open') this.toggle(item.id);
        else go(item?.node?.group ?? item?.group?.parent ?? beside(-1));
        return true;
      case ' ': if (item) this.toggle(item.id); return true;
      case 'Enter': if (item) this.reveal((item.node ?? item.group)?.id ?? item.id, 'call'); return true;
      case 'Home': go(order[0]); return true;
      case 'End': go(order.at(-1)); return true;
      case '+': case '=': this.drawing.zoomBy(1.3); return true;
      case '-': this.drawing.zoomBy(1 / 1.3); return true;
      case '0': this.drawing.fit(this.minimap.margin); return true;
      case '1': this.drawing.whole(); return true;
      case 'Escape': this.deselect(); return true;
      case '/': this.toolbar.focusSearch(); return true;
      default: return false;
    }
  }

  /** A moment after the last change: zooming changes it many times a second. */
  private keep(): void {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => {
      if (this.view) saveState({ entry: this.view.entry, compare: this.compare, shown: { ...this.shown,
        place: this.drawing.place } });
    }, 150);
  }
}

/** Shift and an arrow move the picture, in pixels. */
const PANS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, 120], ArrowDown: [0, -120], ArrowLeft: [120, 0], ArrowRight: [-120, 0],
};

let panel: Panel | null = null;
const { remote: host } = connectHost<GraphHost, GraphPanel>({
  async update(state) { await panel?.update(state); },
  async select(ids) { panel?.showSelection(ids); },
});

async function start(): Promise<void> {
  const { texts, state, selected } = await host.ready();
  panel = new Panel(texts);
  await panel.update(state);
  panel.showSelection(selected);
}
start().catch((error: unknown) => {
  document.body.prepend(element('p', { class: 'problem' }, error instanceof Error ? error.message : String(error)));
  void host.log(error instanceof Error ? error.stack ?? error.message : String(error));
});
