// What a feature does when the worker does not answer: nothing is shown, and a fault of ours is logged once.
import type * as vscode from 'vscode';
import { Cancelled } from '../../protocol/rpc';

export class Faults {
  readonly #seen = new Set<string>();
  constructor(private readonly log: vscode.LogOutputChannel) {}

  report(feature: string, error: unknown): void {
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    const key = `${feature}\n${text}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.log.error(`${feature}: ${text}`);
  }
}

/** The answer; undefined when the request was given up or failed. */
export async function answering<T>(faults: Faults, feature: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Cancelled)) faults.report(feature, error);
    return undefined;
  }
}
