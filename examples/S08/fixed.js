// S08, fixed: authorising comes first and waits for nothing, so that neither step can wait for the other.
import { setTimeout as delay } from 'node:timers/promises';
import { runIfMain } from '../orders/run.js';

/** Reserves stock and takes payment for an order, side by side, after the customer got an answer. */
export class Fulfilment {
  begin(order) {
    const authorised = delay(8);
    const reserved = this.reserveStock(order, authorised);
    this.takePayment(order, authorised, reserved);
  }

  async reserveStock(order, authorised) {
    await delay(5);
    // Express parcels leave at once: the card must be good, but it is charged later.
    if (order.express) await authorised;
    order.state = 'reserved';
  }

  async takePayment(order, authorised, reserved) {
    await authorised;
    // Nobody is charged for what is not in stock.
    await reserved;
    await delay(5);
    order.state = 'paid';
  }
}

runIfMain(import.meta.url, () => ({ fulfilment: new Fulfilment() }));
