// Waiting that can be given up.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { abortable, abortError, delay, withDeadline } from './abort.ts';
import { UserError } from './user-error.ts';

const never = new Promise<never>(() => {});
const late = () => new UserError('unreachable', 'too late');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('abortable', () => {
  test('gives what the promise gives', async () => {
    const { signal } = new AbortController();
    await expect(abortable(Promise.resolve(1), signal)).resolves.toBe(1);
    await expect(abortable(Promise.reject(new Error('x')), signal)).rejects.toThrow('x');
  });

  test('ends when the signal is aborted, before or later, as cancelled', async () => {
    await expect(abortable(never, AbortSignal.abort())).rejects.toMatchObject({
      kind: 'cancelled',
    });
    const controller = new AbortController();
    const waiting = abortable(never, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
  });

  test("ends with the signal's own error, when that is meant for users", async () => {
    await expect(abortable(never, AbortSignal.abort(late()))).rejects.toThrow('too late');
    expect(abortError(AbortSignal.abort(new Error('internal')))).toMatchObject({
      kind: 'cancelled',
    });
  });

  test('a failure after the end is nobody’s unhandled rejection', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    let fail = (_error: Error) => {};
    const failing = new Promise<never>((_resolve, reject) => (fail = reject));
    await expect(abortable(failing, AbortSignal.abort())).rejects.toBeInstanceOf(UserError);
    fail(new Error('later'));
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    for (let i = 0; i < 20; i++) await abortable(Promise.resolve(i), signal);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});

describe('withDeadline', () => {
  const { signal } = new AbortController();

  test('gives the result in time, and leaves no timer', async () => {
    await expect(withDeadline(signal, 100, late, async () => 1)).resolves.toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('fails with its error, and tells the work to stop', async () => {
    let stopped = false;
    const waiting = withDeadline(signal, 100, late, async (both) => {
      both.addEventListener('abort', () => (stopped = true));
      return never;
    });
    const failed = waiting.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    expect(await failed).toMatchObject({ message: 'too late' });
    expect(stopped).toBe(true);
  });

  test('an outer cancel comes first', async () => {
    const outer = new AbortController();
    const waiting = withDeadline(outer.signal, 100, late, () => never);
    outer.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('delay', () => {
  test('resolves after the time', async () => {
    const started = Date.now();
    const waiting = delay(100, new AbortController().signal).then(() => Date.now() - started);
    await vi.advanceTimersByTimeAsync(100);
    // On the fake clock.
    expect(await waiting).toBe(100);
  });

  test('can be cancelled, and leaves no timer', async () => {
    const controller = new AbortController();
    const waiting = delay(100, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    expect(vi.getTimerCount()).toBe(0);
  });
});
