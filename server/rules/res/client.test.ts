import { describe, expect, test } from 'vitest';
import {
  expectFindings,
  expectFix,
  expectLines,
  expectNoFix,
  expectSilence,
} from '../../testing/check-rule.ts';
import { client } from './client.ts';

test('names what is made, for whom', () => {
  const [finding] = expectFindings(
    client,
    `
    const express = require('express');
    const { Pool } = require('pg');
    const app = express();
    app.get('/users', async (req, res) => {
      const pool = new Pool();
                 //^^^^^^^^^^ res/client: Each GET /users makes a Pool of its own
      res.json((await pool.query('select 1')).rows);
    });
    `,
  );
  expect(finding?.path[0]?.label).toContain('GET /users');
});

describe('finds', () => {
  test('an agent in a helper of another file', () => {
    expectFindings(
      client,
      `
      //- /app.ts
      import { createServer } from 'node:http';
      import { forward } from './forward.js';
      createServer(async (req, res) => { res.end(await forward(req.url)); }).listen(80);
      //- /forward.ts
      import https from 'node:https';
      export function forward(path: string): Promise<string> {
        const agent = new https.Agent({ keepAlive: true });
                    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ res/client
        return send(path, agent);
      }
      declare function send(path: string, agent: https.Agent): Promise<string>;
      `,
    );
  });

  test('a factory that a handler calls', () => {
    expectFindings(
      client,
      `
      import fastify from 'fastify';
      import mysql from 'mysql2/promise';
      const connect = () => mysql.createPool({ host: 'db' });
                          //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ res/client: Each GET /a makes a Pool
      const app = fastify();
      app.get('/a', async () => {
        const db = connect();
        return db.query('select 1');
      });
      `,
    );
  });

  test('a client in a class that is made per request', () => {
    expectFindings(
      client,
      `
      import { PrismaClient } from '@prisma/client';
      class Users {
        constructor() {
          this.db = new PrismaClient();
                  //^^^^^^^^^^^^^^^^^^ res/client
        }
        all() { return this.db.user.findMany(); }
      }
      export async function handler(req, res) {
        res.json(await new Users().all());
      }
      `,
    );
  });

  test('in an async function that nobody is seen to register', () => {
    expectFindings(
      client,
      `
      import pg from 'pg';
      export async function findUser(id) {
        const pool = new pg.Pool();
                   //^^^^^^^^^^^^^ res/client: Each call of findUser
        const { rows } = await pool.query('select * from users where id = $1', [id]);
        return rows[0];
      }
      `,
    );
  });

  test('a worker that answers a request by itself', () => {
    expectFindings(
      client,
      `
      import express from 'express';
      import { Worker } from 'node:worker_threads';
      const app = express();
      app.post('/resize', (req, res) => {
        const worker = new Worker('./resize.js', { workerData: req.body });
                     //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ res/client
        worker.on('message', (image) => res.send(image));
      });
      `,
    );
  });
});

describe('is silent', () => {
  test.each([
    [
      'at the top of the module',
      `
      import express from 'express';
      import { Pool } from 'pg';
      const pool = new Pool();
      const app = express();
      app.get('/users', async (req, res) => { res.json((await pool.query('select 1')).rows); });
      `,
    ],
    [
      'when it is made once and kept',
      `
      import express from 'express';
      import { Pool } from 'pg';
      let pool;
      function getPool() {
        pool ??= new Pool();
        return pool;
      }
      const app = express();
      app.get('/users', async (req, res) => { res.json((await getPool().query('select 1')).rows); });
      `,
    ],
    [
      'for one per tenant in a map',
      `
      import express from 'express';
      import { Pool } from 'pg';
      const pools = new Map();
      function poolFor(tenant) {
        let pool = pools.get(tenant);
        if (!pool) {
          pool = new Pool({ database: tenant });
          pools.set(tenant, pool);
        }
        return pool;
      }
      const app = express();
      app.get('/:tenant', async (req, res) => { res.json((await poolFor(req.params.tenant).query('select 1')).rows); });
      `,
    ],
    [
      'when the caller keeps it',
      `
      import express from 'express';
      import { MongoClient } from 'mongodb';
      let connected;
      async function connect() {
        const client = new MongoClient(process.env.MONGO_URL);
        await client.connect();
        return client;
      }
      const app = express();
      app.get('/x', async (req, res) => {
        connected ??= connect();
        res.json(await (await connected).db('a').collection('x').findOne({}));
      });
      `,
    ],
    [
      'in a factory that is exported',
      `
      import { createClient } from 'redis';
      export async function openCache(url) {
        const client = createClient({ url });
        await client.connect();
        return client;
      }
      `,
    ],
    [
      'in a replacement of a worker that has gone',
      `
      import { Worker } from 'node:worker_threads';
      const workers = [];
      function spawn() {
        const worker = new Worker(new URL('./job.js', import.meta.url));
        worker.on('error', (error) => console.error(error));
        worker.on('exit', () => spawn());
        workers.push(worker);
      }
      spawn();
      `,
    ],
    [
      'for a class of the same name',
      `
      import { Pool } from './pool.js';
      export async function handler(req, res) { res.json(new Pool().take()); }
      `,
    ],
    [
      'at start-up',
      `
      import { Client } from 'pg';
      async function main() {
        const client = new Client();
        await client.connect();
        await client.end();
      }
      await main();
      `,
    ],
  ])('%s', (_, text) => expectSilence(text, ['time/no-timeout', 'res/release']));
});

test('the fix hoists it', () => {
  expectFix(
    client,
    `
    import express from 'express';
    import { Pool } from 'pg';

    const app = express();

    app.get('/users', async (req, res) => {
      // One at a time.
      const pool = new Pool({
        max: 1,
      });
      const { rows } = await pool.query('select 1');
      await pool.end();
      res.json(rows);
    });
    `,
    `
    import express from 'express';
    import { Pool } from 'pg';

    const app = express();

    const pool = new Pool({
      max: 1,
    });
    app.get('/users', async (req, res) => {
      // One at a time.
      const { rows } = await pool.query('select 1');
      res.json(rows);
    });
    `,
  );
});

test.each([
  "const pool = new Pool({ database: req.params.id }); res.json(await pool.query('select 1'));",
  "const pool = new Pool(); try { res.json(await pool.query('select 1')); } finally { await pool.end(); }",
  "res.json(await new Pool().query('select 1'));",
])('no fix: %s', (body) => {
  expectNoFix(
    client,
    `
    import express from 'express';
    import { Pool } from 'pg';
    const app = express();
    app.get('/:id', async (req, res) => { ${body} });
    `,
  );
});

test('a thread for each request, whose result is awaited: a hint', () => {
  const [finding] = expectLines(
    client,
    `
    import { createServer } from 'node:http';
    import { Worker } from 'node:worker_threads';
    const run = (n) => new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./primes.js', import.meta.url), { workerData: n }); //!
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error('exit ' + code)));
    });
    createServer(async (req, res) => { res.end(String(await run(5))); }).listen(80);
    `,
  );
  expect(finding?.level).toBe('hint');
});

test('a client within another one that is kept', () => {
  expectLines(
    client,
    `
    import express from 'express';
    import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
    import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
    const shared = globalThis;
    const app = express();
    app.get('/a', (req, res) => {
      shared.carts ??= DynamoDBDocumentClient.from(new DynamoDBClient({}));
      res.json(shared.carts.all());
    });
    app.get('/b', (req, res) => {
      const carts = DynamoDBDocumentClient.from(new DynamoDBClient({})); //!
      res.json(carts.all());
    });
    `,
  );
});
