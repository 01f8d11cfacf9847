/** How often the event loop comes by a way, as far as its root tells. */
import type { LoopPath } from './call-graph.ts';

/** Events that come with each message, connection or piece of data. Of others nobody knows: they may come once. */
const ofTraffic =
  /^'(?:connection|secureConnection|session|stream|request|checkContinue|upgrade|data|readable|message|line|packet|publish|subscribe|delivered|job|change)' listener$/;

/** Whether others wait in line here again and again: requests, messages, timers, and events that come with traffic. */
export const isFrequent = ({ kind, root }: LoopPath): boolean =>
  kind === 'event' ? root === 'connection' || ofTraffic.test(root) : kind !== 'async';
