// S21, fixed: the next run is planned when the last one has ended.
import { setTimeout as delay } from 'node:timers/promises';
import { periodMs, serveStockSync } from './stock-sync.js';

async function start(syncAll) {
  for (;;) {
    await syncAll();
    await delay(periodMs);
  }
}

await serveStockSync(start);
