/** The order of severities, for `--fail-on`. */
import type { Finding, Severity } from '../../protocol/finding.ts';

const severities: readonly Severity[] = ['info', 'warning', 'error'];

/** @param limit `null`: nothing reaches it */
export function reachesSeverity({ severity }: Finding, limit: Severity | null): boolean {
  return limit !== null && severities.indexOf(severity) >= severities.indexOf(limit);
}
