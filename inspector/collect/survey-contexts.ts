/** The survey of all contexts of the program, as far as the limit of the pause goes. */
import { abortable, abortError } from '../base/abort.ts';
import type { Logger } from '../base/logger.ts';
import { UserError } from '../base/user-error.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import { listContexts } from './contexts.ts';
import type { AgentHandle } from './install-agent.ts';
import { mayRelearn, relearn } from './relearn.ts';
import { survey } from './survey.ts';

export interface SurveyOptions {
  readonly signal: AbortSignal;
  /** Milliseconds that all of it may stop the target, but for the main context, which is surveyed in any case. */
  readonly limitMs: number;
  /** What one context is expected to take of them. */
  readonly perContextMs: number;
  readonly isRecording: () => boolean;
  readonly log: Logger;
}

export interface SurveyedContexts {
  /** Milliseconds for which the target stood still, on its own clock. */
  readonly pauseMs: number;
  readonly surveyed: number;
  readonly skipped: number;
}

export async function surveyContexts(
  connection: CdpConnection,
  agent: AgentHandle,
  options: SurveyOptions,
): Promise<SurveyedContexts> {
  const { signal, isRecording } = options;
  const step = <T>(answer: Promise<T>) => abortable(answer, signal);
  const relearns = await step(mayRelearn(connection));
  let found: SurveyedContexts;
  try {
    found = await surveyEach(connection, agent, options);
  } catch (error) {
    // Whatever went wrong: the target may have been made to forget, or will be when a query that was given up is served.
    if (relearns) relearn(connection, isRecording()).catch(() => {});
    throw error;
  }
  if (!relearns) return found;
  const before = await step(agent.call<number>('now'));
  await step(relearn(connection, isRecording()));
  const relearnMs = (await step(agent.call<number>('now'))) - before;
  return { ...found, pauseMs: found.pauseMs + relearnMs };
}

async function surveyEach(
  connection: CdpConnection,
  agent: AgentHandle,
  { signal, limitMs, perContextMs, log }: SurveyOptions,
): Promise<SurveyedContexts> {
  const { ids, main } = await abortable(listContexts(connection), signal);
  let pauseMs = 0;
  let surveyed = 0;
  let skipped = 0;
  for (const id of ids) {
    if (surveyed > 0 && pauseMs + perContextMs > limitMs) {
      skipped++;
      continue;
    }
    if (signal.aborted) throw abortError(signal);
    const isMain = id === main;
    try {
      pauseMs += await survey(connection, agent, { id, isMain }, signal);
      surveyed++;
    } catch (error) {
      if (error instanceof UserError || isMain) throw error;
      // Collected in the meantime, with all that was in it.
      if (!(await abortable(listContexts(connection), signal)).ids.includes(id)) continue;
      log.warn(`context ${id}: ${String(error)}`);
      skipped++;
    }
  }
  return { pauseMs, surveyed, skipped };
}
