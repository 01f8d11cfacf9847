/** The evidence of a finding in words: names and units follow from the keys that diagnoses use. */
import type { Evidence } from '../../protocol/finding.ts';
import { costText, countText, megabytes } from './figures.ts';
import { oneLine } from './plain-text.ts';

export interface EvidenceEntry {
  readonly name: string;
  /** For a list, how long it is. */
  readonly value: string;
  /** Of a list, such as the frames of a stack; else empty. */
  readonly items: readonly string[];
}

/** What is `null`, empty or false says nothing, and is left out. */
export function evidenceEntries(evidence: Evidence): readonly EvidenceEntry[] {
  return Object.entries(evidence).flatMap(([key, value]): EvidenceEntry[] => {
    if (value === null || value === false || value === '') return [];
    const name = words(key);
    if (typeof value === 'object') {
      const items = value.map((item) => oneLine(item));
      const [only] = items;
      if (items.length === 0) return [];
      if (items.length === 1) return [{ name, value: only ?? '', items: [] }];
      return [{ name, value: countText(items.length), items }];
    }
    return [{ name, value: valueText(key, value), items: [] }];
  });
}

/** `longestBlockMs` is the `longest block`: the unit is with the value. */
function words(key: string): string {
  return key
    .replace(/(Ms|Bytes|Percent)(?=$|[A-Z])/, '')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function valueText(key: string, value: string | number | true): string {
  if (value === true) return 'yes';
  if (typeof value === 'string') return oneLine(value);
  if (key.endsWith('Ms')) return costText(value);
  if (key.endsWith('Time')) return clockText(value);
  if (key.includes('Bytes')) return megabytes(value);
  if (key.endsWith('Percent')) return `${Math.round(value)} %`;
  if (key === 'utilization' || /[sS]hare/.test(key)) return `${Math.round(value * 100)} %`;
  return Number.isInteger(value) ? countText(value) : String(Number(value.toPrecision(3)));
}

/** `14:03:27`, the local time. */
export function clockText(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}
