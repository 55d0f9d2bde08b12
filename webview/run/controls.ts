// Small controls of the run's panel: the browser's own, with the theme's colours.
import { element, type Child } from '../lib/element';

export interface Choice { readonly value: string; readonly label: string; readonly disabled?: boolean }

export function action(label: string, run: () => void,
  options: { readonly title?: string; readonly kind?: 'primary' | 'icon'; readonly name?: string } = {}): HTMLButtonElement {
  const made = element('button', { class: `action ${options.kind ?? ''}`, title: options.title, 'data-do': options.name,
    'aria-label': options.kind === 'icon' ? options.title ?? label : undefined, type: 'button' }, label);
  made.addEventListener('click', run);
  return made;
}

export function select(label: string, choices: readonly Choice[], value: string, change: (value: string) => void,
  name?: string): HTMLSelectElement {
  const made = element('select', { 'aria-label': label, title: label, 'data-choice': name });
  setChoices(made, choices, value);
  made.addEventListener('change', () => { change(made.value); });
  return made;
}

export function setChoices(list: HTMLSelectElement, choices: readonly Choice[], value: string): void {
  list.replaceChildren(...choices.map((choice) => element('option', { value: choice.value, selected: choice.value === value,
    disabled: choice.disabled }, choice.label)));
  list.value = value;
}

export function labelled(label: string, control: Child): HTMLElement {
  return element('label', { class: 'labelled' }, element('span', {}, label), control);
}

export function numberField(label: string, value: number, change: (value: number) => void,
  limits: { readonly min?: number; readonly max?: number; readonly step?: number } = {}): HTMLInputElement {
  const made = element('input', { type: 'number', value, 'aria-label': label, title: label, min: limits.min, max: limits.max,
    step: limits.step ?? 1 });
  made.addEventListener('change', () => { if (Number.isFinite(made.valueAsNumber)) change(made.valueAsNumber); });
  return made;
}

export function checkbox(label: string, checked: boolean, change: (checked: boolean) => void): HTMLElement {
  const box = element('input', { type: 'checkbox', checked });
  box.addEventListener('change', () => { change(box.checked); });
  return element('label', { class: 'check' }, box, label);
}

const SVG = 'http://www.w3.org/2000/svg';
export function svg<K extends keyof SVGElementTagNameMap>(name: K, attributes: Readonly<Record<string, string | number>>,
  ...children: Child[]): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** What a failed request says; nothing for one that was given up. */
export const sentence = (error: unknown): string =>
  (error instanceof Error ? (error.name === 'Cancelled' ? '' : error.message) : String(error));
