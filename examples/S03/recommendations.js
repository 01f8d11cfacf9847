// The recommendations: which two articles are most alike, by the vectors that describe them.
import { serve } from '../service/serve.js';

/** Vectors of 400 numbers that look random and are the same in every run. */
function describeArticles(count) {
  let seed = 1;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, () => Array.from({ length: 400 }, next));
}

export function serveRecommendations(findBestPair) {
  const articles = describeArticles(850);

  async function recommend({ season }) {
    const { a, b } = await findBestPair(articles);
    return { season, together: [`article-${a}`, `article-${b}`] };
  }

  serve({
    routes: { 'GET /recommendations': recommend },
    clients: [{ path: '/recommendations?season=spring', everyMs: 700, firstMs: 300 }],
  });
}
