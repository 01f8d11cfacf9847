// S03, fixed: the comparison lets the event loop turn every 10 ms. A worker thread would spare it the work as well.
import { TimeSlice } from '../service/time-slice.js';
import { serveRecommendations } from './recommendations.js';

async function findBestPair(articles) {
  const slice = new TimeSlice();
  let best = { a: 0, b: 0, score: 0 };
  for (let a = 0; a < articles.length; a++) {
    if (slice.isOver) await slice.next();
    for (let b = 0; b < articles.length; b++) {
      let score = 0;
      for (let i = 0; i < 400; i++) score += articles[a][i] * articles[b][i];
      if (a !== b && score > best.score) best = { a, b, score };
    }
  }
  return best;
}

serveRecommendations(findBestPair);
