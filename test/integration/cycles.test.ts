// Await cycles of real processes, beside a deep recursion that is none: the same on all versions.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awaitCycle } from '../../inspector/diagnose/await-cycle.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';
import { Markers } from '../support/markers.ts';
import { nodeMajors } from '../support/node-versions.ts';
import { collect, fixtures, Target } from '../support/target.ts';

const markers = new Markers(join(fixtures, 'cycles.cjs'));
const descent = (depth: number) =>
  ['1 × descend@bottom', ...Array.from({ length: depth }, () => 'descend@descend')].join(' < ');

describe.each(nodeMajors)('on Node %i', (major) => {
  let target: Target;
  let first: PendingTasks;
  let second: PendingTasks;

  beforeAll(async () => {
    target = await Target.start(major, 'cycles.cjs');
    const session = await target.attach();
    first = await collect(session);
    second = await collect(session);
    await session.detach();
  });
  afterAll(() => target?.kill());

  test('cycles are found, and proven where nothing else can end them', () => {
    const cycles = first.groups.filter(({ state }) => state === 'cycle');
    expect(cycles.map((group) => markers.describe(group)).sort()).toEqual(
      [
        'cycle! 200 × left@left < right@right',
        'cycle! 1 × ping@ping < pong@pong',
        'cycle! 1 × one@one < three@three < two@two',
        'cycle! 1 × self@self',
        'cycle! 1 × gather@gather[all 0] < member@member',
        // Another pending member could reject: no proof.
        'cycle 1 × hopeful@hopeful[all 0] < mate@mate',
        // V8 does not show which promises belong to the race: neither a proof nor an exact count.
        'cycle ≈1 × racer@racer[race] < rival@rival',
      ].sort(),
    );
  });

  test('recursions as deep as 700 are none, and whole', () => {
    const others = first.groups.filter(({ state }) => state !== 'cycle');
    expect(others.map((group) => markers.describe(group)).sort()).toEqual(
      [
        descent(700),
        descent(90),
        // The other member, and the cycle that it could end.
        '≈1 × hopeful@hopeful[all 1] < mate@mate < hopeful@hopeful[all 0] < …',
      ].sort(),
    );
    expect(first.promises).toMatchObject({ skipped: 0 });
  });

  test('the next collection says the same', () => {
    expect(second.groups.map(({ id }) => id)).toEqual(first.groups.map(({ id }) => id));
  });

  test('each is one finding', () => {
    const thresholds = { stuckAfterMs: 10_000, blockMs: 100 };
    const found = awaitCycle({ tasks: first, live: null, thresholds });
    const certainties = found.map(({ certainty }) => certainty).sort();
    expect(certainties).toEqual([...Array(5).fill('proven'), ...Array(2).fill('suspected')]);
    expect(found.map(({ evidence }) => evidence.cycles)).toContain(200);
  });
});
