/** Lists the V8 contexts of the target: the main one, and those that programs make with `vm`. */

import type { CdpConnection } from '../cdp/connection.ts';
import { agentRealmName } from './bootstrap.ts';

export interface Contexts {
  readonly main: number | null;
  /** Of the program, the main one first. Agents, also those of other clients, are left out. */
  readonly ids: readonly number[];
}

/**
 * The `Runtime` domain is on only for as long as it takes to announce the contexts. While it is on, V8 takes a stack and
 * sends a preview for each line that the program logs, which makes `console.log` twenty times as dear, and it keeps every
 * object that is logged alive until the client goes. Bindings work without it. What was logged before, up to 1,000 lines,
 * is announced too, and let go of.
 */
export async function listContexts(connection: CdpConnection): Promise<Contexts> {
  const names = new Map<number, string>();
  let main: number | null = null;
  const listener = connection.on('Runtime.executionContextCreated', ({ context }) => {
    names.set(context.id, context.name);
    if (context.auxData?.isDefault) main = context.id;
  });
  try {
    // Without waiting in between, so that the program logs nothing meanwhile.
    await Promise.all([
      connection.send('Runtime.enable'),
      connection.send('Runtime.disable'),
      connection.send('Runtime.releaseObjectGroup', { objectGroup: 'console' }),
    ]);
  } finally {
    listener.dispose();
  }
  const ids = [...names].filter(([, name]) => name !== agentRealmName).map(([id]) => id);
  // V8 announces the newest one first.
  ids.sort((a, b) => Number(b === main) - Number(a === main) || a - b);
  return { main, ids };
}
