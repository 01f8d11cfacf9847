/** Puts the agent into the target. */
import agentSource from 'loopscope:agent';
import type { CdpConnection } from '../cdp/connection.ts';
import { callHandle, callValue, evaluateHandle } from '../cdp/evaluate.ts';
import { bootstrap } from './bootstrap.ts';

/** Calls into the agent. Arguments and answers are plain data, except for handles. */
export interface AgentHandle {
  call<T>(method: string, ...values: readonly unknown[]): Promise<T>;
  /** Evaluates a function of the target with `this` being the agent. */
  evaluate<T>(functionDeclaration: string, ...values: readonly unknown[]): Promise<T>;
  /** Calls a method with an object of the target. */
  callWith<T>(method: string, objectId: string): Promise<T>;
}

/** @param openedByUs tells the agent to close the inspector, should this client vanish */
export async function installAgent(
  connection: CdpConnection,
  openedByUs: boolean,
): Promise<AgentHandle> {
  const require = await evaluateHandle(connection, 'require');
  const details = await promiseDetailsHandle(connection);
  const agent = await callHandle(connection, require, bootstrap, [
    { value: agentSource },
    details === null ? { value: null } : { objectId: details },
    { value: openedByUs },
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

/**
 * Node's internal `getPromiseDetails`, which reads a promise's state in about 50 ns. It is not public, but it
 * is in the closure scope of `util.inspect`, which the protocol shows. `null` when a version has it elsewhere.
 */
async function promiseDetailsHandle(connection: CdpConnection): Promise<string | null> {
  const inspect = await evaluateHandle(connection, "require('util').inspect");
  const { internalProperties } = await connection.send('Runtime.getProperties', {
    objectId: inspect,
  });
  const scopes = internalProperties?.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
  if (!scopes) return null;
  const list = await connection.send('Runtime.getProperties', {
    objectId: scopes,
    ownProperties: true,
  });
  for (const { value } of list.result) {
    if (!value?.objectId || value.description === 'Global') continue;
    const scope = await connection.send('Runtime.getProperties', {
      objectId: value.objectId,
      ownProperties: true,
    });
    const found = scope.result.find(({ name }) => name === 'getPromiseDetails')?.value?.objectId;
    if (found) return found;
  }
  return null;
}
