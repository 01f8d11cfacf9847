import { expect, it } from 'vitest';
import { dumped, frame, group, observe } from '../../test/support/observations.ts';
import { awaitCycle } from './await-cycle.ts';

const cycle = group({
  state: 'cycle',
  proven: true,
  frames: [frame('reserve /app/stock.js:4:9'), frame('pay /app/pay.js:7:9')],
});
const diagnoseGroups = (...groups: readonly (typeof cycle)[]) =>
  awaitCycle(observe(null, { tasks: dumped(groups) }));

it('is a proven deadlock (S08)', () => {
  expect(diagnoseGroups(cycle)).toMatchObject([
    {
      id: 'await-cycle',
      severity: 'error',
      certainty: 'proven',
      message: 'Deadlock: pay → reserve → pay wait for each other.',
      location: { file: '/app/stock.js', line: 4, column: 9 },
    },
  ]);
});

it('is suspected when something else may still end it', () => {
  expect(diagnoseGroups({ ...cycle, proven: false })).toMatchObject([
    { severity: 'warning', certainty: 'suspected' },
  ]);
});

it.each([
  ['promises were skipped', { skipped: 1 }],
  ['contexts were skipped', { contextsSkipped: 1 }],
])('is no proof when %s', (_, left) => {
  const all = dumped([cycle]);
  const tasks = { ...all, promises: { ...all.promises, ...left } };
  expect(awaitCycle(observe(null, { tasks }))).toMatchObject([
    {
      severity: 'warning',
      certainty: 'suspected',
      message: expect.stringContaining('not all that is pending was looked at'),
    },
  ]);
});

it('is silent about other tasks, and without a collection', () => {
  expect(diagnoseGroups(group())).toEqual([]);
  expect(awaitCycle(observe({}, { tasks: null }))).toEqual([]);
});
