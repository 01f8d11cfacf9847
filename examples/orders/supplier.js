// The supplier at the other end of the bus: answers price requests, sometimes with a backorder.
import { findProduct } from './catalog.js';

function replyTo({ id, sku, quantity }) {
  const product = findProduct(sku);
  if (!product) return { id, type: 'declined', reason: `unknown article ${sku}` };
  if (quantity > product.atSupplier) return { id, type: 'backorder', weeks: 6 };
  return { id, type: 'offer', unitPrice: product.unitPrice };
}

export function connectSupplier(bus) {
  bus.subscribe('prices.requests', (request) => bus.publish('prices.replies', replyTo(request)));
  return bus;
}
