// Healthy: a server with a hundred keep-alive connections and nothing to do.
import { createServer } from 'node:http';
import { startChild } from '../service/child.js';
import { handleRequest } from '../service/handle-request.js';
import { announce } from '../service/serve.js';

const routes = { 'GET /health': async () => ({ ok: true }) };

const server = createServer((request, response) => handleRequest(routes, request, response));
// Longer than the pause between two requests of a client.
server.keepAliveTimeout = 120_000;
announce(server, (address) => {
  startChild(new URL('./idle-clients.js', import.meta.url), [address]);
});
