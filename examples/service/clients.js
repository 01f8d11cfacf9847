// The clients of an example: every one is independent, and never has two requests open.
// Usage: node clients.js <address> <JSON: [{ path, method, everyMs, firstMs, patienceMs }]>.
import { setTimeout as delay } from 'node:timers/promises';
import './stop-with-parent.js';

const [address, clients] = process.argv.slice(2);

/** `$n` in a path is the number of the request: clients that ask for something new each time. */
async function request({ path, method = 'GET', patienceMs = 5000 }, n) {
  const url = new URL(path.replace('$n', n), address);
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(patienceMs) });
    await response.arrayBuffer();
  } catch {
    // The customer gave up, or the service is gone: either way there will be another try.
  }
}

async function repeat(client) {
  await delay(client.firstMs ?? 0);
  for (let n = 1; ; n++) {
    await request(client, n);
    await delay(client.everyMs);
  }
}

await Promise.all(JSON.parse(clients).map(repeat));
