/** What a live session has said so far: complete at any moment, so that views may come and go. */
import type { Disposable } from '../../inspector/base/disposable.ts';
import { Emitter, type Event } from '../../inspector/base/emitter.ts';
import type { TimedFinding } from '../../inspector/live/current-findings.ts';
import type { LiveSession } from '../../inspector/session.ts';
import type { Block, LiveEvent, LiveSample, LiveTasks, StopOutcome } from '../../protocol/live.ts';
import type { Observations, Thresholds } from '../../protocol/observations.ts';

/** `ended`: nothing more will come. */
export type LiveChange = 'sample' | 'block' | 'tasks' | 'findings' | 'ended';

/** The side of the readers. Lists are replaced or grow at their end; nothing in them changes. */
export interface LiveState {
  readonly thresholds: Thresholds;
  /** Once a second, oldest first; at most an hour. */
  readonly samples: readonly LiveSample[];
  /** Finished blocks, oldest first; at most 500. */
  readonly blocks: readonly Block[];
  /** The block that lasts, with its duration so far. */
  readonly blocking: Block | null;
  /** The newest complete picture, with the ages of a second ago at most. */
  readonly tasks: LiveTasks | null;
  /** With their begin and end, oldest first. */
  readonly findings: readonly TimedFinding[];
  readonly ended: boolean;
  readonly onDidChange: Event<LiveChange>;
  /** All that diagnoses know; `null` before the first answer of the target. */
  observations(): Observations | null;
}

const mostSamples = 3_600;
const mostBlocks = 500;

export class LiveFeed implements LiveState, Disposable {
  readonly thresholds: Thresholds;
  readonly #samples: LiveSample[] = [];
  readonly #blocks: Block[] = [];
  readonly #changed = new Emitter<LiveChange>();
  #session: LiveSession | null = null;
  #findingsText = '[]';
  blocking: Block | null = null;
  tasks: LiveTasks | null = null;
  findings: readonly TimedFinding[] = [];
  ended = false;
  readonly onDidChange = this.#changed.event;

  constructor(thresholds: Thresholds) {
    this.thresholds = thresholds;
  }

  get samples(): readonly LiveSample[] {
    return this.#samples;
  }

  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  observations(): Observations | null {
    return this.#session?.observations() ?? null;
  }

  /** The session whose events arrive here. */
  follow(session: LiveSession): void {
    this.#session = session;
  }

  receive(event: LiveEvent): void {
    switch (event.type) {
      case 'sample':
        push(this.#samples, event.sample, mostSamples);
        // A sample is taken by a loop that turns, whatever was heard of the end of a block.
        this.#setBlocking(null);
        this.#changed.fire('sample');
        return this.#refresh();
      case 'block':
        if (!event.block.ongoing) push(this.#blocks, event.block, mostBlocks);
        return this.#setBlocking(event.block.ongoing ? event.block : null, true);
      case 'tasks':
        this.tasks = event.tasks;
        return this.#changed.fire('tasks');
      case 'finding':
        return this.#refresh();
      case 'detached':
        return this.end();
    }
  }

  /** No session reports here any more. What was seen stays. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.#refresh();
    this.#setBlocking(null);
    this.#changed.fire('ended');
  }

  /** See `LiveSession.stopBlock`: to be confirmed by a person. */
  async stopBlock(signal: AbortSignal): Promise<StopOutcome> {
    return (await this.#session?.stopBlock(signal)) ?? 'over';
  }

  /** Ends the session; the target stays attached. */
  async stop(): Promise<void> {
    await this.#session?.stop();
    this.end();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #setBlocking(block: Block | null, isNews = false): void {
    const changes = isNews || this.blocking !== block;
    this.blocking = block;
    if (changes) this.#changed.fire('block');
  }

  /** Ages and numbers grow, and findings end, without an event of their own. */
  #refresh(): void {
    if (!this.#session) return;
    const { tasks, findings } = this.#session;
    if (tasks !== this.tasks) {
      this.tasks = tasks;
      this.#changed.fire('tasks');
    }
    const text = JSON.stringify(findings);
    if (text === this.#findingsText) return;
    this.#findingsText = text;
    this.findings = findings;
    this.#changed.fire('findings');
  }
}

function push<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.splice(0, list.length - most);
}
