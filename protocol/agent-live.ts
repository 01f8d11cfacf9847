/** What the agent tells a live session by itself, as it happens: JSON through a binding of the inspector. */

/**
 * The loop of the target has turned. Sent by an unref'd timer in the target, about `beatIntervalMs` apart.
 * Times ending in `Ms` are milliseconds; `nowMs` and `beganMs` are on the target's monotonic clock
 * (`process.hrtime`), which does not jump; `time` is epoch milliseconds on its wall clock, which may.
 */
export interface Heartbeat {
  readonly type: 'beat';
  /** Counts up from 1; a gap means that messages were lost. */
  readonly sequence: number;
  readonly nowMs: number;
  readonly time: number;
  /** CPU time of the whole process so far, user and system. */
  readonly cpuMs: number;
  /** Actual minus expected distance to the beat before. When above `lateAfterMs`, a `LateBeat` follows at once. */
  readonly lateMs: number;
}

/**
 * What is known of the time before a late beat. It follows a few turns of the loop after the beat, because
 * Node reports garbage collections only then. Everything is the target's own measurement.
 */
export interface LateBeat {
  readonly type: 'late';
  /** That of the `Heartbeat` that was late. */
  readonly sequence: number;
  /** When the block began: the beat before, plus the time for which the loop was idle since. */
  readonly beganMs: number;
  /** The same on the target's wall clock. */
  readonly time: number;
  /** From `beganMs` to the late beat: the loop's busy time, at most one beat interval too long. */
  readonly durationMs: number;
  /** CPU time of the whole process, of all threads, from the beat before to the late one. */
  readonly userMs: number;
  readonly systemMs: number;
  /** Time in garbage collection within the block, as far as it stopped JavaScript; `null` when not observed. */
  readonly gcMs: number | null;
  /** How often the process gave up the CPU by waiting, and how often it was taken away. */
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  /** Pages that had to be read from disk, and blocks that were read by system calls. */
  readonly majorFaults: number;
  readonly blocksRead: number;
  /** Turns of the loop between the two beats; `null` where Node does not count them (before 22.8 and 20.18). */
  readonly loopTurns: number | null;
}

/** Milliseconds between two beats of a loop that turns freely, if nothing else was asked for. */
export const defaultBeatIntervalMs = 25;
/** Lateness from which on a `LateBeat` follows: below any sensible threshold for blocks. */
export const lateAfterMs = 40;

/** Everything that goes through the binding. */
export type AgentMessage = Heartbeat | LateBeat;
