import { describe, expect, test } from 'vitest';
import {
  expectFindings,
  expectFix,
  expectLines,
  expectNoFix,
  expectSilence,
} from '../../testing/check-rule.ts';
import { release } from './release.ts';

test('says by which way it is lost', () => {
  const [finding] = expectFindings(
    release,
    `
    import { Pool } from 'pg';
    const pool = new Pool();
    export async function total(user) {
      const client = await pool.connect();
                         //^^^^^^^^^^^^^^ res/release: client is not released when line 5 throws
      const { rows } = await client.query('select 1', [user]);
      client.release();
      return rows[0];
    }
    `,
  );
  expect(finding?.path[0]?.line).toBe(5);
});

describe('finds', () => {
  test.each([
    [
      'a return before the release',
      `
      import { Mutex } from 'async-mutex';
      const mutex = new Mutex();
      let stock = 1;
      export async function take() {
        const release = await mutex.acquire();
                            //^^^^^^^^^^^^^^^ res/release: release is not released when the function is left by line 6
        if (stock === 0) return false;
        stock--;
        release();
        return true;
      }
      `,
    ],
    [
      'a connection that nothing releases',
      `
      const mysql = require('mysql2/promise');
      const pool = mysql.createPool({ host: 'db' });
      async function load(id) {
        const conn = await pool.getConnection();
                         //^^^^^^^^^^^^^^^^^^^^ res/release: Nothing releases conn
        const [rows] = await conn.query('select 1', [id]);
        return rows;
      }
      module.exports = { load };
      `,
    ],
    [
      'a handle that a catch forgets',
      `
      import { open } from 'node:fs/promises';
      export async function header(path) {
        const file = await open(path);
                         //^^^^^^^^^^ res/release
        try {
          const { buffer } = await file.read(Buffer.alloc(16), 0, 16, 0);
          await file.close();
          return buffer;
        } catch (error) {
          throw new Error('no header in ' + path, { cause: error });
        }
      }
      `,
    ],
    [
      'a lock of the project itself',
      `
      //- /lock.ts
      export class Lock {
        #waiting: (() => void)[] = [];
        #isHeld = false;
        async acquire(): Promise<void> {
          if (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
          this.#isHeld = true;
        }
        release(): void {
          this.#isHeld = false;
          this.#waiting.shift()?.();
        }
      }
      //- /account.ts
      import { Lock } from './lock.ts';
      export class Account {
        readonly #lock = new Lock();
        #balance = 0;
        async withdraw(amount: number): Promise<void> {
          await this.#lock.acquire();
              //^^^^^^^^^^^^^^^^^^^^ res/release: this.#lock is not released when line
          if (this.#balance < amount) throw new Error('not enough');
          this.#balance -= amount;
          this.#lock.release();
        }
      }
      `,
    ],
    [
      'a pool of the project itself, with continue in a loop',
      `
      export async function sync(pool, jobs) {
        for (const job of jobs) {
          const worker = await pool.acquire();
                             //^^^^^^^^^^^^^^ res/release
          if (!worker.isReady) continue;
          try { await worker.run(job); } catch (error) { console.error(error); }
          pool.release(worker);
        }
      }
      `,
    ],
    [
      'a temporary folder',
      `
      import { mkdtemp, rm, writeFile } from 'node:fs/promises';
      import { join } from 'node:path';
      export async function render(text) {
        const folder = await mkdtemp('/tmp/render-');
                           //^^^^^^^^^^^^^^^^^^^^^^^ res/release
        await writeFile(join(folder, 'in.txt'), text);
        await rm(folder, { recursive: true });
      }
      `,
    ],
    [
      'a semaphore by its pair',
      `
      import { Semaphore } from 'async-mutex';
      const slots = new Semaphore(4);
      export async function run(job) {
        const [, release] = await slots.acquire();
                                //^^^^^^^^^^^^^^^ res/release
        const result = await job();
        release();
        return result;
      }
      `,
    ],
    [
      'a callback that returns early',
      `
      const { Pool } = require('pg');
      const pool = new Pool();
      exports.find = (id, callback) => {
        pool.connect((err, client, done) => {
      //^^^^^^^^^^^^ res/release: There is a way
          if (err) return callback(err);
          client.query('select 1', [id], (queryError, result) => {
            if (queryError) return callback(queryError);
            done();
            callback(null, result.rows);
          });
        });
      };
      `,
    ],
    [
      'a chain without finally',
      `
      import { Pool } from 'pg';
      const pool = new Pool();
      export const names = () =>
        pool.connect().then((client) =>
      //^^^^^^^^^^^^^^ res/release
          client.query('select name from users').then((result) => {
            client.release();
            return result.rows;
          }),
        );
      `,
    ],
    [
      'a connection that a helper uses, but does not release',
      `
      import { Pool } from 'pg';
      const pool = new Pool();
      async function insert(client, row) { await client.query('insert into t values ($1)', [row]); }
      export async function save(rows) {
        const client = await pool.connect();
                           //^^^^^^^^^^^^^^ res/release
        for (const row of rows) await insert(client, row);
        client.release();
      }
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(release, text);
  });
});

describe('is silent', () => {
  test.each([
    [
      'with finally',
      `
      import { Pool } from 'pg';
      const pool = new Pool();
      export async function total() {
        const client = await pool.connect();
        const started = stamp();
        try {
          return (await client.query('select 1')).rows;
        } finally {
          client.release();
          console.log(stamp() - started);
        }
      }
      function stamp() { return Date.now(); }
      `,
    ],
    [
      'with a variable before the try, and a check in the finally',
      `
      import { Pool } from 'pg';
      const pool = new Pool();
      export async function total() {
        let client;
        try {
          client = await pool.connect();
          return (await client.query('select 1')).rows;
        } catch (error) {
          console.error(error);
          throw error;
        } finally {
          if (client) client.release();
        }
      }
      `,
    ],
    [
      'with a release in both ways',
      `
      import { Mutex } from 'async-mutex';
      const mutex = new Mutex();
      export async function write(job) {
        const release = await mutex.acquire();
        try {
          await job();
        } catch (error) {
          release();
          throw error;
        }
        release();
      }
      `,
    ],
    [
      'when the caller gets it',
      `
      import { open } from 'node:fs/promises';
      export async function openLog(path) {
        const file = await open(path, 'a');
        return file;
      }
      `,
    ],
    [
      'when it is kept',
      `
      import { open } from 'node:fs/promises';
      export class Log {
        async start(path) {
          const file = await open(path, 'a');
          this.file = file;
        }
        stop() { return this.file.close(); }
      }
      `,
    ],
    [
      'with using',
      `
      import { open } from 'node:fs/promises';
      export async function size(path) {
        await using file = await open(path);
        return (await file.stat()).size;
      }
      `,
    ],
    [
      'when a stream closes it',
      `
      import { open } from 'node:fs/promises';
      export async function count(path) {
        const file = await open(path);
        let lines = 0;
        for await (const line of file.readLines()) lines += line ? 1 : 0;
        return lines;
      }
      `,
    ],
    [
      'with runExclusive',
      `
      import { Mutex } from 'async-mutex';
      const mutex = new Mutex();
      export const write = (job) => mutex.runExclusive(() => job());
      `,
    ],
    [
      'with a finally of the chain',
      `
      import { Pool } from 'pg';
      const pool = new Pool();
      export async function total(work) {
        const client = await pool.connect();
        return work(client).finally(() => client.release());
      }
      export const names = () =>
        pool.connect().then((client) => client.query('select 1').finally(() => client.release()));
      `,
    ],
    [
      'when the end of the response releases it',
      `
      import express from 'express';
      import { Pool } from 'pg';
      const pool = new Pool();
      const app = express();
      app.use(async (req, res, next) => {
        const client = await pool.connect();
        res.on('close', () => client.release());
        req.db = client;
        next();
      });
      `,
    ],
    [
      'when a helper releases it',
      `
      //- /main.js
      import { Pool } from 'pg';
      import { finish } from './finish.js';
      const pool = new Pool();
      export async function total() {
        const client = await pool.connect();
        try {
          return (await client.query('select 1')).rows;
        } finally {
          await finish(client);
        }
      }
      //- /finish.js
      export async function finish(client) {
        await client.query('discard all');
        client.release();
      }
      `,
    ],
    [
      'in a callback that always does',
      `
      const { Pool } = require('pg');
      const pool = new Pool();
      exports.find = (id, callback) => {
        pool.connect((err, client, done) => {
          if (err) return callback(err);
          client.query('select 1', [id], (queryError, result) => {
            done();
            if (queryError) return callback(queryError);
            callback(null, result.rows);
          });
        });
      };
      `,
    ],
    [
      'for a lock that may not be had',
      `
      export async function runOnce(locks, job) {
        const lock = await locks.acquire('job');
        if (!lock) return false;
        try {
          await job();
          return true;
        } finally {
          await lock.release();
        }
      }
      `,
    ],
    [
      'in the lock itself',
      `
      export class Gate {
        constructor(semaphore) { this.semaphore = semaphore; }
        async enter() { await this.semaphore.acquire(); }
        leave() { this.semaphore.release(); }
      }
      `,
    ],
    [
      'for other things that are called so',
      `
      export async function open(door, socket) {
        const answer = await door.open();
        const state = await socket.connect('a');
        return [answer.text, state.text];
      }
      `,
    ],
    [
      'with a rollback in between',
      `
      import { Pool } from 'pg';
      const pool = new Pool();
      export async function move(from, to, amount) {
        const client = await pool.connect();
        try {
          await client.query('begin');
          await client.query('update a set x = x - $1 where id = $2', [amount, from]);
          await client.query('update a set x = x + $1 where id = $2', [amount, to]);
          await client.query('commit');
        } catch (error) {
          await client.query('rollback');
          throw error;
        } finally {
          client.release();
        }
      }
      `,
    ],
    [
      'for a folder that is the result',
      `
      import { mkdtemp, writeFile } from 'node:fs/promises';
      import { join } from 'node:path';
      export async function render(text) {
        const folder = await mkdtemp('/tmp/render-');
        const file = join(folder, 'in.txt');
        await writeFile(file, text);
        return file;
      }
      `,
    ],
    [
      'with a disposable stack',
      `
      import { open } from 'node:fs/promises';
      export async function both(a, b) {
        await using stack = new AsyncDisposableStack();
        const first = stack.use(await open(a));
        const second = await open(b);
        stack.defer(() => second.close());
        return [await first.readFile(), await second.readFile()];
      }
      `,
    ],
  ])('%s', (_, text) => expectSilence(text));
});

test('the fix wraps what is between', () => {
  expectFix(
    release,
    `
    import { open } from 'node:fs/promises';
    export async function copy(path, other) {
      const file = await open(path);
      // All of it.
      const text = await file.readFile('utf8');

      await other.write(text);
      await file.close();
    }
    `,
    `
    import { open } from 'node:fs/promises';
    export async function copy(path, other) {
      const file = await open(path);
      // All of it.
      try {
        const text = await file.readFile('utf8');

        await other.write(text);
      } finally {
        await file.close();
      }
    }
    `,
  );
});

test('no fix when the result is used after the release', () => {
  expectNoFix(
    release,
    `
    import { open } from 'node:fs/promises';
    export async function read(path) {
      const file = await open(path);
      const text = await file.readFile('utf8');
      await file.close();
      return text.trim();
    }
    `,
  );
});

test('a socket closes itself when it fails', () => {
  expectSilence(`
    import { connect } from 'node:tls';
    export function until(host, done) {
      const socket = connect({ host, port: 443 }, () => {
        done(null, socket.getPeerCertificate().valid_to);
        socket.end();
      });
      socket.on('error', done);
    }
    `);
});

test('a query runner', () => {
  expectLines(
    release,
    `
    export async function rename(source, name) {
      const runner = source.createQueryRunner(); //!
      await runner.query('update x set name = $1', [name]);
      await runner.release();
    }
    `,
  );
});

test('the promise of a connection is waited for later, and an iterator is not opened', () => {
  expectSilence(`
    export async function begin(pool, parent) {
      const connecting = parent ? parent.connection : pool.getConnection();
      let result;
      const connection = await connecting;
      try {
        result = await connection.begin();
      } finally {
        pool.releaseConnection(connection);
      }
      return result;
    }
    export async function first(pool) {
      let connecting;
      connecting = pool.getConnection();
      const connection = await connecting;
      try {
        return await connection.ping();
      } finally {
        pool.releaseConnection(connection);
      }
    }
    export async function send(source, reply) {
      const parts = openParts(source);
      const part = await parts.next();
      if (part.done) {
        await parts.return();
        return;
      }
      reply.send(part.value);
    }
    const openParts = (source) => source[Symbol.asyncIterator]();
  `);
});

test('only a call that is not waited for may throw: a hint', () => {
  const found = expectLines(
    release,
    `
    export async function check(pool, versions) {
      const client = await pool.getConnection(); //!
      const found = versions.parse(client.version);
      pool.releaseConnection(client);
      return found;
    }
    export async function ask(pool, sql) {
      const client = await pool.getConnection(); //!
      const rows = await client.query(sql);
      pool.releaseConnection(client);
      return rows;
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'warning']);
});

describe('what only logs, between taking and releasing,', () => {
  const taken = (call: string): string => `
import { Pool } from 'pg';
import { audit } from './audit.js';
const pool = new Pool();
export async function check(id) {
  const client = await pool.connect(); //!
  ${call};
  client.release();
}
`;
  test.each(['audit.log(id)', 'audit.logTaken(id)', 'console.info(id)'])(
    '%s does not throw',
    (call) => {
      expectSilence(taken(call));
    },
  );

  test.each(['audit.login(id)', 'audit.load(id)', 'audit.info.logger(id)'])('%s may', (call) => {
    expectLines(release, taken(call));
  });
});

test('the fix takes a result along that is only given back', () => {
  expectFix(
    release,
    `
    import { open } from 'node:fs/promises';
    export async function first(path) {
      const file = await open(path);
      const { buffer } = await file.read();
      await file.close();
      return buffer;
    }
    `,
    `
    import { open } from 'node:fs/promises';
    export async function first(path) {
      const file = await open(path);
      try {
        const { buffer } = await file.read();
        return buffer;
      } finally {
        await file.close();
      }
    }
    `,
  );
});

test('a release that only notes that it was called', () => {
  expectLines(
    release,
    `
    class Flagged {
      release() {
        this.isReleased = true;
        return Promise.resolve();
      }
    }
    class Counted {
      release() { this.free += 1; }
    }
    class Driver {
      createQueryRunner() { return new Flagged(); }
      createCounted() { return new Counted(); }
      async name(query) {
        const runner = this.createQueryRunner();
        const answer = await runner.query(query);
        await runner.release();
        return answer;
      }
    }
    class Other {
      createQueryRunner() { return new Counted(); }
      async name(query) {
        const runner = this.createQueryRunner(); //!
        const answer = await runner.query(query);
        runner.release();
        return answer;
      }
    }
    export const drivers = [new Driver(), new Other()];
    `,
  );
});

test('what only the start-up acquires: a hint', () => {
  const found = expectLines(
    release,
    `
    import pg from 'pg';
    const pool = new pg.Pool();
    async function migrate() {
      const client = await pool.connect(); //!
      await client.query('create table if not exists orders (id int)');
      client.release();
    }
    await migrate();
    export async function count() {
      const client = await pool.connect(); //!
      const answer = await client.query('select count(*) from orders');
      client.release();
      return answer;
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'warning']);
});
