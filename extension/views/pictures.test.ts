import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../inspector/base/emitter.ts';
import type { LiveTaskGroup } from '../../protocol/live.ts';
import type { SessionSet, TargetLiveChange } from '../sessions/session-set.ts';
import type { OwnTarget, Target } from '../sessions/target.ts';
import { liveGroup, liveState } from '../testing/made-up-live.ts';
import { pendingTasks, target } from '../testing/made-up-tasks.ts';
import { Pictures } from './pictures.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The tree, as far as pictures know it: it is drawn whenever they ask for it. */
function drawnTree() {
  const live = { ...liveState() };
  const one: Target = target({ live });
  const changes = new Emitter<TargetLiveChange>();
  const sessions = { targets: [one], onDidChangeLive: changes.event } as unknown as SessionSet;
  const pictures = new Pictures(sessions);
  let drawings = 0;
  pictures.onDidChange(() => {
    drawings++;
    pictures.drawn();
  });
  const show = (...groups: LiveTaskGroup[]) => {
    Object.assign(live, { tasks: { time: Date.now(), groups } });
    changes.fire({ target: one, change: 'tasks' });
  };
  const counts = () => pictures.of(one)?.groups.map(({ count }) => count);
  return { pictures, one: one as OwnTarget, show, counts, drawings: () => drawings };
}

test('many changes in a second are drawn once', () => {
  const { show, drawings } = drawnTree();
  show(liveGroup({ count: 1 }));
  vi.advanceTimersByTime(1_000);
  for (let count = 2; count < 10; count++) show(liveGroup({ count }));
  vi.advanceTimersByTime(1_000);
  expect(drawings()).toBe(2);
});

test('ages alone are drawn every five seconds', () => {
  const { show, drawings } = drawnTree();
  for (let second = 0; second <= 12; second++) {
    show(liveGroup({ observedMs: 20_000 + second * 1_000 }));
    vi.advanceTimersByTime(1_000);
  }
  expect(drawings()).toBe(3);
});

test('what looks the same is not drawn again', () => {
  const { show, drawings } = drawnTree();
  for (let second = 0; second <= 10; second++) {
    show(liveGroup());
    vi.advanceTimersByTime(1_000);
  }
  expect(drawings()).toBe(1);
});

test('a pause keeps the picture until it is over, or somebody collects', () => {
  const { pictures, one, show, counts } = drawnTree();
  show(liveGroup({ count: 1 }));
  pictures.pause(true);
  show(liveGroup({ count: 2 }));
  expect(counts()).toEqual([1]);
  one.tasks = { ...pendingTasks([liveGroup({ count: 3 })]), collectedAt: Date.now() };
  expect(counts()).toEqual([3]);
  vi.advanceTimersByTime(10_000);
  show(liveGroup({ count: 4 }));
  expect(counts()).toEqual([3]);
  pictures.pause(false);
  expect(counts()).toEqual([4]);
});

test('only the target that looks different is drawn again', () => {
  const targets = [0, 1].map((id) => target({ id: `${id}`, live: liveState() }));
  const changes = new Emitter<TargetLiveChange>();
  const sessions = { targets, onDidChangeLive: changes.event } as unknown as SessionSet;
  const pictures = new Pictures(sessions);
  const drawn: string[][] = [];
  pictures.onDidChange(() => {
    drawn.push(pictures.changed().map(({ id }) => id));
    pictures.drawn();
  });
  pictures.drawn();
  const [, second] = targets as [Target, Target];
  const show = (count: number) => {
    Object.assign(second.live ?? {}, { tasks: { time: 0, groups: [liveGroup({ count })] } });
    changes.fire({ target: second, change: 'tasks' });
    vi.advanceTimersByTime(1_000);
  };
  show(1);
  show(1);
  show(2);
  expect(drawn).toEqual([['1'], ['1']]);
});
