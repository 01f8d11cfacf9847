// The front page: the twenty articles that most people look at, brought up to date every few seconds.
import { periodMs } from '../service/period.js';
import { serve } from '../service/serve.js';

const articles = Array.from({ length: 400_000 }, (_, i) => ({ sku: `article-${i}`, visits: 0 }));

/** Numbers that look random, so that the order is a new one each time. */
function countVisits(round) {
  let seed = round;
  for (const article of articles) {
    seed = (seed * 1_109 + 12_345) & 0xfffff;
    article.visits = seed;
  }
}

export const frontPageLength = 20;

export function serveTrending(mostVisited) {
  let frontPage = [];
  let round = 0;

  function bringUpToDate() {
    countVisits(++round);
    frontPage = mostVisited(articles).map(({ sku }) => sku);
  }

  setInterval(bringUpToDate, periodMs(5000));
  serve({
    routes: { 'GET /trending': async () => frontPage },
    clients: [{ path: '/trending', everyMs: 50 }],
    counts: () => ({ rounds: round }),
  });
}
