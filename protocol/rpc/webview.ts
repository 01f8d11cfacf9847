/**
 * What the page (a panel of the editor, or a tab of a browser) and its host say to each other.
 *
 * Every message of the host is a complete picture of one thing with a number that counts up: a page may come, go and
 * miss any of them, and keeps the newest of each kind. All text in them comes from the target and is untrusted.
 */
import type { Finding } from '../finding.ts';
import type { Frame } from '../frame.ts';
import type { AgeSpread, Block, Disconnect, LiveSample } from '../live.ts';
import type { Location } from '../location.ts';
import type { Thresholds } from '../observations.ts';
import type { CollectionCost, PromiseCounts } from '../pending-tasks.ts';
import type { TargetInfo } from '../target-info.ts';

export type HostMessage =
  | StatusPicture
  | LoopPicture
  | TasksPicture
  | FindingsPicture
  | NoticeMessage;

/** The kinds of pictures; each is sent anew when something in it has changed. */
export type Topic = Exclude<HostMessage, NoticeMessage>['type'];

interface Picture {
  /** Counts up over all pictures of one host, from 1. */
  readonly sequence: number;
}

/** What a person is told once, such as that a file could not be opened. */
export interface NoticeMessage {
  readonly type: 'notice';
  readonly message: string;
}

export type SessionState =
  | { readonly kind: 'attaching' }
  | { readonly kind: 'live' }
  /** Attached, but nothing is followed: a setting says so, which the host changes on `follow`. */
  | { readonly kind: 'idle' }
  /** Detached by us: the target goes on. */
  | { readonly kind: 'detached' }
  /** The target went away. What was seen until then stays. */
  | { readonly kind: 'gone'; readonly reason: Disconnect }
  | { readonly kind: 'failed'; readonly message: string };

/** What the host can do for the page; buttons for anything else are not shown. */
export interface HostAbilities {
  /** Opens a source in the editor. Otherwise the page copies the position or makes a link. */
  readonly openSource: boolean;
  /** False also where it is of no use: the process that was named has exited. */
  readonly attachAgain: boolean;
  /** `save`: the host asks where to. `download`: from `report.html` and `report.json` beside the page. */
  readonly report: 'save' | 'download' | null;
}

export interface StatusPicture extends Picture {
  readonly type: 'status';
  /** Epoch milliseconds on the host's clock, like all times here. */
  readonly time: number;
  /** What the target was asked for by, such as `4711`. */
  readonly address: string;
  /** `null` until it has answered. */
  readonly target: TargetInfo | null;
  readonly state: SessionState;
  readonly abilities: HostAbilities;
  readonly attachedAt: number | null;
  readonly thresholds: Thresholds;
  readonly cost: CostPicture;
}

/** What Loopscope itself costs the target. Current numbers are in the samples. */
export interface CostPicture {
  /** Milliseconds until the target answered first. */
  readonly attachMs: number | null;
  /** Percent of one core that the agent may take. */
  readonly budgetPercent: number;
  /** The last survey: the one long pause. */
  readonly survey: SurveyPicture | null;
}

export interface SurveyPicture {
  readonly time: number;
  readonly cost: CollectionCost;
  readonly promises: PromiseCounts;
}

/** One number a sample, oldest first. Bytes, milliseconds and percent as in `LiveSample`. */
export interface SampleColumns {
  readonly time: readonly number[];
  readonly lagP50: readonly number[];
  readonly lagP99: readonly number[];
  readonly lagMax: readonly number[];
  readonly utilization: readonly number[];
  readonly cpuPercent: readonly number[];
  readonly heapUsedBytes: readonly number[];
  readonly heapTotalBytes: readonly number[];
  readonly rssBytes: readonly number[];
  readonly gcMs: readonly number[];
  readonly pending: readonly number[];
  readonly overheadPercent: readonly number[];
}

export interface LoopPicture extends Picture {
  readonly type: 'loop';
  /** At most an hour, once a second. */
  readonly samples: SampleColumns;
  /** Times of the first samples after the target was attached again: between them and those before lies a gap. */
  readonly resumedAt: readonly number[];
  readonly latest: LiveSample | null;
  /** Frames of the blocks, each once. */
  readonly frames: readonly Frame[];
  /** Oldest first; the last one may still go on. */
  readonly blocks: readonly BlockPicture[];
}

export interface BlockPicture extends Omit<Block, 'frames'> {
  /** Innermost first: indices into `frames`. */
  readonly stack: readonly number[];
  /** Key of the finding that it belongs to, see `FindingPicture`. */
  readonly finding: string | null;
}

/** Groups of tasks by columns: a hundred thousand of them are a few megabytes, and quick to read. */
export interface TasksPicture extends Picture {
  readonly type: 'tasks';
  readonly time: number;
  readonly texts: readonly string[];
  readonly frames: FrameColumns;
  /** Await stacks as a tree from the outermost frame inwards: node `i + 1`; 0 is the root. Parents come first. */
  readonly nodes: { readonly parent: readonly number[]; readonly frame: readonly number[] };
  readonly groups: GroupColumns;
  /** Groups that were left out because there are too many, and their tasks. */
  readonly left: { readonly groups: number; readonly tasks: number };
}

export interface FrameColumns {
  /** Indices into `texts`. */
  readonly function: readonly number[];
  readonly file: readonly number[];
  readonly line: readonly number[];
  readonly column: readonly number[];
  /** 1: a frame of Node itself or of a package. */
  readonly internal: readonly number[];
  /** What most frames do not have, by frame. */
  readonly more: Readonly<
    Record<number, Pick<Frame, 'combinator' | 'outerCombinators' | 'generated'>>
  >;
}

export interface GroupColumns {
  readonly id: readonly string[];
  /** The innermost node of its stack. For a cycle: of one round of it. */
  readonly node: readonly number[];
  readonly count: readonly number[];
  readonly promises: readonly number[];
  /** -1: it began before the attach, or nothing is known. */
  readonly ageMs: readonly number[];
  readonly observedMs: readonly number[];
  /** Bits, see `groupFlags`. */
  readonly flags: readonly number[];
  /** Index into `texts`; -1: unknown. */
  readonly waitsFor: readonly number[];
  readonly settled: readonly number[];
  readonly lost: readonly number[];
  /** Where it is known, by group. */
  readonly ages: Readonly<Record<number, AgeSpread>>;
  /** Where there is more than one reading, by group. */
  readonly trends: Readonly<Record<number, Trend>>;
}

export const groupFlags = {
  stuck: 1,
  cycle: 2,
  exact: 4,
  estimated: 8,
  proven: 16,
  truncated: 32,
} as const;

/** How the number of tasks has changed since the attach. */
export interface Trend {
  /** Tasks at equal distances in time, the last one now. */
  readonly counts: readonly number[];
  /** Since the first reading. */
  readonly change: number;
  readonly overMs: number;
}

export interface FindingsPicture extends Picture {
  readonly type: 'findings';
  readonly findings: readonly FindingPicture[];
}

export interface FindingPicture {
  /** The same for the same fault at the same place. */
  readonly key: string;
  readonly finding: Finding;
  readonly begin: number;
  /** `null` while it is still found. */
  readonly end: number | null;
}

/** Everything at once, as a report holds it. */
export interface ReportDocument {
  readonly version: 1;
  readonly exportedAt: number;
  readonly pictures: {
    readonly status: StatusPicture;
    readonly loop: LoopPicture;
    readonly tasks: TasksPicture;
    readonly findings: FindingsPicture;
  };
}

export type PageMessage =
  /** Sent once, when the page listens. */
  | { readonly type: 'ready' }
  /** Nothing is sent to a page that nobody sees. */
  | { readonly type: 'visible'; readonly visible: boolean }
  /** Everything up to this number is on the screen: the next may come. */
  | { readonly type: 'drawn'; readonly sequence: number }
  | {
      readonly type: 'open';
      readonly place: Location;
      /** In the file that runs, for when the original is not there. */
      readonly generated: Location | null;
    }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'export'; readonly format: 'html' | 'json' }
  | { readonly type: 'attach-again' }
  | { readonly type: 'follow' };

/** Close codes of the dashboard's socket, beside those of RFC 6455. */
export const socketClose = { malformed: 4400, tooMany: 4429, ended: 4410 } as const;

/** Under which a tab keeps the dashboard's token in its session storage. */
export const tokenKey = 'loopscope.token';
