// Stands in for the supplier's server: its 150,000 articles, in one document of 30 MB or in pages.
import { setTimeout as delay } from 'node:timers/promises';

const total = 150_000;
const pageLength = 500;

const article = (i) => ({
  sku: `article-${i}`,
  name: `Article number ${i} of the supplier`,
  priceCents: (i * 7) % 100_000,
  stock: { north: i % 13, south: i % 7, harbour: i % 29 },
  tags: ['new', 'sale', `shelf-${i % 400}`],
  updatedAt: '2026-03-04T05:06:07.000Z',
});

const pageAt = (first) =>
  JSON.stringify(Array.from({ length: pageLength }, (_, i) => article(first + i)));

/** Made once, piece by piece: the supplier's server has the document at hand. */
async function makeDocument() {
  const pages = [];
  for await (const page of downloadPages()) pages.push(page.slice(1, -1));
  return `[${pages.join(',')}]`;
}

let document = null;

export async function downloadAll() {
  document ??= makeDocument();
  await delay(20);
  return await document;
}

export async function* downloadPages() {
  for (let first = 0; first < total; first += pageLength) {
    await delay(1);
    yield pageAt(first);
  }
}
