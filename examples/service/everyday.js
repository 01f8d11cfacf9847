// What every example does beside its fault: reads, a long poll, and the metrics that an operator would look at.
import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';
import { listProducts, stockEverywhere } from '../orders/catalog.js';
import { nextUpdate } from '../orders/updates.js';

const orders = new EventEmitter().setMaxListeners(0);

const numberOf = (kind) => process.getActiveResourcesInfo().filter((one) => one === kind).length;

/** Utilisation and CPU are sums since the start: whoever wants a rate asks twice. */
const metrics = (counts) => ({
  ...performance.eventLoopUtilization(),
  cpuMs: (process.cpuUsage().user + process.cpuUsage().system) / 1000,
  heapUsedBytes: process.memoryUsage().heapUsed,
  timers: numberOf('Timeout'),
  ...counts,
});

export const everydayRoutes = (counts) => ({
  'GET /health': async () => ({ ok: true }),
  'GET /metrics': async () => metrics(counts()),
  'GET /products': listProducts,
  'GET /stock': async ({ sku }) => await stockEverywhere(sku),
  'GET /updates': async () => await nextUpdate(orders),
});

export const everydayClients = [
  { path: '/health', everyMs: 1000 },
  { path: '/products', everyMs: 250 },
  { path: '/stock?sku=chair', everyMs: 400 },
  { path: '/updates', everyMs: 10 },
];
