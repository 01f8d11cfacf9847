import { expect, it } from 'vitest';
import { frame, observe, start } from '../../test/support/observations.ts';
import { unhandledRejection } from './unhandled-rejection.ts';

const frames = [
  frame('connect node:net:1:1'),
  frame('charge /app/pay.js:9:11'),
  frame('sendReceipt /app/mail.js:21:5'),
];
const rejection = (message: string, more = {}) => ({ time: start, message, frames, ...more });

it('points at where the error came up, and names the task that nobody awaited (S15)', () => {
  const rejections = [rejection('card 1\ndeclined'), rejection('card 2 declined')];
  expect(unhandledRejection(observe({ rejections }))).toMatchObject([
    {
      id: 'unhandled-rejection',
      severity: 'error',
      certainty: 'measured',
      message:
        'Nobody handled "card 2 declined" from charge (pay.js:9), 2 times. It came through sendReceipt (mail.js:21), which nobody awaits.',
      location: { file: '/app/pay.js', line: 9, column: 11 },
      evidence: {
        times: 2,
        messages: ['card 1 declined', 'card 2 declined'],
        startedAs: 'sendReceipt (mail.js:21)',
        stack: ['connect node:net:1:1', 'charge /app/pay.js:9:11', 'sendReceipt /app/mail.js:21:5'],
      },
      rule: 'promise/floating',
    },
  ]);
});

it('is one for each place, and says what it can without one', () => {
  const nowhere = rejection('x'.repeat(500), { frames: [] });
  const found = unhandledRejection(observe({ rejections: [rejection('a'), nowhere] }));
  expect(found).toHaveLength(2);
  expect(found[1]).toMatchObject({ location: null });
  expect(found[1]?.message.length).toBeLessThan(200);
});

it('is silent when there was none', () => {
  expect(unhandledRejection(observe({}))).toEqual([]);
  expect(unhandledRejection(observe(null))).toEqual([]);
});
