/** Endpoints that the user names by address: nothing is opened, and nothing leaves this machine unconfirmed. */
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { abortable, abortError } from '../base/abort.ts';
import { UserError } from '../base/user-error.ts';
import { EndpointError } from '../find/inspector-http.ts';
import type { Endpoint, OpenOptions } from './open-endpoint.ts';
import { type Offer, readOffer } from './target-list.ts';
import { isLoopback } from './target-spec.ts';

/** @throws UserError */
export async function openAddress(
  asked: InspectorAddress,
  options: OpenOptions,
): Promise<Endpoint> {
  await confirm(asked.host, asked.port, options);
  const { address, targets } = await ask(asked, options);
  const [target, ...others] = targets;
  if (others.length > 0) {
    const list = targets.map(
      ({ title, webSocketUrl }) => `${title ?? 'untitled'} (${webSocketUrl})`,
    );
    throw new UserError(
      'usage',
      `${show(asked)} offers ${targets.length} targets. Name one by its URL: ${list.join(', ')}.`,
    );
  }
  return { ...target, address, pid: null, openedByUs: false };
}

/** The URL is used as it is: a connection tells whether it is right. */
export async function openWebSocket(text: string, options: OpenOptions): Promise<Endpoint> {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port) || (url.protocol === 'wss:' ? 443 : 80);
  await confirm(host, port, options);
  return { webSocketUrl: text, address: { host, port }, pid: null, openedByUs: false, title: null };
}

async function confirm(host: string, port: number, options: OpenOptions): Promise<void> {
  options.signal.throwIfAborted();
  if (isLoopback(host)) return;
  const asked = options.confirmRemote?.(host) ?? Promise.resolve(false);
  if (await abortable(asked, options.signal)) return;
  throw new UserError(
    'refused',
    `${host} is another machine, and an inspector lets anyone who reaches it run code there, without password or encryption. Forward its port (ssh -L ${port}:127.0.0.1:${port} ${host}) and attach to 127.0.0.1:${port}.`,
  );
}

async function ask(asked: InspectorAddress, options: OpenOptions): Promise<Offer> {
  const { signal, timeoutMs = 10_000 } = options;
  try {
    return await readOffer(asked, { signal, timeoutMs });
  } catch (error) {
    if (signal.aborted) throw abortError(signal);
    if (error instanceof EndpointError) throw explain(asked, error, timeoutMs);
    throw error;
  }
}

function explain(asked: InspectorAddress, error: EndpointError, timeoutMs: number): UserError {
  const place = show(asked);
  const seconds = timeoutMs / 1000;
  const texts = {
    refused: `Nothing listens at ${place}. Check the port, or attach by process id, which opens the inspector.`,
    unresolved: `There is no host named ${asked.host}. Check the name.`,
    silent: `${place} does not answer within ${seconds} s. Check the address, and that no firewall is between.`,
    closed: `${place} closes the connection without an answer, so it is not a Node.js inspector. Check the port.`,
    'not-an-inspector': `${place} is not a Node.js inspector: ${error.message}. Check the port.`,
  };
  return new UserError('unreachable', texts[error.fault], { cause: error });
}

function show({ host, port }: InspectorAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
