// Healthy: fifty clients wait for news, each for 25 s at the most, and news are rare.
import { EventEmitter, once } from 'node:events';
import { serve } from '../service/serve.js';

const turnMs = 25_000;
const channel = new EventEmitter().setMaxListeners(0);

async function waitForNews() {
  const [news] = await once(channel, 'news', { signal: AbortSignal.timeout(turnMs) });
  return { news };
}

async function poll() {
  return await waitForNews().catch((error) => {
    if (error.name === 'AbortError') return { news: null };
    throw error;
  });
}

async function publish({ text }) {
  return { delivered: channel.listenerCount('news'), published: channel.emit('news', text) };
}

serve({
  routes: { 'GET /news': poll, 'POST /news': publish },
  clients: [
    ...Array.from({ length: 50 }, () => ({ path: '/news', everyMs: 10, patienceMs: 30_000 })),
    { path: '/news?text=sale', method: 'POST', everyMs: 45_000, firstMs: 45_000 },
  ],
  counts: () => ({ polling: channel.listenerCount('news') }),
});
