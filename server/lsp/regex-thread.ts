/** Has regular expressions judged on a thread of its own: one may take seconds, in which nobody could type. */
import { Worker } from 'node:worker_threads';
import { besideBundle } from '../analysis/beside-bundle.ts';
import { askElsewhere, keepRegexCost } from '../analysis/regex-cost.ts';
import type { RegexAnswer, RegexQuestion } from '../analysis/regex-worker.ts';

export class RegexThread {
  readonly #onAnswered: () => void;
  #worker: Worker | null = null;
  #open = 0;

  /** @param onAnswered all that was asked is answered, and something was slow */
  constructor(onAnswered: () => void) {
    this.#onAnswered = onAnswered;
    // Without the bundle, as in unit tests, they are judged where they are met.
    const file = besideBundle('regex-worker.js');
    if (file) askElsewhere((question) => this.#ask(file, question));
  }

  stop(): void {
    askElsewhere(null);
    void this.#worker?.terminate();
  }

  #ask(file: string, question: RegexQuestion): void {
    this.#open++;
    this.#worker ??= this.#start(file);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.#worker.postMessage(question);
  }

  #start(file: string): Worker {
    const worker = new Worker(file);
    worker.unref();
    let anySlow = false;
    worker.on('message', ({ pattern, flags, cost }: RegexAnswer) => {
      keepRegexCost(pattern, flags, cost);
      anySlow ||= cost !== null;
      if (--this.#open > 0 || !anySlow) return;
      anySlow = false;
      this.#onAnswered();
    });
    // What it was asked stays without an answer; what comes is judged here.
    worker.on('error', () => askElsewhere(null));
    return worker;
  }
}
