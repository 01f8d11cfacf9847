/** Whether a host is this machine itself. Pure: a name is not resolved. */
import { isIPv4, isIPv6 } from 'node:net';

/** True for `localhost`, 127.0.0.0/8, `::1` and the IPv4 ones written as IPv6; brackets are allowed. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  if (isIPv4(name)) return name.startsWith('127.');
  if (!isIPv6(name)) return false;
  // The URL parser gives each address one spelling: `::1`, `::ffff:7f00:1`.
  const canonical = new URL(`http://[${name.replace(/%.*$/, '')}]/`).hostname.slice(1, -1);
  return canonical === '::1' || /^::ffff:7f[0-9a-f]{2}:/.test(canonical);
}
