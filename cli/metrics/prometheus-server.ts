/** Serves metrics to Prometheus, on this machine only. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../inspector/base/user-error.ts';
import type { Metric } from './metric.ts';
import { prometheusContentType, prometheusText } from './prometheus-text.ts';

export interface PrometheusServer {
  readonly url: string;
  close(): void;
}

/** @throws UserError `usage` when the port is taken. @param port 0: any free one */
export async function servePrometheus(
  port: number,
  read: () => readonly Metric[],
): Promise<PrometheusServer> {
  const server = createServer((request, response) => answer(request, response, read));
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'it is in use' : message;
    throw new UserError(
      'usage',
      `Metrics cannot be served on port ${port}: ${why}. Name another one, or 0 for any.`,
    );
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A page on the web may make its own name point to this machine, but not send the name of this machine. */
const ownName = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

function answer(
  { method, url, headers }: IncomingMessage,
  response: ServerResponse,
  read: () => readonly Metric[],
): void {
  const end = (status: number, text: string) => response.writeHead(status).end(text);
  if (!ownName.test(headers.host ?? '')) return void end(403, 'Ask for 127.0.0.1.\n');
  if (url?.split('?')[0] !== '/metrics') return void end(404, 'See /metrics.\n');
  if (method !== 'GET' && method !== 'HEAD') return void end(405, 'Only GET.\n');
  response.setHeader('content-type', prometheusContentType);
  end(200, prometheusText(read()));
}
