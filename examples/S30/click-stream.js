// The click stream: what visitors do, in small batches, many a second, and a score for each click.
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../service/serve.js';

const clicksPerSecond = 2_000_000;
const longestBatch = 40_000;
const weights = { view: 1, buy: 20 };

export const weightOf = (kind) => weights[kind];

/** The clicks that came in since the last batch, which are made up here. */
function* clicks(first, count) {
  for (let id = first; id < first + count; id++) {
    yield { id, kind: id % 40 === 0 ? 'buy' : 'view', article: id % 5000 };
  }
}

export async function serveScores(scores) {
  const counts = { clicks: 0, behind: 0 };
  serve({
    routes: {
      'GET /score': async ({ article }) => ({ article, score: scores.of(Number(article)) }),
    },
    clients: [{ path: '/score?article=17', everyMs: 200 }],
    counts: () => counts,
  });
  const startedAt = Date.now();
  for (;;) {
    const due = Math.floor(((Date.now() - startedAt) / 1000) * clicksPerSecond);
    const count = Math.min(longestBatch, due - counts.clicks);
    await scores.add(clicks(counts.clicks, count));
    counts.clicks += count;
    counts.behind = due - counts.clicks;
    // Also when it is behind: no single batch keeps the loop for long.
    await delay(1);
  }
}
