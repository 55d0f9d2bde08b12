// As much of the editor's API as the host side of a run's panel asks for, without an editor: for tools/runPage.mjs.
import fs from 'node:fs/promises';
import path from 'node:path';

export const standing = { locale: 'en', strings: {} as Readonly<Record<string, string>>, settings: {} as Readonly<Record<string, unknown>>,
  panel: null as Panel | null, chosen: [] as Uri[], copied: '' };

const filled = (text: string, args: readonly unknown[]): string =>
  (standing.strings[text] ?? text).replaceAll(/\{(\d+)\}/g, (whole, i: string) => String(args[Number(i)] ?? whole));
export const l10n = { t: (text: string, ...args: unknown[]): string => filled(text, args), get bundle() { return standing.strings; } };
export const env = { get language() { return standing.locale; }, clipboard: { writeText: async (text: string) => { standing.copied = text; } } };

export class Uri {
  constructor(readonly scheme: string, readonly path: string) {}
  static file(file: string): Uri { return new Uri('file', file); }
  static parse(text: string): Uri { return new Uri(text.slice(0, text.indexOf(':')), decodeURI(text.replace(/^\w+:(\/\/)?/, ''))); }
  static joinPath(uri: Uri, ...parts: string[]): Uri { return new Uri(uri.scheme, path.join(uri.path, ...parts)); }
  get fsPath(): string { return this.path; }
  toString(): string { return `${this.scheme}://${this.path}`; }
}

export class EventEmitter<T> {
  #listeners: ((value: T) => void)[] = [];
  readonly event = (listener: (value: T) => void): { dispose(): void } => {
    this.#listeners.push(listener);
    return { dispose: () => {} };
  };
  fire(value: T): void { for (const listener of this.#listeners) listener(value); }
  dispose(): void {}
}

export interface Panel { readonly webview: { html: string }; readonly heard: EventEmitter<unknown>; post: (message: unknown) => void }
const disposable = { dispose: () => {} };

export const window = {
  createWebviewPanel: (): unknown => {
    const heard = new EventEmitter<unknown>();
    const panel: Panel & Record<string, unknown> = { heard, post: () => {}, title: '', viewColumn: 1, reveal: () => {}, dispose: () => {},
      onDidDispose: () => disposable,
      webview: Object.assign({ html: '' }, { cspSource: 'x', asWebviewUri: (uri: Uri) => `/${path.basename(uri.path)}`,
        onDidReceiveMessage: heard.event, postMessage: async (message: unknown) => { panel.post(message); } }) };
    standing.panel = panel;
    return panel;
  },
  registerWebviewPanelSerializer: () => disposable,
  setStatusBarMessage: () => disposable,
  showOpenDialog: async () => standing.chosen,
  showSaveDialog: async () => standing.chosen[0],
  withProgress: async (_: unknown, task: (progress: { report(): void }, token: { isCancellationRequested: boolean }) => Promise<unknown>) =>
    task({ report: () => {} }, { isCancellationRequested: false }),
  visibleTextEditors: [], activeTextEditor: undefined,
};
export const workspace = {
  fs: { readFile: (uri: Uri) => fs.readFile(uri.path), writeFile: (uri: Uri, bytes: Uint8Array) => fs.writeFile(uri.path, bytes),
    createDirectory: (uri: Uri) => fs.mkdir(uri.path, { recursive: true }) },
  textDocuments: [], notebookDocuments: [], workspaceFolders: [],
  openTextDocument: async () => ({}), openNotebookDocument: async () => ({}),
  getConfiguration: () => ({ get: (key: string, fallback: unknown) => standing.settings[key] ?? fallback }),
  onDidChangeConfiguration: () => disposable,
};
export const ViewColumn = { One: 1, Beside: -2 };
export const ProgressLocation = { Notification: 15 };
// What the host side's neighbours look up when they are loaded.
export const DiagnosticSeverity = {};
export const DiagnosticTag = {};
