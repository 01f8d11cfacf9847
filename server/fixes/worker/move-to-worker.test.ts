import { describe, expect, test } from 'vitest';
import { Project } from '../../analysis/project.ts';
import { checkFile, defaultSettings } from '../../lint/check-file.ts';
import { chooseFixes } from '../../lint/fix-texts.ts';
import { loop } from '../../rules/cpu/loop.ts';
import { expectFix, expectNoFix } from '../../testing/check-rule.ts';

const title = 'Move';

test('a function of TypeScript, with its constants, its types and its callers', () => {
  expectFix(
    loop,
    `
    //- /estimate.ts
    import { createHash } from 'node:crypto';
    import { readFile } from 'node:fs/promises';
    import type { Seed } from './seed.ts';

    /** Enough for three digits. */
    const rounds = 5_000_000;
    const precision = 1e3;

    interface Estimate {
      readonly value: number;
      readonly digest: string;
    }

    // Rounds as people do.
    const round = (value: number): number => Math.round(value * precision) / precision;

    /** By throwing darts. */
    export function estimate(seed: Seed): Estimate {
      let inside = 0;
      for (let i = 0; i < rounds; i++) {
        if (Math.random() ** 2 + Math.random() ** 2 <= seed.radius) inside++;
      }
      return {
        value: round((4 * inside) / rounds),
        digest: createHash('sha256').update(seed.name).digest('hex'),
      };
    }

    export const load = (name: string): Promise<string> => readFile(name, 'utf8');
    //- /seed.ts
    export interface Seed {
      readonly name: string;
      readonly radius: number;
    }
    //- /app.ts
    import express from 'express';
    import { estimate } from './estimate.ts';
    const app = express();
    app.get('/pi', (req, res) => {
      res.json(estimate({ name: req.query.name, radius: 1 }).value);
    });
    `,
    `
    //- /estimate.ts
    import { readFile } from 'node:fs/promises';
    import type { Seed } from './seed.ts';
    import { Piscina } from 'piscina';

    const estimatePool = new Piscina({ filename: new URL('./estimate.worker.ts', import.meta.url).href });

    export interface Estimate {
      readonly value: number;
      readonly digest: string;
    }

    /** By throwing darts. */
    export async function estimate(seed: Seed): Promise<Estimate> {
      return estimatePool.run([seed]);
    }

    export const load = (name: string): Promise<string> => readFile(name, 'utf8');
    //- /seed.ts
    export interface Seed {
      readonly name: string;
      readonly radius: number;
    }
    //- /app.ts
    import express from 'express';
    import { estimate } from './estimate.ts';
    const app = express();
    app.get('/pi', async (req, res) => {
      res.json((await estimate({ name: req.query.name, radius: 1 })).value);
    });
    //- /estimate.worker.ts
    /** Runs on a worker thread: it shares nothing with the rest of the program. */
    import type { Seed } from './seed.ts';
    import { createHash } from 'node:crypto';
    import type { Estimate } from './estimate.ts';

    /** Enough for three digits. */
    const rounds = 5_000_000;

    const precision = 1e3;

    // Rounds as people do.
    const round = (value: number): number => Math.round(value * precision) / precision;

    /** By throwing darts. */
    function estimate(seed: Seed): Estimate {
      let inside = 0;
      for (let i = 0; i < rounds; i++) {
        if (Math.random() ** 2 + Math.random() ** 2 <= seed.radius) inside++;
      }
      return {
        value: round((4 * inside) / rounds),
        digest: createHash('sha256').update(seed.name).digest('hex'),
      };
    }

    export default (args: Parameters<typeof estimate>) => estimate(...args);
    `,
    { title },
  );
});

test('an ES module of JavaScript, what others use too stays', () => {
  expectFix(
    loop,
    `
    //- /main.mjs
    import { createHash } from 'node:crypto';
    import express from 'express';
    const app = express();
    const digest = (text) => createHash('sha256').update(text).digest('hex');
    const mine = (prefix, start = 0) => {
      let nonce = start;
      while (!digest(prefix + nonce).startsWith('0000')) nonce++;
      return nonce;
    };
    const table = (n) => { let s = 0; for (let i = 0; i < 1e7; i++) s += n; return s; };
    app.get('/id', (req, res) => { res.send(digest(req.ip)); });
    app.get('/table', (req, res) => { res.json([table(1), mine('x')]); });
    `,
    `
    //- /main.mjs
    import { createHash } from 'node:crypto';
    import express from 'express';
    import { Piscina } from 'piscina';

    const tablePool = new Piscina({ filename: new URL('./table.worker.mjs', import.meta.url).href });
    const app = express();
    const digest = (text) => createHash('sha256').update(text).digest('hex');
    const mine = (prefix, start = 0) => {
      let nonce = start;
      while (!digest(prefix + nonce).startsWith('0000')) nonce++;
      return nonce;
    };
    const table = async (n) => {
      return tablePool.run([n]);
    };
    app.get('/id', (req, res) => { res.send(digest(req.ip)); });
    app.get('/table', async (req, res) => { res.json([await table(1), mine('x')]); });
    //- /table.worker.mjs
    /** Runs on a worker thread: it shares nothing with the rest of the program. */

    const table = (n) => { let s = 0; for (let i = 0; i < 1e7; i++) s += n; return s; };

    /** @param {Parameters<typeof table>} args */
    export default (args) => table(...args);
    `,
    { title },
  );
});

test('CommonJS, and recursion', () => {
  expectFix(
    loop,
    `
    const express = require('express');
    const app = express();
    function fib(n) {
      return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }
    app.get('/fib', (req, res) => { res.json(fib(40)); });
    module.exports = { fib };
    `,
    `
    //- /main.js
    const express = require('express');
    const { Piscina } = require('piscina');

    const fibPool = new Piscina({ filename: require.resolve('./fib.worker.js') });
    const app = express();
    async function fib(n) {
      return fibPool.run([n]);
    }
    app.get('/fib', async (req, res) => { res.json(await fib(40)); });
    module.exports = { fib };
    //- /fib.worker.js
    /** Runs on a worker thread: it shares nothing with the rest of the program. */

    function fib(n) {
      return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }

    /** @param {Parameters<typeof fib>} args */
    module.exports = (args) => fib(...args);
    `,
    { title, except: ['cpu/loop'] },
  );
});

test('what it returns keeps its type where nobody wrote it down', () => {
  expectFix(
    loop,
    `
    //- /sum.ts
    export async function sum(list: readonly number[]) {
      let total = 0;
      for (let i = 0; i < 10_000_000; i++) total += list[i % list.length] ?? 0;
      return total;
    }
    `,
    `
    //- /sum.ts
    import { Piscina } from "piscina";

    const sumPool = new Piscina({ filename: new URL("./sum.worker.js", import.meta.url).href });

    export async function sum(list: readonly number[]) {
      return sumPool.run([list]) as Promise<ReturnType<typeof import("./sum.worker.js").default>>;
    }
    //- /sum.worker.ts
    /** Runs on a worker thread: it shares nothing with the rest of the program. */

    async function sum(list: readonly number[]) {
      let total = 0;
      for (let i = 0; i < 10_000_000; i++) total += list[i % list.length] ?? 0;
      return total;
    }

    export default (args: Parameters<typeof sum>) => sum(...args);
    `,
    { title, except: ['cpu/loop'] },
  );
});

describe('refuses', () => {
  const head = "import express from 'express';\nconst app = express();\n";
  const route = (call: string): string => `app.get('/', (req, res) => { res.json(${call}); });`;
  const rounds = 'for (let i = 0; i < 1e7; i++)';
  test.each([
    [
      'a named handler that answers in the loop',
      `${head}function page(req, res) { ${rounds} res.write(String(i)); res.end(); }\napp.get('/', page);`,
      'a method of res is called, which a copy of it would not have',
    ],
    [
      'state of the module',
      `${head}let base = 1;\nfunction sum() { let s = 0; ${rounds} s += base; return s; }\n${route('sum()')}\napp.post('/', () => { base = 2; });`,
      'base may change, and a worker would not see it',
    ],
    [
      'a table that is filled',
      `${head}const seen = new Set();\nfunction sum() { let s = 0; ${rounds} s += seen.size; return s; }\n${route('sum()')}\napp.post('/', (req) => { seen.add(req.ip); });`,
      'seen may change, and a worker would not see it',
    ],
    [
      'another module of the program',
      `${head}import { scale } from './scale.js';\nfunction sum() { let s = 0; ${rounds} s += scale(i); return s; }\n${route('sum()')}`,
      'scale comes from ./scale.js, which a worker would load anew',
    ],
    [
      'this',
      `${head}class Sum { total() { let s = 0; ${rounds} s += this.base; return s; } }\nconst sum = new Sum();\n${route('sum.total()')}`,
      'this is not there in a worker',
    ],
    [
      'a function as argument',
      `${head}function sum(weigh) { let s = 0; ${rounds} s += weigh(i); return s; }\n${route('sum((i) => i)')}`,
      'weigh is a function, which cannot be sent to a worker',
    ],
    [
      'an instance of a class as argument',
      `${head}class Seed { value = 1 }\nfunction sum(seed) { let s = 0; ${rounds} s += seed.value; return s; }\n${route('sum(new Seed())')}`,
      'a caller passes an instance of a class',
    ],
    [
      'an argument that is changed',
      `${head}function fill(list) { ${rounds} list[i] = i; return list.length; }\n${route('fill(req.body)')}`,
      'it changes list, which its caller would not see',
    ],
    [
      'an argument that is changed by a function that moves along',
      `${head}const put = (to, i) => { to.push(i); };\nfunction fill(list) { ${rounds} put(list, i); return list.length; }\n${route('fill(req.body)')}`,
      'it changes to, which its caller would not see',
    ],
    [
      'a result that is a function',
      `${head}function sum() { const s = []; ${rounds} s.push(() => i); return s; }\n${route('sum()[0]()')}`,
      'what it returns may not be the same on another thread',
    ],
    [
      'a result that is a Buffer',
      `${head}import { createHash } from 'node:crypto';\nfunction chain() { let s = ''; ${rounds} s = createHash('md5').update(s).digest(); return s; }\n${route('chain()')}`,
      'what it returns may not be the same on another thread',
    ],
    [
      'a caller that cannot wait',
      `${head}function sum() { let s = 0; ${rounds} s += i; return s; }\nclass Page { constructor() { this.total = sum(); } }\n${route('new Page().total')}`,
      'a constructor cannot wait',
    ],
    [
      'an environment',
      `${head}function sum() { let s = 0; ${rounds} s += process.pid; return s; }\n${route('sum()')}`,
      'process is of this thread',
    ],
  ])('%s', (_, text, reason) => {
    expectNoFix(loop, text, reason);
  });

  test.each([
    [
      'a class in a type',
      'class Seed { value = 1 }',
      'Seed',
      'a Seed would arrive without its class',
    ],
    [
      'a function in a type',
      'interface Seed { next(): number }',
      'Seed',
      'a function cannot be sent to a worker',
    ],
    ['what no type tells', '', 'unknown', 'its types do not say what it is given'],
    ['a Buffer', '', 'Buffer', 'a Buffer would arrive as a Uint8Array'],
  ])('%s', (_, declared, type, reason) => {
    expectNoFix(
      loop,
      `//- /main.ts\n${declared}\nexport async function sum(seed: ${type}): Promise<number> { let s = seed ? 1 : 0; ${rounds} s += i; return s; }\n`,
      reason,
    );
  });

  test('what the user marked as stable', () => {
    const project = new Project('/');
    project.set(
      '/main.js',
      `${head}export function sum() { let s = 0; ${rounds} s += i; return s; }\n${route('sum()')}`,
    );
    const settings = { ...defaultSettings, isStable: () => true };
    const [finding] = checkFile(project, '/main.js', [loop], settings);
    expect(finding?.fixes).toEqual([]);
    expect(finding?.refused).toEqual([
      {
        title: 'Move sum to a worker thread',
        reason: 'sum is an export of main.js, which is marked as stable',
      },
    ]);
  });
});

test('is never applied without a look', () => {
  const project = new Project('/');
  project.set(
    '/main.js',
    'export async function sum(n) { let s = 0; for (let i = 0; i < 1e7; i++) s += n; return s; }',
  );
  const findings = checkFile(project, '/main.js', [loop]);
  expect(findings[0]?.fixes.map(({ creates }) => creates.length)).toContain(1);
  expect(chooseFixes(findings, new Set(['/main.js']))).toEqual([]);
});
