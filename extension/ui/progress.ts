/** Shows that something takes long, and lets the user stop it. */
import * as vscode from 'vscode';
import { notificationText } from '../presentation/plain-text.ts';

/** Milliseconds before a notification appears: what is quicker only flickers. */
const patience = 500;

export interface Work {
  readonly signal: AbortSignal;
  /** `fraction` is 0 to 1, of all the work. */
  readonly report: (message: string, fraction?: number) => void;
}

export async function withProgress<T>(title: string, run: (work: Work) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let latest: { message: string; fraction: number } = { message: '', fraction: 0 };
  let notify = (): void => {};
  const report: Work['report'] = (message, fraction = latest.fraction) => {
    latest = { message: notificationText(message), fraction };
    notify();
  };
  const result = run({ signal: abort.signal, report });
  const settled = result.then(
    () => {},
    () => {},
  );

  const timer = setTimeout(() => {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: notificationText(title),
      cancellable: true,
    };
    void vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      let shown = 0;
      notify = () => {
        const increment = Math.max(0, (latest.fraction - shown) * 100);
        shown = Math.max(shown, latest.fraction);
        progress.report({ message: latest.message, increment });
      };
      notify();
      await settled;
    });
  }, patience);
  try {
    return await result;
  } finally {
    clearTimeout(timer);
  }
}
