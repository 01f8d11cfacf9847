/** A label in the left margin, and its facts beside it. */
import { flow, type Line, span } from '../text/line.ts';
import { padEnd } from '../text/width.ts';

const labelColumns = 12;

export function labelled(label: string, parts: readonly Line[], columns: number): Line[] {
  return flow(parts, columns - labelColumns).map((line, index) => [
    span(padEnd(index === 0 ? label : '', labelColumns), 'strong'),
    ...line,
  ]);
}
