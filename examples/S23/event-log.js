// The log of response times: rows come through a cursor as from a database, but all of them are in memory already.
import { serve } from '../service/serve.js';

const rowCount = 1_000_000;

/** Of each call: the times of its three attempts, in milliseconds. */
const page = Array.from({ length: 1000 }, (_, i) => [(i * 31) % 97, (i * 17) % 89, i % 83]);

class Cursor {
  #next = 0;

  /** Async, as a row may have to be fetched. */
  async read() {
    return this.#next < rowCount ? page[this.#next++ % page.length] : null;
  }
}

export function serveStatistics(sumOfMedians) {
  async function statistics() {
    const sum = await sumOfMedians(new Cursor());
    return { rows: rowCount, mean: sum / rowCount };
  }

  serve({
    routes: { 'GET /statistics': statistics },
    clients: [{ path: '/statistics', everyMs: 700, firstMs: 300 }],
  });
}
