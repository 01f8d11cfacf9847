// What the shop sells, and the warehouses it asks for stock. Every look-up takes a few milliseconds.
import { setTimeout as delay } from 'node:timers/promises';

const products = [
  { sku: 'lamp', unitPrice: 39, atSupplier: 500 },
  { sku: 'desk', unitPrice: 240, atSupplier: 80 },
  { sku: 'chair', unitPrice: 110, atSupplier: 200 },
  { sku: 'sofa', unitPrice: 890, atSupplier: 0 },
];

const warehouses = ['north', 'south', 'harbour'];

export const findProduct = (sku) => products.find((product) => product.sku === sku);

async function stockAt(warehouse, sku) {
  await delay(5 + warehouse.length);
  return { warehouse, sku, available: 10 + sku.length };
}

export async function stockEverywhere(sku) {
  return await Promise.all(warehouses.map((warehouse) => stockAt(warehouse, sku)));
}

export async function listProducts() {
  await delay(4);
  return products.map(({ sku, unitPrice }) => ({ sku, unitPrice }));
}
