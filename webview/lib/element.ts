// How all panels make elements.
export type Child = Node | string;
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with text and elements in it; nothing is ever parsed as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {},
  ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(key,
    value === true ? '' : String(value));
  made.append(...children);
  return made;
}
