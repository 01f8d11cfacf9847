// What grows and what only looks like it, on synthetic series with fixed seeds.
import { describe, expect, it } from 'vitest';
import { poisson, seeded } from '../../../test/support/synthetic-series.ts';
import { growthOf } from './growth.ts';

const seconds = (count: number, value: (second: number) => number) =>
  Array.from({ length: count + 1 }, (_, second) => ({ time: second * 1000, value: value(second) }));

describe('growth', () => {
  it('is a steady rise, with its size and its speed', () => {
    expect(growthOf(seconds(120, (second) => 10 + second))).toMatchObject({
      from: 10,
      to: 120,
      overMs: 120_000,
      perMinute: expect.closeTo(60, 0),
    });
  });

  it('is a slow one, step by step, too: five a minute for five minutes', () => {
    const random = seeded(1);
    let count = 0;
    expect(growthOf(seconds(300, () => (count += poisson(1 / 12, random))))).not.toBeNull();
  });

  it('is a rising floor under a sawtooth', () => {
    expect(growthOf(seconds(240, (second) => (second % 7) * 30 + second))).not.toBeNull();
  });

  it('is seen in readings that were thinned out for the distant past', () => {
    const points = seconds(3600, (second) => second);
    const thinned = points.filter(({ time }, i) => time > 3_000_000 || i % 20 === 0);
    expect(growthOf(thinned)?.perMinute).toBeCloseTo(60, 0);
  });
});

describe('no growth', () => {
  it.each<[string, (second: number) => number]>([
    ['a constant', () => 1000],
    ['a sawtooth that returns to its base', (second) => (second % 9) * 100],
    ['a start-up burst that stays', (second) => Math.min(500, second * 50)],
    ['a ramp that is over', (second) => Math.min(100, second)],
    ['a rise that has only begun', (second) => Math.max(0, second - 150)],
    ['a burst at the end', (second) => (second > 230 ? 10_000 : 5)],
    ['two steps', (second) => (second > 80 ? (second > 160 ? 60 : 40) : 20)],
    ['a wave', (second) => Math.round(100 + 50 * Math.sin(second / 20))],
    ['a fall', (second) => 300 - second],
  ])('is %s', (_, value) => {
    expect(growthOf(seconds(240, value))).toBeNull();
  });

  it('is what too few readings show', () => {
    expect(growthOf([])).toBeNull();
    expect(growthOf(seconds(5, (second) => second * 100))).toBeNull();
    expect(
      growthOf([
        { time: 0, value: 1 },
        { time: 1e6, value: 2 },
      ]),
    ).toBeNull();
  });

  it('is the noise around a level, in all but 1 of 1,000 series', () => {
    let alarms = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const random = seeded(seed);
      if (growthOf(seconds(120, () => poisson(20, random)))) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('is a random walk, in all but 1 of 100: the worst that a healthy count can be', () => {
    let alarms = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const random = seeded(seed);
      let value = 1000;
      const walk = () => (value += poisson(5, random) - poisson(5, random));
      if (growthOf(seconds(120, walk))) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(20);
  });
});
