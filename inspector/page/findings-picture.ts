/** The findings of a session with their begin and end, worst first. */
import type { Evidence, Finding, Severity } from '../../protocol/finding.ts';
import type { FindingPicture, FindingsPicture } from '../../protocol/rpc/webview.ts';
import { stableId } from '../derive/stable-id.ts';
import { findingKey } from '../diagnose/finding-key.ts';
import type { TimedFinding } from '../live/current-findings.ts';
import { clipLocation } from './clip-frame.ts';
import { clipText, mostOfMessage } from './clip-text.ts';

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
/** Lines of a stack, and other lists in evidence. */
const mostOfList = 100;

/** Those that go on come first, then by severity, then the newest. */
export function findingsPicture(
  findings: readonly TimedFinding[],
): Omit<FindingsPicture, 'sequence'> {
  const pictures = findings.map(
    ({ finding, begin, end }): FindingPicture => ({
      key: pageKey(finding),
      finding: clipFinding(finding),
      begin,
      end,
    }),
  );
  pictures.sort(
    (a, b) =>
      Number(a.end !== null) - Number(b.end !== null) ||
      rank[a.finding.severity] - rank[b.finding.severity] ||
      b.begin - a.begin,
  );
  return { type: 'findings', findings: pictures };
}

/** The key holds text of the target, of any length. */
export function pageKey(finding: Finding): string {
  return stableId(findingKey(finding));
}

function clipFinding(finding: Finding): Finding {
  const evidence = Object.entries(finding.evidence).map(
    ([name, value]) => [clipText(name, 100), clipEvidence(value)] as const,
  );
  return {
    ...finding,
    message: clipText(finding.message, mostOfMessage),
    location: finding.location && clipLocation(finding.location),
    evidence: Object.fromEntries(evidence),
  };
}

function clipEvidence(value: Evidence[string]): Evidence[string] {
  if (typeof value === 'string') return clipText(value, mostOfMessage);
  if (typeof value !== 'object' || value === null) return value;
  return value.slice(0, mostOfList).map((line) => clipText(line, mostOfMessage));
}
