import { expect, it } from 'vitest';
import { frame, group, observe, start } from '../../test/support/observations.ts';
import { lostContinuation } from './lost-continuation.ts';

const lost = (more = {}) => ({
  time: start + 5000,
  group: group(),
  followedMs: 4200,
  proven: true,
  ...more,
});

it('is proven when no settling can have been missed (S16)', () => {
  expect(lostContinuation(observe({ lost: [lost(), lost({ proven: false })] }))).toMatchObject([
    {
      id: 'lost-continuation',
      severity: 'error',
      certainty: 'proven',
      message:
        '1 task in ask (prices.js:23) will never go on: what it awaited was collected while pending, after up to 4.2 s.',
      location: { file: '/app/prices.js', line: 23, column: 7 },
      evidence: { lost: 2, proven: 1, function: 'ask' },
    },
  ]);
});

it('is suspected when they may have been', () => {
  const found = lostContinuation(observe({ lost: [lost({ proven: false })] }));
  expect(found).toMatchObject([{ severity: 'warning', certainty: 'suspected' }]);
  expect(found[0]?.message).toContain('will probably never go on');
});

it('is one for each place', () => {
  const other = group({ frames: [frame('next /app/feed.js:7:3')] });
  expect(lostContinuation(observe({ lost: [lost(), lost({ group: other })] }))).toHaveLength(2);
});

it('is silent about promises that nobody awaited, and in a dump', () => {
  const unawaited = lost({ group: group({ frames: [] }) });
  expect(lostContinuation(observe({ lost: [unawaited] }))).toEqual([]);
  expect(lostContinuation(observe(null))).toEqual([]);
});
