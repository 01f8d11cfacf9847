/** A long turn of the event loop in a CPU profile, as a row of a quick pick. */
import type { ProfileSlice } from '../../protocol/cpu-profile.ts';
import { blockPlace } from './block-words.ts';
import { costText } from './figures.ts';
import { functionName, shortPosition } from './frame-words.ts';
import { escapeIcons } from './plain-text.ts';
import { joined } from './row.ts';

export interface SliceRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** Frames of the heaviest stack that are shown: those further in say what it did. */
const shownFrames = 6;

export function sliceRow(slice: ProfileSlice, folders: readonly string[]): SliceRow {
  const { atMs, durationMs, heaviest } = slice;
  const names = heaviest.frames.map((frame) =>
    [functionName(frame), shortPosition(frame, folders)].filter(Boolean).join(' '),
  );
  const more = names.length > shownFrames ? ['…'] : [];
  const share = `${costText(heaviest.ms)} of it in`;
  const where =
    blockPlace(heaviest) ?? (heaviest.kind === 'javascript' ? 'unknown code' : heaviest.kind);
  return {
    label: costText(durationMs),
    description: escapeIcons(joined([`at ${costText(atMs)}`, `${share} ${where}`])),
    detail: escapeIcons([...names.slice(0, shownFrames), ...more].join(' ← ')),
  };
}
