// S13, fixed: a hundred lanes share the list, so that no more than a hundred requests are open.
import { serveNightly } from './nightly.js';
import { askPrice } from './supplier.js';

const lanes = 100;

async function refreshAll(skus, list) {
  // One iterator for all lanes: each takes the next article when it is done with its last.
  const left = skus.values();
  const lane = async () => {
    for (const sku of left) list.keep(await askPrice(sku));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

await serveNightly(refreshAll);
