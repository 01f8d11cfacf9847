/** A process of a benchmark: forked, asked by messages, killed. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../scripts/setup/root.mjs';

const running = new Set<Child>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

export class Child {
  readonly #process: ChildProcess;

  /** @param fixture in bench/fixtures */
  constructor(fixture: string, args: readonly string[], execPath = process.execPath) {
    this.#process = fork(join(root, 'bench/fixtures', fixture), [...args], {
      execPath,
      execArgv: ['--inspect-port=0'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    running.add(this);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  tell(message: object): void {
    this.#process.send(message);
  }

  async said<T>(): Promise<T> {
    const ended = new AbortController();
    const end = once(this.#process, 'exit', { signal: ended.signal }).then(() => {
      throw new Error(`${this.#process.spawnargs.join(' ')} has ended`);
    });
    end.catch(() => {});
    try {
      const [message] = (await Promise.race([once(this.#process, 'message'), end])) as [T];
      return message;
    } finally {
      ended.abort();
    }
  }

  ask<T>(message: object): Promise<T> {
    const answer = this.said<T>();
    this.tell(message);
    return answer;
  }

  kill(): void {
    running.delete(this);
    this.#process.kill('SIGKILL');
  }
}
