/** Attaches to a target: opens the endpoint, connects, verifies who answers, installs the agent. */
import type { TargetInfo } from '../../protocol/target-info.ts';
import { withDeadline } from '../base/abort.ts';
import type { Logger } from '../base/logger.ts';
import { UserError } from '../base/user-error.ts';
import { type CdpConnection, connect } from '../cdp/connection.ts';
import { evaluateValue } from '../cdp/evaluate.ts';
import { closeInspector } from '../collect/bootstrap.ts';
import { installAgent } from '../collect/install-agent.ts';
import type { Session } from '../session.ts';
import type { PathMapping } from '../source-maps/path-mapping.ts';
import { endpointActions } from './endpoint-actions.ts';
import { isOfThisMachine } from './local-process.ts';
import { type Endpoint, openEndpoint } from './open-endpoint.ts';
import { dismissGuard } from './opening-guard.ts';
import { TargetSession } from './target-session.ts';
import type { TargetSpec } from './target-spec.ts';

export interface AttachOptions {
  readonly signal: AbortSignal;
  /** Milliseconds for the whole attach; default 10 s. */
  readonly timeoutMs?: number;
  readonly log: Logger;
  /** Asked before a connection leaves this machine. Without it such an attach is refused. */
  readonly confirmRemote?: (host: string) => Promise<boolean>;
  /** For containers: where the target's files are on this machine. */
  readonly pathMapping?: readonly PathMapping[];
}

const defaultTimeoutMs = 10_000;

/**
 * @throws UserError `unreachable` (no such process, not Node, no answer), `refused` (the signal would kill it,
 * the address is not confirmed), `lost` (it died on the way), `cancelled`
 */
export async function attach(spec: TargetSpec, options: AttachOptions): Promise<Session> {
  const started = performance.now();
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const endpoint = await openEndpoint(spec, {
    signal: options.signal,
    timeoutMs,
    log: options.log,
    ...(options.confirmRemote ? { confirmRemote: options.confirmRemote } : {}),
    ...endpointActions((url, expression, signal) =>
      once(url, signal, (connection) => evaluateValue(connection, expression)),
    ),
  });
  const noAnswer = () =>
    new UserError(
      'unreachable',
      `The inspector of ${describe(endpoint)} is open, but its main thread did not answer within ${timeoutMs / 1000} s: it is stopped, or inside a native call such as a synchronous child process. Try again when it has returned.`,
    );
  try {
    return await withDeadline(options.signal, timeoutMs, noAnswer, (signal) =>
      openSession(endpoint, options, started, signal),
    );
  } catch (error) {
    await closeAgain(endpoint);
    throw error;
  }
}

async function openSession(
  endpoint: Endpoint,
  options: AttachOptions,
  started: number,
  signal: AbortSignal,
): Promise<Session> {
  const connection = await connect(endpoint.webSocketUrl, signal);
  // When the wait is given up, so is the connection: it must not stay open behind the caller's back.
  const giveUp = () => void connection.close();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const facts = await evaluateValue<TargetFacts | null>(connection, targetFacts);
    if (!facts) throw notNode(endpoint);
    // An exiting process waits for its inspector's clients to go: it must not wait for us.
    connection.on('NodeRuntime.waitingForDisconnect', () => void connection.close());
    await connection.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    const agent = await installAgent(
      connection,
      endpoint.openedByUs ? endpoint.address.port : null,
    );
    // From here on the agent closes the inspector, should we vanish.
    if (endpoint.openedByUs) await evaluateValue(connection, dismissGuard);
    const info: TargetInfo = {
      ...facts,
      inspectorWasOpen: !endpoint.openedByUs,
      address: endpoint.address,
    };
    const attachMs = performance.now() - started;
    const isHere =
      endpoint.pid === null && (await isOfThisMachine(facts.pid, info.address, signal));
    const known = isHere ? { ...endpoint, pid: facts.pid } : endpoint;
    return new TargetSession({
      endpoint: known,
      connection,
      agent,
      info,
      attachMs,
      ...options,
    });
  } catch (error) {
    await connection.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

type TargetFacts = Omit<TargetInfo, 'inspectorWasOpen' | 'address'>;

/** `cwd` throws when the directory is gone. Deno and Bun have a `process.versions.node` too. */
const targetFacts = `(() => {
  if (typeof process !== 'object' || !process.versions?.node || process.versions.bun || process.versions.deno) return null;
  let cwd = '';
  try { cwd = process.cwd(); } catch {}
  return {
    pid: process.pid,
    node: process.versions.node,
    title: String(process.title),
    argv: process.argv.map(String),
    cwd,
    uptimeSeconds: process.uptime(),
  };
})()`;

function notNode(endpoint: Endpoint): UserError {
  return new UserError(
    'unreachable',
    `${describe(endpoint)} is not a Node.js process: what answers there has no process.versions.node.`,
  );
}

function describe(endpoint: Endpoint): string {
  return endpoint.pid === null ? endpoint.webSocketUrl : `process ${endpoint.pid}`;
}

async function once<T>(
  webSocketUrl: string,
  signal: AbortSignal,
  work: (connection: CdpConnection) => Promise<T>,
): Promise<T> {
  const connection = await connect(webSocketUrl, signal);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** After a failed attach: if we opened the inspector, it must not stay open. */
async function closeAgain(endpoint: Endpoint): Promise<void> {
  if (!endpoint.openedByUs) return;
  // Its main thread may be blocked: the request waits there and is served when the block ends.
  const signal = AbortSignal.timeout(1_000);
  await once(endpoint.webSocketUrl, signal, (connection) =>
    evaluateValue<void>(connection, `${dismissGuard}; ${closeInspector}`),
  ).catch(() => {});
}
