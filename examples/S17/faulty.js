// S17: every subscription starts a task that never ends, also when the customer is long gone.
import { setTimeout as delay } from 'node:timers/promises';
import { serveAlerts } from './price-alerts.js';

async function keepFresh(subscription) {
  // The fault: nothing ends the loop.
  while (true) {
    await delay(1000); // fault: S17
    await subscription.refresh();
  }
}

serveAlerts(keepFresh);
