// S29, fixed: one pass that keeps the best twenty takes a few milliseconds.
import { frontPageLength, serveTrending } from './trending.js';

function mostVisited(articles) {
  let best = [];
  let bar = -1;
  for (const article of articles) {
    if (article.visits <= bar) continue;
    best = [...best, article].sort((a, b) => b.visits - a.visits).slice(0, frontPageLength);
    if (best.length === frontPageLength) bar = best[frontPageLength - 1].visits;
  }
  return best;
}

serveTrending(mostVisited);
