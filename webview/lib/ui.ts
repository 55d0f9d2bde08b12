// The controls of all panels. The toolkit behind them is no longer developed: everything of it is in this file, so that
// another can take its place.
import {
  provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox, vsCodeDropdown, vsCodeOption, vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { element, type Attributes, type Child } from './element';

export { element };

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());

function custom(name: string, attributes: Attributes, ...children: Child[]): HTMLElement {
  const made = element('div', attributes, ...children);
  const control = document.createElement(name);
  for (const { name: key, value } of [...made.attributes]) control.setAttribute(key, value);
  control.append(...made.childNodes);
  return control;
}

export function button(label: string, run: () => void,
  options: { readonly title?: string; readonly kind?: 'primary' | 'secondary' | 'icon' } = {}): HTMLElement {
  const made = custom('vscode-button', { appearance: options.kind ?? 'secondary', title: options.title,
    'aria-label': options.title ?? label }, label);
  made.addEventListener('click', run);
  return made;
}

export interface Choice { readonly value: string; readonly label: string }

export function dropdown(label: string, choices: readonly Choice[], value: string,
  change: (value: string) => void): HTMLElement {
  const options = choices.map((choice) => custom('vscode-option', { value: choice.value, selected: choice.value === value },
    choice.label));
  const made = custom('vscode-dropdown', { 'aria-label': label, title: label }, ...options);
  made.addEventListener('change', () => { change(valueOf(made)); });
  return made;
}

export function checkbox(label: string, checked: boolean, change: (checked: boolean) => void): HTMLElement {
  const made = custom('vscode-checkbox', { checked }, label);
  made.addEventListener('change', () => { change(Reflect.get(made, 'checked') === true); });
  return made;
}

export function textField(label: string, change: (text: string) => void): HTMLElement {
  const made = custom('vscode-text-field', { placeholder: label, 'aria-label': label, size: 22 });
  // The toolkit names every field "Text field" when it is put into the page.
  new MutationObserver(() => {
    if (made.getAttribute('aria-label') !== label) made.setAttribute('aria-label', label);
  }).observe(made, { attributeFilter: ['aria-label'] });
  made.addEventListener('input', () => { change(valueOf(made)); });
  return made;
}

export const valueOf = (control: HTMLElement): string => String(Reflect.get(control, 'value') ?? '');
export const setValue = (control: HTMLElement, value: string): void => { Reflect.set(control, 'value', value); };

/** The entry of a list. A list that has just been made takes its value from its entries a moment later. */
export function choose(list: HTMLElement, value: string): void {
  for (const option of list.children) option.toggleAttribute('selected', option.getAttribute('value') === value);
  setValue(list, value);
  requestAnimationFrame(() => { setValue(list, value); });
}
