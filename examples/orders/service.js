// The HTTP side of the service: finds the route, answers in JSON, turns errors into status codes.
import { createServer } from 'node:http';
import { createRoutes, NotFound } from './routes.js';

async function dispatch(routes, request) {
  const url = new URL(request.url, 'http://localhost');
  const route = routes[`${request.method} ${url.pathname}`];
  if (!route) throw new NotFound(url.pathname);
  return await route(Object.fromEntries(url.searchParams));
}

async function handleRequest(routes, request, response) {
  request.resume();
  try {
    const body = await dispatch(routes, request);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  } catch (error) {
    const status = error instanceof NotFound ? 404 : 422;
    response.writeHead(status).end(`${error.message}\n`);
  }
}

export function createService(parts) {
  const routes = createRoutes(parts);
  return createServer((request, response) => handleRequest(routes, request, response));
}
