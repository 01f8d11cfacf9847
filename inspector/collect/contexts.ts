/** Keeps track of the V8 contexts of the target: the main one, and those that programs make with `vm`. */

import type { Disposable } from '../base/disposable.ts';
import { DisposableStore } from '../base/disposable.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import { agentRealmName } from './bootstrap.ts';

export class Contexts implements Disposable {
  readonly #names = new Map<number, string>();
  readonly #store = new DisposableStore();

  /** Listens; `Runtime.enable`, which the caller sends afterwards, announces those that exist. */
  constructor(connection: CdpConnection) {
    this.#store.add(
      connection.on('Runtime.executionContextCreated', ({ context }) => {
        this.#names.set(context.id, context.name);
      }),
    );
    this.#store.add(
      connection.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
        this.#names.delete(executionContextId);
      }),
    );
  }

  /** Ids of the contexts of the program, the main one first. Agents, also those of other clients, are left out. */
  ids(): readonly number[] {
    return [...this.#names].filter(([, name]) => name !== agentRealmName).map(([id]) => id);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
