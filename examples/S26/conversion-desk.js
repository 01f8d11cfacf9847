// The currency desk: a worker thread converts prices, and the bank's rates are passed on to it, good for a while each.
import { Worker } from 'node:worker_threads';
import { serve } from '../service/serve.js';

const ratesEveryMs = 2_000;

/** @param script of the worker, which answers `{ id, amount, currency }` with `{ id, converted }` */
export function serveConversions(script) {
  const worker = new Worker(script);
  const waiting = new Map();
  let lastId = 0;
  worker.on('message', ({ id, converted }) => {
    waiting.get(id)(converted);
    waiting.delete(id);
  });

  const convert = (amount, currency) =>
    new Promise((resolve) => {
      waiting.set(++lastId, resolve);
      worker.postMessage({ id: lastId, amount, currency });
    });

  async function price({ amount, currency }) {
    const converted = await convert(Number(amount), currency);
    return { converted, currency };
  }

  function passRatesOn() {
    const rates = { EUR: 1, GBP: 0.84 + Math.random() / 100, SEK: 11.2 + Math.random() / 10 };
    worker.postMessage({ rates });
  }
  passRatesOn();
  setInterval(passRatesOn, ratesEveryMs);

  serve({
    routes: { 'GET /price': price },
    clients: [{ path: '/price?amount=$n&currency=SEK', everyMs: 300, firstMs: 500 }],
    counts: () => ({ waiting: waiting.size }),
  });
}
