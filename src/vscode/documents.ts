// The open documents as the worker should see them: texts are pushed a moment after the last keystroke, or at once when
// a feature cannot wait. Knows which documents matter; knows nothing of what is computed from them.
import * as vscode from 'vscode';
import type { LanguageKind, NotebookCell, OpenDocument } from '../protocol/analysis';
import type { AnalysisClient } from './client';
import { answering, type Faults } from './providers/faults';

const DEBOUNCE_MS = 150;
/** Copies that are not edited: the other side of a diff, output, search results. */
const IGNORED_SCHEMES = new Set(
  ['git', 'gitfs', 'output', 'search-editor', 'vscode-scm', 'vscode-local-history', 'debug', 'review']);

export const SELECTOR: vscode.DocumentSelector = [{ language: 'python' }, { language: 'markdown' }];

type Source = vscode.TextDocument | vscode.NotebookDocument;
interface Tracked {
  readonly source: Source;
  dirty: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  waiting: (() => void)[];
  /** The version that hung the worker: not sent again until it has changed. */
  quarantined: number | undefined;
}

export class Documents implements vscode.Disposable {
  readonly #tracked = new Map<string, Tracked>();
  readonly #pushed = new vscode.EventEmitter<readonly vscode.TextDocument[]>();
  readonly #closed = new vscode.EventEmitter<readonly string[]>();
  readonly #disposables: vscode.Disposable[] = [this.#pushed, this.#closed];

  /** Texts that the worker has just been given: documents, or the cells of a notebook. */
  readonly onDidPush = this.#pushed.event;
  readonly onDidClose = this.#closed.event;

  constructor(private readonly client: AnalysisClient, private readonly faults: Faults) {
    this.#disposables.push(
      client.onDidStart(() => { this.#replay(); }),
      client.onDidFail((uri) => { this.#quarantine(uri); }),
      vscode.workspace.onDidOpenTextDocument((document) => { this.#open(document); }),
      vscode.workspace.onDidCloseTextDocument((document) => { this.#close(document); }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#touch(document);
      }),
      vscode.workspace.onDidOpenNotebookDocument((notebook) => { this.#open(notebook); }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => { this.#close(notebook); }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.#touch(notebook);
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.#open(document);
    for (const notebook of vscode.workspace.notebookDocuments) this.#open(notebook);
  }

  covers(document: vscode.TextDocument): boolean {
    return this.#tracked.has(keyOf(document));
  }

  /** Every text that the worker is asked about. */
  get texts(): readonly vscode.TextDocument[] {
    return [...this.#tracked.values()].flatMap(({ source }) => textsOf(source));
  }

  /** Gives the worker the newest text now. False when it is not one that the worker should see. */
  push(document: vscode.TextDocument): boolean {
    const tracked = this.#tracked.get(keyOf(document));
    if (!tracked) return false;
    if (tracked.dirty) this.#send(tracked);
    return tracked.quarantined === undefined;
  }

  /** Waits until typing has paused and the worker has the text; false when it has not or nobody waits any more. */
  async settled(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<boolean> {
    const tracked = this.#tracked.get(keyOf(document));
    if (!tracked) return false;
    if (tracked.dirty) {
      await new Promise<void>((resolve) => {
        tracked.waiting.push(resolve);
        token.onCancellationRequested(() => { resolve(); });
      });
    }
    return !token.isCancellationRequested && tracked.quarantined === undefined;
  }

  dispose(): void {
    for (const tracked of this.#tracked.values()) clearTimeout(tracked.timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #open(source: Source): void {
    if (!isCovered(source)) return;
    const tracked: Tracked = { source, dirty: true, timer: undefined, waiting: [], quarantined: undefined };
    this.#tracked.set(source.uri.toString(), tracked);
    this.#send(tracked);
  }

  #close(source: Source): void {
    const key = source.uri.toString();
    const tracked = this.#tracked.get(key);
    if (!tracked) return;
    clearTimeout(tracked.timer);
    this.#tracked.delete(key);
    for (const resolve of tracked.waiting) resolve();
    this.client.service.closeDocument(key).catch(() => {}); // A worker that is gone has forgotten it anyway.
    this.#closed.fire(textsOf(source).map((document) => document.uri.toString()));
  }

  #touch(source: Source): void {
    const key = 'notebookType' in source ? source.uri.toString() : keyOf(source);
    const tracked = this.#tracked.get(key);
    if (!tracked) return;
    const { revision } = this.client;
    if (revision) Atomics.add(revision, 0, 1);
    tracked.dirty = true;
    clearTimeout(tracked.timer);
    tracked.timer = setTimeout(() => { this.#send(tracked); }, DEBOUNCE_MS);
  }

  #send(tracked: Tracked): void {
    clearTimeout(tracked.timer);
    tracked.dirty = false;
    const { version } = tracked.source;
    if (tracked.quarantined !== version) {
      tracked.quarantined = undefined;
      void answering(this.faults, 'documents', this.client.service.setDocument(openDocument(tracked.source)));
    }
    const { waiting } = tracked;
    tracked.waiting = [];
    for (const resolve of waiting) resolve();
    this.#pushed.fire(textsOf(tracked.source));
  }

  #replay(): void {
    for (const tracked of this.#tracked.values()) this.#send(tracked);
  }

  /** What the worker hung on is left out until it has been edited. */
  #quarantine(uri: string | undefined): void {
    for (const tracked of this.#tracked.values()) {
      const { source } = tracked;
      const uris = [source.uri, ...textsOf(source).map((text) => text.uri)];
      if (uris.some((each) => each.toString() === uri)) tracked.quarantined = source.version;
    }
  }
}

/** The URI under which the worker knows what a text belongs to: its own, or its notebook's. */
function keyOf(document: vscode.TextDocument): string {
  return (notebookOf(document) ?? document).uri.toString();
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.uri.path === document.uri.path && notebook.getCells().some((cell) => cell.document === document));
}

function textsOf(source: Source): vscode.TextDocument[] {
  return 'notebookType' in source ? source.getCells().map((cell) => cell.document) : [source];
}

function isCovered(source: Source): boolean {
  if (IGNORED_SCHEMES.has(source.uri.scheme)) return false;
  if ('notebookType' in source) return true;
  return source.uri.scheme !== 'vscode-notebook-cell' && languageOf(source) !== undefined;
}

function languageOf(document: vscode.TextDocument): LanguageKind | undefined {
  const { languageId } = document;
  return languageId === 'python' || languageId === 'markdown' ? languageId : undefined;
}

function openDocument(source: Source): OpenDocument {
  const uri = source.uri.toString();
  if (!('notebookType' in source)) {
    return { uri, version: source.version, language: languageOf(source) ?? 'python', text: source.getText() };
  }
  const cells = source.getCells().map(({ kind, document }): NotebookCell => {
    const isCode = kind === vscode.NotebookCellKind.Code && document.languageId === 'python';
    return { uri: document.uri.toString(), kind: isCode ? 'code' : 'markup', text: document.getText() };
  });
  return { uri, version: source.version, language: 'notebook', text: '', cells };
}
