// S04, fixed: the feed comes in pages of 500 articles, and each is parsed in a moment.
import { serveImport } from './stock-import.js';
import { downloadPages } from './supplier-feed.js';

async function importFeed(shelves) {
  for await (const page of downloadPages()) {
    for (const { sku, stock } of JSON.parse(page)) shelves.set(sku, stock);
  }
}

serveImport(importFeed);
