import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { awaitInAll } from './await-in-all.ts';

test('finds the first await in the list', () => {
  expectFindings(
    awaitInAll,
    `
    async function load(a, b) {
      return Promise.all([await a(), await b()]);
                        //^^^^^^^^^ promise/await-in-all: This await finishes
    }
    export { load };
    `,
  );
});

test('a promise library of that name is another thing', () => {
  expectSilence(`
    import { Promise } from './my-promise.js';
    export const load = async (a, b) => Promise.all([await a(), await b()]);
  `);
});

test('the fix takes all of them out', () => {
  expectFix(
    awaitInAll,
    `
    export async function load(a, b) {
      return await Promise.all([await a(), /* second */ await b()]);
    }
    `,
    `
    export async function load(a, b) {
      return await Promise.all([a(), /* second */ b()]);
    }
    `,
  );
});

test('a list that is made before, or filled in a loop', () => {
  expectFindings(
    awaitInAll,
    `
    export async function load(ids, a, b) {
      const pair = [await a(), b()];
                  //^^^^^^^^^ promise/await-in-all
      await Promise.all(pair);
      const all = [];
      for (const id of ids.slice(0, 5)) all.push(await a(id));
                                               //^^^^^^^^^^^ promise/await-in-all
      return Promise.all(all);
    }
    `,
  );
});

test('an await in an argument is needed for the call', () => {
  expectSilence(`
    export const load = async (a, b) => Promise.all([a(await b.key()), b.list()]);
  `);
});

test('an await in a part that is only there sometimes', () => {
  expectLines(
    awaitInAll,
    `
    export const snapshot = async (probe, mount) =>
      Promise.all([
        probe.memory(),
        ...(mount ? [await probe.disk(mount)] : []), //!
        ...(mount ? [probe.quota(mount)] : []),
      ]);
    `,
  );
});
