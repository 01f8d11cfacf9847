import { expect, test } from 'vitest';
import type { Target } from '../sessions/target.ts';
import { type KnownSubject, subjectOf } from './page-subject.ts';

const nothing: KnownSubject = {
  state: { kind: 'detached' },
  target: null,
  attachMs: null,
  live: null,
  thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
};
const exited = { kind: 'exited', message: 'Process 4711 has exited.' } as const;

function target(state: Target['state'], live: Target['live'] = null): Target {
  return { id: '4711', address: '4711', state, info: null, tasks: null, attachMs: 5, live };
}

test('a target that is not followed says so', () => {
  expect(subjectOf(target({ kind: 'attached' }), nothing).state).toEqual({ kind: 'idle' });
  expect(subjectOf(target({ kind: 'attaching' }), nothing).state).toEqual({ kind: 'attaching' });
});

test('what was seen stays when the target is gone, and when it is taken out', () => {
  const seen = { ...nothing, attachMs: 7, state: { kind: 'live' } as const };
  const gone = subjectOf(target({ kind: 'gone', reason: exited }), seen);
  expect(gone.state).toEqual({ kind: 'gone', reason: exited });
  expect(subjectOf(null, gone)).toEqual(gone);
  expect(subjectOf(null, seen)).toMatchObject({ attachMs: 7, state: { kind: 'detached' } });
});
