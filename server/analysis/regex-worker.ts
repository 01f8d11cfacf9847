/** Judges regular expressions on a thread of its own, one after the other. */
import { parentPort } from 'node:worker_threads';
import { type RegexCost, regexCost } from './regex-cost.ts';

export interface RegexQuestion {
  readonly pattern: string;
  readonly flags: string;
}

export interface RegexAnswer extends RegexQuestion {
  readonly cost: RegexCost | null;
}

parentPort?.on('message', ({ pattern, flags }: RegexQuestion) => {
  const answer: RegexAnswer = { pattern, flags, cost: regexCost(pattern, flags) };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(answer);
});
