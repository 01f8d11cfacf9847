// The stock display: takes over what three warehouses have, again and again.
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../service/serve.js';

/** How often the display should be brought up to date, as somebody wished. */
export const periodMs = 250;

const warehouses = ['north', 'south', 'harbour'];

export async function serveStockSync(start) {
  const counts = { running: 0, mostRunning: 0, runs: 0 };
  const stock = new Map();

  async function countShelves(warehouse) {
    await delay(300);
    return { warehouse, available: 10 + warehouse.length };
  }

  async function syncAll() {
    counts.mostRunning = Math.max(counts.mostRunning, ++counts.running);
    for (const warehouse of warehouses) stock.set(warehouse, await countShelves(warehouse));
    counts.running--;
    counts.runs++;
  }

  serve({
    routes: { 'GET /display': async () => Object.fromEntries(stock) },
    clients: [{ path: '/display', everyMs: 300 }],
    counts: () => counts,
  });
  await start(syncAll);
}
