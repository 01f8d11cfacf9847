// S22, fixed: the queue says when there is something in it.
import { once } from 'node:events';
import { serveLabels } from './label-queue.js';

async function untilNotEmpty(queue) {
  if (queue.isEmpty) await once(queue, 'label');
}

await serveLabels(untilNotEmpty);
