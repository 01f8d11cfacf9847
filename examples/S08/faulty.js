// S08: two tasks that wait for each other. For express orders, stock waits for payment and payment for stock.
import { setTimeout as delay } from 'node:timers/promises';
import { runIfMain } from '../orders/run.js';

/** Reserves stock and takes payment for an order, side by side, after the customer got an answer. */
export class Fulfilment {
  /** Per order: the promises of its two steps, for whoever has to wait for one. */
  #steps = new Map();

  begin(order) {
    const steps = { stock: null, payment: null };
    this.#steps.set(order.id, steps);
    steps.stock = this.reserveStock(order);
    steps.payment = this.takePayment(order);
  }

  async reserveStock(order) {
    await delay(5);
    // The fault: express parcels leave at once, so somebody made them wait for the money.
    if (order.express) await this.#steps.get(order.id).payment;
    order.state = 'reserved';
  }

  async takePayment(order) {
    await delay(8);
    // Nobody is charged for what is not in stock.
    await this.#steps.get(order.id).stock;
    await delay(5);
    order.state = 'paid';
    this.#steps.delete(order.id);
  }
}

runIfMain(import.meta.url, () => ({ fulfilment: new Fulfilment() }));
