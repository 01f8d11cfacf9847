/** The survey: the one walk of the heap that finds every promise, also those from before the attach. */

import { abortable } from '../base/abort.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import { evaluateHandle, TargetException } from '../cdp/evaluate.ts';
import { handOver } from './hand-over.ts';
import type { AgentHandle } from './install-agent.ts';

/** What a survey finds is held by this group until the agent has it. */
const surveyGroup = 'loopscope-survey';

/** Milliseconds of pause that a survey costs: several full collections and a walk. Measured, see bench/results.md. */
const fixedPauseMs = 25;
const pausePerMegabyteMs = 11.5;

/** @param heapUsedBytes as `Runtime.getHeapUsage` reports it */
export function estimateSurveyPause(heapUsedBytes: number, contexts: number): number {
  return contexts * (fixedPauseMs + (heapUsedBytes / 2 ** 20) * pausePerMegabyteMs);
}

/** The context to survey; `isMain` for the one that the agent's handle belongs to. */
export interface SurveyedContext {
  readonly id: number;
  readonly isMain: boolean;
}

/**
 * Finds the promises of one context and hands them to the agent. Holds on to nothing, also when it fails or is given
 * up: the list would keep every promise alive, and the prototype its context.
 * @returns milliseconds for which the target stood still, on its own clock
 */
export async function survey(
  connection: CdpConnection,
  agent: AgentHandle,
  context: SurveyedContext,
  signal: AbortSignal,
): Promise<number> {
  // Each answer is waited for with the signal: a survey that was given up must not go on to add to the next one.
  const step = <T>(answer: Promise<T>) => abortable(answer, signal);
  try {
    const prototype = await step(promisePrototype(connection, context.id));
    const before = await step(agent.call<number>('now'));
    const query = connection.send('Runtime.queryObjects', {
      prototypeObjectId: prototype,
      objectGroup: surveyGroup,
    });
    const { objects } = await step(query);
    const pause = (await step(agent.call<number>('now'))) - before;
    if (!objects.objectId) throw new TargetException('queryObjects returned no list');
    if (context.isMain) await step(agent.callWith('add', objects.objectId));
    else await step(handOver(connection, agent, context.id, objects.objectId, surveyGroup));
    return pause;
  } finally {
    connection.send('Runtime.releaseObjectGroup', { objectGroup: surveyGroup }).catch(() => {});
  }
}

/**
 * Read from a promise, by the protocol: programs replace `Promise` and `Object`, and async functions go on using the
 * intrinsic.
 */
async function promisePrototype(connection: CdpConnection, contextId: number): Promise<string> {
  const promise = await evaluateHandle(connection, '(async () => {})()', {
    contextId,
    group: surveyGroup,
  });
  const { internalProperties } = await connection.send('Runtime.getProperties', {
    objectId: promise,
    ownProperties: true,
  });
  const prototype = internalProperties?.find(({ name }) => name === '[[Prototype]]');
  if (!prototype?.value?.objectId) throw new TargetException('a promise without a prototype');
  return prototype.value.objectId;
}
