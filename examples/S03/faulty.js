// S03: a request handler compares everything with everything, and never lets the event loop turn.
import { serveRecommendations } from './recommendations.js';

async function findBestPair(articles) {
  let best = { a: 0, b: 0, score: 0 };
  for (let a = 0; a < articles.length; a++) {
    for (let b = 0; b < articles.length; b++) {
      let score = 0;
      // The fault: 290 million multiplications in one go.
      for (let i = 0; i < 400; i++) score += articles[a][i] * articles[b][i]; // fault: S03
      if (a !== b && score > best.score) best = { a, b, score };
    }
  }
  return best;
}

serveRecommendations(findBestPair);
