// S22: a consumer asks "anything now?" on every turn of the event loop.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { serveLabels } from './label-queue.js';

async function untilNotEmpty(queue) {
  // The fault: an idle printer takes a whole processor.
  while (queue.isEmpty) await nextTurn(); // fault: S22
}

await serveLabels(untilNotEmpty);
