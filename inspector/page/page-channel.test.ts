import { beforeEach, expect, test } from 'vitest';
import { type Clock, type Numbered, PageChannel } from './page-channel.ts';
import { PageModel } from './page-model.ts';

class TestClock implements Clock {
  time = 0;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.time + milliseconds, run };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((each) => each !== timer));
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.time);
    this.#timers = this.#timers.filter(({ at }) => at > this.time);
    for (const { run } of due) run();
  }
}

let clock: TestClock;
let model: PageModel;
let sent: Numbered[];
let channel: PageChannel;

beforeEach(() => {
  clock = new TestClock();
  model = new PageModel({
    subject: {
      address: '4711',
      state: { kind: 'live' },
      target: null,
      attachMs: 5,
      live: null,
      thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
      budgetPercent: 2,
    },
    abilities: { openSource: true, attachAgain: true, report: 'save' },
    now: () => 1_000,
  });
  sent = [];
  channel = new PageChannel(model, (picture) => sent.push(picture), clock);
});

const topics = () => sent.map(({ type }) => type);
const change = () => model.update({ state: { kind: 'live' } });
const drawAll = () => channel.receive({ type: 'drawn', sequence: sent.at(-1)?.sequence ?? 0 });

test('a page that has not said anything gets nothing', () => {
  change();
  clock.pass(60_000);
  expect(sent).toEqual([]);
});

test('a page that is ready gets everything, numbered from 1', () => {
  channel.receive({ type: 'ready' });
  expect(topics()).toEqual(['status', 'findings', 'loop', 'tasks']);
  expect(sent.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
});

test('what changes while a page draws is sent once, afterwards', () => {
  channel.receive({ type: 'ready' });
  for (let i = 0; i < 100; i++) change();
  clock.pass(300);
  expect(sent).toHaveLength(4);
  drawAll();
  // It took 300 ms, so it is left alone until four times that after the last batch.
  clock.pass(899);
  expect(sent).toHaveLength(4);
  clock.pass(1);
  expect(sent).toHaveLength(8);
});

test('nothing is sent to a page that is hidden, and the newest when it is shown', () => {
  channel.receive({ type: 'ready' });
  drawAll();
  channel.receive({ type: 'visible', visible: false });
  for (let i = 0; i < 3; i++) {
    change();
    clock.pass(5_000);
  }
  expect(sent).toHaveLength(4);
  channel.receive({ type: 'visible', visible: true });
  expect(sent).toHaveLength(8);
});

test('a page that never says that it drew is asked again, seldom', () => {
  channel.receive({ type: 'ready' });
  change();
  clock.pass(9_999);
  expect(sent).toHaveLength(4);
  clock.pass(1);
  expect(sent).toHaveLength(8);
});

test('numbers that were never sent are ignored', () => {
  channel.receive({ type: 'ready' });
  channel.receive({ type: 'drawn', sequence: 99 });
  change();
  clock.pass(1_000);
  expect(sent).toHaveLength(4);
});

test('a page that was loaded again gets everything at once', () => {
  channel.receive({ type: 'ready' });
  channel.receive({ type: 'ready' });
  expect(sent).toHaveLength(8);
});

test('after the end nothing is sent', () => {
  channel.receive({ type: 'ready' });
  drawAll();
  change();
  channel.dispose();
  clock.pass(60_000);
  expect(sent).toHaveLength(4);
});
