// Starts an example: its routes beside the everyday ones, on a free port, and its clients in a process of their own.
import { createServer } from 'node:http';
import { startChild } from './child.js';
import { everydayClients, everydayRoutes } from './everyday.js';
import { handleRequest } from './handle-request.js';

/**
 * `routes`: 'GET /path' to an async function of the query, which returns the JSON to answer with.
 * `clients`: who asks for them, see clients.js. `programs`: URLs of clients of another kind, which get the address.
 * `counts`: what the service adds to /metrics.
 */
export function serve({ routes = {}, clients = [], programs = [], counts = () => ({}) }) {
  const all = { ...everydayRoutes(counts), ...routes };
  const server = createServer((request, response) => handleRequest(all, request, response));
  announce(server, (address) => {
    const list = JSON.stringify([...everydayClients, ...clients]);
    startChild(new URL('./clients.js', import.meta.url), [address, list]);
    for (const program of programs) startChild(program, [address]);
  });
  return server;
}

/** Listens, says so in one line, and ends the process on SIGINT and SIGTERM. */
export function announce(server, onAddress) {
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
    const address = `http://127.0.0.1:${server.address().port}`;
    onAddress(address);
    console.log(`ready: process ${process.pid} listens on ${address}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit());
  // For whoever starts this service as a child and may die without stopping it.
  if (process.env.STOP_WITH_STDIN) process.stdin.on('end', () => process.exit()).resume();
}
