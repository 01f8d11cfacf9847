import { expect, test } from 'vitest';
import { inTurnOnMachine } from './machine-turns.ts';

const never = new AbortController().signal;
/** No port of anything. */
const port = 100_000 + process.pid;

test.runIf(process.platform === 'linux')(
  'one at a time, and the next when it has ended',
  async () => {
    const log: string[] = [];
    let end = () => {};
    const first = inTurnOnMachine(port, never, async () => {
      log.push('first');
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      throw new Error('over');
    });
    await expect.poll(() => log).toEqual(['first']);
    const second = inTurnOnMachine(port, never, async () => log.push('second'));
    await inTurnOnMachine(port + 1, never, async () => log.push('other port'));
    end();
    await expect(first).rejects.toThrow('over');
    await second;
    expect(log).toEqual(['first', 'other port', 'second']);
  },
);

test('waiting can be cancelled', async () => {
  const cancel = new AbortController();
  const waiting = inTurnOnMachine(port, never, () =>
    inTurnOnMachine(port, cancel.signal, async () => {}),
  );
  cancel.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
});
