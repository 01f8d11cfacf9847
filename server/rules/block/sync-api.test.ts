import { describe, expect, test } from 'vitest';
import {
  expectFindings,
  expectFix,
  expectLines,
  expectNoFix,
  expectSilence,
} from '../../testing/check-rule.ts';
import { syncApi } from './sync-api.ts';

test('a helper in another file that a route reaches', () => {
  const [finding] = expectFindings(
    syncApi,
    `
    //- /app.js
    const express = require('express');
    const { render } = require('./render');
    const app = express();
    app.get('/hello', (req, res) => { res.send(render('hello')); });
    //- /render.js
    const fs = require('fs');
    const load = (name) => fs.readFileSync('./pages/' + name, 'utf8');
                         //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-api: fs.readFileSync stops
    function render(name) { return load(name).trim(); }
    module.exports = { render };
    `,
  );
  expect(finding?.message).toContain('GET /hello comes by here');
  expect(finding?.path[0]?.label).toBe('called in render');
  expect(finding?.path.at(-1)?.label).toBe('the event loop calls this for GET /hello');
});

describe('finds', () => {
  test.each([
    [
      'a raw server that hashes',
      `
      import http from 'node:http';
      import crypto from 'node:crypto';
      http.createServer((req, res) => {
        const key = crypto.pbkdf2Sync('x', 'y', 600_000, 64, 'sha512');
                  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-api
        res.end(key.toString('hex'));
      }).listen(80);
      `,
    ],
    [
      'an imported alias in a class behind a timer',
      `
      //- /main.ts
      import { execFileSync as run } from 'child_process';
      class Monitor {
        start() { setInterval(() => this.check(), 5_000); }
        private check(): string {
          return run('df', ['-h']).toString();
               //^^^^^^^^^^^^^^^^^ block/sync-api
        }
      }
      new Monitor().start();
      `,
    ],
    [
      'a handler by its parameters',
      `
      const { gzipSync } = require('zlib');
      exports.page = function (req, res) {
        res.end(gzipSync(req.body));
              //^^^^^^^^^^^^^^^^^^ block/sync-api
      };
      `,
    ],
    [
      'an async function that nobody is seen to call',
      `
      import * as fs from 'fs';
      export async function readUser(id) {
        const text = fs.readFileSync(id + '.json', 'utf8');
                   //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-api
        return text;
      }
      `,
    ],
    [
      'a WebSocket message',
      `
      import { WebSocketServer } from 'ws';
      import { appendFileSync } from 'node:fs';
      const server = new WebSocketServer({ port: 80 });
      server.on('connection', (socket) => {
        socket.on('message', (data) => {
          appendFileSync('log.txt', data);
        //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-api
        });
      });
      `,
    ],
    [
      'a function that is handed to map',
      `
      import { readdirSync, statSync } from 'node:fs';
      import fastify from 'fastify';
      const app = fastify();
      app.get('/sizes', async () => {
        return readdirSync('.').map(statSync);
             //^^^^^^^^^^^^^^^^ block/sync-api
                                  //^^^^^^^^ block/sync-api
      });
      `,
    ],
    [
      'a decorated method',
      `
      //- /pages.controller.ts
      import { Controller, Get } from '@nestjs/common';
      import { readFileSync } from 'fs';
      @Controller()
      export class PagesController {
        @Get('/page')
        page() {
          return readFileSync('page.html', 'utf8');
               //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-api
        }
      }
      `,
    ],
    [
      'the promises of a service object',
      `
      //- /service.js
      import fs from 'node:fs';
      export const service = {
        read(name) {
          return JSON.parse(fs.readFileSync(name, 'utf8'));
                          //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-api
        },
      };
      //- /main.js
      import Koa from 'koa';
      import { service } from './service.js';
      const app = new Koa();
      app.use(async (ctx) => { ctx.body = service.read('a.txt'); });
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(syncApi, text);
  });
});

test('what the kernel answers at once is a hint', () => {
  const [finding] = expectFindings(
    syncApi,
    `
    import { existsSync } from 'node:fs';
    export function page(req, res) {
      res.end(String(existsSync('x')));
                   //^^^^^^^^^^^^^^^ block/sync-api
    }
    `,
  );
  expect(finding?.level).toBe('hint');
});

describe('is silent about', () => {
  test.each([
    [
      'the start of a program',
      `
      import { readFileSync } from 'node:fs';
      import https from 'node:https';
      function certificate() { return readFileSync('cert.pem'); }
      https.createServer({ cert: certificate() }, (req, res) => res.end()).listen(443);
      `,
    ],
    [
      'the start of a program in an async function',
      `
      const fs = require('fs');
      const express = require('express');
      async function start() {
        const config = JSON.parse(fs.readFileSync('config.json', 'utf8'));
        const app = express();
        app.get('/', (req, res) => res.json(config));
        app.listen(config.port, () => { fs.writeFileSync('server.pid', String(process.pid)); });
      }
      start().catch((error) => { console.error(error); process.exit(1); });
      `,
    ],
    [
      'a script',
      `
      #!/usr/bin/env node
      import { readFileSync } from 'node:fs';
      export async function run() { console.log(readFileSync(process.argv[2], 'utf8')); }
      await run();
      `,
    ],
    [
      'a method that merely ends in Sync',
      `
      import express from 'express';
      class Cache { readFileSync(key) { return this.map.get(key); } map = new Map(); }
      const cache = new Cache();
      const app = express();
      app.get('/', (req, res) => res.send(cache.readFileSync('a')));
      `,
    ],
    [
      'a function of that name from elsewhere',
      `
      import { readFileSync } from './memory-fs.js';
      export function page(req, res) { res.end(readFileSync('x')); }
      `,
    ],
    [
      'an in-memory file system',
      `
      import { vol } from 'memfs';
      export function page(req, res) { res.end(vol.readFileSync('x')); }
      `,
    ],
    [
      'what is read once and kept',
      `
      import { readFileSync } from 'node:fs';
      let template;
      export function page(req, res) {
        template ??= readFileSync('page.html', 'utf8');
        res.end(template);
      }
      `,
    ],
    [
      'a worker',
      `
      import { parentPort } from 'node:worker_threads';
      import { readFileSync } from 'node:fs';
      parentPort.on('message', (name) => parentPort.postMessage(readFileSync(name)));
      `,
    ],
    [
      'a command of a command line',
      `
      import { Command } from 'commander';
      import { writeFileSync } from 'node:fs';
      const program = new Command();
      program.command('init').action(async () => { writeFileSync('config.json', '{}'); });
      program.parse();
      `,
    ],
    [
      'the end of a process',
      `
      import { writeFileSync, writeSync } from 'node:fs';
      process.on('exit', () => writeFileSync('state.json', '{}'));
      process.on('SIGTERM', () => { writeFileSync('state.json', '{}'); process.exit(0); });
      export function log(req, res) { writeSync(2, 'x'); res.end(); }
      `,
    ],
    [
      'a test',
      `
      //- /src/load.test.ts
      import { readFileSync } from 'node:fs';
      import { test } from 'node:test';
      test('loads', async () => { readFileSync('fixture.json'); });
      `,
    ],
    [
      'a set-up function that is exported',
      `
      import { readFileSync } from 'node:fs';
      export default async function routes(fastify) {
        const page = readFileSync('page.html', 'utf8');
        fastify.get('/', async (request, reply) => reply.send(page));
      }
      `,
    ],
  ])('%s', (_, text) => {
    expectSilence(text);
  });
});

describe('awaits the twin', () => {
  test('with the import in place of the old one', () => {
    expectFix(
      syncApi,
      `
      import { readFileSync } from 'node:fs';
      import express from 'express';
      const app = express();
      app.get('/', async (req, res) => {
        const lines = readFileSync('page.html', 'utf8').split('\\n'); // all of them
        res.json(lines);
      });
      `,
      `
      import { readFile } from 'node:fs/promises';
      import express from 'express';
      const app = express();
      app.get('/', async (req, res) => {
        const lines = (await readFile('page.html', 'utf8')).split('\\n'); // all of them
        res.json(lines);
      });
      `,
    );
  });

  test('from a list of imports, and by the namespace', () => {
    expectFix(
      syncApi,
      `
      import { createReadStream, readFileSync } from 'node:fs';
      export async function page(req, res) {
        const text = readFileSync('page.html', 'utf8');
        createReadStream(text);
        res.end();
      }
      `,
      `
      import { createReadStream } from 'node:fs';
      import { readFile } from 'node:fs/promises';
      export async function page(req, res) {
        const text = await readFile('page.html', 'utf8');
        createReadStream(text);
        res.end();
      }
      `,
    );
    expectFix(
      syncApi,
      `
      const fs = require('fs');
      exports.page = async (req, res) => { res.end(fs.readFileSync('page.html')); };
      `,
      `
      const fs = require('fs');
      exports.page = async (req, res) => { res.end(await fs.promises.readFile('page.html')); };
      `,
    );
  });

  test('behind promisify', () => {
    expectFix(
      syncApi,
      `
      const { scryptSync } = require('node:crypto');
      exports.login = async (req, res) => {
        res.end(scryptSync(req.body.password, 'salt', 64).toString('hex'));
      };
      `,
      `
      const { scrypt } = require('node:crypto');
      const { promisify } = require('node:util');
      exports.login = async (req, res) => {
        res.end((await promisify(scrypt)(req.body.password, 'salt', 64)).toString('hex'));
      };
      `,
    );
  });

  test('of a process, when its output stays the same', () => {
    expectFix(
      syncApi,
      `
      import { execSync } from 'node:child_process';
      export async function version(req, res) {
        res.end(execSync('git rev-parse HEAD', { encoding: 'utf8' }).trim());
      }
      `,
      `
      import { exec } from 'node:child_process';
      import { promisify } from 'node:util';
      export async function version(req, res) {
        res.end((await promisify(exec)('git rev-parse HEAD', { encoding: 'utf8' })).stdout.trim());
      }
      `,
    );
    expectNoFix(
      syncApi,
      `
      import { execSync } from 'node:child_process';
      export async function version(req, res) { res.end(execSync('git status')); }
      `,
    );
    expectNoFix(
      syncApi,
      `
      import { spawnSync } from 'node:child_process';
      export async function version(req, res) { res.end(spawnSync('git').stdout); }
      `,
    );
  });

  test('of existsSync, which answers no instead of failing', () => {
    expectFix(
      syncApi,
      `
      import { existsSync } from 'node:fs';
      export async function has(req, res) {
        if (!existsSync(req.url)) res.statusCode = 404;
        res.end();
      }
      `,
      `
      import { access } from 'node:fs/promises';
      export async function has(req, res) {
        if (!await access(req.url).then(() => true, () => false)) res.statusCode = 404;
        res.end();
      }
      `,
    );
  });
});

test('folders and files that the kernel makes up', () => {
  expectSilence(`
    import { readFileSync, readdirSync } from 'node:fs';
    export async function commands(pid) {
      return [readdirSync('/proc'), readFileSync(\`/proc/\${pid}/comm\`, 'utf8')];
    }
  `);
});

test('what ends does so once: a hint; what is piped in is for a command line', () => {
  const found = expectLines(
    syncApi,
    `
    import { spawn } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    process.stdin.on('data', (text) => console.log(readFileSync(String(text), 'utf8')));
    export function install(done) {
      spawn('npm', ['install']).on('close', () => done(readFileSync('package.json', 'utf8'))); //!
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint']);
});

test('a timer at a terminal, and what a service does beside its commands', () => {
  expectLines(
    syncApi,
    `
    import { readFileSync } from 'node:fs';
    import { createServer } from 'node:http';
    import commander from 'commander';
    export async function list() {
      console.log(readFileSync('/var/run/app.pid', 'utf8'));
    }
    setInterval(list, 1000);
    commander.command('list', list);
    commander.command('serve', () =>
      createServer((req, res) => res.end(readFileSync('page.html'))).listen(80)); //!
    `,
  );
});

test('what quits or begins again: a hint', () => {
  const found = expectLines(
    syncApi,
    `
    import { execSync } from 'node:child_process';
    export const onQuit = (bus, child) =>
      bus.on('quit', () => execSync(\`kill \${child.pid}\`)); //!
    export const onJob = (bus, child) =>
      bus.on('job', () => execSync(\`nice \${child.pid}\`)); //!
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'warning']);
});

test('the last that a process does: a hint', () => {
  const found = expectLines(
    syncApi,
    `
    import { unlinkSync } from 'node:fs';
    export const watch = (bus, path) => {
      bus.on('lost', () => {
        unlinkSync(path); //!
        process.exit(1);
      });
      bus.on('message', () => unlinkSync(path)); //!
    };
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'warning']);
});

test('a timer that fires once is as frequent as what begins it', () => {
  const found = expectLines(
    syncApi,
    `
    import { readFileSync } from 'node:fs';
    const warmUp = () => console.log(readFileSync('/srv/warm.json')); //!
    const answer = () => console.log(readFileSync('/srv/answer.json')); //!
    const later = () => console.log(readFileSync('/srv/later.json')); //!
    function poll() {
      console.log(readFileSync('/srv/poll.json')); //!
      setTimeout(poll, 1000);
    }
    setTimeout(warmUp, 1000);
    process.on('message', () => {
      setTimeout(answer, 10);
      setTimeout(() => setImmediate(later), 10);
    });
    setTimeout(poll, 1000);
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'warning', 'warning', 'warning']);
});

test('what is looked up in a cache before it is read: a hint', () => {
  const found = expectLines(
    syncApi,
    `
    import { readFileSync } from 'node:fs';
    import express from 'express';
    const cache = {};
    function icon(name) {
      if (cache[name]) return cache[name];
      return (cache[name] = readFileSync(name, 'base64')); //!
    }
    express().get('/', (req, res) => res.send(icon(req.query.name)));
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint']);
});
