import { describe, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { raceLeak } from './race-leak.ts';

describe('finds', () => {
  test.each([
    [
      'a timer in the list',
      `
      export const limited = (work, ms) =>
        Promise.race([work(), new Promise((resolve) => setTimeout(resolve, ms, null))]);
      //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/race-leak
      `,
    ],
    [
      'a helper of another file',
      `
      //- /sleep.ts
      export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
      //- /main.ts
      import { sleep } from './sleep.ts';
      export async function first(work: () => Promise<string>): Promise<string | void> {
        return await Promise.race([work(), sleep(1000)]);
                   //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/race-leak
      }
      `,
    ],
    [
      'a helper that rejects after a sleep',
      `
      const { setTimeout: delay } = require('node:timers/promises');
      async function late(ms) {
        await delay(ms);
        throw new Error('late');
      }
      exports.run = async (work) => {
        const members = [work(), late(500)];
        return Promise.race(members);
             //^^^^^^^^^^^^^^^^^^^^^ time/race-leak
      };
      `,
    ],
    [
      'a timer that is cleared only when all went well',
      `
      export async function run(work, ms) {
        let timer;
        const late = new Promise((_, reject) => {
          timer = setTimeout(() => reject(new Error('late')), ms);
        });
        const result = await Promise.race([work(), late]);
                           //^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/race-leak
        clearTimeout(timer);
        return result;
      }
      `,
    ],
    [
      'a promisified timer with a then',
      `
      import { promisify } from 'node:util';
      const wait = promisify(setTimeout);
      export function run(work) {
        return Promise.race([work, wait(100).then(() => { throw new Error('late'); })]);
             //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/race-leak
      }
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(raceLeak, text);
  });
});

describe('is silent', () => {
  test.each([
    [
      'with finally',
      `
      export async function run(work, ms) {
        let timer;
        const late = new Promise((_, reject) => {
          timer = setTimeout(() => reject(new Error('late')), ms);
        });
        try {
          return await Promise.race([work(), late]);
        } finally {
          clearTimeout(timer);
        }
      }
      `,
    ],
    [
      'with a finally of the promise',
      `
      export function run(work, ms) {
        let timer;
        const late = new Promise((_, reject) => {
          timer = setTimeout(() => reject(new Error('late')), ms);
        });
        return Promise.race([work, late]).finally(() => clearTimeout(timer));
      }
      `,
    ],
    [
      'with a delay that is aborted',
      `
      import { setTimeout as delay } from 'node:timers/promises';
      export async function run(work, ms) {
        const controller = new AbortController();
        const { signal } = controller;
        try {
          return await Promise.race([work(signal), delay(ms, null, { signal })]);
        } finally {
          controller.abort();
        }
      }
      `,
    ],
    [
      'with a timer that has a cancel',
      `
      function timeout(ms) {
        let timer;
        const promise = new Promise((_, reject) => { timer = setTimeout(reject, ms, new Error('late')); });
        return { promise, cancel: () => clearTimeout(timer) };
      }
      export async function run(work) {
        const limit = timeout(100);
        try { return await Promise.race([work(), limit.promise]); } finally { limit.cancel(); }
      }
      `,
    ],
    [
      'for a race of equals',
      `
      export const fastest = (a, b) => Promise.race([a.get(), b.get()]);
      `,
    ],
    [
      'with a timer that keeps nothing alive',
      `
      export const run = (work, ms) =>
        Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms).unref())]);
      `,
    ],
    [
      'for a race with an event',
      `
      import { once } from 'node:events';
      export const stopped = (a, b) => Promise.race([once(a, 'close'), once(b, 'close')]);
      `,
    ],
  ])('%s', (_, text) => expectSilence(text));
});

test('the fix aborts a request instead', () => {
  expectFix(
    raceLeak,
    `
    import { setTimeout as delay } from 'node:timers/promises';
    export async function load(url) {
      return await Promise.race([fetch(url), delay(2000)]);
    }
    `,
    `
    import { setTimeout as delay } from 'node:timers/promises';
    export async function load(url) {
      return await fetch(url, { signal: AbortSignal.timeout(2000) });
    }
    `,
  );
});

test('cleared unless the timer has fired', () => {
  expectLines(
    raceLeak,
    `
    export async function until(queue, ms) {
      let timer = null;
      let isLate = false;
      const turn = new Promise((resolve) => queue.push(resolve));
      await Promise.race([
        turn,
        new Promise((resolve) => {
          timer = setTimeout(() => {
            isLate = true;
            resolve();
          }, ms);
        }),
      ]);
      if (isLate) throw new Error('late');
      else if (timer !== null) clearTimeout(timer);
    }
    export async function unlessItFails(work, ms) {
      let timer = null;
      let isLate = false;
      await Promise.race([ //!
        work(),
        new Promise((resolve) => {
          timer = setTimeout(() => {
            isLate = true;
            resolve();
          }, ms);
        }),
      ]);
      if (isLate) throw new Error('late');
      clearTimeout(timer);
    }
    `,
  );
});

test('what is cleared by a function around, or by the clear of somebody else', () => {
  expectSilence(`
    export async function guarded(call, ms, { clear } = {}) {
      let timer;
      const late = new Promise((_, reject) => { timer = setTimeout(reject, ms, new Error('late')); });
      const release = () => (clear ?? clearTimeout)(timer);
      try {
        return await Promise.race([late, call()]);
      } finally {
        release();
      }
    }
    export function guard(ms) {
      let timer;
      const late = new Promise((_, reject) => { timer = setTimeout(reject, ms, new Error('late')); });
      return { guard: (promise) => Promise.race([promise, late]), release: () => clearTimeout(timer) };
    }
  `);
});

test('a timer that a getter starts', () => {
  expectLines(
    raceLeak,
    `
    import * as timers from 'node:timers/promises';
    export class Lookup {
      get #expiry() { return timers.setTimeout(500, 'late'); }
      get #limit() { return timers.setTimeout(500, 'late', { signal: this.signal }); }
      find(work) { return Promise.race([work, this.#expiry]); } //!
      look(work) { return Promise.race([work, this.#limit]); }
    }
    `,
  );
});
