// The order desk: answers the customer at once; the warehouse follows in the background.
import { serve } from '../service/serve.js';

export function serveOrders(startReservation) {
  const counts = { accepted: 0, unhandledRejections: 0, backlog: 0 };

  // As services do: better a line in the log than an outage.
  process.on('unhandledRejection', (error) => {
    counts.unhandledRejections++;
    console.error(`unhandled rejection: ${error.message}`);
  });

  async function placeOrder({ sku, quantity }) {
    const order = { id: ++counts.accepted, sku, quantity: Number(quantity), state: 'accepted' };
    startReservation(order, () => counts.backlog++);
    return { id: order.id, state: order.state };
  }

  serve({
    routes: { 'POST /orders': placeOrder },
    clients: [
      { path: '/orders?sku=chair&quantity=1', method: 'POST', everyMs: 200 },
      // More than any warehouse has.
      { path: '/orders?sku=desk&quantity=90', method: 'POST', everyMs: 500, firstMs: 300 },
    ],
    counts: () => counts,
  });
}
