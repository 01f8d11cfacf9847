/** Checks types on a thread of its own, once: a compiler takes seconds, and hundreds of megabytes. */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type typescript from 'typescript';
import { newTypeErrors, type TypeQuestion } from './new-type-errors.ts';

const { compiler, question } = workerData as { compiler: string; question: TypeQuestion };
const ts = createRequire(compiler)(compiler) as typeof typescript;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage(newTypeErrors(ts, question));
