/** Durations in a small histogram with buckets that grow by a fifth: half a second to two days in 64 counters. */
import type { SettleTimes } from '../../../protocol/live.ts';

const smallestMs = 500;
const growth = 1.2;
const buckets = 64;

export interface Durations {
  add(milliseconds: number): void;
  times(): SettleTimes | null;
}

export function createDurations(): Durations {
  const counts = new Float64Array(buckets);
  let total = 0;
  let max = 0;
  const quantile = (share: number): number => {
    let rank = Math.ceil(total * share);
    for (let i = 0; i < buckets; i++) {
      rank -= counts[i] as number;
      if (rank <= 0) return Math.min(max, Math.round(smallestMs * growth ** (i + 0.5)));
    }
    return max;
  };
  return {
    add(milliseconds) {
      const bucket = Math.floor(Math.log(milliseconds / smallestMs) / Math.log(growth));
      const index = Math.min(buckets - 1, Math.max(0, bucket));
      counts[index] = (counts[index] as number) + 1;
      total++;
      max = Math.max(max, Math.round(milliseconds));
    },
    times: () =>
      total === 0 ? null : { samples: total, p50: quantile(0.5), p99: quantile(0.99), max },
  };
}
