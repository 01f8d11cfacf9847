// S21: a periodic job that takes longer than its period runs beside itself.
import { periodMs, serveStockSync } from './stock-sync.js';

async function start(syncAll) {
  // The fault: setInterval does not wait for the promise.
  setInterval(async () => await syncAll(), periodMs); // fault: S21
}

await serveStockSync(start);
