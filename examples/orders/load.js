// The clients of the service: steady, harmless traffic, and now and then a request that meets a fault.
// Usage: node load.js http://127.0.0.1:<port>. Ends with its standard input, and after an hour at the latest.
import { setTimeout as delay } from 'node:timers/promises';

const address = process.argv[2];

/** Every client is independent, patient for 2 s unless it says otherwise, and never has two requests open. */
const clients = [
  { everyMs: 100, path: '/quote?sku=lamp&quantity=2' },
  { everyMs: 250, path: '/products' },
  { everyMs: 400, path: '/stock?sku=chair' },
  { everyMs: 700, path: '/orders?sku=lamp', method: 'POST' },
  { everyMs: 1000, path: '/health' },
  { everyMs: 10, path: '/updates', patienceMs: 5000 },
  // The supplier has no sofas: it answers with a backorder (S01).
  { everyMs: 300, path: '/quote?sku=sofa', firstMs: 200, patienceMs: 700 },
  // Express orders are rare (S08).
  { everyMs: 60_000, path: '/orders?sku=desk&express=yes', method: 'POST', firstMs: 500 },
];

async function request({ path, method = 'GET', patienceMs = 2000 }) {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(new URL(path, address), { method, signal });
    await response.arrayBuffer();
  } catch {
    // The customer gave up, or the service is gone: either way there will be another try.
  }
}

async function repeat(client) {
  await delay(client.firstMs ?? 0);
  for (;;) {
    await request(client);
    await delay(client.everyMs);
  }
}

process.stdin.on('end', () => process.exit()).resume();
setTimeout(() => process.exit(), 3_600_000);
await Promise.all(clients.map(repeat));
