// The warehouse: takes what an order needs from a shelf, and refuses when no shelf has enough.
import { stockEverywhere } from '../orders/catalog.js';

async function findShelf({ sku, quantity }) {
  const shelves = await stockEverywhere(sku);
  const shelf = shelves.find(({ available }) => available >= quantity);
  if (!shelf) throw new Error(`no warehouse has ${quantity} x ${sku}`); // thrown: S15
  return shelf;
}

export async function reserve(order) {
  const shelf = await findShelf(order);
  order.state = `reserved at ${shelf.warehouse}`;
}
