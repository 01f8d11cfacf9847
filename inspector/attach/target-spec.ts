/** What a user may name as a target: a pid, `host:port`, or the address of a debugger. Pure. */
import { isIP } from 'node:net';
import { UserError } from '../base/user-error.ts';

export { isLoopback } from '../find/loopback.ts';

export type TargetSpec =
  | { readonly kind: 'pid'; readonly pid: number }
  /** An IPv6 host stands without its brackets. */
  | { readonly kind: 'address'; readonly host: string; readonly port: number }
  | { readonly kind: 'websocket'; readonly url: string };

const examples =
  'Give a process id (4711), an address (127.0.0.1:9229, [::1]:9229) or a debugger URL (ws://127.0.0.1:9229/…).';

/** Windows has the largest process ids: any 32-bit number. */
const maxPid = 0xffff_ffff;

/** @throws UserError `usage` */
export function parseTarget(text: string): TargetSpec {
  const trimmed = text.trim();
  if (trimmed === '') throw new UserError('usage', `No target is given. ${examples}`);
  if (/^\d+$/.test(trimmed)) return parsePid(trimmed);
  if (/^wss?:\/\//i.test(trimmed)) return parseWebSocket(trimmed);
  const match = /^(?:\[([^\]]+)\]|([^:/\s[\]@]+)):(\d+)$/.exec(trimmed);
  const host = match?.[1] ?? match?.[2];
  if (!match || host === undefined) throw new UserError('usage', complaint(trimmed));
  if (match[1] !== undefined && isIP(host.replace(/%.*$/, '')) !== 6)
    throw new UserError('usage', `[${host}] is not an IPv6 address. ${examples}`);
  return { kind: 'address', host, port: parsePort(match[3] ?? '') };
}

function parsePid(text: string): TargetSpec {
  const pid = Number(text);
  if (pid >= 1 && pid <= maxPid) return { kind: 'pid', pid };
  throw new UserError('usage', `${text} is not a process id. ${examples}`);
}

function parseWebSocket(text: string): TargetSpec {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.hostname) return { kind: 'websocket', url: url.href };
  throw new UserError('usage', `"${text}" is not a debugger URL. ${examples}`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (port >= 1 && port <= 65_535) return port;
  throw new UserError('usage', `${text} is not a port: ports go from 1 to 65535.`);
}

function complaint(text: string): string {
  if (/^-\d+$/.test(text)) return `${text} is not a process id. ${examples}`;
  if (isIP(text) === 6) return `"${text}" has no port: write [${text}]:9229.`;
  if (isIP(text) === 4) return `"${text}" has no port: write ${text}:9229.`;
  return `"${text}" is not a target. ${examples}`;
}
