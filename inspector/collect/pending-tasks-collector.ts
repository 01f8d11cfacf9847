/** One collection from end to end: estimate, survey, probe, place the frames, derive the tasks. */
import type { ProbeReport } from '../../protocol/agent.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import { abortable } from '../base/abort.ts';
import type { Logger } from '../base/logger.ts';
import { UserError } from '../base/user-error.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import { deriveTasks } from '../derive/task-groups.ts';
import type { CollectOptions, PauseEstimate } from '../session.ts';
import type { PathMapping } from '../source-maps/path-mapping.ts';
import { listContexts } from './contexts.ts';
import type { AgentHandle } from './install-agent.ts';
import { FramePlacer } from './place-frames.ts';
import { probePromises } from './probe-promises.ts';
import { estimateSurveyPause } from './survey.ts';
import { surveyContexts } from './survey-contexts.ts';

/** How many times slower or faster than estimated a survey may be believed to be. */
const mostCorrection = 4;

interface Parts {
  readonly connection: CdpConnection;
  readonly agent: AgentHandle;
  readonly info: TargetInfo;
  readonly log: Logger;
  readonly pathMapping?: readonly PathMapping[];
  /** A CPU profile is being recorded on the connection. */
  readonly isRecording: () => boolean;
}

interface Surveyed {
  readonly report: ProbeReport;
  readonly estimate: PauseEstimate;
  readonly pauseMs: number;
  readonly probeMs: number;
  readonly contextsSkipped: number;
}

export class PendingTasksCollector {
  readonly #parts: Parts;
  readonly #placer: FramePlacer;
  /** Measured pause over estimated pause of the last survey: how this target on this machine differs. */
  #correction = 1;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { connection, pathMapping = [], info, log } = parts;
    this.#placer = new FramePlacer(connection, pathMapping, info.cwd === '' ? [] : [info.cwd], log);
  }

  async estimatePause(): Promise<PauseEstimate> {
    const { connection } = this.#parts;
    const { usedSize } = await connection.send('Runtime.getHeapUsage');
    const contexts = (await listContexts(connection)).ids.length;
    return {
      pauseMs: estimateSurveyPause(usedSize, contexts) * this.#correction,
      heapUsedBytes: usedSize,
      contexts,
    };
  }

  async collect(options: CollectOptions): Promise<PendingTasks> {
    const { signal, onProgress } = options;
    onProgress?.({ phase: 'estimating', fraction: 0 });
    const estimate = await abortable(this.estimatePause(), signal);
    const limit = await this.#allowedPause(estimate, options);
    const surveyed = await this.#surveyAndProbe(estimate, limit, options);
    onProgress?.({ phase: 'deriving', fraction: 1 });
    const { report } = surveyed;
    const frames = await this.#placer.place(report.frames, signal);
    const { groups, unawaited } = deriveTasks({ frames, report });
    const { pending, probed, failed, tooDeep, tooManyShapes } = report.counts;
    const skipped = pending - probed + tooDeep + tooManyShapes;
    // What was not looked at may be what ends a cycle.
    const sawAll = skipped === 0 && surveyed.contextsSkipped === 0;
    return {
      collectedAt: Date.now(),
      groups: groups
        .map((group) => markStuck(group, options.stuckAfterMs))
        .map((group) => (sawAll ? group : { ...group, proven: false })),
      promises: {
        pending,
        probed,
        skipped,
        skippedBecause: { failed, tooDeep, tooManyShapes },
        unawaited,
        contextsSkipped: surveyed.contextsSkipped,
      },
      cost: {
        estimatedPauseMs: estimate.pauseMs,
        pauseMs: surveyed.pauseMs,
        longestSliceMs: report.longestSliceMs,
        probeMs: surveyed.probeMs,
        heapUsedBytes: estimate.heapUsedBytes,
      },
    };
  }

  /** The pause that this collection may cost. @throws UserError `refused` */
  async #allowedPause(estimate: PauseEstimate, options: CollectOptions): Promise<number> {
    const perContext = estimate.pauseMs / Math.max(1, estimate.contexts);
    // The main context is what people ask about; further ones are surveyed as far as the limit goes.
    if (perContext <= options.maxPauseMs) return options.maxPauseMs;
    if (await options.confirmPause?.(estimate)) return estimate.pauseMs;
    throw pauseRefused(estimate, options.maxPauseMs);
  }

  async #surveyAndProbe(
    estimate: PauseEstimate,
    limitMs: number,
    { signal, onProgress, remember }: CollectOptions,
  ): Promise<Surveyed> {
    const { agent, connection } = this.#parts;
    await agent.call('begin', remember);
    try {
      onProgress?.({ phase: 'survey', fraction: 0 });
      const perContextMs = estimate.pauseMs / Math.max(1, estimate.contexts);
      // The contexts are listed anew: a person may have thought about the estimate for long.
      const { pauseMs, surveyed, skipped } = await surveyContexts(connection, agent, {
        signal,
        limitMs,
        perContextMs,
        isRecording: this.#parts.isRecording,
        log: this.#parts.log,
      });
      this.#learn(pauseMs, perContextMs * surveyed);
      const started = performance.now();
      const report = await probePromises(agent, signal, (fraction) =>
        onProgress?.({ phase: 'probing', fraction }),
      );
      const probeMs = performance.now() - started;
      return { report, estimate, pauseMs, probeMs, contextsSkipped: skipped };
    } catch (error) {
      agent.call('abort').catch(() => {});
      throw error;
    }
  }

  #learn(measuredMs: number, estimatedMs: number): void {
    if (estimatedMs <= 0 || measuredMs <= 0) return;
    const correction = (this.#correction * measuredMs) / estimatedMs;
    // One odd measurement, as on a busy machine, must not make every later estimate absurd.
    this.#correction = Math.min(mostCorrection, Math.max(1 / mostCorrection, correction));
  }
}

function markStuck<Group extends { readonly ageMs: number | null; readonly observedMs: number }>(
  group: Group & { readonly state: PendingTasks['groups'][number]['state'] },
  stuckAfterMs: number,
): Group & { readonly state: PendingTasks['groups'][number]['state'] } {
  const age = group.ageMs ?? group.observedMs;
  return group.state === 'pending' && age >= stuckAfterMs ? { ...group, state: 'stuck' } : group;
}

function pauseRefused(estimate: PauseEstimate, limitMs: number): UserError {
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
  const megabytes = Math.round(estimate.heapUsedBytes / 2 ** 20);
  return new UserError(
    'refused',
    `Listing the promises of a ${megabytes} MB heap would stop the process for about ${seconds(estimate.pauseMs)} s, more than the ${seconds(limitMs)} s that are allowed. Allow a longer pause to go on.`,
  );
}
