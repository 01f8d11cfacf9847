/** How one frame reads: its name with the combinators it waits through, and its place. */
import type { Combinator, Frame } from '../../protocol/frame.ts';
import type { Location } from '../../protocol/location.ts';
import { type Line, type Span, span } from '../text/line.ts';
import { displayPath, type PathContext, truncatePath } from '../text/path.ts';
import { printable } from '../text/printable.ts';
import { formatCount } from '../text/quantity.ts';

/** Longest function name that is laid out: the rest of a name tells nobody anything. */
const longestName = 120;

export function frameName(frame: Frame): Line {
  const style = frame.internal ? 'dim' : 'strong';
  // A combinator that no async function awaits is named by its function already.
  if (!frame.file && frame.combinator) return combinatorSpans(frame, '');
  return [span(frame.function, style, longestName), ...combinatorSpans(frame, ' · ')];
}

function combinatorSpans({ combinator, outerCombinators = [] }: Frame, lead: string): Span[] {
  if (!combinator) return [];
  // Outermost first, as the rest of the line is read.
  const names = [combinator, ...outerCombinators].reverse().map(combinatorName);
  return [span(lead, 'dim'), span(names.join(' › '), 'accent')];
}

function combinatorName({ kind, index, members }: Combinator): string {
  const name = `Promise.${kind}`;
  if (members && members > 1) return `${name}, ${formatCount(members)} members`;
  if (index !== null) return `${name} #${index}`;
  return kind === 'race' ? name : `${name}, further members`;
}

/** `src/bus.js:18:3`, at most `columns` wide; empty when there is no place. */
export function placeText(location: Location, paths: PathContext, columns: number): string {
  if (!location.file) return '';
  const path = printable(displayPath(location.file, paths));
  const position = location.line > 0 ? `:${location.line}:${location.column}` : '';
  return truncatePath(path + position, columns);
}

/** Source text on one line. */
export function oneLine(source: string): string {
  return source.slice(0, 1000).replace(/\s+/g, ' ').trim();
}
