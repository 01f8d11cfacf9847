// S17, fixed: the task ends with the subscription that it serves.
import { setTimeout as delay } from 'node:timers/promises';
import { serveAlerts } from './price-alerts.js';

async function keepFresh(subscription) {
  while (subscription.open) {
    await delay(1000);
    await subscription.refresh();
  }
}

serveAlerts(keepFresh);
