/** The panels that are open: one for each target, brought back when the window is loaded again. */
import * as vscode from 'vscode';
import type { Disposable } from '../../inspector/base/disposable.ts';
import type { App } from '../app.ts';
import { panels } from '../ids.ts';
import { targetName } from '../presentation/target-row.ts';
import type { Target } from '../sessions/target.ts';
import { InspectorPanel } from './inspector-panel.ts';

export class InspectorPanels implements Disposable {
  readonly #folder: vscode.Uri;
  readonly #open = new Map<string, InspectorPanel>();

  /** @param extension folder of the extension */
  constructor(extension: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(extension, 'dist');
  }

  show(app: App, target: Target): void {
    const open = this.#open.get(target.address);
    if (open) {
      open.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      panels.inspector,
      `${targetName(target)} · Loopscope`,
      vscode.ViewColumn.Active,
    );
    this.#add(app, panel, target.address);
  }

  /** What the page remembered names the target; its process is not attached to again unasked. */
  serializer(app: App): vscode.WebviewPanelSerializer {
    return {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const address = addressOf(state);
        if (address === null || this.#open.has(address)) panel.dispose();
        else this.#add(app, panel, address);
        return Promise.resolve();
      },
    };
  }

  dispose(): void {
    for (const panel of this.#open.values()) panel.dispose();
    this.#open.clear();
  }

  #add(app: App, panel: vscode.WebviewPanel, address: string): void {
    panel.iconPath = vscode.Uri.joinPath(this.#folder, '../assets/icon.png');
    const opened = new InspectorPanel(app, panel, address, this.#folder);
    this.#open.set(address, opened);
    opened.onDidDispose(() => this.#open.delete(address));
  }
}

function addressOf(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('address' in state)) return null;
  const { address } = state;
  return typeof address === 'string' && address.length < 1_000 ? address : null;
}
