// The controls above the graph: search, depth, folding, colours, zoom, export.
import { OVERLAYS, type Overlay } from '../../src/diagram/overlay';
import type { CompareWith, ExportKind, GraphTexts } from '../../src/protocol/graphPanel';
import { button, checkbox, choose, dropdown, element, setValue, textField } from '../lib/ui';
import { MAX_DEPTH } from '../../src/diagram/visible';
import { overlayName } from './legend';
import type { Shown } from './state';

export interface ToolbarEvents {
  search(query: string): void;
  /** The next match, or the one before. */
  step(by: 1 | -1): void;
  depth(depth: number): void;
  foldRepeats(on: boolean): void;
  foldChains(on: boolean): void;
  overlay(overlay: Overlay): void;
  mode(mode: 'graph' | 'table'): void;
  zoom(factor: number): void;
  fit(): void;
  whole(): void;
  compare(what: CompareWith): void;
  export(kind: ExportKind, options: { readonly scheme: 'light' | 'dark'; readonly isPart?: boolean }): void;
  exportOnnx(): void;
  copy(format: 'markdown' | 'csv'): void;
}

export class Toolbar {
  readonly root: HTMLElement;
  private readonly searchField: HTMLElement;
  private readonly found = element('span', { class: 'found', role: 'status' });
  private readonly depth: HTMLElement;
  private readonly modeButton: HTMLElement;
  private mode: 'graph' | 'table';

  constructor(private readonly texts: GraphTexts, shown: Shown, private readonly events: ToolbarEvents) {
    this.mode = shown.mode;
    this.searchField = textField(texts.search, (query) => { events.search(query); });
    this.searchField.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      events.step(event.shiftKey ? -1 : 1);
      event.preventDefault();
    });
    const depths = [...Array.from({ length: MAX_DEPTH + 1 }, (_, i) => ({ value: String(i), label: `${texts.depth} ${i}` })),
      { value: '99', label: texts.all }];
    this.depth = dropdown(texts.depth, depths, depthValue(shown.choices.depth), (value) => { events.depth(Number(value)); });
    this.modeButton = button('', () => {
      this.mode = this.mode === 'graph' ? 'table' : 'graph';
      this.labelMode();
      events.mode(this.mode);
    });
    this.labelMode();
    this.root = element('div', { class: 'toolbar', role: 'toolbar', 'aria-label': texts.graph },
      this.searchField, this.found, this.depth, this.colours(shown),
        checkbox(texts.foldRepeats, shown.choices.foldRepeats, (on) => { events.foldRepeats(on); }),
      checkbox(texts.foldChains, shown.choices.foldChains, (on) => { events.foldChains(on); }),
        element('span', { class: 'space' }),
      button('−', () => { events.zoom(1 / 1.3); }, { title: texts.zoomOut, kind: 'icon' }),
        button('+', () => { events.zoom(1.3); }, { title: texts.zoomIn, kind: 'icon' }),
      button('↔', () => { events.fit(); }, { title: texts.fit, kind: 'icon' }),
      button('↕', () => { events.whole(); }, { title: texts.whole, kind: 'icon' }), this.modeButton,
      ...(texts.compare === '' ? [] : [this.comparisons()]), this.exports());
  }

  focusSearch(): void { this.searchField.focus(); }
  setDepth(depth: number): void { choose(this.depth, depthValue(depth)); }
  showFound(text: string): void { this.found.textContent = text; }

  private labelMode(): void {
    const label = this.mode === 'graph' ? this.texts.table : this.texts.graph;
    this.modeButton.textContent = label;
    this.modeButton.setAttribute('aria-label', label);
  }

  private colours(shown: Shown): HTMLElement {
    const choices = OVERLAYS.map((overlay) => ({ value: overlay,
      label: `${this.texts.overlay}: ${overlayName(overlay, this.texts)}` }));
    return dropdown(this.texts.overlay, choices, shown.overlay,
      (value) => { this.events.overlay(OVERLAYS.find((overlay) => overlay === value) ?? 'none'); });
  }

  private exports(): HTMLElement {
    const { texts, events } = this;
    const scheme = 'light';
    return menu(texts.export, [
      [texts.svg, () => { events.export('svg', { scheme }); }], [texts.svgDark, () => { events.export('svg', { scheme: 'dark' }); }],
      [texts.svgPart, () => { events.export('svg', { scheme, isPart: true }); }],
      [texts.png, () => { events.export('png', { scheme }); }],
      [texts.pngPart, () => { events.export('png', { scheme, isPart: true }); }],
      [texts.mermaid, () => { events.export('mermaid', { scheme }); }], [texts.dot, () => { events.export('dot', { scheme }); }],
      [texts.json, () => { events.export('json', { scheme }); }], [texts.onnx, () => { events.exportOnnx(); }],
      [texts.copyMarkdown, () => { events.copy('markdown'); }], [texts.copyCsv, () => { events.copy('csv'); }],
    ]);
  }

  private comparisons(): HTMLElement {
    const { texts, events } = this;
    return menu(texts.compare, [
      [texts.withHead, () => { events.compare('head'); }], [texts.withModel, () => { events.compare('model'); }],
      [texts.endComparison, () => { events.compare('none'); }],
    ]);
  }
}

const depthValue = (depth: number): string => (depth > MAX_DEPTH ? '99' : String(depth));

/** A list that falls back to its heading once something has been chosen. */
function menu(title: string, given: readonly (readonly [string, () => void])[]): HTMLElement {
  const actions = given.filter(([label]) => label !== '');
  const choices = [{ value: '', label: title }, ...actions.map(([label], i) => ({ value: String(i), label }))];
  const list = dropdown(title, choices, '', (value) => {
    setValue(list, '');
    actions[Number(value)]?.[1]();
  });
  return list;
}
