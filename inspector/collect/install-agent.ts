/** Puts the agent into the target. */
import agentSource from 'loopscope:agent';
import type { Protocol } from 'devtools-protocol';
import type { CdpConnection } from '../cdp/connection.ts';
import { callHandle, callValue, evaluateHandle, TargetException } from '../cdp/evaluate.ts';
import { bootstrap } from './bootstrap.ts';

/** Calls into the agent. Arguments and answers are plain data, except for handles. */
export interface AgentHandle {
  call<T>(method: string, ...values: readonly unknown[]): Promise<T>;
  /** Evaluates a function of the target with `this` being the agent. */
  evaluate<T>(functionDeclaration: string, ...values: readonly unknown[]): Promise<T>;
  /** Calls a method with an object of the target. */
  callWith<T>(method: string, objectId: string): Promise<T>;
}

/** @param openedPort of an inspector that we opened, which the agent closes, should this client vanish; else `null` */
export async function installAgent(
  connection: CdpConnection,
  openedPort: number | null,
): Promise<AgentHandle> {
  const require = await evaluateHandle(connection, 'require');
  // `getPromiseDetails` reads a promise's state in about 50 ns; the others say whom Node tells about promises.
  const inspectScope = await closureHandles(connection, "require('util').inspect", [
    'getPromiseDetails',
  ]);
  const hooksScope = await closureHandles(connection, "require('v8').promiseHooks?.createHook", [
    'setPromiseHooks',
    'update',
    'hooks',
  ]);
  const agent = await callHandle(connection, require, bootstrap, [
    { value: agentSource },
    { value: openedPort },
    ...inspectScope,
    ...hooksScope,
  ]);
  return {
    call: (method, ...values) =>
      callValue(
        connection,
        agent,
        'function (method, values) { return this[method](...values); }',
        [{ value: method }, { value: values }],
      ),
    evaluate: (functionDeclaration, ...values) =>
      callValue(
        connection,
        agent,
        functionDeclaration,
        values.map((value) => ({ value })),
      ),
    callWith: (method, objectId) =>
      callValue(connection, agent, 'function (method, object) { return this[method](object); }', [
        { value: method },
        { objectId },
      ]),
  };
}

/** Closes over `async_wrap`, Node's binding for async ids. */
export const asyncIdsFunction = "require('async_hooks').executionAsyncId";

/**
 * What Node's own functions close over, by name: not public, but the protocol shows it. `null`s for what a version
 * has elsewhere.
 */
export async function closureHandles(
  connection: CdpConnection,
  functionExpression: string,
  names: readonly string[],
): Promise<readonly Protocol.Runtime.CallArgument[]> {
  const found = new Map<string, Protocol.Runtime.CallArgument>();
  for (const scope of await closureScopes(connection, functionExpression)) {
    const { result } = await connection.send('Runtime.getProperties', {
      objectId: scope,
      ownProperties: true,
    });
    for (const { name, value } of result) {
      if (value?.objectId && !found.has(name)) found.set(name, { objectId: value.objectId });
    }
  }
  return names.map((name) => found.get(name) ?? { value: null });
}

async function closureScopes(
  connection: CdpConnection,
  functionExpression: string,
): Promise<readonly string[]> {
  try {
    const objectId = await evaluateHandle(connection, functionExpression);
    const { internalProperties } = await connection.send('Runtime.getProperties', { objectId });
    const scopes = internalProperties?.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
    if (!scopes) return [];
    const list = await connection.send('Runtime.getProperties', {
      objectId: scopes,
      ownProperties: true,
    });
    return list.result
      .filter(({ value }) => value?.description !== 'Global')
      .flatMap(({ value }) => value?.objectId ?? []);
  } catch (error) {
    if (error instanceof TargetException) return [];
    throw error;
  }
}
