import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { asyncCallback } from './async-callback.ts';

test('what drops the promise, and what takes it for an answer', () => {
  expectFindings(
    asyncCallback,
    `
    import { EventEmitter } from 'node:events';
    import { readFile } from 'node:fs';
    const bus = new EventEmitter();
    async function deliver(message) { await post(message); }
    async function isActive(user) { return (await load(user)).active; }
    export function run(users, queue) {
      users.forEach(async (user) => { await post(user); });
                  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/async-callback: forEach does not wait
      users.forEach(deliver);
                  //^^^^^^^ promise/async-callback
      users.forEach((user) => deliver(user));
                  //^^^^^^^^^^^^^^^^^^^^^^^ promise/async-callback
      const active = users.filter(isActive);
                                //^^^^^^^^ promise/async-callback: filter takes the promise
      if (users.some(async (user) => (await load(user)).ok)) return active;
                   //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/async-callback: some takes
      bus.on('order', async (order) => { await post(order); });
                    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/async-callback: on drops
      queue.on('job', deliver);
                    //^^^^^^^ promise/async-callback
      readFile('x', async (error, text) => { await post(text); });
                  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/async-callback: readFile drops
      return [];
    }
    `,
  );
});

test('a parameter whose type returns nothing', () => {
  expectFindings(
    asyncCallback,
    `
    //- /main.ts
    type Step = (name: string) => void;
    class Pipeline {
      add(step: Step): this { return this; }
      wait(step: () => Promise<void> | void): this { return this; }
    }
    export const pipeline = new Pipeline()
      .wait(async () => { await post('a'); })
      .add(async (name) => { await post(name); });
         //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/async-callback: This parameter
    `,
  );
});

test('callbacks that catch, events of the end, and lists that wait', () => {
  expectSilence(`
    import { EventEmitter } from 'node:events';
    class Jobs {
      #jobs = [];
      async forEach(fn) { for (const job of this.#jobs) await fn(job); }
    }
    const jobs = new Jobs();
    const bus = new EventEmitter();
    async function deliver(message) {
      try { await post(message); } catch (error) { console.error(error); }
    }
    process.on('exit', async () => { await post('bye'); });
    bus.on('order', deliver);
    bus.on('order', async (order) => {
      try { await post(order); } catch (error) { bus.emit('failed', error); }
    });
    bus.on('order', (order) => { post(order).catch(console.error); });
    bus.on('order', (order) => post(order).catch(console.error));
    bus.on('order', (order) => deliver(order));
    export async function run(cursor, users) {
      await jobs.forEach(async (job) => { await post(job); });
      await cursor.forEach(async (row) => { await post(row); });
      users.forEach((user) => console.log(user));
      return users.filter((user) => user.active);
    }
  `);
});

test('fix: for...of, where it means the same', () => {
  expectFix(
    asyncCallback,
    `
    export async function remind(users, mailer) {
      users.forEach(async (user, index) => {
        await mailer.send(user, index); // one by one
      });
    }
    `,
    `
    export async function remind(users, mailer) {
      for (const [index, user] of users.entries()) {
        await mailer.send(user, index); // one by one
      }
    }
    `,
  );
});

test('fix: catch in a listener', () => {
  expectFix(
    asyncCallback,
    `
    export function listen(bus, store) {
      bus.on('order', async (order) => {
        const row = { id: order.id };
        await store.put(row);
      });
    }
    `,
    `
    export function listen(bus, store) {
      bus.on('order', async (order) => {
        try {
          const row = { id: order.id };
          await store.put(row);
        } catch (error) {
          console.error(error);
        }
      });
    }
    `,
  );
});

test('timers drop a promise as well', () => {
  expectFindings(
    asyncCallback,
    `
    export function later(post) {
      setTimeout(async () => { await post(1); }, 1000);
               //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/async-callback: setTimeout drops
      setTimeout(async () => { try { await post(1); } catch (error) { console.error(error); } }, 1000);
    }
    `,
  );
});

test('a listener on a page, and one in a program that drives a page', () => {
  expectLines(
    asyncCallback,
    `
    //- /page.js
    document.querySelector('button').addEventListener('click', async () => {
      await fetch('/more');
    });
    //- /driver.js
    export function drive(page, store) {
      page.on('load', async () => { //!
        await store.put(await page.evaluate(() => document.title));
      });
    }
    `,
  );
});

test('the lists that Node gives, and streams, which wait', () => {
  expectLines(
    asyncCallback,
    `
    import { createReadStream } from 'node:fs';
    import { readdir, stat } from 'node:fs/promises';
    export async function files(folder) {
      const names = await readdir(folder);
      return names.filter(async (name) => (await stat(name)).isFile()); //!
    }
    export const lines = (path) => createReadStream(path).filter(async (line) => stat(line));
    `,
  );
});

test('a wrapper whose functions tell of their failure, and one whose do not', () => {
  expectLines(
    asyncCallback,
    `
    const telling = (reject, handle) => async (event) => {
      try {
        await handle(event);
      } catch (error) {
        return reject(error);
      }
    };
    const passing = (handle) => async (event) => {
      await handle(event);
    };
    export function listen(socket, reject, handle) {
      socket.addEventListener('open', telling(reject, handle));
      socket.addEventListener('message', passing(handle)); //!
    }
    `,
  );
});
