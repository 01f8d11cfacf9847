/** What diagnoses may know of a live session: everything over time, in bounded memory. */
import type { Block, LiveSample } from '../../protocol/live.ts';
import type {
  GroupHistory,
  GroupReading,
  LiveObservations,
  LostContinuation,
  TimerSite,
  UnhandledRejection,
} from '../../protocol/observations.ts';
import type { LiveGroups, ObservedGroup } from './live-groups.ts';

/** An hour, at one a second. */
const mostSamples = 3_600;
const mostEvents = 500;
/** Beyond this, every second one of the older half is let go of: an hour keeps minutes, the last minutes seconds. */
const mostReadings = 600;
/** Groups that are remembered; those that have been empty for longest go first. */
const mostGroups = 1_000;

interface MutableHistory {
  group: ObservedGroup['group'];
  readings: GroupReading[];
}

export class LiveHistory {
  readonly #attachedAt: number;
  readonly #samples: LiveSample[] = [];
  readonly #blocks: Block[] = [];
  readonly #lost: LostContinuation[] = [];
  readonly #rejections: UnhandledRejection[] = [];
  readonly #groups = new Map<string, MutableHistory>();
  timers: readonly TimerSite[] = [];

  constructor(attachedAt: number) {
    this.#attachedAt = attachedAt;
  }

  addSample(sample: LiveSample): void {
    push(this.#samples, sample, mostSamples);
  }

  addBlock(block: Block): void {
    if (!block.ongoing) push(this.#blocks, block, mostEvents);
  }

  addLost(lost: LostContinuation): void {
    push(this.#lost, lost, mostEvents);
  }

  addRejection(rejection: UnhandledRejection): void {
    push(this.#rejections, rejection, mostEvents);
  }

  addGroups({ groups, departed }: LiveGroups, time: number): void {
    const present = new Set(groups.map(({ group }) => group.id));
    for (const observed of groups) this.#addReading(observed, time);
    for (const [id, { group, readings }] of this.#groups) {
      const last = readings.at(-1);
      if (present.has(id) || !last || last.count === 0) continue;
      // The numbers are per task, and are known from when there were some.
      const ended = { ...group, departed: departed(group) };
      this.#addReading({ group: { ...ended, count: 0, promises: 0 }, stuck: 0 }, time);
    }
    this.#forgetEmpty();
  }

  #addReading({ group, stuck }: ObservedGroup, time: number): void {
    let history = this.#groups.get(group.id);
    if (!history) this.#groups.set(group.id, (history = { group, readings: [] }));
    history.group = group;
    const { settled, lost } = group.departed;
    const oldestAgeMs = group.count === 0 ? null : group.ageMs;
    history.readings.push({ time, count: group.count, oldestAgeMs, settled, lost, stuck });
    if (history.readings.length > mostReadings) history.readings = thinned(history.readings);
  }

  #forgetEmpty(): void {
    if (this.#groups.size <= mostGroups) return;
    const lastTime = ({ readings }: MutableHistory) => readings.at(-1)?.time ?? 0;
    const byNeed = [...this.#groups].sort(
      ([, a], [, b]) =>
        Number(b.group.count > 0) - Number(a.group.count > 0) || lastTime(b) - lastTime(a),
    );
    for (const [id] of byNeed.slice(mostGroups)) this.#groups.delete(id);
  }

  observations(now: number): LiveObservations {
    return {
      attachedAt: this.#attachedAt,
      now,
      samples: this.#samples,
      blocks: this.#blocks,
      groups: [...this.#groups.values()].map(toHistory),
      lost: this.#lost,
      rejections: this.#rejections,
      timers: this.timers,
    };
  }
}

function toHistory({ group, readings }: MutableHistory): GroupHistory {
  const settleTimes = group.departed.settledAfterMs;
  return settleTimes ? { group, readings, settleTimes } : { group, readings };
}

function thinned(readings: readonly GroupReading[]): GroupReading[] {
  const half = Math.floor(readings.length / 2);
  return readings.filter((_, i) => i >= half || i % 2 === 0);
}

function push<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.splice(0, list.length - most);
}
