import { expect, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { throwing } from './throw.ts';

test('callbacks, listeners, timers, lists in them, and async executors', () => {
  expectFindings(
    throwing,
    `
    import { readFile } from 'node:fs';
    export const text = (file, socket) => new Promise((resolve, reject) => {
      readFile(file, 'utf8', (error, found) => {
        if (error) throw error;
                 //^^^^^^^^^^^^ settle/throw: This callback runs after
        found.split(',').forEach((part) => { if (part === '') throw new Error('empty'); });
                                                            //^^^^^^^^^^^^^^^^^^^^^^^^^ settle/throw
        resolve(found);
      });
      setTimeout(() => { throw new Error('late'); }, 1000);
                       //^^^^^^^^^^^^^^^^^^^^^^^^ settle/throw
      socket.on('message', function (message) {
        if (message.failed) throw new Error(message.text);
                          //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/throw
      });
    });
    export const load = (get) => new Promise(async (resolve) => { resolve(await get()); });
                                           //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/throw: The failure of an async
    export function size(file) {
      const { promise, resolve } = Promise.withResolvers();
      readFile(file, (error, found) => {
        if (error) throw error;
                 //^^^^^^^^^^^^ settle/throw
        resolve(found.length);
      });
      return promise;
    }
    `,
  );
});

test('the executor itself, what is caught, and what a promise catches', () => {
  expectSilence(`
    export const one = (items, socket) => new Promise((resolve, reject) => {
      if (!items) throw new TypeError('No items');
      items.forEach((item) => { if (!item) throw new TypeError('No item'); });
      socket.once('message', (message) => {
        try {
          if (!message.ok) throw new Error(message.text);
          resolve(message);
        } catch (error) {
          reject(error);
        }
      });
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('closed')));
    });
    export const two = (start) => new Promise((resolve, reject) => {
      const run = async () => {
        if (!start.ready) throw new Error('not ready');
        return await start.begin();
      };
      run().then(resolve, reject);
    });
    export const three = (start) => new Promise((resolve, reject) => {
      start.begin().then((value) => { if (!value) throw new Error('none'); resolve(value); }).catch(reject);
    });
    export const four = (get) => new Promise(async (resolve, reject) => {
      try { resolve(await get()); } catch (error) { reject(error); }
    });
  `);
});

test('fix: reject instead', () => {
  expectFix(
    throwing,
    `
    import { readFile } from 'node:fs';
    export const text = (file) => new Promise((resolve) => {
      readFile(file, 'utf8', (error, found) => {
        if (error) throw error;
        resolve(found);
      });
    });
    `,
    `
    import { readFile } from 'node:fs';
    export const text = (file) => new Promise((resolve, reject) => {
      readFile(file, 'utf8', (error, found) => {
        if (error) return reject(error);
        resolve(found);
      });
    });
    `,
  );
});

test('fix: an async executor', () => {
  expectFix(
    throwing,
    `
    export const load = (get) => new Promise(async (resolve) => {
      resolve(await get());
    });
    `,
    `
    export const load = (get) => new Promise(async (resolve, reject) => {
      try {
        resolve(await get());
      } catch (error) {
        reject(error);
      }
    });
    `,
  );
});

test('an async executor in a test: a hint', () => {
  const levels = ['/worker.js', '/__tests__/worker.js', '/integration-test/worker.js'].map((file) =>
    expectLines(
      throwing,
      `
        //- ${file}
        export const started = (worker) =>
          new Promise(async (resolve) => { //!
            await worker.start();
            resolve(null);
          });
        export const failed = (worker) =>
          new Promise((resolve) => {
            worker.on('error', (error) => { throw error; }); //!
            worker.on('done', resolve);
          });
        `,
    ).map(({ level }) => level),
  );
  expect(levels).toEqual([
    ['error', 'error'],
    ['hint', 'hint'],
    ['hint', 'hint'],
  ]);
});

test('a callback that is handed on by its name, to what calls it later', () => {
  expectLines(
    throwing,
    `
    export const banner = (socket, list) =>
      new Promise((resolve, reject) => {
        const expire = () => {
          throw new Error('late'); //!
        };
        const check = (one) => {
          if (!one) throw new Error('empty');
        };
        list.forEach(check);
        const both = () => {
          throw new Error('now or later');
        };
        both();
        setTimeout(both, 5);
        setTimeout(expire, 2_000);
        socket.once('error', reject);
        socket.once('data', resolve);
      });
    `,
  );
});

test('an error that was caught and is thrown on its own to be reported', () => {
  expectLines(
    throwing,
    `
    export const load = (request, flush) =>
      new Promise((resolve, reject) => {
        request.onloadend = () => {
          try {
            flush();
          } catch (error) {
            setTimeout(() => {
              throw error;
            });
          }
          resolve(request.response);
        };
        request.once('data', () => {
          setTimeout(() => {
            throw new Error('late'); //!
          });
        });
        request.onerror = reject;
      });
    `,
  );
});
