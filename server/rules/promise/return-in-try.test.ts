import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { returnInTry } from './return-in-try.ts';

test('catch and finally miss it', () => {
  expectFindings(
    returnInTry,
    `
    import { readFile } from 'node:fs/promises';
    const parse = async (text) => JSON.parse(await text);
    export async function load(path, lock, cache) {
      try {
        if (path === '') return parse('{}');
                              //^^^^^^^^^^^ promise/return-in-try: The function leaves this try before the promise settles: its catch
        return cache.has(path) ? cache.get(path) : readFile(path, 'utf8');
                                                 //^^^^^^^^^^^^^^^^^^^^^^ promise/return-in-try
      } catch {
        return null;
      }
    }
    export async function locked(path, lock) {
      const release = lock.take();
      try {
        const text = readFile(path, 'utf8');
        return text;
             //^^^^ promise/return-in-try: The function leaves this try before the promise settles: its finally
      } finally {
        release();
      }
    }
    export function get(url) {
      try {
        return fetch(url, { signal: AbortSignal.timeout(1000) });
             //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/return-in-try
      } catch (error) {
        console.error(error);
        return null;
      }
    }
    `,
  );
});

test('awaited, caught, in the handler, in a nested function, and no promise at all', () => {
  expectSilence(`
    import { readFile } from 'node:fs/promises';
    export async function load(path, run) {
      try {
        const texts = await run(() => { return readFile(path, 'utf8'); });
        if (texts === '') return JSON.parse('{}');
        if (path === 'x') return readFile(path).catch(() => null);
        return await readFile(path, 'utf8');
      } catch {
        return readFile('default.json', 'utf8');
      }
    }
    export async function* lines(path) {
      try { return readFile(path); } finally { console.log(path); }
    }
  `);
});

test('the fix awaits', () => {
  expectFix(
    returnInTry,
    `
    import { readFile } from 'node:fs/promises';
    export async function load(path) {
      try { return readFile(path, 'utf8'); } catch { return null; }
    }
    `,
    `
    import { readFile } from 'node:fs/promises';
    export async function load(path) {
      try { return await readFile(path, 'utf8'); } catch { return null; }
    }
    `,
  );
});

test('what is settled already', () => {
  expectSilence(`
    export async function install(zip, folder) {
      try {
        if (!zip) return Promise.resolve(null);
        return await folder.unpack(zip);
      } catch (error) {
        return Promise.reject(new Error('Not installed', { cause: error }));
      } finally {
        folder.clear();
      }
    }
  `);
});

test('a promise with a name that is handled', () => {
  expectSilence(`
    export async function post(url, log) {
      try {
        const result = fetch(url).then((answer) => answer.json()).catch((error) => log(error));
        return result;
      } catch (error) {
        log(error);
      }
    }
  `);
});

test('what can only fail in the way that the catch lets through', () => {
  expectLines(
    returnInTry,
    `
    import { NotFoundError, RangeFault } from './errors.js';
    async function known(url, store) {
      let found = null;
      try { found = await store.load(url); } catch { throw new NotFoundError(url); }
      return found;
    }
    async function ranged(url, store) {
      if (url.length > 100) throw new RangeFault(url);
      return 1;
    }
    export async function load(url, store, log) {
      try {
        if (url.startsWith('https:')) return known(url, store);
        return ranged(url, store); //!
      } catch (error) {
        if (error.name === 'NotFoundError') throw error;
        log(error);
        return null;
      }
    }
    `,
  );
});
