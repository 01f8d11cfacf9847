/** Reads and checks a large project on several threads. */
import { availableParallelism } from 'node:os';
import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { SyntaxFault } from '../../analysis/project.ts';
import type { FileSummary } from '../../analysis/summary.ts';
import type { ConfigOptions } from '../../config/config-files.ts';
import type {
  CheckedFile,
  Report,
  SourceText,
  Summarized,
  SummarizedBytes,
  Task,
  ThreadOptions,
} from './messages.ts';

/** UTF-16 units of source: a thread takes a quarter of a second to begin, in which this much is read. */
const worthAThread = 500_000;
/** Each has the summaries of the whole project in its memory. */
const mostThreads = 8;
/** Megabytes. Trees die in masses when a file is done: with the usual 16, a fifth of the time goes to collections. */
const youngGeneration = 64;

interface Thread {
  readonly worker: Worker;
  size: number;
}

export class LintThreads {
  readonly #file: string;
  readonly #signal: AbortSignal;
  readonly #options: ThreadOptions;
  #threads: Thread[] = [];
  /** Who has the tree of a file. */
  readonly #owners = new Map<string, Thread>();
  readonly #bytes: SummarizedBytes[] = [];

  /** @param file the bundle that the threads run */
  constructor(file: string, signal: AbortSignal, options: ThreadOptions) {
    this.#file = file;
    this.#signal = signal;
    this.#options = options;
  }

  get areRunning(): boolean {
    return this.#threads.length > 0;
  }

  /**
   * @param onRead how many more were read
   * @returns summaries and faults by path; nothing when threads are not worth their start
   * @throws the reason of the signal, and what made a thread end
   */
  async summarize(
    files: readonly SourceText[],
    onRead: (count: number) => void,
  ): Promise<ReadonlyMap<string, FileSummary | SyntaxFault>> {
    const size = files.reduce((sum, { text }) => sum + text.length, 0);
    this.#start(Math.min(availableParallelism(), mostThreads, Math.floor(size / worthAThread)));
    if (!this.areRunning) return new Map();
    const results = new Map<string, FileSummary | SyntaxFault>();
    const shares = new Map<Thread, SourceText[]>(this.#threads.map((thread) => [thread, []]));
    for (const file of bySize(files)) {
      const thread = this.#leastLoaded();
      thread.size += file.text.length;
      this.#owners.set(file.path, thread);
      shares.get(thread)?.push(file);
    }
    await this.#run(
      [...shares].map(([thread, share]) => [thread, { kind: 'summarize', files: share }]),
      (report) => {
        if (report.kind !== 'summarized') return;
        this.#bytes.push(report.bytes);
        for (const [path, result] of deserialize(report.bytes) as Summarized[])
          results.set(path, result);
        onRead(report.count);
      },
    );
    return results;
  }

  /**
   * @param files all that could be parsed
   * @param summaryOf of what `summarize` was not asked for
   * @throws the reason of the signal, and what made a thread end
   */
  async check(
    files: readonly SourceText[],
    summaryOf: (path: string) => FileSummary | null,
    paths: readonly string[],
    config: ConfigOptions,
    onChecked: (path: string, checked: CheckedFile) => void,
  ): Promise<void> {
    const elsewhere = files.flatMap(({ path }) => {
      const summary = this.#owners.has(path) ? null : summaryOf(path);
      return summary ? [[path, summary] as const] : [];
    });
    const summaries = [...this.#bytes, serialize(elsewhere)];
    const shares = new Map<Thread, string[]>(this.#threads.map((thread) => [thread, []]));
    for (const path of paths) shares.get(this.#owners.get(path) ?? this.#leastLoaded())?.push(path);
    await this.#run(
      [...shares].map(([thread, share]) => [
        thread,
        { kind: 'check', files, summaries, config, paths: share },
      ]),
      (report) => {
        if (report.kind === 'checked') onChecked(report.path, report.checked);
      },
    );
  }

  stop(): void {
    for (const { worker } of this.#threads) void worker.terminate();
    this.#threads = [];
  }

  #start(count: number): void {
    // One alone would do what the main thread can do itself.
    if (this.areRunning || count < 2) return;
    this.#threads = Array.from({ length: count }, () => ({
      worker: new Worker(this.#file, {
        workerData: { keptTrees: this.#options.keptTrees / count } satisfies ThreadOptions,
        resourceLimits: { maxYoungGenerationSizeMb: youngGeneration },
      }),
      size: 0,
    }));
  }

  #leastLoaded(): Thread {
    return this.#threads.reduce((least, one) => (one.size < least.size ? one : least));
  }

  /** One task for each thread, until all have ended. */
  async #run(
    tasks: readonly (readonly [Thread, Task])[],
    onReport: (report: Report) => void,
  ): Promise<void> {
    this.#signal.throwIfAborted();
    const ended = new AbortController();
    const signal = AbortSignal.any([this.#signal, ended.signal]);
    try {
      await Promise.all(tasks.map(([{ worker }, task]) => runTask(worker, task, signal, onReport)));
    } finally {
      ended.abort();
    }
  }
}

function runTask(
  worker: Worker,
  task: Task,
  signal: AbortSignal,
  onReport: (report: Report) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (report: Report): void => {
      if (report.kind === 'done') settle(resolve);
      else onReport(report);
    };
    const onError = (error: unknown): void => settle(() => reject(error));
    const onAbort = (): void => settle(() => reject(signal.reason));
    const settle = (how: () => void): void => {
      worker.off('message', onMessage).off('error', onError);
      signal.removeEventListener('abort', onAbort);
      how();
    };
    worker.on('message', onMessage).on('error', onError);
    signal.addEventListener('abort', onAbort);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    worker.postMessage(task);
  });
}

/** The largest first, so that the shares come out even. */
const bySize = (files: readonly SourceText[]): SourceText[] =>
  [...files].sort((a, b) => b.text.length - a.text.length);
