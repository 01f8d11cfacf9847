/** Keeps track of the V8 contexts of the target: the main one, and those that programs make with `vm`. */

import type { Disposable } from '../base/disposable.ts';
import { DisposableStore } from '../base/disposable.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import { agentRealmName } from './bootstrap.ts';

export class Contexts implements Disposable {
  readonly #names = new Map<number, string>();
  #main: number | null = null;
  readonly #store = new DisposableStore();

  /** Listens; `Runtime.enable`, which the caller sends afterwards, announces those that exist. */
  constructor(connection: CdpConnection) {
    this.#store.add(
      connection.on('Runtime.executionContextCreated', ({ context }) => {
        this.#names.set(context.id, context.name);
        if (context.auxData?.isDefault) this.#main = context.id;
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
    const ids = [...this.#names].filter(([, name]) => name !== agentRealmName).map(([id]) => id);
    // V8 announces the newest one first.
    return ids.sort((a, b) => Number(this.isMain(b)) - Number(this.isMain(a)) || a - b);
  }

  isMain(id: number): boolean {
    return id === this.#main;
  }

  /** False once V8 has collected it. */
  has(id: number): boolean {
    return this.#names.has(id);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
