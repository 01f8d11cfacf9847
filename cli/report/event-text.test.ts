import { describe, expect, test } from 'vitest';
import type { LiveEvent } from '../../protocol/live.ts';
import { paint } from '../text/paint.ts';
import { EventText } from './event-text.ts';
import { block, finding, liveGroup, noon, sample } from './sample-events.ts';
import { frame, reportOf } from './sample-report.ts';

/** Prints events one after the other. */
function printer(columns = 100) {
  const text = new EventText(reportOf([]).target, { columns, home: null, verbose: false });
  return (...events: LiveEvent[]) =>
    events.flatMap((event) => paint(text.lines(event), false)).join('\n');
}
const show = (event: LiveEvent, columns?: number) => printer(columns)(event);
const blocked = (more?: Parameters<typeof block>[0]): LiveEvent => ({
  type: 'block',
  block: block(more),
});
const sampled = (more?: Parameters<typeof sample>[0]): LiveEvent => ({
  type: 'sample',
  sample: sample(more),
});
const tasks = (...groups: ReturnType<typeof liveGroup>[]): LiveEvent => ({
  type: 'tasks',
  tasks: { time: noon, groups },
});

describe('a sample', () => {
  test('is one line', () => {
    expect(show(sampled())).toMatchInlineSnapshot(
      `"12:00:00   busy 2.1 % · late 0.2 ms, 4.2 ms at most · 1,204 pending · heap 12 MB · costs 0.4 %"`,
    );
  });

  test('leaves out whole numbers where there is no room', () => {
    expect(show(sampled(), 60)).toMatchInlineSnapshot(
      `"12:00:00   busy 2.1 % · late 0.2 ms, 4.2 ms at most"`,
    );
  });

  test('says how new promises are followed unless all of them are', () => {
    const windows = { mode: 'windows', share: 0.2, oneIn: 4 } as const;
    expect(show(sampled({ sampling: windows }), 120)).toContain(' · sampling 5 %');
    const off = { mode: 'off', share: 0, oneIn: 1 } as const;
    expect(show(sampled({ sampling: off }), 120)).toContain(' · sampling off');
  });
});

describe('a block', () => {
  test('is silent while it lasts', () => {
    expect(show(blocked({ ongoing: true }))).toBe('');
  });

  test('shows its stack, of Node itself only what was called', () => {
    expect(show(blocked())).toMatchInlineSnapshot(`
      "12:00:00   blocked for 733 ms · synchronous wait · 42 ms of CPU time
                 … 2 internal frames
                 execFileSync node:child_process:920:15
                 askCarrier src/carrier.js:7:10
                 ship src/orders.js:31:5"
    `);
  });

  test('at 60 columns', () => {
    expect(show(blocked(), 60)).toMatchInlineSnapshot(`
      "12:00:00   blocked for 733 ms · synchronous wait · 42 ms of…
                 … 2 internal frames
                 execFileSync node:child_process:920:15
                 askCarrier src/carrier.js:7:10
                 ship src/orders.js:31:5"
    `);
  });

  test('leaves out the outer frames of a deep stack', () => {
    const frames = Array.from({ length: 9 }, (_, index) => frame(`f${index} src/f.js:${index}:1`));
    expect(show(blocked({ frames }))).toMatch(/f4 src\/f\.js:4:1\n +… 4 frames further out$/);
  });

  test('without a cause says what is missing', () => {
    const unknown = { cause: 'unknown', cpuMs: null, frames: [], missing: ['a stack'] } as const;
    expect(show(blocked(unknown))).toMatchInlineSnapshot(`
      "12:00:00   blocked for 733 ms · cause not known
                 missing: a stack"
    `);
  });

  test('without a stack says so', () => {
    expect(show(blocked({ frames: [] }))).toMatch(/\n {11}over before its stack was taken$/);
  });

  test('of the same stack is told in short', () => {
    const print = printer();
    print(blocked());
    expect(print(blocked({ durationMs: 90 }))).toMatchInlineSnapshot(`
      "12:00:00   blocked for 90 ms · synchronous wait · 42 ms of CPU time · as before, 2 times
                 askCarrier src/carrier.js:7:10"
    `);
    expect(print(blocked())).toContain('as before, 3 times');
    expect(print(blocked({ cause: 'compute' }))).not.toContain('as before');
  });

  test('never carries an earlier time than the line before it', () => {
    const print = printer();
    expect(print(sampled({ time: noon + 2000 }))).toMatch(/^12:00:02 /);
    expect(print(blocked())).toMatch(/^12:00:02 /);
    expect(print(blocked({ durationMs: 3000 }))).toMatch(/^12:00:03 /);
  });
});

describe('tasks', () => {
  test('that are stuck are named with what they wait for', () => {
    const waitsFor = 'new Promise((resolve) => {\n  queue.push(resolve);\n})';
    expect(
      show(tasks(liveGroup({ waitsFor }), liveGroup({ id: 'b', state: 'pending' }))),
    ).toMatchInlineSnapshot(`
      "12:00:00   3 tasks stuck for 12 s
                 waits for new Promise((resolve) => { queue.push(resolve); })
                 Pool.take src/pool.js:24:12
                 checkout src/orders.js:18:24"
    `);
    expect(show(tasks(liveGroup({ ageMs: null, estimated: true })))).toContain(
      'about 3 tasks stuck for over 12 s',
    );
    expect(show(tasks(liveGroup({ state: 'cycle' })))).toContain('3 tasks in a cycle of awaits');
  });

  test('within Node itself are no news', () => {
    const frames = [frame('mainFetch node:internal/deps/undici/undici:10730:20')];
    expect(show(tasks(liveGroup({ frames })))).toBe('');
  });

  test('are named once, and again when they have doubled', () => {
    const print = printer();
    expect(print(tasks(liveGroup({ count: 3 })))).toContain('3 tasks');
    expect(print(tasks(liveGroup({ count: 3 })), tasks(liveGroup({ count: 5 })))).toBe('');
    expect(print(tasks(liveGroup({ count: 6 })))).toContain('6 tasks');
    expect(print(tasks(liveGroup({ count: 11 })))).toBe('');
  });
});

describe('a finding', () => {
  test('stands apart', () => {
    const print = printer();
    expect(print(sampled(), { type: 'finding', finding: finding() })).toMatchInlineSnapshot(`
      "12:00:00   busy 2.1 % · late 0.2 ms, 4.2 ms at most · 1,204 pending · heap 12 MB · costs 0.4 %

        ▲ The event loop was blocked by a synchronous wait: 733 ms.
          src/carrier.js:7:10 · block · measured · synchronous wait · rule block/sync-api
          → Call the asynchronous twin of this function and await it.
      "
    `);
    // The empty line after the first is the one before the second.
    expect(print({ type: 'finding', finding: finding() })).toMatch(/^ {2}▲ .*\n$/s);
  });
});

test('the end is told unless we ourselves ended it', () => {
  const reason = { kind: 'exited', message: 'Process 4711 has exited.', code: 0 } as const;
  expect(show({ type: 'detached', reason })).toBe('Process 4711 has exited.');
  expect(show({ type: 'detached', reason: null })).toBe('');
});
