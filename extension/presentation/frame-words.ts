/** Words for one frame of an await stack. Its strings come from the target. */
import path from 'node:path';
import type { Combinator, Frame } from '../../protocol/frame.ts';
import type { Location } from '../../protocol/location.ts';
import { countText } from './figures.ts';
import { oneLine } from './plain-text.ts';
import { shownPath } from './source-path.ts';

/** `Promise.all[2]`, `Promise.race`, `Promise.all (1,000 members)`. */
export function combinatorWords({ kind, index, members }: Combinator): string {
  const name = `Promise.${kind}`;
  if (members !== undefined) return `${name} (${countText(members)} members)`;
  return index === null ? name : `${name}[${index}]`;
}

/** All combinators between this frame and the one further in, innermost first. */
export function combinatorsOf(frame: Frame): readonly Combinator[] {
  return frame.combinator ? [frame.combinator, ...(frame.outerCombinators ?? [])] : [];
}

/** Combinators that no async function awaits are frames without a position. */
export function hasPosition({ file, line }: Location): boolean {
  return file !== '' && line > 0;
}

export function functionName(frame: Frame): string {
  if (frame.function) return oneLine(frame.function, 120);
  return combinatorsOf(frame).map(combinatorWords).join(' in ') || '(anonymous)';
}

/** `src/db.js:12`, relative to the workspace; outside of it the name alone, as the tooltip has the path. */
export function shortPosition(frame: Frame, folders: readonly string[]): string | null {
  return hasPosition(frame) ? shortLocation(frame, folders) : null;
}

export function shortLocation({ file, line }: Location, folders: readonly string[]): string {
  const shown = shownPath(file, folders);
  return `${oneLine(shown === file ? nameOf(file) : shown, 200)}:${line}`;
}

/** `/srv/api/src/db.js:12:5`. */
export function fullPosition(frame: Frame): string | null {
  if (!hasPosition(frame)) return null;
  return `${oneLine(frame.file, 1000)}:${frame.line}:${frame.column}`;
}

function nameOf(file: string): string {
  return file.startsWith('node:') ? file : path.posix.basename(file.replaceAll('\\', '/')) || file;
}
