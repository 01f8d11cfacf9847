import { describe, test } from 'vitest';
import { expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { quadratic } from './quadratic.ts';

describe('finds', () => {
  test.each([
    [
      'find in map',
      'export const join = (orders, users) => orders.map((order) => ({ ...order,\nuser: users.find((user) => user.id === order.userId), //!\n}));',
    ],
    [
      'find in for',
      'export function join(orders, users) { const out = [];\nfor (const { userId } of orders) {\nconst user = users.find(({ id }) => id === userId); //!\nout.push(user); } return out; }',
    ],
    [
      'filter in forEach',
      'export function group(users, orders) { const out = {}; users.forEach((user) => {\nout[user.id] = orders.filter((order) => order.userId === user.id); //!\n}); return out; }',
    ],
    [
      'a counted loop',
      'export function dedupe(items) { const seen = []; for (let i = 0; i < items.length; i++) {\nif (!seen.includes(items[i].id)) seen.push(items[i].id); //!\n} return seen; }'.replace(
        'items[i].id)) seen',
        'items[i].id)) seen',
      ),
    ],
    [
      'indexOf by type',
      '//- /main.ts\nexport function missing(all: string[], known: string[]): string[] {\nreturn all.filter((one) => known.indexOf(one) < 0); //!\n}',
    ],
    [
      'a field',
      'export class Feed { blocked = []; block(id) { this.blocked.push(id); } visible(posts) {\nreturn posts.filter((post) => !this.blocked.includes(post.author)); //!\n} }',
    ],
  ])('%s', (_, text) => {
    expectLines(quadratic, text);
  });
});

describe('is silent about', () => {
  test.each([
    [
      'a set',
      'export const missing = (all, known) => { const set = new Set(known); return all.filter((one) => !set.has(one)); };',
    ],
    [
      'text',
      '//- /main.ts\nexport const hits = (words: string[], text: string) => words.filter((word) => text.includes(word));',
    ],
    [
      'text without a type',
      'export const hits = (words, text) => words.filter((word) => text.includes(word));',
    ],
    [
      'a list of constants',
      "const KINDS = ['a', 'b'];\nconst kinds = ['c'];\nexport const known = (items) => items.filter((item) => KINDS.includes(item.kind) || kinds.includes(item.kind));",
    ],
    [
      'a list of the round',
      'export const paid = (orders) => orders.filter((order) => order.items.some((item) => item.orderId === order.id));',
    ],
    [
      'a search that compares with nothing of the round',
      'export const x = (items, users) => items.map((item) => ({ item, admin: users.find((user) => user.isAdmin === true) }));',
    ],
    ['one search', 'export const find = (users, id) => users.find((user) => user.id === id);'],
    [
      'a test',
      '//- /a.test.js\nexport const join = (orders, users) => orders.map((order) => users.find((user) => user.id === order.userId));',
    ],
  ])('%s', (_, text) => {
    expectSilence(text);
  });
});

test('the fix makes a set', () => {
  expectFix(
    quadratic,
    `
    export function missing(all, known) {
      const list = known.filter(Boolean);
      const result = all.filter((one) => !list.includes(one));
      return result;
    }
    `,
    `
    export function missing(all, known) {
      const list = known.filter(Boolean);
      const listSet = new Set(list);
      const result = all.filter((one) => !listSet.has(one));
      return result;
    }
    `,
  );
});

test('what somebody has written down', () => {
  expectSilence(`
    export const known = (args, flags, setting) => {
      const all = flags.map((flag) => flag.name);
      return args.filter((arg) => flags.some((flag) => flag.key === arg.name) && !setting.operatorNames.includes(arg.name) && all);
    };
  `);
});

test('a list that a function makes of a text, one of several that are awaited at once', () => {
  expectLines(
    quadratic,
    `
    import { readFile } from 'node:fs/promises';
    async function lines(path) {
      const text = await readFile(path, 'utf8');
      return text.split('\\n').filter(Boolean);
    }
    export async function missing() {
      const [shipped, scanned] = await Promise.all([lines('all'), lines('known')]);
      const found = [];
      for (const one of shipped) if (scanned.indexOf(one) === -1) found.push(one); //!
      return found;
    }
    `,
  );
});
