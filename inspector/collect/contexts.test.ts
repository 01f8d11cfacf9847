// Which contexts are surveyed, and in which order.
import { expect, test } from 'vitest';
import type { CdpConnection } from '../cdp/connection.ts';
import { agentRealmName } from './bootstrap.ts';
import { Contexts } from './contexts.ts';

function tracked() {
  const listeners = new Map<string, (value: never) => void>();
  const on = (event: string, listener: (value: never) => void) => {
    listeners.set(event, listener);
    return { dispose: () => void listeners.delete(event) };
  };
  const contexts = new Contexts({ on } as unknown as CdpConnection);
  const fire = (event: string, value: object) => listeners.get(event)?.(value as never);
  return {
    contexts,
    listeners,
    created: (id: number, name: string, isDefault = false) =>
      fire('Runtime.executionContextCreated', { context: { id, name, auxData: { isDefault } } }),
    destroyed: (executionContextId: number) =>
      fire('Runtime.executionContextDestroyed', { executionContextId }),
  };
}

test('the main one comes first, though V8 announces the newest first; agents are left out', () => {
  const { contexts, created } = tracked();
  created(5, 'VM Context 2');
  created(4, agentRealmName);
  created(3, 'VM Context 1');
  created(1, 'node[1]', true);
  created(7, agentRealmName);
  created(8, 'VM Context 3');
  expect(contexts.ids()).toEqual([1, 3, 5, 8]);
  expect([1, 3].map((id) => contexts.isMain(id))).toEqual([true, false]);
});

test('one that has gone is not surveyed', () => {
  const { contexts, created, destroyed, listeners } = tracked();
  created(1, 'node[1]', true);
  created(2, 'VM Context 1');
  destroyed(2);
  expect(contexts.ids()).toEqual([1]);
  expect([1, 2].map((id) => contexts.has(id))).toEqual([true, false]);
  contexts.dispose();
  expect(listeners.size).toBe(0);
});
