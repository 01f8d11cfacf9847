/** What a page shows of one session: keeps up with its events, and makes the pictures when they are asked for. */
import type { Finding } from '../../protocol/finding.ts';
import type { Block, LiveEvent } from '../../protocol/live.ts';
import type { Observations, Thresholds } from '../../protocol/observations.ts';
import type {
  HostAbilities,
  LoopPicture,
  ReportDocument,
  SessionState,
  StatusPicture,
  SurveyPicture,
  TasksPicture,
  Topic,
} from '../../protocol/rpc/webview.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { TimedFinding } from '../live/current-findings.ts';
import type { LiveSession } from '../session.ts';
import {
  blockAfter,
  type Earlier,
  earlierWith,
  findingsWithEarlier,
  nothingEarlier,
  withEarlier,
} from './earlier.ts';
import { findingsPicture } from './findings-picture.ts';
import { loopPicture } from './loop-picture.ts';
import { tasksPicture } from './tasks-picture.ts';

/** What the page needs of a live session; `observations` is `null` before the first answer of the target. */
export interface LiveSource extends Pick<LiveSession, 'tasks' | 'findings'> {
  observations(): Observations | null;
  /** The block that lasts, where the source keeps it. */
  readonly blocking?: Block | null;
}

export interface PageSubject {
  /** What the target was asked for by. */
  readonly address: string;
  readonly state: SessionState;
  readonly target: TargetInfo | null;
  readonly attachMs: number | null;
  /** Kept when the session has ended: what was seen stays. */
  readonly live: LiveSource | null;
  readonly thresholds: Thresholds;
  readonly budgetPercent: number;
}

export interface PageModelOptions {
  readonly subject: PageSubject;
  readonly abilities: HostAbilities;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Ages and trends change without an event: the picture of the tasks is renewed every so many samples. */
const samplesBetweenTasks = 5;

export type Unnumbered = { [T in Topic]: Omit<ReportDocument['pictures'][T], 'sequence'> }[Topic];

export class PageModel implements Disposable {
  readonly #options: PageModelOptions;
  readonly #changed = new Emitter<Topic>();
  #subject: PageSubject;
  /** Of the live sessions before the one that is shown. */
  #earlier: Earlier = nothingEarlier;
  #ongoing: Block | null = null;
  #samples = 0;
  /** A topic changed. */
  readonly onDidChange = this.#changed.event;

  constructor(options: PageModelOptions) {
    this.#options = options;
    this.#subject = options.subject;
  }

  get subject(): PageSubject {
    return this.#subject;
  }

  /** Attached, detached, gone: everything may be another now. */
  update(subject: Partial<PageSubject>): void {
    const { live } = this.#subject;
    const isOther = live !== null && subject.live !== undefined && subject.live !== live;
    if (isOther) this.#earlier = earlierWith(this.#earlier, live);
    this.#subject = { ...this.#subject, ...subject };
    this.#fire('status', 'loop', 'tasks', 'findings');
  }

  accept(event: LiveEvent): void {
    if (event.type === 'block') this.#ongoing = event.block.ongoing ? event.block : null;
    if (event.type === 'detached') this.#ongoing = null;
    else this.refresh(event.type);
  }

  /** Something came in at the live source. */
  refresh(change: Exclude<LiveEvent['type'], 'detached'>): void {
    switch (change) {
      case 'sample':
        // Findings end without an event, and their numbers change.
        this.#fire('status', 'loop', 'findings');
        if (++this.#samples % samplesBetweenTasks === 0) this.#fire('tasks');
        return;
      case 'block':
        return this.#fire('loop');
      case 'tasks':
        return this.#fire('tasks');
      case 'finding':
        return this.#fire('findings', 'loop');
    }
  }

  picture(topic: Topic): Unnumbered {
    switch (topic) {
      case 'status':
        return this.#status();
      case 'loop':
        return this.#loop();
      case 'tasks':
        return this.#tasks();
      case 'findings':
        return findingsPicture(this.#findings());
    }
  }

  /** Everything, as a report holds it. */
  document(): ReportDocument {
    return {
      version: 1,
      exportedAt: this.#options.now(),
      pictures: {
        status: { ...this.#status(), sequence: 1 },
        loop: { ...this.#loop(), sequence: 2 },
        tasks: { ...this.#tasks(), sequence: 3 },
        findings: { ...findingsPicture(this.#findings()), sequence: 4 },
      },
    };
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #fire(...topics: readonly Topic[]): void {
    for (const topic of topics) this.#changed.fire(topic);
  }

  #observations(): Observations | null {
    return this.#subject.live?.observations() ?? null;
  }

  #status(): Omit<StatusPicture, 'sequence'> {
    const { abilities, now } = this.#options;
    const { address, target, state, attachMs, thresholds, budgetPercent } = this.#subject;
    const observations = this.#observations();
    const { tasks = null, live = null } = observations ?? {};
    const survey: SurveyPicture | null = tasks && {
      time: tasks.collectedAt,
      cost: tasks.cost,
      promises: tasks.promises,
    };
    return {
      type: 'status',
      time: now(),
      address,
      target,
      state,
      abilities: { ...abilities, attachAgain: abilities.attachAgain && !isOver(this.#subject) },
      attachedAt: live?.attachedAt ?? null,
      thresholds,
      cost: { attachMs, budgetPercent, survey },
    };
  }

  #loop(): Omit<LoopPicture, 'sequence'> {
    const { live: source, thresholds } = this.#subject;
    const live = withEarlier(this.#earlier, this.#observations()?.live ?? emptyLive);
    const lasting = source?.blocking ?? this.#ongoing;
    return loopPicture({
      live,
      ongoing: lasting && blockAfter(this.#earlier, lasting),
      findings: this.#findings().map(({ finding }): Finding => finding),
      blockMs: thresholds.blockMs,
    });
  }

  #findings(): readonly TimedFinding[] {
    return findingsWithEarlier(this.#earlier, this.#subject.live?.findings ?? []);
  }

  #tasks(): Omit<TasksPicture, 'sequence'> {
    const observations = this.#observations();
    const live = observations?.live ?? emptyLive;
    const tasks = this.#subject.live?.tasks;
    // What the survey has proven can never end, so it still holds where it is still seen.
    const proven = new Set(
      observations?.tasks?.groups.flatMap((group) => (group.proven ? group.id : [])),
    );
    return tasksPicture({
      time: tasks?.time ?? this.#options.now(),
      groups: (tasks?.groups ?? []).map((group) =>
        proven.has(group.id) ? { ...group, proven: true } : group,
      ),
      histories: new Map(live.groups.map((history) => [history.group.id, history])),
    });
  }
}

/** Named by its number, a process is gone for ever when it has exited; at an address another one may answer. */
function isOver({ address, state }: PageSubject): boolean {
  return state.kind === 'gone' && state.reason.kind === 'exited' && /^\d+$/.test(address);
}

const emptyLive = {
  attachedAt: 0,
  now: 0,
  samples: [],
  blocks: [],
  groups: [],
  lost: [],
  rejections: [],
  timers: [],
} as const;
