import { describe, expect, test } from 'vitest';
import { Project } from '../analysis/project.ts';
import { syncApi } from '../rules/block/sync-api.ts';
import { expectFix, expectNoFix } from '../testing/check-rule.ts';
import { propagateAsync } from './propagate-async.ts';

test('callers wait, over files, up to the route', () => {
  expectFix(
    syncApi,
    `
    //- /store.ts
    import { readFileSync } from 'node:fs';
    export interface Page {
      readonly lines: readonly string[];
    }
    export function load(name: string): Page {
      return { lines: readFileSync(name, 'utf8').split('\\n') };
    }
    //- /render.ts
    import { load } from './store.ts';
    export const render = (name: string): string => {
      const count = load(name).lines.length;
      return \`\${name}: \${count}\`;
    };
    //- /app.ts
    import express from 'express';
    import { render } from './render.ts';
    const app = express();
    app.get('/pages/:name', (req, res) => {
      if (render(req.params.name) === '') return;
      res.send(render(req.params.name));
    });
    `,
    `
    //- /store.ts
    import { readFile } from 'node:fs/promises';
    export interface Page {
      readonly lines: readonly string[];
    }
    export async function load(name: string): Promise<Page> {
      return { lines: (await readFile(name, 'utf8')).split('\\n') };
    }
    //- /render.ts
    import { load } from './store.ts';
    export const render = async (name: string): Promise<string> => {
      const count = (await load(name)).lines.length;
      return \`\${name}: \${count}\`;
    };
    //- /app.ts
    import express from 'express';
    import { render } from './render.ts';
    const app = express();
    app.get('/pages/:name', async (req, res) => {
      if (await render(req.params.name) === '') return;
      res.send(await render(req.params.name));
    });
    `,
  );
});

test('methods, with the interface that they fulfil', () => {
  expectFix(
    syncApi,
    `
    //- /store.ts
    export interface Store {
      load(name: string): Buffer;
    }
    //- /disk-store.ts
    import fs from 'node:fs';
    import type { Store } from './store.ts';
    export class DiskStore implements Store {
      load(name: string): Buffer {
        return fs.readFileSync(name);
      }
    }
    //- /server.ts
    import { createServer } from 'node:http';
    import { DiskStore } from './disk-store.ts';
    const store = new DiskStore();
    createServer((req, res) => {
      res.end(store.load(req.url ?? ''));
    }).listen(80);
    `,
    `
    //- /store.ts
    export interface Store {
      load(name: string): Promise<Buffer>;
    }
    //- /disk-store.ts
    import fs from 'node:fs';
    import type { Store } from './store.ts';
    export class DiskStore implements Store {
      async load(name: string): Promise<Buffer> {
        return await fs.promises.readFile(name);
      }
    }
    //- /server.ts
    import { createServer } from 'node:http';
    import { DiskStore } from './disk-store.ts';
    const store = new DiskStore();
    createServer(async (req, res) => {
      res.end(await store.load(req.url ?? ''));
    }).listen(80);
    `,
  );
});

test('CommonJS', () => {
  expectFix(
    syncApi,
    `
    //- /render.js
    const fs = require('fs');
    function render(name) { return fs.readFileSync(name, 'utf8'); }
    module.exports = { render };
    //- /app.js
    const app = require('express')();
    const { render } = require('./render');
    const page = (req, res) => { res.send(render(req.params.name).trim()); };
    app.get('/:name', page);
    `,
    `
    //- /render.js
    const fs = require('fs');
    async function render(name) { return await fs.promises.readFile(name, 'utf8'); }
    module.exports = { render };
    //- /app.js
    const app = require('express')();
    const { render } = require('./render');
    const page = async (req, res) => { res.send((await render(req.params.name)).trim()); };
    app.get('/:name', page);
    `,
  );
});

describe('refuses', () => {
  const route = "import express from 'express';\nconst app = express();\n";
  test.each([
    [
      'a constructor',
      `class Page { constructor(name) { this.text = load(name); } }\n${route}app.get('/', (req, res) => { res.send(new Page('x').text); });`,
      'a constructor cannot wait',
    ],
    [
      'a getter',
      `class Page { get text() { return load('x'); } }\n${route}app.get('/', (req, res) => { res.send(new Page().text); });`,
      'a property cannot wait',
    ],
    [
      'a generator',
      `function* pages() { yield load('x'); }\n${route}app.get('/', (req, res) => { res.send([...pages()]); });`,
      'a generator gives its values at once',
    ],
    [
      'a callback of an array',
      `${route}app.get('/', (req, res) => { res.send(req.body.map((name) => load(name))); });`,
      'req.body.map may not wait for what it calls',
    ],
    [
      'a function that is handed on',
      `${route}app.get('/', (req, res) => { res.send(req.body.map(load)); });`,
      'req.body.map may not wait for what it calls',
    ],
    [
      'what a promise is made with',
      `${route}app.get('/', (req, res) => { new Promise((resolve) => resolve(load('x'))).then((text) => res.send(text)); });`,
      'what a promise is made with cannot wait',
    ],
    [
      'a listener',
      "process.on('warning', () => { console.log(load('x')); });",
      'process.on does not wait for what it calls',
    ],
    [
      'the default of a parameter',
      `function page(text = load('x')) { return text; }\n${route}app.get('/', (req, res) => { res.send(page()); });`,
      'the default of a parameter cannot wait',
    ],
    [
      'a value of it',
      `export const loaders = [load];\n${route}app.get('/', (req, res) => { res.send(load('x')); });`,
      'load is handed on at /main.js:4',
    ],
  ])('%s', (_, text, reason) => {
    const project = new Project('/');
    const source = `import { readFileSync } from 'node:fs';\nexport function load(name) {\n return readFileSync(name, 'utf8'); }\n${text}`;
    expect(project.set('/main.js', source)).toBeNull();
    const load = project.file('/main.js')?.source.functions[0];
    expect(load && propagateAsync(project, '/main.js', load, { isStable: () => false })).toEqual({
      kind: 'refused',
      reason,
    });
  });

  test.each([
    ['/store.js', 'load is an export of store.js, which is marked as stable'],
    ['/render.js', 'render is an export of render.js, which is marked as stable'],
    ['/main.js', null],
  ])('exports of a stable file: %s', (stable, reason) => {
    const project = new Project('/');
    const files = {
      '/store.js': `import { readFileSync } from 'node:fs';\nexport function load(name) { return readFileSync(name, 'utf8'); }`,
      '/render.js': `import { load } from './store.js';\nexport const render = (name) => load(name);`,
      '/main.js': `import { render } from './render.js';\n${route}const page = (req, res) => { res.send(render('x')); };\napp.get('/', page);`,
    };
    for (const [path, text] of Object.entries(files)) expect(project.set(path, text)).toBeNull();
    const load = project.file('/store.js')?.source.functions[0];
    const isStable = (path: string): boolean => path === stable;
    const result = load && propagateAsync(project, '/store.js', load, { isStable });
    expect(result).toMatchObject(
      reason === null ? { kind: 'edits', files: 3 } : { kind: 'refused', reason },
    );
  });

  test('the top level of CommonJS, and what others rely on', () => {
    expectNoFix(
      syncApi,
      `
      const fs = require('fs');
      function load(name) { return fs.readFileSync(name, 'utf8'); }
      const layout = load('layout.html');
      exports.page = (req, res) => { res.end(layout + load('page.html')); };
      `,
    );
    expectNoFix(
      syncApi,
      `
      import { readFileSync } from 'node:fs';
      /** @stable */
      export function load(name) { return readFileSync(name, 'utf8'); }
      export const page = (req, res) => { res.end(load('page.html')); };
      `,
    );
  });
});

test('the top level of an ES module waits', () => {
  expectFix(
    syncApi,
    `
    import { readFileSync } from 'node:fs';
    function load(name) { return readFileSync(name, 'utf8'); }
    const layout = load('layout.html');
    export const page = (req, res) => { res.end(layout + load('page.html')); };
    `,
    `
    import { readFile } from 'node:fs/promises';
    async function load(name) { return await readFile(name, 'utf8'); }
    const layout = await load('layout.html');
    export const page = async (req, res) => { res.end(layout + await load('page.html')); };
    `,
  );
});
