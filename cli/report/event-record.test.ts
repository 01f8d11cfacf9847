import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventRecords } from './event-record.ts';
import { block, finding, liveGroup, noon, sample } from './sample-events.ts';

beforeEach(() => void vi.useFakeTimers({ now: noon + 5000 }));
afterEach(() => void vi.useRealTimers());

test('a sample, as it is', () => {
  expect(eventRecords({ type: 'sample', sample: sample() })).toEqual([
    { type: 'sample', ...sample() },
  ]);
});

test('a block once it is over', () => {
  const over = block();
  expect(eventRecords({ type: 'block', block: { ...over, ongoing: true } })).toEqual([]);
  const [record, ...more] = eventRecords({ type: 'block', block: over });
  expect(more).toEqual([]);
  expect(record).toMatchObject({
    type: 'block',
    time: noon,
    durationMs: 733,
    cause: 'synchronous wait',
    cpuMs: 42,
    frames: over.frames,
  });
  expect(record).not.toHaveProperty('ongoing');
});

test('of the tasks, each group that is stuck or a cycle', () => {
  const groups = [
    liveGroup({ state: 'pending' }),
    liveGroup({ id: 'a' }),
    liveGroup({ id: 'b', state: 'cycle' }),
  ];
  expect(eventRecords({ type: 'tasks', tasks: { time: noon, groups } })).toEqual([
    { type: 'stuck', time: noon, ...groups[1] },
    { type: 'stuck', time: noon, ...groups[2] },
  ]);
});

test('a finding and the end get the time at which they are told', () => {
  expect(eventRecords({ type: 'finding', finding: finding() })).toEqual([
    { type: 'finding', time: noon + 5000, ...finding() },
  ]);
  const reason = { kind: 'exited', message: 'Process 4711 has exited.', code: 0 } as const;
  expect(eventRecords({ type: 'detached', reason })).toEqual([
    { type: 'detached', time: noon + 5000, reason },
  ]);
  expect(eventRecords({ type: 'detached', reason: null })).toMatchObject([{ reason: null }]);
});
