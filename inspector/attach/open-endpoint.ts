/** Finds or opens the inspector of what the user named, and says at which address a debugger connects. */
import type { InspectorAddress } from '../../protocol/node-process.ts';
import type { Logger } from '../base/logger.ts';
import { platformReader } from '../find/platform-reader.ts';
import type { PlatformReader } from '../find/system-process.ts';
import { openAddress, openWebSocket } from './address-endpoint.ts';
import type { EndpointActions } from './endpoint-actions.ts';
import { openProcess } from './process-endpoint.ts';
import type { TargetSpec } from './target-spec.ts';

export interface Endpoint {
  readonly webSocketUrl: string;
  /** On this machine: known when the target was named by it, or when it is seen to listen there. */
  readonly pid: number | null;
  /** True when our signal opened it, so that it is ours to close. */
  readonly openedByUs: boolean;
  readonly title: string | null;
  readonly address: InspectorAddress;
}

export interface OpenOptions extends EndpointActions {
  readonly signal: AbortSignal;
  /** Milliseconds for the whole, without waiting for other attaches of this process; default 10 s. */
  readonly timeoutMs?: number;
  readonly log: Logger;
  /** Asked before anything is sent to another machine. Without it that is refused. */
  readonly confirmRemote?: (host: string) => Promise<boolean>;
  readonly platform?: PlatformReader;
}

/** The options with their defaults. */
export type OpenContext = OpenOptions & Required<Pick<OpenOptions, 'timeoutMs' | 'platform'>>;

/**
 * @throws UserError `unreachable` (no such process, not Node, no answer), `refused` (the signal would end the program,
 * the address is not confirmed), `lost` (it ended after the signal), `usage`, `cancelled`
 */
export async function openEndpoint(spec: TargetSpec, options: OpenOptions): Promise<Endpoint> {
  const context = (): OpenContext => ({
    timeoutMs: 10_000,
    platform: platformReader(),
    ...options,
  });
  switch (spec.kind) {
    case 'pid':
      return openProcess(spec.pid, context());
    case 'address':
      return openAddress({ host: spec.host, port: spec.port }, options);
    case 'websocket':
      return openWebSocket(spec.url, options);
  }
}
