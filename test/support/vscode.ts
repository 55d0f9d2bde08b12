// What unit tests of the host side need of `vscode`, where no VS Code runs: events, addresses, files, texts.

class EventEmitter<T> {
  readonly #listeners: ((value: T) => void)[] = [];
  event = (listener: (value: T) => void): { dispose(): void } => {
    this.#listeners.push(listener);
    return { dispose() {} };
  };
  fire(value: T): void { for (const listener of this.#listeners) listener(value); }
  dispose(): void {}
}

/** `file`: the contents of a file at an address; `more`: members of other names. */
export const vscodeFor = (file: (uri: string) => Uint8Array, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  EventEmitter,
  Uri: { joinPath: (base: string, ...rest: string[]) => [base, ...rest].join('/') },
  workspace: { fs: { readFile: async (uri: string) => file(uri) } },
  l10n: { t: (text: string) => text },
  ...more,
});
