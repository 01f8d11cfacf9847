import { describe, expect, test } from 'vitest';
import { expectFindings, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { reentry } from './reentry.ts';

test('shows the way to the second acquire', () => {
  const [finding] = expectFindings(
    reentry,
    `
    //- /lock.js
    import { Mutex } from 'async-mutex';
    export const lock = new Mutex();
    //- /audit.js
    import { lock } from './lock.js';
    export async function audit(text) { await append(text); }
    async function append(text) { await lock.runExclusive(() => console.log(text)); }
    //- /main.js
    import { audit } from './audit.js';
    import { lock as mutex } from './lock.js';
    export async function save(text) {
      const release = await mutex.acquire();
      try {
        await audit(text);
            //^^^^^^^^^^^ lock/reentry: mutex is held here and taken again
      } finally {
        release();
      }
    }
    `,
  );
  expect(finding?.path.map(({ file, line }) => `${file}:${line}`)).toEqual([
    '/audit.js:3',
    '/main.js:4',
  ]);
});

describe('finds', () => {
  test.each([
    [
      'a lock of the project itself',
      `
      import { Lock } from './lock.js';
      export class Store {
        #lock = new Lock();
        async get(key) {
          await this.#lock.acquire();
          try { return key; } finally { this.#lock.release(); }
        }
        async update(key) {
          await this.#lock.acquire();
          try {
            return await this.get(key);
                       //^^^^^^^^^^^^^ lock/reentry
          } finally {
            this.#lock.release();
          }
        }
      }
      `,
    ],
    [
      'a function that runs others alone',
      `
      let tail = Promise.resolve();
      function withLock(job) {
        const run = tail.then(job);
        tail = run.catch(() => {});
        return run;
      }
      export const write = (text) => withLock(async () => console.log(text));
      export const writeAll = (texts) => withLock(async () => {
        for (const text of texts) await write(text);
                                      //^^^^^^^^^^^ lock/reentry
      });
      `,
    ],
    [
      'the same key',
      `
      const AsyncLock = require('async-lock');
      const lock = new AsyncLock();
      const read = () => lock.acquire('orders', async () => 1);
      exports.write = () => lock.acquire('orders', async () => (await read()) + 1);
                                                                    //^^^^^^ lock/reentry
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(reentry, text);
  });
});

describe('is silent', () => {
  test.each([
    [
      'for another lock',
      `
      import { Mutex } from 'async-mutex';
      const a = new Mutex();
      const b = new Mutex();
      const inner = () => b.runExclusive(async () => 1);
      export const outer = () => a.runExclusive(() => inner());
      `,
    ],
    [
      'after the release',
      `
      import { Mutex } from 'async-mutex';
      const mutex = new Mutex();
      async function log(text) { await mutex.runExclusive(() => console.log(text)); }
      export async function save(text) {
        const release = await mutex.acquire();
        try { console.log(text); } finally { release(); }
        await log(text);
      }
      `,
    ],
    [
      'for the lock of another object',
      `
      import { Mutex } from 'async-mutex';
      export class Account {
        #mutex = new Mutex();
        #cents = 0;
        deposit(cents) { return this.#mutex.runExclusive(() => { this.#cents += cents; }); }
        async moveTo(other, cents) {
          await this.#mutex.runExclusive(async () => {
            this.#cents -= cents;
            await other.deposit(cents);
          });
        }
      }
      `,
    ],
    [
      'for another key',
      `
      import AsyncLock from 'async-lock';
      const lock = new AsyncLock();
      const read = () => lock.acquire('b', async () => 1);
      export const write = () => lock.acquire('a', async () => (await read()) + 1);
      `,
    ],
    [
      'for a semaphore with room',
      `
      import { Semaphore } from 'async-mutex';
      const slots = new Semaphore(4);
      const inner = () => slots.runExclusive(async () => 1);
      export const outer = () => slots.runExclusive(() => inner());
      `,
    ],
  ])('%s', (_, text) => expectSilence(text));
});

test('a lock of the class that this one extends, taken again by its method', () => {
  expectLines(
    reentry,
    `
    import { Mutex } from 'async-mutex';
    class Journal {
      gate = new Mutex();
      async flush() { await this.gate.runExclusive(async () => this.write()); }
    }
    export class Batched extends Journal {
      async append(line) {
        const release = await this.gate.acquire();
        try {
          this.lines.push(line);
          await super.flush(); //!
        } finally {
          release();
        }
        await super.flush();
      }
    }
    `,
  );
});
