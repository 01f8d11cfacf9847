// The nightly job: a fresh price for each of the 10,000 articles.
import { setTimeout as delay } from 'node:timers/promises';
import { periodMs } from '../service/period.js';
import { serve } from '../service/serve.js';
import { openRequests } from './supplier.js';

const skus = Array.from({ length: 10_000 }, (_, i) => `article-${i}`);

export class PriceList {
  #prices = new Map();
  runs = 0;

  keep({ sku, cents }) {
    this.#prices.set(sku, { cents, at: Date.now() });
  }
}

export async function serveNightly(refreshAll) {
  const list = new PriceList();
  serve({ counts: () => ({ ...openRequests(), runs: list.runs }) });
  for (;;) {
    await delay(periodMs(20_000));
    await refreshAll(skus, list);
    list.runs++;
  }
}
