import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { lateAwait } from './late-await.ts';

test('two promises that are awaited in a row, and one behind another call', () => {
  expectFindings(
    lateAwait,
    `
    async function price(id) { return (await ask(id)).price; }
    async function stock(id) { return (await ask(id)).stock; }
    export async function offer(id) {
      const pricePromise = price(id);
      const stockPromise = stock(id);
      const cents = await pricePromise;
      const pieces = await stockPromise;
                   //^^^^^^^^^^^^^^^^^^ promise/late-await: stockPromise is under way since line 5
      return { cents, pieces };
    }
    export async function later(id, log) {
      const pieces = stock(id);
      await log(id);
      if (id > 3) return { pieces: await pieces };
                                 //^^^^^^^^^^^^ promise/late-await
      return null;
    }
    `,
  );
});

test('together, handled at once, waiting for an event, and awaited first', () => {
  expectSilence(`
    import { once } from 'node:events';
    import { setTimeout as delay } from 'node:timers/promises';
    async function price(id) { return (await ask(id)).price; }
    async function safe(id) { try { return await ask(id); } catch { return null; } }
    export async function offer(id, server, jobs) {
      const both = [price(id), price(id + 1)];
      await Promise.all(both);
      const first = price(id);
      const second = price(id);
      const [a, b] = await Promise.all([first, second]);
      const handled = price(id);
      handled.catch(() => {});
      await delay(5);
      const pause = delay(100);
      const calm = safe(id);
      const ready = once(server, 'ready');
      await server.start();
      const only = price(id);
      jobs.push(only);
      await pause;
      return [await handled, await ready, await calm, await only, a, b];
    }
  `);
});

const before = `
    import { readFile } from 'node:fs/promises';
    export async function load(a, b) {
      const one = readFile(a, 'utf8');
      const two = readFile(b, 'utf8');
      const x = await one;
      const y = await two;
      return x + y;
    }
    `;

test('fix: together', () => {
  expectFix(
    lateAwait,
    before,
    `
    import { readFile } from 'node:fs/promises';
    export async function load(a, b) {
      const one = readFile(a, 'utf8');
      const two = readFile(b, 'utf8');
      const [x, y] = await Promise.all([one, two]);
      return x + y;
    }
    `,
  );
});

test('fix: handled at once', () => {
  expectFix(
    lateAwait,
    before,
    `
    import { readFile } from 'node:fs/promises';
    export async function load(a, b) {
      const one = readFile(a, 'utf8');
      const two = readFile(b, 'utf8');
      two.catch(() => {});
      const x = await one;
      const y = await two;
      return x + y;
    }
    `,
    { title: 'Handle' },
  );
});

test('tests', () => {
  expectSilence(`
    //- /test/order.test.js
    export async function answers(load) {
      const first = load(1);
      const second = load(2);
      await first;
      await second;
    }
  `);
});

test('a promise that a variable gets later, once', () => {
  expectLines(
    lateAwait,
    `
    import { stat } from 'node:fs/promises';
    import { digest } from './digest.js';
    export async function inspect(file, verify) {
      let sum;
      if (verify) sum = digest(file);
      const { size } = await stat(file);
      return { size, sum: await sum }; //!
    }
    export async function twice(file) {
      let sum = digest(file);
      sum = await sum;
      const { size } = await stat(file);
      return { size, sum };
    }
    `,
  );
});
