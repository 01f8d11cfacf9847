// S26: the worker waits for what only its own event loop could bring. Replies are posted to a thread that never turns.
import { isMainThread, parentPort } from 'node:worker_threads';
import { serveConversions } from './conversion-desk.js';

const goodForMs = 1_500;

function convertPrices() {
  const fresh = new Int32Array(new SharedArrayBuffer(4));
  let rates = {};
  let goodUntil = 0;

  function waitForRates() {
    Atomics.store(fresh, 0, 0);
    // The fault: the new rates are a message to this thread, which cannot take it while it waits.
    Atomics.wait(fresh, 0, 0); // fault: S26
  }

  parentPort.on('message', (message) => {
    if (message.rates) {
      rates = message.rates;
      goodUntil = Date.now() + goodForMs;
      Atomics.store(fresh, 0, 1);
      Atomics.notify(fresh, 0);
      return;
    }
    const { id, amount, currency } = message;
    if (Date.now() > goodUntil) waitForRates();
    parentPort.postMessage({ id, converted: amount * rates[currency] });
  });
}

if (isMainThread) serveConversions(new URL(import.meta.url));
else convertPrices();
