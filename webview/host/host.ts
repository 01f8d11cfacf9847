/** Where the page lives: in an editor, in a browser beside `loopscope dashboard`, or in a report. */
import type { HostMessage, PageMessage } from '../../protocol/rpc/webview.ts';

export type HostKind = 'editor' | 'browser' | 'report';

/** How the page stands to its host. What was shown stays when the connection is gone. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** The host has ended, or refuses. `message` says what to do. */
  | { readonly kind: 'closed'; readonly message: string };

export interface HostListener {
  onMessage(message: HostMessage): void;
  onConnection(connection: Connection): void;
}

export interface Host {
  readonly kind: HostKind;
  /** Called once; the listener hears everything from then on. */
  start(listener: HostListener): void;
  send(message: PageMessage): void;
  /** What the page remembers over a reload; plain data. */
  loadState(): unknown;
  saveState(state: unknown): void;
  copy(text: string): Promise<void>;
  exportReport(format: 'html' | 'json'): Promise<void>;
}
