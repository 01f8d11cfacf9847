// Which contexts are surveyed, and in which order.
import { expect, test } from 'vitest';
import type { CdpConnection } from '../cdp/connection.ts';
import { agentRealmName } from './bootstrap.ts';
import { listContexts } from './contexts.ts';

/** Announces the contexts when it is told to, as V8 does before it answers. */
function announcing(contexts: readonly (readonly [id: number, name: string, main?: boolean])[]) {
  const listeners = new Set<(value: object) => void>();
  const sent: string[] = [];
  const connection = {
    on(_event: string, listener: (value: object) => void) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    async send(method: string) {
      sent.push(method);
      if (method !== 'Runtime.enable') return;
      for (const [id, name, isDefault = false] of contexts) {
        for (const each of listeners) each({ context: { id, name, auxData: { isDefault } } });
      }
    },
  };
  return { connection: connection as unknown as CdpConnection, listeners, sent };
}

test('the main one comes first, though V8 announces the newest first; agents are left out', async () => {
  const { connection } = announcing([
    [5, 'VM Context 2'],
    [4, agentRealmName],
    [3, 'VM Context 1'],
    [1, 'node[1]', true],
    [7, agentRealmName],
    [8, 'VM Context 3'],
  ]);
  expect(await listContexts(connection)).toEqual({ main: 1, ids: [1, 3, 5, 8] });
});

test('the domain is off again afterwards, and nothing listens', async () => {
  const { connection, listeners, sent } = announcing([[1, 'node[1]', true]]);
  await listContexts(connection);
  expect(sent.indexOf('Runtime.disable')).toBeGreaterThan(sent.indexOf('Runtime.enable'));
  expect(listeners.size).toBe(0);
});
