// What the worker asks of the editor: files, the log, and that something be drawn again. Passes it on as events.
import * as vscode from 'vscode';
import type { FoundData, FoundModule, HostService, Progress, RefreshKind } from '../protocol/analysis';
import type { FileService } from './fileService';

interface RefreshRequest { readonly kinds: readonly RefreshKind[]; readonly uris?: readonly string[] }

export class HostCalls implements HostService, vscode.Disposable {
  readonly #progress = new vscode.EventEmitter<Progress>();
  readonly #refresh = new vscode.EventEmitter<RefreshRequest>();
  readonly onDidProgress = this.#progress.event;
  readonly onDidAskRefresh = this.#refresh.event;

  constructor(private readonly files: FileService, private readonly output: vscode.LogOutputChannel) {}

  readFile(uri: string): Promise<Uint8Array | null> { return this.files.readFile(uri); }
  findModule(name: string, from: string): Promise<FoundModule | null> { return this.files.findModule(name, from); }
  findData(path: string, from: string, limit: number): Promise<FoundData | null> {
    return this.files.findData(path, from, limit);
  }
  findFiles(limit: number): Promise<readonly string[]> { return this.files.findFiles(limit); }

  async log(level: 'debug' | 'info' | 'warn' | 'error', message: string): Promise<void> { this.output[level](message); }
  async refresh(kinds: readonly RefreshKind[], uris?: readonly string[]): Promise<void> {
    this.#refresh.fire({ kinds, uris });
  }
  async progress(progress: Progress): Promise<void> { this.#progress.fire(progress); }

  dispose(): void {
    this.#progress.dispose();
    this.#refresh.dispose();
  }
}
