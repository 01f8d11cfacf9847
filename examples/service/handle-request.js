// Finds the route of a request, answers in JSON, and turns errors into status codes.

/** An answer other than 200, with the reason for the client. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(routes, { method, url }) {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const route = routes[`${method} ${pathname}`];
  if (!route) throw new Refused(404, `no ${method} ${pathname} here`);
  return await route(Object.fromEntries(searchParams));
}

export async function handleRequest(routes, request, response) {
  request.resume();
  let status = 200;
  const body = await answer(routes, request).catch((error) => {
    status = error.status ?? 500;
    return { error: error.message };
  });
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
