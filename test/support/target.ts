/** A real target process of a given Node version: started from a fixture, inspected through the public API, killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { attach } from '../../inspector/attach/attach.ts';
import { silentLogger } from '../../inspector/base/logger.ts';
import type { CollectOptions, Session } from '../../inspector/session.ts';
import type { PendingTasks } from '../../protocol/pending-tasks.ts';
import { collect } from './collecting.ts';
import { type NodeMajor, nodeBinary } from './node-versions.ts';

export { collect };

export const fixtures = join(import.meta.dirname, '../integration/fixtures');

/** Milliseconds that a target may leave a question unanswered, on a machine that does other things as well. */
const answerMs = 30_000;

export interface TargetOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Of Node. Without any, a port of its own for the inspector, so that tests do not meet on 9229. */
  readonly execArgv?: readonly string[];
  /** With a channel to this process, as `child_process.fork` makes it. */
  readonly ipc?: boolean;
}

/**
 * A fixture prints `ready` when all its tasks wait, and then answers each line of its input with one line of JSON
 * (fixtures/answer.cjs).
 */
export class Target {
  readonly pid: number;
  readonly path: string;
  readonly child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stderr = '';
  readonly #lines: Interface;
  readonly #sessions: Session[] = [];

  private constructor(child: ChildProcess, path: string) {
    this.child = child;
    this.path = path;
    this.pid = child.pid ?? 0;
    this.#lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    child.stderr?.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.exited = new Promise((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
  }

  static async start(major: NodeMajor, fixture: string, options: TargetOptions = {}) {
    const path = join(fixtures, fixture);
    const { args = [], execArgv = [], env = {}, ipc = false } = options;
    const port = execArgv.some((arg) => arg.startsWith('--inspect')) ? [] : ['--inspect-port=0'];
    const child = spawn(nodeBinary(major), [...port, ...execArgv, path, ...args], {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['pipe', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
    });
    const target = new Target(child, path);
    child.stdin?.on('error', () => {});
    await target.#line((line) => line === 'ready');
    return target;
  }

  /** Asks the program itself. Rejects when it is dead or does not answer. */
  async ask<T>(question: string): Promise<T> {
    const answer = this.#line((line) => line.startsWith(`${question}:`));
    this.child.stdin?.write(`${question}\n`);
    return JSON.parse((await answer).slice(question.length + 1));
  }

  tell(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** The line in which the program says the word. */
  said(word: string): Promise<string> {
    return this.#line((line) => line.startsWith(word));
  }

  #line(wanted: (line: string) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = () => done(() => reject(new Error(`${this.path}: no answer\n${this.stderr}`)));
      const onLine = (line: string) => wanted(line) && done(() => resolve(line));
      const timer = setTimeout(fail, answerMs);
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#lines.off('line', onLine);
        this.#lines.off('close', fail);
        settle();
      };
      this.#lines.on('line', onLine);
      this.#lines.on('close', fail);
    });
  }

  async attach(): Promise<Session> {
    const session = await attach({ kind: 'pid', pid: this.pid }, attachOptions());
    this.#sessions.push(session);
    return session;
  }

  /** Attaches, collects once and detaches. */
  async collect(options: Partial<CollectOptions> = {}): Promise<PendingTasks> {
    const session = await this.attach();
    try {
      return await collect(session, options);
    } finally {
      await session.detach();
    }
  }

  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await this.exited;
    }
    await Promise.all(this.#sessions.map((session) => session.detach()));
  }
}

export function attachOptions() {
  const signal = new AbortController().signal;
  return { signal, timeoutMs: answerMs, log: silentLogger };
}
