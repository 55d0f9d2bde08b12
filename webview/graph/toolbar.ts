// The controls above the graph: search, depth, folding, colours, zoom, export.
import type { ExportKind, GraphTexts } from '../../src/protocol/graphPanel';
import { button, checkbox, dropdown, element, setValue, textField } from '../lib/ui';
import { OVERLAYS, overlayName, type Overlay } from './overlay';
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
  export(kind: ExportKind, scheme: 'light' | 'dark'): void;
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
    const depths = [...Array.from({ length: 6 }, (_, i) => ({ value: String(i), label: `${texts.depth} ${i}` })),
      { value: '99', label: texts.all }];
    this.depth = dropdown(texts.depth, depths, String(shown.choices.depth), (value) => { events.depth(Number(value)); });
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
      button(texts.fit, () => { events.fit(); }), this.modeButton, this.exports());
  }

  focusSearch(): void { this.searchField.focus(); }
  setDepth(depth: number): void { setValue(this.depth, String(depth)); }
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

  /** A list that falls back to its heading once something has been chosen. */
  private exports(): HTMLElement {
    const { texts, events } = this;
    const actions: Readonly<Record<string, () => void>> = {
      svg: () => { events.export('svg', 'light'); }, svgDark: () => { events.export('svg', 'dark'); },
        png: () => { events.export('png', 'light'); },
      mermaid: () => { events.export('mermaid', 'light'); }, dot: () => { events.export('dot', 'light'); },
        json: () => { events.export('json', 'light'); },
      copyMarkdown: () => { events.copy('markdown'); }, copyCsv: () => { events.copy('csv'); },
    };
    const labels: Readonly<Record<string, string>> = {
      svg: texts.svg, svgDark: texts.svgDark, png: texts.png, mermaid: texts.mermaid, dot: texts.dot, json: texts.json,
        copyMarkdown: texts.copyMarkdown, copyCsv: texts.copyCsv,
    };
    const choices = [{ value: '', label: texts.export }, ...Object.keys(actions).map((value) =>
      ({ value, label: labels[value] ?? value }))];
    const list = dropdown(texts.export, choices, '', (value) => {
      setValue(list, '');
      actions[value]?.();
    });
    return list;
  }
}
