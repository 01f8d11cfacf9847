// Long polling: a client waits for the next order, or for the end of its turn. Healthy, although it is pending.
import { once } from 'node:events';

const turnMs = 3000;

export async function nextUpdate(orders) {
  try {
    const [order] = await once(orders, 'placed', { signal: AbortSignal.timeout(turnMs) });
    return { placed: order.id };
  } catch {
    return { placed: null };
  }
}
