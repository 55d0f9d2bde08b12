// Questions that follow on each other, in one box that stays open between them: of two boxes the second can be closed at once,
// when the panel from which the first was opened gets the focus back.
import * as vscode from 'vscode';

export class Questions implements vscode.Disposable {
  private readonly box = vscode.window.createQuickPick();
  private listeners: readonly vscode.Disposable[] = [];
  private isClosed = false;

  constructor() {
    this.box.matchOnDescription = true;
    // Between two questions too: then the next is not asked.
    this.box.onDidHide(() => { this.isClosed = true; });
  }

  /** The item that the user takes, or undefined where the box is closed. It stays, busy, until the next question or `dispose`. */
  ask<T extends vscode.QuickPickItem>(items: readonly T[], title: string): Promise<T | undefined> {
    const { box } = this;
    if (this.isClosed) return Promise.resolve(undefined);
    box.title = title;
    box.value = '';
    box.items = items;
    box.busy = false;
    box.enabled = true;
    box.show();
    return new Promise((resolve) => {
      const answer = (item: T | undefined): void => {
        for (const listener of this.listeners) listener.dispose();
        box.busy = true;
        box.enabled = false;
        resolve(item);
      };
      this.listeners = [
        box.onDidAccept(() => { if (box.selectedItems[0]) answer(box.selectedItems[0] as T); }),
        box.onDidHide(() => { answer(undefined); }),
      ];
    });
  }

  dispose(): void {
    this.box.dispose();
  }
}
