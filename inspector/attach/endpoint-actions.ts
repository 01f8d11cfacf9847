/**
 * What `openEndpoint` does inside a target, as expressions for `Runtime.evaluate` with `includeCommandLineAPI`.
 *
 * `close` and `open` in one turn move the inspector at once, inside a busy loop as well. The connection that asks ends
 * with it. Tried 900 times on Node 18 to 26, idle and busy: 13 to 30 ms until the new port listens. Every other client
 * is disconnected too.
 */
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { UserError } from '../base/user-error.ts';
import { dismissGuard, moveToFreePort } from './opening-guard.ts';

/** Connects, evaluates with `require` in scope, returns the value by copy, disconnects. */
export type EvaluateOnce = (
  webSocketUrl: string,
  expression: string,
  signal: AbortSignal,
) => Promise<unknown>;

export interface EndpointActions {
  /** `process.pid` in the target. */
  readonly verifyPid: (webSocketUrl: string, signal: AbortSignal) => Promise<number>;
  /** @param debugPort where a later signal is to open the inspector, as it would have before */
  readonly moveToFreePort: (
    webSocketUrl: string,
    signal: AbortSignal,
    debugPort: number,
  ) => Promise<void>;
  /** Moves an inspector to a given place: a port is borrowed and given back. Without it none is borrowed. */
  readonly moveInspector?: (
    webSocketUrl: string,
    to: InspectorAddress,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Closes an inspector that we opened, when the attach fails after it. */
  readonly closeInspector?: (
    webSocketUrl: string,
    signal: AbortSignal,
    debugPort: number,
  ) => Promise<void>;
}

export function endpointActions(evaluate: EvaluateOnce): Required<EndpointActions> {
  /** For what ends the connection: then there is no answer, and that is the answer. */
  const evaluateLast = async (url: string, expression: string, signal: AbortSignal) => {
    try {
      await evaluate(url, expression, signal);
    } catch (error) {
      if (!(error instanceof UserError && error.kind === 'lost')) throw error;
    }
  };
  return {
    verifyPid: async (url, signal) => Number(await evaluate(url, 'process.pid', signal)),
    moveToFreePort: (url, signal, debugPort) =>
      evaluateLast(url, moveToFreePort(debugPort), signal),
    moveInspector: (url, to, signal) => evaluateLast(url, moveTo(to), signal),
    closeInspector: (url, signal, debugPort) =>
      evaluateLast(url, closeExpression(debugPort), signal),
  };
}

function moveTo({ host, port }: InspectorAddress): string {
  return `{
  const inspector = require('inspector');
  const debugPort = process.debugPort;
  inspector.close();
  inspector.open(${port}, ${JSON.stringify(host)});
  process.debugPort = debugPort;
}`;
}

function closeExpression(debugPort: number): string {
  return `{ ${dismissGuard}; require('inspector').close(); process.debugPort = ${debugPort}; }`;
}
