// The reviews: customers sign theirs with a name, and the service checks it.
import { Refused } from '../service/handle-request.js';
import { serve } from '../service/serve.js';

export function serveReviews(isName) {
  const reviews = [];

  async function check({ name, stars }) {
    if (!isName(name)) throw new Refused(422, 'a name is words with one space between');
    return { name, stars: Number(stars) };
  }

  async function addReview(query) {
    const review = await check(query);
    reviews.unshift(review);
    reviews.length = Math.min(reviews.length, 100);
    return { accepted: true, of: reviews.length };
  }

  serve({
    routes: { 'POST /reviews': addReview },
    clients: [
      { path: '/reviews?name=Ada%20King&stars=5', method: 'POST', everyMs: 100 },
      // Nothing that a browser would stop anyone from typing.
      {
        path: `/reviews?name=${'a'.repeat(25)}!&stars=1`,
        method: 'POST',
        everyMs: 700,
        firstMs: 800,
      },
    ],
  });
}
