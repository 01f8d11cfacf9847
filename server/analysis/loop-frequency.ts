/** How often the event loop comes by a way, as far as its root tells. */
import type { LoopRoot } from './call-graph.ts';

/** Events that come with each message, connection or piece of data. Of others nobody knows: they may come once. */
const ofTraffic =
  /^'(?:connection|secureConnection|session|stream|request|checkContinue|upgrade|data|readable|message|line|packet|publish|subscribe|delivered|job|change)' listener$/;

/** They come once for each time that they are begun. */
const once = /^(?:setTimeout|setImmediate|queueMicrotask|process\.nextTick)$/;

/**
 * Whether others wait in line here again and again: requests, messages, intervals, and events that come with traffic;
 * also a timer that one of these begins, or that begins itself anew.
 */
export function isFrequent(root: LoopRoot): boolean {
  const seen = new Set<LoopRoot>();
  let at: LoopRoot | null = root;
  while (at?.kind === 'timer' && once.test(at.root)) {
    if (seen.has(at)) return true;
    seen.add(at);
    at = at.begunBy;
  }
  return at !== null && comesOften(at);
}

function comesOften({ kind, root }: LoopRoot): boolean {
  if (kind === 'event') return root === 'connection' || ofTraffic.test(root);
  return kind !== 'async';
}
