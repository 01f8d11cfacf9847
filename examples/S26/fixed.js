// S26, fixed: the worker goes on with its loop while it waits for new rates.
import { EventEmitter, once } from 'node:events';
import { isMainThread, parentPort } from 'node:worker_threads';
import { serveConversions } from './conversion-desk.js';

const goodForMs = 1_500;

function convertPrices() {
  const bank = new EventEmitter();
  let rates = {};
  let goodUntil = 0;

  async function convert({ id, amount, currency }) {
    if (Date.now() > goodUntil) await once(bank, 'rates');
    parentPort.postMessage({ id, converted: amount * rates[currency] });
  }

  parentPort.on('message', (message) => {
    if (!message.rates) return convert(message);
    rates = message.rates;
    goodUntil = Date.now() + goodForMs;
    bank.emit('rates');
  });
}

if (isMainThread) serveConversions(new URL(import.meta.url));
else convertPrices();
