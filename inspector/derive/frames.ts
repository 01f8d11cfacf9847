/** Turns raw frames into frames for people: combinators become a property of the function that awaits them. */
import type { Combinator, Frame } from '../../protocol/frame.ts';
import type { PlacedFrame } from './collected-stacks.ts';
import { stableId } from './stable-id.ts';

/** @param stack innermost first, with V8's synthetic combinator frames */
export function toFrames(stack: readonly PlacedFrame[]): readonly Frame[] {
  const frames: Frame[] = [];
  let combinators: Combinator[] = [];
  for (const placed of stack) {
    const { raw } = placed;
    if (raw.combinator) {
      combinators.push(raw.combinator);
      continue;
    }
    // V8 gives `race` no frame of its own; that it is one is read from the source.
    const race = placed.awaits?.combinator === 'race' && combinators.length === 0;
    if (race) combinators.push({ kind: 'race', index: null });
    frames.push(frameOf(placed, combinators));
    combinators = [];
  }
  if (combinators.length > 0) frames.push(floating(combinators));
  return frames;
}

function frameOf(placed: PlacedFrame, combinators: readonly Combinator[]): Frame {
  const { location, generated, raw } = placed;
  return {
    function: raw.function || '(anonymous)',
    ...location,
    generated,
    ...combinatorFields(combinators),
    internal: isInternal(location.file),
  };
}

/** A combinator that no async function awaits. */
function floating(combinators: readonly Combinator[]): Frame {
  const name = `Promise.${combinators.at(-1)?.kind ?? 'all'}`;
  const nowhere = { file: '', line: 0, column: 0, generated: null };
  return { function: name, ...nowhere, ...combinatorFields(combinators), internal: false };
}

function combinatorFields(
  combinators: readonly Combinator[],
): Pick<Frame, 'combinator' | 'outerCombinators'> {
  const [combinator = null, ...outerCombinators] = combinators;
  return outerCombinators.length > 0 ? { combinator, outerCombinators } : { combinator };
}

/** Node's own code and packages: frames that are marked, and dimmed or folded by the faces. */
export function isInternal(file: string): boolean {
  return file.startsWith('node:') || /[\\/]node_modules[\\/]/.test(file);
}

/** Text that is the same for the same frame in any collection. */
export function frameKey(frame: Frame): string {
  const through = [frame.combinator, ...(frame.outerCombinators ?? [])]
    .map((combinator) => (combinator ? `${combinator.kind}#${combinator.index}` : ''))
    .join();
  return [frame.function, frame.file, frame.line, frame.column, through].join('\u0000');
}

export function stackId(frames: readonly Frame[], prefix = ''): string {
  return stableId(prefix + frames.map(frameKey).join('\u0001'));
}
