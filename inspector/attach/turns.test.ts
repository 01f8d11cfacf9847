import { expect, test } from 'vitest';
import { inTurn } from './turns.ts';

const never = new AbortController().signal;

function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

test('one after the other for a key, at the same time for two', async () => {
  const log: string[] = [];
  const first = gate();
  const work = [
    inTurn('a', never, async () => {
      await first.passed;
      log.push('a1');
    }),
    inTurn('a', never, async () => void log.push('a2')),
  ];
  await inTurn('b', never, async () => void log.push('b'));
  first.open();
  await Promise.all(work);
  expect(log).toEqual(['b', 'a1', 'a2']);
});

test('a failure lets the next one pass', async () => {
  const failed = inTurn('a', never, () => Promise.reject(new Error('no')));
  const next = inTurn('a', never, () => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

test('one that gives up while it waits is skipped, and the order stays', async () => {
  const first = gate();
  const cancel = new AbortController();
  const busy = inTurn('a', never, () => first.passed);
  const givenUp = inTurn('a', cancel.signal, () => Promise.resolve('never'));
  let early = true;
  const last = inTurn('a', never, async () => early);
  cancel.abort();
  await expect(givenUp).rejects.toMatchObject({ kind: 'cancelled' });
  early = false;
  first.open();
  await busy;
  expect(await last).toBe(false);
});
