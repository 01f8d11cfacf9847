import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { condition } from './condition.ts';

test('conditions of all kinds', () => {
  expectFindings(
    condition,
    `
    import { access } from 'node:fs/promises';
    async function isOpen(door) { return (await door.state()) === 'open'; }
    const count = async (door) => (await door.list()).length;
    class Limiter {
      async allows(key) { return (await this.store.incr(key)) < 10; }
      async check(key) {
        if (!this.allows(key)) throw new Error('Too many');
           //^^^^^^^^^^^^^^^^ promise/condition: This is a promise, which is always true
      }
    }
    export async function enter(door, user) {
      if (user.known && isOpen(door)) return 1;
                      //^^^^^^^^^^^^ promise/condition
      while (isOpen(door)) user.wait();
           //^^^^^^^^^^^^ promise/condition
      const open = isOpen(door);
      const text = open ? 'open' : 'closed';
                 //^^^^ promise/condition
      if (count(door) > 3) return 2;
        //^^^^^^^^^^^ promise/condition: This is a promise, which is never
      if (access('x')) return 3;
        //^^^^^^^^^^^ promise/condition
      const who = isOpen(door) || text;
                //^^^^^^^^^^^^ promise/condition
      return who;
    }
    export { Limiter };
    `,
  );
});

test('awaited conditions, and whether there is a promise', () => {
  expectSilence(`
    async function isOpen(door) { return (await door.state()) === 'open'; }
    let pending = null;
    const loads = new Map();
    export async function enter(door, user) {
      if (await isOpen(door)) return 1;
      if (!(await isOpen(door))) return 2;
      pending ??= isOpen(door);
      if (pending) await pending;
      const known = loads.get(door);
      if (known) return known;
      const ready = (await isOpen(door)) ? 'yes' : 'no';
      return user.cached ?? (user.known && isOpen(door)) ?? ready;
    }
  `);
});

test('the fix awaits', () => {
  expectFix(
    condition,
    `
    async function isOpen(door) { return (await door.state()) === 'open'; }
    export async function enter(door) {
      if (!isOpen(door)) throw new Error('closed');
    }
    `,
    `
    async function isOpen(door) { return (await door.state()) === 'open'; }
    export async function enter(door) {
      if (!await isOpen(door)) throw new Error('closed');
    }
    `,
  );
});

test('a function that does not always give one', () => {
  expectLines(
    condition,
    `
    export function finish(videos, upload) {
      const uploads = () => {
        if (videos.length > 0) return Promise.all(videos.map(upload));
      };
      const always = () => {
        return Promise.all(videos.map(upload));
      };
      const pending = uploads();
      if (pending) return pending;
      if (always()) return null; //!
    }
    `,
  );
});
