import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LiveHost, PromiseHook } from './live-host.ts';
import { createNursery } from './nursery.ts';

/** What a test needs of a promise. */
interface Born {
  readonly kind: string;
  pending: boolean;
}

class Target {
  nowMs = 0;
  /** Promises that the survivors stand for, by kind. */
  readonly survivors = new Map<string, number>();
  held = 0;
  keptAll = true;
  #hook: PromiseHook | null = null;
  readonly nursery = createNursery(
    { now: () => this.nowMs },
    {
      onPromiseInit: (hook) => {
        this.#hook = hook;
        return () => void (this.#hook = null);
      },
    } as Pick<LiveHost, 'onPromiseInit'> as LiveHost,
    (promise) => (promise as Born).pending,
    (promise, _born, factor) => {
      const { kind } = promise as Born;
      this.held++;
      this.survivors.set(kind, (this.survivors.get(kind) ?? 0) + factor);
    },
  );

  make(count: number, kindOf: (i: number) => string): readonly Born[] {
    return Array.from({ length: count }, (_, i) => {
      const born = { kind: kindOf(i), pending: true };
      this.#hook?.(born);
      return born;
    });
  }

  /** @param times ten of them in a second */
  sweep(times = 1): void {
    for (let i = 0; i < times; i++) {
      this.nowMs += 100;
      const keptAll = this.nursery.sweep(this.nowMs, 1);
      this.keptAll &&= keptAll;
    }
  }
}

/** Beyond six standard deviations of a sample of thousands. */
const near = (count: number, of: number) => {
  expect(count).toBeGreaterThan(of * 0.85);
  expect(count).toBeLessThan(of * 1.15);
};

beforeEach(() => {
  let seed = 1;
  vi.spyOn(Math, 'random').mockImplementation(() => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('the nursery', () => {
  test('follows each promise that lives on when there is room', () => {
    const target = new Target();
    target.nursery.open(1, 1e6);
    const made = target.make(8_192, () => 'any');
    for (const [i, each] of made.entries()) each.pending = i % 2 === 0;
    target.sweep(7);
    expect([...target.survivors]).toEqual([['any', 4_096]]);
    expect(target).toMatchObject({ held: 4_096, keptAll: true });
    expect(target.nursery.dropped).toBe(0);
  });

  test('keeps a fair sample of a burst in one turn, also of its end', () => {
    const target = new Target();
    target.nursery.open(1, 1e6);
    target.make(100_000, (i) => `part ${Math.floor(i / 25_000)}`);
    target.sweep(7);
    expect(target.held).toBeLessThanOrEqual(8_192);
    for (let part = 0; part < 4; part++) near(target.survivors.get(`part ${part}`) ?? 0, 25_000);
    expect(target.keptAll).toBe(false);
    near(target.nursery.dropped, 100_000 - target.held);
  });

  test.each([1, 4])(
    'prefers none of the promises that each task makes, of which one in %i is taken',
    (oneIn) => {
      const target = new Target();
      target.nursery.open(oneIn, 1e6);
      target.make(100_000, (i) => `of task ${i % 4}`);
      target.sweep(7);
      expect(target.survivors.size).toBe(4);
      for (const count of target.survivors.values()) near(count, 25_000);
    },
  );

  test('keeps a fair sample of what waits, when many sweeps find many', () => {
    const target = new Target();
    target.nursery.open(1, 1e6);
    for (let second = 0; second < 4; second++) {
      target.make(8_000, () => `sweep ${second}`);
      target.sweep();
    }
    target.sweep(7);
    expect(target.held).toBeLessThanOrEqual(8_192);
    for (const count of target.survivors.values()) near(count, 8_000);
    expect(target.keptAll).toBe(false);
  });

  test('follows each again after a burst', () => {
    const target = new Target();
    target.nursery.open(1, 1e7);
    for (const each of target.make(1_000_000, () => 'burst')) each.pending = false;
    target.sweep();
    target.keptAll = true;
    target.make(100, () => 'after');
    target.sweep(7);
    expect([...target.survivors]).toEqual([['after', 100]]);
    expect(target.keptAll).toBe(true);
  });
});

test('a promise that cannot be looked at does not stop the others', () => {
  const target = new Target();
  target.nursery.open(1, 1_000_000);
  const [bad] = target.make(20, String);
  let faults = 0;
  Object.defineProperty(bad, 'pending', {
    get() {
      faults++;
      throw new Error('unreadable');
    },
  });
  expect(() => target.sweep()).toThrow('unreadable');
  target.make(20, () => 'later');
  target.sweep(10);
  expect(target.survivors.get('later')).toBe(20);
  expect(faults).toBe(1);
});
