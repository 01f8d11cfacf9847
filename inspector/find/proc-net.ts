/** Parser for `/proc/net/tcp` and `tcp6`. Pure: the caller reads the file. */
import type { InspectorAddress } from '../../protocol/node-process.ts';

export interface TcpSocket {
  readonly local: InspectorAddress;
  readonly remote: InspectorAddress;
  readonly state: 'listen' | 'established' | 'other';
  /** Links the socket to `socket:[inode]` in `/proc/<pid>/fd`; 0 when no process holds it any more. */
  readonly inode: number;
}

export function parseProcNetTcp(text: string): TcpSocket[] {
  const sockets: TcpSocket[] = [];
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    const local = parseAddress(fields[1]);
    const remote = parseAddress(fields[2]);
    if (!local || !remote) continue;
    sockets.push({ local, remote, state: stateName(fields[3]), inode: Number(fields[9]) });
  }
  return sockets;
}

function stateName(hex: string | undefined): TcpSocket['state'] {
  if (hex === '0A') return 'listen';
  return hex === '01' ? 'established' : 'other';
}

function parseAddress(text: string | undefined): InspectorAddress | null {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text ?? '');
  if (!match?.[1] || !match[2]) return null;
  const bytes = hostBytes(match[1]);
  return { host: formatHost(bytes), port: Number.parseInt(match[2], 16) };
}

/** The kernel prints an address as 32-bit words in the byte order of the machine: little-endian for every Node. */
function hostBytes(hex: string): number[] {
  const bytes: number[] = [];
  for (let word = 0; word < hex.length; word += 8)
    for (let byte = 6; byte >= 0; byte -= 2)
      bytes.push(Number.parseInt(hex.slice(word + byte, word + byte + 2), 16));
  return bytes;
}

function formatHost(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const mapped = bytes.slice(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 255));
  if (mapped) return bytes.slice(12).join('.');
  const groups: string[] = [];
  for (let index = 0; index < 16; index += 2)
    groups.push((((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)).toString(16));
  // The URL parser knows how to shorten IPv6, and takes off nothing else.
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
