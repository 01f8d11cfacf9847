// The label printer: requests put a label into a queue, and one printer takes them out.
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../service/serve.js';

export class LabelQueue extends EventEmitter {
  #labels = [];

  get isEmpty() {
    return this.#labels.length === 0;
  }

  put(label) {
    this.#labels.push(label);
    this.emit('label');
  }

  take() {
    return this.#labels.shift();
  }
}

export async function serveLabels(untilNotEmpty) {
  const queue = new LabelQueue();
  const counts = { printed: 0 };

  async function printLabel({ sku }) {
    const label = new EventEmitter();
    queue.put(label);
    await once(label, 'printed');
    return { sku, printed: true };
  }

  async function print(label) {
    await delay(15);
    counts.printed++;
    label.emit('printed');
  }

  serve({
    routes: { 'POST /labels': printLabel },
    clients: [{ path: '/labels?sku=lamp', method: 'POST', everyMs: 500 }],
    counts: () => counts,
  });
  for (;;) {
    await untilNotEmpty(queue);
    await print(queue.take());
  }
}
