/** The document that `loopscope dump --json` prints: version 1, a contract with other tools (docs/cli.md). */
import type { Finding } from './finding.ts';
import type { Frame } from './frame.ts';
import type { WorkerLoop } from './observations.ts';
import type { CollectionCost, PromiseCounts, TaskState } from './pending-tasks.ts';
import type { TargetInfo } from './target-info.ts';

export interface DumpTask {
  readonly id: string;
  readonly count: number;
  readonly countIsExact: boolean;
  readonly promises: number;
  readonly ageMs: number | null;
  readonly observedMs: number;
  readonly state: TaskState;
  readonly frames: readonly Frame[];
  readonly truncated: boolean;
  readonly waitsFor: string | null;
}

/** Event-loop delay in milliseconds, and the share of time in which the loop was busy (0 to 1). */
export interface LoopState {
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly utilization: number;
}

export interface DumpCost extends CollectionCost {
  readonly attachMs: number;
  readonly totalMs: number;
}

export interface DumpReport {
  readonly version: 1;
  readonly target: TargetInfo;
  readonly tasks: readonly DumpTask[];
  readonly promises: PromiseCounts;
  /** `null` when the loop did not turn while it was watched. */
  readonly loop: LoopState | null;
  /** The event loops of its worker threads. */
  readonly workers: readonly WorkerLoop[];
  readonly findings: readonly Finding[];
  readonly cost: DumpCost;
}
