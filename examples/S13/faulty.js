// S13: a job asks for everything at once: 10,000 tasks, 10,000 open requests.
import { serveNightly } from './nightly.js';
import { askPrice } from './supplier.js';

async function refreshAll(skus, list) {
  // The fault: nothing bounds how many are under way.
  await Promise.all(skus.map(async (sku) => list.keep(await askPrice(sku)))); // fault: S13
}

await serveNightly(refreshAll);
