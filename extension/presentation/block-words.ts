/** Words for a block of the event loop. */
import { placeOf } from '../../inspector/diagnose/location.ts';
import type { Block } from '../../protocol/live.ts';
import type { LiveState } from '../sessions/live-feed.ts';
import { durationText } from './figures.ts';
import { functionName, shortLocation } from './frame-words.ts';
import { joined } from './row.ts';

/** Milliseconds: shorter ones would only flicker. They are counted all the same. */
const noticeable = 1_000;

/** The block that lasts, once it is worth looking up. */
export function lastingBlock(live: Pick<LiveState, 'blocking'> | null): Block | null {
  const block = live?.blocking ?? null;
  return block && block.durationMs >= noticeable ? block : null;
}

/** `scoreBaskets (server.js:23)`: the program's own innermost frame; `null` while the stack is not known. */
export function blockPlace({ frames }: Pick<Block, 'frames'>): string | null {
  const place = placeOf(frames);
  return place && `${functionName(place.frame)} (${shortLocation(place.location, [])})`;
}

/** `blocked for 3 s · scoreBaskets (server.js:23)`. */
export function blockedText(block: Block): string {
  return joined([`blocked for ${durationText(block.durationMs)}`, blockPlace(block)]);
}

/** What terminating the code does, in full: the question before it. */
export function stopConsequences(block: Block): string {
  const what = blockPlace(block);
  const running = what ? `What runs now is ${what}. ` : '';
  return (
    `${running}It is terminated as if it had thrown something that nothing can catch: no catch and no ` +
    'finally of it runs, what it was to answer is never answered, and what it has changed half-way stays so. ' +
    'An interval whose run it is does not run again, and immediates that wait behind it are lost.\n\n' +
    'The process goes on with whatever else waits. A native call, such as a synchronous child process, is ' +
    'waited for. The start of the main module cannot be stopped.'
  );
}
