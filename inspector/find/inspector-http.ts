/** Asks an inspector endpoint over HTTP, as far as that needs no connection to the debugger. */
import { type IncomingMessage, request } from 'node:http';
import type { InspectorAddress } from '../../protocol/node-process.ts';

/** Why an address gave no usable answer. */
export type EndpointFault = 'refused' | 'unresolved' | 'silent' | 'closed' | 'not-an-inspector';

export class EndpointError extends Error {
  override readonly name = 'EndpointError';
  readonly fault: EndpointFault;

  constructor(fault: EndpointFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

export interface HttpAnswer {
  readonly json: unknown;
  /** The address that a name was resolved to, and that answered. */
  readonly address: InspectorAddress;
}

/** Far more than the list of a process with hundreds of workers. */
const maxBytes = 4 << 20;

/**
 * @param timeoutMs for the whole exchange
 * @throws EndpointError; what `signal` was aborted with
 */
export function getJson(
  { host, port }: InspectorAddress,
  path: '/json/list' | '/json/version',
  { signal, timeoutMs }: { readonly signal?: AbortSignal; readonly timeoutMs: number },
): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const both = signal ? AbortSignal.any([signal, deadline]) : deadline;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      if (signal?.aborted) reject(signal.reason as Error);
      else reject(deadline.aborted ? silent(timeoutMs) : endpointError(error));
    };
    // Node answers only to an address or "localhost" in `Host`, against rebinding of DNS names.
    const headers = { Host: `localhost:${port}` };
    const options = { host, port, path, agent: false, signal: both, headers };
    const outgoing = request(options, (incoming) => {
      readJson(incoming)
        .then((json) => resolve({ json, address: answering(incoming, { host, port }) }))
        .catch(fail);
    });
    outgoing.on('error', fail);
    outgoing.end();
  });
}

function answering(incoming: IncomingMessage, asked: InspectorAddress): InspectorAddress {
  return { host: incoming.socket.remoteAddress ?? asked.host, port: asked.port };
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const { statusCode, headers } = incoming;
  const type = headers['content-type'] ?? 'no content type';
  if (statusCode !== 200) {
    incoming.destroy();
    throw notAnInspector(`it answered with status ${statusCode}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  // An idle connection would look like a debugger that is in use.
  incoming.once('end', () => incoming.socket.destroy());
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw notAnInspector('it does not stop answering');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw notAnInspector(`it answered with ${type.split(';')[0]}`);
  }
}

export function notAnInspector(reason: string): EndpointError {
  return new EndpointError('not-an-inspector', reason);
}

function silent(timeoutMs: number): EndpointError {
  return new EndpointError('silent', `no answer within ${timeoutMs} ms`);
}

function endpointError(error: Error): EndpointError {
  if (error instanceof EndpointError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ECONNREFUSED') return new EndpointError('refused', 'nothing listens there');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new EndpointError('unresolved', 'no such host', { cause: error });
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return new EndpointError('silent', 'the host cannot be reached', { cause: error });
  if (code.startsWith('HPE_')) return notAnInspector('it does not speak HTTP');
  return new EndpointError('closed', 'it closed the connection', { cause: error });
}

/** The version of Node behind `/json/version`, or what else it says it is. */
export function parseVersion(json: unknown): { node: string } | { other: string } {
  const browser = (json as { Browser?: unknown } | null)?.Browser;
  if (typeof browser !== 'string') return { other: 'it does not say what it is' };
  const node = /^node\.js\/v(\S+)/.exec(browser)?.[1];
  return node ? { node } : { other: `it is ${browser.slice(0, 60)}` };
}
