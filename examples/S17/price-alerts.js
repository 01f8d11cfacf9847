// Price alerts: a customer looks at an article for a while, and the service keeps its price fresh meanwhile.
import { listProducts } from '../orders/catalog.js';
import { serve } from '../service/serve.js';

class Subscription {
  open = true;
  price = null;

  constructor(sku) {
    this.sku = sku;
  }

  async refresh() {
    const products = await listProducts();
    this.price = products.find(({ sku }) => sku === this.sku)?.unitPrice ?? null;
  }
}

export function serveAlerts(keepFresh) {
  const open = new Map();
  const counts = { subscribed: 0, open: 0, keptFresh: 0 };

  async function keep(subscription) {
    counts.keptFresh++;
    await keepFresh(subscription);
    counts.keptFresh--;
  }

  async function subscribe({ id, sku }) {
    const subscription = new Subscription(sku);
    open.set(id, subscription);
    counts.subscribed++;
    await subscription.refresh();
    keep(subscription).catch((error) => console.error(error));
    return { id, price: subscription.price };
  }

  async function unsubscribe({ id }) {
    const subscription = open.get(id);
    if (subscription) subscription.open = false;
    return { removed: open.delete(id) };
  }

  serve({
    routes: { 'POST /alerts': subscribe, 'DELETE /alerts': unsubscribe },
    clients: [
      { path: '/alerts?id=$n&sku=lamp', method: 'POST', everyMs: 190 },
      // Looks at it for a second, then goes.
      { path: '/alerts?id=$n&sku=lamp', method: 'DELETE', everyMs: 190, firstMs: 1000 },
    ],
    counts: () => ({ ...counts, open: open.size }),
  });
}
