/** The picture of each target that *Pending Tasks* shows: the newest, or while updates are paused the one from then. */
import { type Disposable, DisposableStore } from '../../inspector/base/disposable.ts';
import { Emitter } from '../../inspector/base/emitter.ts';
import { lastingBlock } from '../presentation/block-words.ts';
import { durationText } from '../presentation/figures.ts';
import { shownState } from '../presentation/state-words.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import { type ShownTasks, shownTasks } from '../sessions/shown-tasks.ts';
import type { Target } from '../sessions/target.ts';
import { Redraw } from './redraw.ts';

export class Pictures implements Disposable {
  readonly #sessions: SessionSet;
  readonly #own = new DisposableStore();
  readonly #changed = this.#own.add(new Emitter<void>());
  readonly #redraw = this.#own.add(new Redraw((withNumbers) => this.#look(withNumbers)));
  #frozen: WeakMap<Target, ShownTasks> | null = null;
  /** What each target looked like when the tree was drawn. */
  #drawn = new Map<Target, string>();

  /** The tree should be drawn again. */
  readonly onDidChange = this.#changed.event;

  constructor(sessions: SessionSet) {
    this.#sessions = sessions;
    this.#own.add(this.#redraw.onDue(() => this.#changed.fire()));
    this.#own.add(
      sessions.onDidChangeLive(({ change }) => {
        if (change !== 'sample' && change !== 'findings') this.#redraw.request();
      }),
    );
  }

  get paused(): boolean {
    return this.#frozen !== null;
  }

  /** While paused, what a later survey finds is shown all the same: somebody has asked for it. */
  pause(paused: boolean): void {
    this.#frozen = paused ? new WeakMap() : null;
    // What is looked at now is what stays.
    for (const target of this.#sessions.targets) this.of(target);
    this.#changed.fire();
  }

  of(target: Target): ShownTasks | null {
    const newest = shownTasks(target);
    if (!this.#frozen || !newest) return newest;
    const frozen = this.#frozen.get(target);
    if (frozen && newest !== target.tasks) return frozen;
    this.#frozen.set(target, newest);
    return newest;
  }

  /** Targets that look different since the tree was drawn: only their rows have to be drawn again. */
  changed(): Target[] {
    return this.#sessions.targets.filter(
      (target) => this.#drawn.get(target) !== this.#lookOf(target, true),
    );
  }

  /** The tree has just been drawn. */
  drawn(): void {
    this.#redraw.drawn();
    this.#drawn = new Map(
      this.#sessions.targets.map((target) => [target, this.#lookOf(target, true)]),
    );
  }

  /** A hover of the tree opens. */
  hold(): void {
    this.#redraw.hold();
  }

  dispose(): void {
    this.#own.dispose();
  }

  #look(withNumbers: boolean): string {
    return this.#sessions.targets.map((target) => this.#lookOf(target, withNumbers)).join();
  }

  /** All that rows are made of. */
  #lookOf(target: Target, withNumbers: boolean): string {
    return JSON.stringify([
      target.id,
      blockedFor(target),
      ...(this.of(target)?.groups ?? []).map((group) => [
        group.id,
        group.count,
        group.countIsExact,
        shownState(group),
        withNumbers ? durationText(group.observedMs) : '',
      ]),
    ]);
  }
}

function blockedFor({ live }: Target): string {
  const block = lastingBlock(live);
  return block ? durationText(block.durationMs) : '';
}
