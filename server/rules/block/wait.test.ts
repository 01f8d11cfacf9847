import { describe, test } from 'vitest';
import { expectFix, expectLines, expectNoFix, expectSilence } from '../../testing/check-rule.ts';
import { wait } from './wait.ts';

describe('finds', () => {
  test.each([
    [
      'a reply of a worker that a handler waits for',
      `
      //- /render.ts
      import { Worker } from 'node:worker_threads';
      const flag = new Int32Array(new SharedArrayBuffer(4));
      const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: flag });
      export function renderSync(page: string): void {
        worker.postMessage(page);
        Atomics.wait(flag, 0, 0, 5_000); //!
      }
      //- /server.ts
      import { createServer } from 'node:http';
      import { renderSync } from './render.js';
      createServer((req, res) => { renderSync(req.url ?? ''); res.end(); });
      `,
    ],
    [
      'a sleep that is exported',
      `
      const lock = new Int32Array(new SharedArrayBuffer(4));
      module.exports.sleepSync = function (ms) {
        const { wait } = Atomics;
        wait(lock, 0, 0, ms); //!
      };
      `,
    ],
  ])('%s', (_, text) => {
    expectLines(wait, text);
  });
});

describe('is silent about', () => {
  test.each([
    [
      'a worker, and what only a worker calls',
      `
      //- /main.js
      import { Worker } from 'node:worker_threads';
      new Worker(new URL('./worker.js', import.meta.url));
      //- /worker.js
      import { next } from './channel.js';
      for (let i = 0; i < 10; i++) next();
      //- /channel.js
      const flag = new Int32Array(new SharedArrayBuffer(4));
      export function next() { Atomics.wait(flag, 0, 0); }
      `,
    ],
    [
      'a thread that is asked for',
      `
      import { isMainThread } from 'node:worker_threads';
      const flag = new Int32Array(new SharedArrayBuffer(4));
      export function sleep(ms) {
        if (isMainThread) throw new Error('not here');
        Atomics.wait(flag, 0, 0, ms);
      }
      `,
    ],
    [
      'what does not block',
      `
      const flag = new Int32Array(new SharedArrayBuffer(4));
      export async function ready() { await Atomics.waitAsync(flag, 0, 0).value; }
      `,
    ],
    [
      'a script',
      `
      //- /scripts/retry.js
      function sleep(ms) { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms); }
      sleep(100);
      `,
    ],
  ])('%s', (_, text) => {
    expectSilence(text);
  });
});

test('a sleep becomes a timer', () => {
  expectFix(
    wait,
    `
    export async function retry(send) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      return send();
    }
    `,
    `
    import { setTimeout as delay } from "node:timers/promises";
    export async function retry(send) {
      await delay(500);
      return send();
    }
    `,
  );
});

test('a wait for another thread becomes an awaited one', () => {
  expectFix(
    wait,
    `
    export async function reply(flag) {
      return Atomics.wait(flag, 0, 0) === 'ok';
    }
    `,
    `
    export async function reply(flag) {
      return await Atomics.waitAsync(flag, 0, 0).value === 'ok';
    }
    `,
    { untyped: true },
  );
  expectNoFix(wait, 'export const sleep = (flag) => Atomics.wait(flag, 0, 0, 100);');
});

test('a method that the main thread of a program with workers calls', () => {
  expectLines(
    wait,
    `
    import { createServer } from 'node:http';
    import { isMainThread, parentPort, Worker } from 'node:worker_threads';
    const { wait: park } = Atomics;
    class Gauge {
      static next(cells) { park(cells, 0, 0, 500); } //!
      static rest(cells) { park(cells, 0, 0, 500); }
    }
    if (isMainThread) {
      new Worker(new URL(import.meta.url));
      createServer((req, res) => res.end(String(Gauge.next(new Int32Array(4))))).listen(80);
    } else {
      parentPort.on('message', (cells) => Gauge.rest(cells));
    }
    `,
  );
});
