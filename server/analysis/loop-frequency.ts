/** How often the event loop comes by a way, as far as its root tells. */
import type { LoopPath } from './call-graph.ts';

/** Events that come with each message, connection or piece of data. Of others nobody knows: they may come once. */
const ofTraffic =
  /^'(?:connection|secureConnection|session|stream|request|checkContinue|upgrade|data|readable|message|line|packet|publish|subscribe|delivered|job|change)' listener$/;

/** They come once each: what they begin may be a start. */
const once = /^(?:setTimeout|setImmediate|queueMicrotask|process\.nextTick)$/;

/** Whether others wait in line here again and again: requests, messages, timers, and events that come with traffic. */
export function isFrequent({ kind, root }: LoopPath): boolean {
  if (kind === 'event') return root === 'connection' || ofTraffic.test(root);
  return kind === 'timer' ? !once.test(root) : kind !== 'async';
}
