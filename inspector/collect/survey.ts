/** The survey: the one walk of the heap that finds every promise, also those from before the attach. */

import type { CdpConnection } from '../cdp/connection.ts';
import { evaluateHandle, TargetException } from '../cdp/evaluate.ts';
import type { AgentHandle } from './install-agent.ts';

const surveyGroup = 'loopscope-survey';

/** Milliseconds of pause that a survey costs: several full collections and a walk. Measured, see bench/results.md. */
const fixedPauseMs = 25;
const pausePerMegabyteMs = 13;

/** @param heapUsedBytes as `Runtime.getHeapUsage` reports it */
export function estimateSurveyPause(heapUsedBytes: number, contexts: number): number {
  return contexts * (fixedPauseMs + (heapUsedBytes / 2 ** 20) * pausePerMegabyteMs);
}

/**
 * Finds the promises of one context and hands them to the agent.
 * @returns milliseconds for which the target stood still, on its own clock
 */
export async function survey(
  connection: CdpConnection,
  agent: AgentHandle,
  contextId: number,
): Promise<number> {
  // Not `Promise.prototype`: programs replace the global, and async functions go on using the intrinsic.
  const prototype = await evaluateHandle(
    connection,
    'Object.getPrototypeOf((async () => {})())',
    contextId,
  );
  const before = await agent.call<number>('now');
  const { objects } = await connection.send('Runtime.queryObjects', {
    prototypeObjectId: prototype,
    objectGroup: surveyGroup,
  });
  const pause = (await agent.call<number>('now')) - before;
  if (!objects.objectId) throw new TargetException('queryObjects returned no list');
  await agent.callWith('add', objects.objectId);
  // The list keeps every promise alive: from here on only the agent holds it, until it has probed them.
  await connection.send('Runtime.releaseObjectGroup', { objectGroup: surveyGroup });
  return pause;
}
