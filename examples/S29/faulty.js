// S29: every five seconds a timer blocks for 300 ms. The average looks fine.
import { frontPageLength, serveTrending } from './trending.js';

function mostVisited(articles) {
  // The fault: all 400,000 are put in order, for the sake of twenty.
  const ranked = [...articles].sort((a, b) => b.visits - a.visits); // fault: S29
  return ranked.slice(0, frontPageLength);
}

serveTrending(mostVisited);
