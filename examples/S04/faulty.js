// S04: 30 MB of JSON parsed in one call, which nothing can interrupt.
import { serveImport } from './stock-import.js';
import { downloadAll } from './supplier-feed.js';

async function importFeed(shelves) {
  const feed = await downloadAll();
  // The fault: the event loop stands until the last article is parsed.
  for (const { sku, stock } of JSON.parse(feed)) shelves.set(sku, stock); // fault: S04
}

serveImport(importFeed);
