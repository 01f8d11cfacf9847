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

test('what is gone through, what may be in between, and what is added up', () => {
  expectFindings(
    loopAwait,
    `
    import { readdir, readFile, stat } from 'node:fs/promises';
    import got from 'got';
    import { PrismaClient } from '@prisma/client';
    const prisma = new PrismaClient();
    const crm = got.extend({ timeout: { request: 1000 } });
    export async function load(folder, paths, ids, orders) {
      const texts = [];
      const byId = {};
      let bytes = 0;
      for (const name of await readdir(folder)) texts.push(await readFile(name, 'utf8'));
                                                         //^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/loop-await
      for (const [key, path] of Object.entries(paths)) byId[key] = await readFile(path);
                                                                 //^^^^^^^^^^^^^^^^^^^^ conc/loop-await
      for (const path of texts.filter(Boolean)) bytes += (await stat(path)).size;
                                                        //^^^^^^^^^^^^^^^^ conc/loop-await
      for (const key in paths) texts.push(await readFile(paths[key]));
                                        //^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/loop-await
      for (const id of ids) {
        const url = \`https://crm.example.com/\${id}\`;
        const answer = await crm.get(url).json();
                     //^^^^^^^^^^^^^^^^^^^^^^^^^ conc/loop-await
        if (!answer.active) continue;
        console.log('read', id);
        byId[id] = answer;
      }
      for (const id of ids) {
        const order = await prisma.order.findUnique({ where: { id } });
                    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/loop-await
        if (order) texts.push(order);
      }
      for (const order of orders) {
        const res = await fetch(order.url, { signal: AbortSignal.timeout(1000) });
                  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/loop-await
        if (!res.ok) throw new Error(res.statusText);
        order.price = await res.json();
      }
      return [texts, byId, bytes];
    }
    `,
  );
});

test('what was collected decides what is read next', () => {
  expectSilence(`
    export async function load(api, ids, items, budget) {
      const seen = new Set();
      const out = [];
      const result = {};
      let sum = 0;
      for (const id of ids) {
        if (seen.has(id)) continue;
        out.push(await api.getUser(id));
        seen.add(id);
      }
      for (const id of ids) {
        if (sum > budget) continue;
        sum += await api.getPrice(id);
      }
      for (const id of ids) result.latest = await api.getUser(id);
      for (const id of ids) {
        const user = await api.getUser(id);
        out.push(user.previous ?? out.at(-1));
      }
      for (const id of items()) out.push(await api.getUser(id));
      return [out, result, sum];
    }
    function* items() { yield 1; }
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

test('the fix keeps what is in between, and the order of what is pushed', () => {
  expectFix(
    loopAwait,
    `
    import { api } from './api.js';
    export async function load(db) {
      const names = [];
      for (const id of await db.ids()) {
        // Some have none.
        const user = await api.getUser(id);
        names.push(user.name ?? '');
      }
      return names;
    }
    `,
    `
    import { api } from './api.js';
    import pLimit from 'p-limit';
    export async function load(db) {
      const names = [];
      const limit = pLimit(10);
      names.push(...(await Promise.all((await db.ids()).map((id) => limit(async () => {
        // Some have none.
        const user = await api.getUser(id);
        return user.name ?? '';
      })))));
      return names;
    }
    `,
    { untyped: true },
  );
  expectFix(
    loopAwait,
    `
    import { api } from './api.js';
    export async function load(ids) {
      const users = new Map();
      for (const id of ids) {
        users.set(id, await api.getUser(id));
      }
      return users;
    }
    `,
    `
    import { api } from './api.js';
    import pLimit from 'p-limit';
    export async function load(ids) {
      const users = new Map();
      const limit = pLimit(10);
      await Promise.all(ids.map((id) => limit(async () => {
        users.set(id, await api.getUser(id));
      })));
      return users;
    }
    `,
    { untyped: true },
  );
});
