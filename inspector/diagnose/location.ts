/** Where a finding points to: the innermost frame that is the user's own code. */
import type { Evidence } from '../../protocol/finding.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { Location } from '../../protocol/location.ts';

export interface Place {
  readonly frame: Frame;
  readonly location: Location;
  /** Frames of Node and of packages further in, innermost first. */
  readonly skipped: readonly Frame[];
}

/** When all frames are internal, the innermost one: better a place in a package than none. */
export function placeOf(frames: readonly Frame[]): Place | null {
  const positioned = frames.filter(({ file }) => file !== '');
  const at = Math.max(
    0,
    positioned.findIndex(({ internal }) => !internal),
  );
  const frame = positioned[at];
  return frame ? { frame, location: locationOf(frame), skipped: positioned.slice(0, at) } : null;
}

/** The outermost frame that is the user's own code: what the event loop or the microtask queue called. */
export function outermostPlaceOf(frames: readonly Frame[]): Place | null {
  const positioned = frames.filter(({ file }) => file !== '');
  const at = positioned.findLastIndex(({ internal }) => !internal);
  const frame = positioned[at];
  return frame ? { frame, location: locationOf(frame), skipped: [] } : null;
}

export function isUserPlace(place: Place | null): place is Place {
  return place !== null && !place.frame.internal;
}

export function locationOf({ file, line, column }: Location): Location {
  return { file, line, column };
}

/** Text that is the same for the same location. */
export function locationKey({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** `quote (prices.js:12)`: short, for sentences. The whole path is in the finding's location. */
export function namePlace(place: Place | null): string {
  if (!place) return 'an unknown place';
  const { function: name, file, line } = place.frame;
  return `${name} (${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line})`;
}

/** `quote prices.js:12:7`, one for each frame. */
function stackLines(frames: readonly Frame[]): readonly string[] {
  return frames.map((frame) => `${frame.function} ${locationKey(frame)}`);
}

/** Function and stack; and, when the place is not the innermost frame, which internal ones were skipped. */
export function stackEvidence(frames: readonly Frame[]): Evidence {
  const place = placeOf(frames);
  return {
    function: place?.frame.function ?? null,
    stack: stackLines(frames),
    ...(place && place.skipped.length > 0 ? { skippedFrames: stackLines(place.skipped) } : {}),
  };
}
