import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { fanout } from './fanout.ts';

test('parameters, query results, variables, functions by name, and a loop', () => {
  expectFindings(
    fanout,
    `
    import { readdir, readFile } from 'node:fs/promises';
    import { ask } from 'ask';
    async function load(id) { return (await ask(id)).value; }
    export async function run(ids, folder, db) {
      await Promise.all(ids.map(load));
          //^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/fanout: This begins the work
      const names = await readdir(folder);
      const texts = names.map((name) => readFile(name, 'utf8'));
      await Promise.allSettled(texts);
          //^^^^^^^^^^^^^^^^^^^^^^^^^ conc/fanout
      const { rows } = await db.query('select id from users');
      await Promise.all(rows.filter((row) => row.id).map(async (row) => { await load(row.id); }));
          //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/fanout
      const all = [];
      for (const id of ids) all.push(load(id));
      return Promise.all(all);
           //^^^^^^^^^^^^^^^^ conc/fanout
    }
    `,
  );
});

test('lists that are short, limited or cut, work that waits its turn, and cleaning up', () => {
  expectSilence(`
    import pLimit from 'p-limit';
    import pMap from 'p-map';
    import { regions } from './regions.js';
    const limit = pLimit(5);
    import { ask } from 'ask';
    const NAMES = ['a', 'b'];
    const kinds = ['x', 'y'];
    async function load(id) { return (await ask(id)).value; }
    async function gently(id) { return await limit(() => load(id)); }
    export async function run(ids, gate, sockets, jobs) {
      await Promise.all(ids.map((id) => limit(() => load(id))));
      await Promise.all(ids.map((id) => limit(load, id)));
      await Promise.all(ids.map(gently));
      await Promise.all(ids.slice(0, 10).map(load));
      await Promise.all(NAMES.map(load));
      await Promise.all(kinds.map(load));
      await Promise.all(regions.map(load));
      await Promise.all(Object.entries({ a: 1 }).map(([name]) => load(name)));
      await Promise.all(Array.from({ length: 4 }, () => load(1)));
      await pMap(ids, load, { concurrency: 4 });
      await Promise.all(sockets.map((socket) => socket.close()));
      await Promise.all(jobs.map((job) => job.done));
      await Promise.all([load(1), load(2)]);
      await Promise.all(ids.map(async (id) => {
        const release = await gate.acquire();
        try { await load(id); } finally { release(); }
      }));
      for (let i = 0; i < ids.length; i += 10) {
        const batch = ids.slice(i, i + 10);
        await Promise.all(batch.map(load));
      }
    }
    export async function few(ids) {
      if (ids.length > 20) throw new RangeError('Too many');
      return await Promise.all(ids.map(load));
    }
  `);
});

test('lists of a program of its own, whose elements take nothing from outside', () => {
  expectSilence(`
    export class Schema {
      async drop(constraints) {
        await Promise.all(constraints.map((one) => this.dropOne(one)));
        await Promise.all(this.parts.map((one) => one.validate()));
      }
      async dropOne(one) {
        this.memory.push(one);
        await this.execute(one);
      }
      async execute(one) { await this.strategy.run(one); }
    }
    export async function runHooks(docs, hook) {
      const pending = [];
      for (const doc of docs) pending.push(hook(doc));
      await Promise.all(pending);
    }
  `);
});

test('what a request brings', () => {
  expectFindings(
    fanout,
    `
    import express from 'express';
    import { resize } from './resize.js';
    const app = express();
    app.post('/', async (req, res) => {
      res.json(await Promise.all(req.body.images.map((one) => resize(one))));
                   //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conc/fanout
    });
    `,
  );
});

test('the fix limits', () => {
  expectFix(
    fanout,
    `
    import { users } from './users.js';
    export async function refresh(mailer) {
      const all = await users();
      await Promise.all(all.map(async (user) => mailer.deliver(user)));
    }
    `,
    `
    import { users } from './users.js';
    import pLimit from 'p-limit';
    export async function refresh(mailer) {
      const all = await users();
      const limit = pLimit(10);
      await Promise.all(all.map((user) => limit(async () => mailer.deliver(user))));
    }
    `,
    { untyped: true },
  );
});

test('parts of a schema, settings, and modules that are loaded', () => {
  expectSilence(
    `
    import { readFile } from 'node:fs/promises';
    import { Settings, found } from './settings.js';
    export async function dropColumn(db, name) {
      const [rows] = await db.query('select constraint_name from keys');
      await Promise.all(rows.map((constraint) => fetch(\`http://db/drop/\${constraint.id}\`)));
    }
    export async function change(db) {
      const rows = await db.rows();
      return Promise.all(rows.map((row) => Settings.forge(row.key).save(row.value)));
    }
    const load = async (path) => {
      const about = await readFile(\`\${path}.json\`, 'utf8');
      return [about, await import(path)];
    };
    export async function loadAll() {
      const paths = await found();
      return Promise.all(paths.map(async (path) => load(path)));
    }
  `,
    ['time/no-timeout'],
  );
});

test('what sets a service up', () => {
  expectLines(
    fanout,
    `
    export async function setup(store) {
      const users = await store.users();
      await Promise.all(users.map(async (user) => fetch(user.url)));
    }
    export async function refresh(store) {
      const users = await store.users();
      await Promise.all(users.map(async (user) => fetch(user.url))); //!
    }
    `,
  );
});

test('a page of a list', () => {
  expectLines(
    fanout,
    `
    export async function show(store, filter, limit) {
      const page = await store.users({ filter, limit });
      const all = await store.users({ filter });
      await Promise.all(page.data.map(async (user) => fetch(user.url)));
      await Promise.all(all.data.map(async (user) => fetch(user.url))); //!
    }
    `,
  );
});

test('the fix keeps the parentheses of an object', () => {
  expectFix(
    fanout,
    `
    import { readFile } from 'node:fs/promises';
    import pLimit from 'p-limit';
    export async function texts(paths) {
      return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
    }
    `,
    `
    import { readFile } from 'node:fs/promises';
    import pLimit from 'p-limit';
    export async function texts(paths) {
      const limit = pLimit(10);
      return Promise.all(paths.map((path) => limit(async () => ({ path, text: await readFile(path, 'utf8') }))));
    }
    `,
    { untyped: true },
  );
});

test('a queue that was made with a limit', () => {
  expectSilence(`
    import fastq from 'fastq';
    import { readFile } from 'node:fs/promises';
    export async function sizes(files) {
      const queue = fastq.promise(async (file) => (await readFile(file)).length, 4);
      return Promise.all(files.map((file) => queue.push(file)));
    }
  `);
});
