/** Reads the targets that an inspector offers. */
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { getJson, notAnInspector, parseVersion } from '../find/inspector-http.ts';

export interface OfferedTarget {
  readonly webSocketUrl: string;
  readonly title: string | null;
}

export interface Offer {
  /** The address that answered: what a name was resolved to. */
  readonly address: InspectorAddress;
  /** At least one. */
  readonly targets: readonly [OfferedTarget, ...OfferedTarget[]];
}

/** @throws EndpointError when nothing answers, or not Node */
export async function readOffer(
  asked: InspectorAddress,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Offer> {
  const answer = await getJson(asked, '/json/version', options);
  const version = parseVersion(answer.json);
  if ('other' in version) throw notAnInspector(version.other);
  const { address } = answer;
  const { json } = await getJson(address, '/json/list', options);
  const [first, ...rest] = parseTargets(json, address);
  if (!first) throw notAnInspector('it offers no target');
  return { address, targets: [first, ...rest] };
}

/** Pure. The list names the host under which it was asked, so only the path of each address is taken from it. */
export function parseTargets(json: unknown, { host, port }: InspectorAddress): OfferedTarget[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((entry: { webSocketDebuggerUrl?: unknown; title?: unknown } | null) => {
    const url = entry?.webSocketDebuggerUrl;
    if (typeof url !== 'string' || !URL.canParse(url)) return [];
    const place = host.includes(':') ? `[${host}]` : host;
    const webSocketUrl = `ws://${place}:${port}${new URL(url).pathname}`;
    return [{ webSocketUrl, title: typeof entry?.title === 'string' ? entry.title : null }];
  });
}
