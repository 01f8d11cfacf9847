/** For how long promises have been pending: a small histogram with buckets that grow by three fifths. */
import { type AgeSpread, ageBuckets } from '../../../protocol/live.ts';

export interface Ages {
  /** @param weight promises that the age stands for */
  add(milliseconds: number, weight: number): void;
  spread(): AgeSpread | null;
}

const { count, firstMs, growth } = ageBuckets;

export function createAges(): Ages {
  const counts: number[] = [];
  let weights = 0;
  let total = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = 0;

  function median(): number {
    let rank = weights / 2;
    for (let i = 0; i < counts.length; i++) {
      rank -= counts[i] as number;
      if (rank > 0) continue;
      const middle = firstMs * growth ** (i - 0.5);
      return Math.round(Math.min(max, Math.max(min, middle)));
    }
    return max;
  }

  return {
    add(milliseconds, weight) {
      const age = Math.max(0, Math.round(milliseconds));
      const step = age < firstMs ? 0 : 1 + Math.log(age / firstMs) / Math.log(growth);
      const bucket = Math.min(count - 1, Math.floor(step));
      while (counts.length <= bucket) counts.push(0);
      counts[bucket] = (counts[bucket] as number) + weight;
      weights += weight;
      total += age * weight;
      min = Math.min(min, age);
      max = Math.max(max, age);
    },
    spread: () =>
      weights === 0 ? null : { min, median: median(), max, total, histogram: [...counts] },
  };
}
