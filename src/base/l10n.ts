// Sentences of ours in the reader's language. Whoever hosts the core sets the bundle once; English is its own key.
// Knows nothing of where bundles come from.

let bundle: Readonly<Record<string, string>> = {};

/** English text to text in the display language, as in l10n/bundle.l10n.*.json. */
export function setBundle(strings: Readonly<Record<string, string>>): void {
  bundle = strings;
}

export const l10n = {
  /** `l10n.t('{0} models', 3)`: the message is the key, so write it out where it is used. */
  t(message: string, ...args: readonly (string | number)[]): string {
    return (bundle[message] ?? message).replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
  },
};
