/** The rows of a finding: what was found, how sure that is, and since when. */
import type { TimedFinding } from '../../inspector/live/current-findings.ts';
import type { Finding, Severity } from '../../protocol/finding.ts';
import { clockText, evidenceEntries } from './evidence-words.ts';
import { durationText } from './figures.ts';
import { shortLocation } from './frame-words.ts';
import { oneLine } from './plain-text.ts';
import { joined, type Row, type RowIcon } from './row.ts';

const severityIcons: Readonly<Record<Severity, RowIcon>> = {
  error: { id: 'error', color: 'list.errorForeground' },
  warning: { id: 'warning', color: 'list.warningForeground' },
  info: { id: 'info', color: 'notificationsInfoIcon.foreground' },
};

const over: RowIcon = { id: 'history', color: 'disabledForeground' };

/** `Stuck tasks`, `Block: compute`: the name of the diagnosis, and the cause where there is a choice. */
export function findingTitle({ id, cause }: Finding): string {
  const name = `${id.slice(0, 1).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`;
  return cause === null ? name : `${name}: ${oneLine(cause, 60)}`;
}

/** `target`: its name, when there are several. */
export function findingRow(
  { finding, begin, end }: TimedFinding,
  folders: readonly string[],
  target: string | null,
): Row {
  const label = findingTitle(finding);
  const place = finding.location && shortLocation(finding.location, folders);
  const message = oneLine(finding.message);
  const time = end === null ? `since ${clockText(begin)}` : `until ${clockText(end)}`;
  return {
    label,
    description: joined([target, place, finding.certainty, time, message]),
    icon: end === null ? severityIcons[finding.severity] : over,
    spoken: [label, finding.severity, finding.certainty, time, place, message]
      .filter(Boolean)
      .join(', '),
  };
}

export interface FindingDetail {
  /** The same for the same line of the same finding. */
  readonly name: string;
  readonly label: string;
  readonly text: string;
  readonly icon: RowIcon;
  readonly items: readonly string[];
  /** What a click opens: the place of the finding, or what the rule offers there. */
  readonly opens: 'place' | 'fix' | null;
}

/** What is below a finding, most useful first. */
export function findingDetails(
  { finding, begin, end }: TimedFinding,
  folders: readonly string[],
): readonly FindingDetail[] {
  const { severity, certainty, cause, location, advice, rule, evidence } = finding;
  const line = (
    name: string,
    text: string | null,
    icon: string,
    opens: FindingDetail['opens'] = null,
  ) =>
    text === null || text === ''
      ? []
      : [{ name, label: name, text: oneLine(text, 500), icon: { id: icon }, items: [], opens }];
  return [
    ...line('what', finding.message, 'comment'),
    ...line('advice', advice, 'lightbulb'),
    ...line('place', location && shortLocation(location, folders), 'go-to-file', 'place'),
    ...line('severity', `${severity}, ${certaintyWords[certainty]}`, 'law'),
    ...line('cause', cause, 'search'),
    ...line('rule', rule, 'checklist', 'fix'),
    ...line('time', timeText(begin, end), 'clock'),
    ...evidenceEntries(evidence).map(({ name, value, items }) => ({
      name: `evidence ${name}`,
      label: name,
      text: value,
      icon: { id: items.length > 0 ? 'list-unordered' : 'symbol-numeric' },
      items,
      opens: null,
    })),
  ];
}

export const certaintyWords: Readonly<Record<Finding['certainty'], string>> = {
  proven: 'proven: it cannot be otherwise',
  measured: 'measured: the numbers were observed',
  suspected: 'suspected: the likeliest reading',
};

function timeText(begin: number, end: number | null): string {
  if (end === null) return `since ${clockText(begin)}`;
  return `${clockText(begin)} to ${clockText(end)}, for ${durationText(end - begin)}`;
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** What is found now before what is over, the severe before the slight, the newest first. */
export function compareFindings(a: TimedFinding, b: TimedFinding): number {
  return (
    Number(a.end !== null) - Number(b.end !== null) ||
    ranks[a.finding.severity] - ranks[b.finding.severity] ||
    b.begin - a.begin
  );
}
