import { test } from 'vitest';
import { expectFindings, expectFix, expectSilence } from '../../testing/check-rule.ts';
import { loopAwait } from './loop-await.ts';

test('loops that collect', () => {
  expectFindings(
    loopAwait,
    `
    export async function load(api, ids) {
      const users = [];
      const byId = new Map();
      const sizes = {};
      for (const id of ids) users.push(await api.getUser(id));
                                     //^^^^^^^^^^^^^^^^^^^^^ conc/loop-await: Each round waits
      for (const id of ids) {
        const user = await api.loadUser(id);
                   //^^^^^^^^^^^^^^^^^^^^^^ conc/loop-await
        byId.set(id, user.name);
      }
      for (let i = 0; i < ids.length; i++) {
        sizes[ids[i]] = await api.fetchSize(ids[i]);
                      //^^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/loop-await
      }
      return [users, byId, sizes];
    }
    `,
  );
});

test('writes, dependence, early ends, retries, shared iterators, order and pages', () => {
  expectSilence(`
    export async function load(api, ids, client) {
      const out = [];
      const seen = new Set();
      for (const id of ids) await api.sendMail(id);
      for (const id of ids) out.push(await api.saveUser(id));
      for (const id of ids) out.push(await api.getNext(id, out));
      for (const id of ids) {
        const user = await api.getUser(id);
        if (user.isLast) break;
        out.push(user);
      }
      for (const id of ids) {
        try { out.push(await api.getUser(id)); } catch (error) { console.error(error); }
      }
      for (const id of ids) out.push(await client.getUser(id));
      const left = ids.values();
      for (const id of left) out.push(await api.getUser(id));
      for await (const id of ids) out.push(await api.getUser(id));
      // One at a time: the provider allows no more.
      for (const id of ids) out.push(await api.getUser(id));
      for (const id of ids) {
        seen.add(id);
        const user = await api.getUser(id);
        api.total += user.count;
      }
      let cursor = null;
      do {
        const page = await api.listPage(cursor);
        out.push(...page.items);
        cursor = page.next;
      } while (cursor);
      return out;
    }
  `);
});

test('the fix limits', () => {
  expectFix(
    loopAwait,
    `
    import { api } from './api.js';
    export async function load(ids) {
      const users = [];
      for (const id of ids) {
        users.push(await api.getUser(id));
      }
      return users;
    }
    `,
    `
    import { api } from './api.js';
    import pLimit from 'p-limit';
    export async function load(ids) {
      const users = [];
      const limit = pLimit(10);
      users.push(...(await Promise.all(ids.map((id) => limit(() => api.getUser(id))))));
      return users;
    }
    `,
    { untyped: true },
  );
});
