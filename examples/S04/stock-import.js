// The import: the shop takes over what the supplier has in stock, whenever the buyer presses the button.
import { serve } from '../service/serve.js';

export function serveImport(importFeed) {
  /** Stock per article and warehouse, as the shop shows it. */
  const shelves = new Map();

  async function runImport() {
    await importFeed(shelves);
    return { articles: shelves.size };
  }

  serve({
    routes: { 'POST /import': runImport },
    clients: [{ path: '/import', method: 'POST', everyMs: 700, firstMs: 300 }],
  });
}
