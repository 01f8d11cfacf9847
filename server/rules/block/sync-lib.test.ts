import { describe, expect, test } from 'vitest';
import { Project } from '../../analysis/project.ts';
import { checkFile, defaultSettings } from '../../lint/check-file.ts';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { syncLib } from './sync-lib.ts';

describe('finds', () => {
  test.each([
    [
      'hashing in a service class',
      `
      //- /auth.ts
      import * as bcrypt from 'bcryptjs';
      export class AuthService {
        verify(password: string, hash: string): boolean {
          return bcrypt.compareSync(password, hash);
               //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-lib
        }
      }
      //- /server.ts
      import Fastify from 'fastify';
      import { AuthService } from './auth.js';
      const auth = new AuthService();
      const app = Fastify();
      app.post('/login', async (request) => auth.verify('a', 'b'));
      `,
    ],
    [
      'packages that are functions',
      `
      const request = require('sync-request');
      const deasync = require('deasync');
      const lookup = deasync(require('dns').lookup);
      const app = require('express')();
      app.get('/', (req, res) => {
        const answer = request('GET', 'http://example.com');
                     //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-lib
        lookup('example.com');
      //^^^^^^^^^^^^^^^^^^^^^ block/sync-lib
        res.send(answer.getBody());
      });
      `,
    ],
    [
      'folders and files',
      `
      import fse, { copySync } from 'fs-extra';
      import { globSync } from 'glob';
      import fg from 'fast-glob';
      import { rimrafSync } from 'rimraf';
      export async function clean() {
        fg.sync('**');
      //^^^^^^^^^^^^^ block/sync-lib
        globSync('**');
      //^^^^^^^^^^^^^^ block/sync-lib
        copySync('a', 'b');
      //^^^^^^^^^^^^^^^^^^ block/sync-lib
        fse.readFileSync('a');
      //^^^^^^^^^^^^^^^^^^^^^ block/sync-lib
        rimrafSync('dist');
      //^^^^^^^^^^^^^^^^^^ block/sync-lib
      }
      `,
    ],
    [
      'workers that are waited for',
      `
      import { createSyncFn } from 'synckit';
      const format = createSyncFn(new URL('./format.js', import.meta.url));
      export function page(req, res) {
        res.end(format(req.body));
              //^^^^^^^^^^^^^^^^ block/sync-lib
      }
      `,
    ],
    [
      'require in a handler',
      `
      const app = require('express')();
      app.get('/report', (req, res) => {
        const report = require('./reports/' + req.query.name);
                     //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-lib
        res.json(report);
      });
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(syncLib, text);
  });
});

test('databases that answer on this thread are hints', () => {
  const found = expectFindings(
    syncLib,
    `
    import Database from 'better-sqlite3';
    import { DatabaseSync } from 'node:sqlite';
    const db = new Database('a.db');
    const other = new DatabaseSync('b.db');
    const find = db.prepare('SELECT * FROM users WHERE id = ?');
    export function page(req, res) {
      find.get(1);
    //^^^^^^^^^^^ block/sync-lib
      res.json(other.prepare('SELECT 1').all());
             //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ block/sync-lib
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'hint']);
});

describe('is silent about', () => {
  test.each([
    [
      'the start',
      `
      const bcrypt = require('bcrypt');
      const glob = require('glob');
      const admin = bcrypt.hashSync(process.env.ADMIN_PASSWORD, 12);
      function loadRoutes(app) { for (const file of glob.sync('routes/*.js')) require('./' + file)(app); }
      const app = require('express')();
      loadRoutes(app);
      app.post('/', async (req, res) => { res.json(await bcrypt.compare(req.body.password, admin)); });
      `,
    ],
    [
      'what is Node’s own in a handler, and a require of ones own',
      `
      export function page(req, res) { const path = require('path'); res.end(path.join('a')); }
      export function other(req, res) { res.end(container.require('x')); }
      const container = { require: (name) => name };
      `,
    ],
    [
      'a shell command that does not wait',
      `
      import shell from 'shelljs';
      export function page(req, res) { shell.exec('ls', { async: true }); res.end(); }
      `,
    ],
    [
      'a method of ones own',
      `
      import { hashSync } from './hash.js';
      export function page(req, res) { res.end(hashSync('x')); }
      `,
    ],
  ])('%s', (_, text) => {
    expectSilence(text);
  });
});

test('the fix awaits the twin', () => {
  expectFix(
    syncLib,
    `
    import bcrypt from 'bcrypt';
    import fg from 'fast-glob';
    export async function login(req, res) {
      res.json(bcrypt.compareSync(req.body.password, 'x'));
    }
    export async function list() { return await fg('**'); }
    `,
    `
    import bcrypt from 'bcrypt';
    import fg from 'fast-glob';
    export async function login(req, res) {
      res.json(await bcrypt.compare(req.body.password, 'x'));
    }
    export async function list() { return await fg('**'); }
    `,
  );
  expectFix(
    syncLib,
    `
    import { globSync } from 'glob';
    export async function list() { return globSync('**').length; }
    `,
    `
    import { glob } from 'glob';
    export async function list() { return (await glob('**')).length; }
    `,
  );
});

test('a function of the user’s', () => {
  const project = new Project('/');
  project.set('/lib/db.js', 'export function querySync(text) { return text; }\n');
  project.set(
    '/main.js',
    `import { querySync } from './lib/db.js';
export async function users() { return querySync('SELECT 1').rows; }
`,
  );
  const [finding] = checkFile(project, '/main.js', [syncLib], {
    ...defaultSettings,
    blocking: { 'lib/db.js.querySync': './lib/db.js.query' },
  });
  expect(finding?.message).toContain('query of ./lib/db.js does not');
  expect(finding?.fixes[0]?.edits.map(({ text }) => text)).toEqual([
    'query',
    '(await ',
    'query',
    ')',
  ]);
});

test('require reads once: a hint, and none in a getter, which is there for it', () => {
  const [finding] = expectLines(
    syncLib,
    `
    const express = require('express');
    const app = express();
    const lazy = { get views() { return require('./views'); } };
    app.get('/', (req, res) => {
      const render = require('./render'); //!
      res.send(render(lazy.views));
    });
    `,
  );
  expect(finding?.level).toBe('hint');
});
