/**
 * Hands a list that was found in one V8 context to the agent, whose handle belongs to another one: the protocol
 * refuses to pass an object between two contexts.
 *
 * Node's `require` can be had in every context, and with it one of Node's diagnostics channels, on which the agent
 * listens for this moment only. A channel is dropped by Node when nobody refers to it any more.
 */
import { randomUUID } from 'node:crypto';
import type { CdpConnection } from '../cdp/connection.ts';
import { callValue, evaluateHandle } from '../cdp/evaluate.ts';
import type { AgentHandle } from './install-agent.ts';

/** @param group the object group of what is evaluated for it */
export async function handOver(
  connection: CdpConnection,
  agent: AgentHandle,
  contextId: number,
  list: string,
  group: string,
): Promise<void> {
  const name = `loopscope:${randomUUID()}`;
  await agent.call('openIntake', name);
  try {
    const channel = await evaluateHandle(
      connection,
      `require('diagnostics_channel').channel(${JSON.stringify(name)})`,
      { contextId, group },
    );
    await callValue(connection, list, 'function (channel) { channel.publish(this); }', [
      { objectId: channel },
    ]);
  } finally {
    await agent.call('closeIntake');
  }
}
