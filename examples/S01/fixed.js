// S01, fixed: every type of reply settles the promise of the task that waits for it.
import { MessageBus } from '../orders/message-bus.js';
import { runIfMain } from '../orders/run.js';
import { connectSupplier } from '../orders/supplier.js';

/** Asks suppliers for prices over the message bus, and matches replies to requests by their id. */
export class PriceDesk {
  #bus;
  #lastId = 0;
  #waiting = new Map();

  constructor(bus) {
    this.#bus = bus;
    bus.subscribe('prices.replies', (reply) => this.#onReply(reply));
  }

  async quote(sku, quantity) {
    const offer = await this.#ask({ sku, quantity });
    return { sku, quantity, total: offer.unitPrice * quantity };
  }

  async #ask(request) {
    const id = ++this.#lastId;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#bus.publish('prices.requests', { id, ...request });
      });
    } finally {
      this.#waiting.delete(id);
    }
  }

  #onReply(reply) {
    const waiter = this.#waiting.get(reply.id);
    switch (reply.type) {
      case 'offer':
        waiter.resolve(reply);
        break;
      case 'declined':
        waiter.reject(new Error(reply.reason));
        break;
      case 'backorder':
        waiter.reject(new Error(`sold out for ${reply.weeks} weeks`));
        break;
    }
  }
}

runIfMain(import.meta.url, () => ({ prices: new PriceDesk(connectSupplier(new MessageBus())) }));
