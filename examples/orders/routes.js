// The routes of the service. A part that was not given (prices, fulfilment) has no route.
import { EventEmitter } from 'node:events';
import { listProducts, stockEverywhere } from './catalog.js';
import { nextUpdate } from './updates.js';

export class NotFound extends Error {}

export function createRoutes({ prices, fulfilment }) {
  const orders = new EventEmitter().setMaxListeners(0);
  let lastId = 0;

  async function getQuote({ sku, quantity }) {
    if (!prices) throw new NotFound('no prices here');
    return await prices.quote(sku, Number(quantity ?? 1));
  }

  async function placeOrder({ sku, express }) {
    const stock = await stockEverywhere(sku);
    const order = { id: ++lastId, sku, express: express === 'yes', state: 'accepted' };
    // The customer gets an answer at once; stock and payment follow in the background.
    if (stock.some(({ available }) => available > 0)) fulfilment?.begin(order);
    orders.emit('placed', order);
    return { id: order.id, state: order.state };
  }

  return {
    'GET /health': async () => ({ ok: true }),
    'GET /products': listProducts,
    'GET /stock': async ({ sku }) => await stockEverywhere(sku),
    'GET /quote': getQuote,
    'POST /orders': placeOrder,
    'GET /updates': async () => await nextUpdate(orders),
  };
}
