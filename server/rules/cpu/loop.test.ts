import { describe, expect, test } from 'vitest';
import { expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { loop } from './loop.ts';

const inHandler = (body: string): string =>
  `import express from 'express';\nimport { createHash } from 'node:crypto';\nconst app = express();\napp.get('/', (req, res) => {\n${body}\nres.end();\n});\n`;

describe('finds', () => {
  test.each([
    ['a large number', inHandler('let s = 0;\nfor (let i = 0; i < 5e7; i++) s += i; //!\n')],
    [
      'a number that a caller passes',
      `function sum(n) { let s = 0;\nfor (let i = 0; i < n; i++) s += Math.sqrt(i); //!\nreturn s; }\n${inHandler('sum(1_000_000);')}`,
    ],
    [
      'counting down',
      inHandler('let left = 1 << 20; let s = 0;\nwhile (left-- > 0) s += left; //!\n'),
    ],
    [
      'a typed array of its own',
      `const samples = new Float64Array(2_000_000);\n${inHandler('let s = 0;\nfor (let i = 0; i < samples.length; i++) s += samples[i]; //!\n')}`,
    ],
    [
      'loops within loops',
      inHandler(
        'let s = 0;\nfor (let y = 0; y < 1000; y++) { //!\nfor (let x = 0; x < 1000; x++) s += x * y;\n}',
      ),
    ],
    [
      'hashing',
      inHandler(
        "let h = 'x';\nfor (let i = 0; i < 5000; i++) h = createHash('sha256').update(h).digest('hex'); //!\n",
      ),
    ],
    [
      'a search for a hash',
      inHandler(
        "let nonce = 0, h = '';\nwhile (!h.startsWith('0000')) { //!\nh = createHash('sha256').update(String(nonce++)).digest('hex'); }",
      ),
    ],
    [
      'what the request says',
      inHandler(
        'const n = Number(req.query.n); let s = 0;\nfor (let i = 2; i < n; i++) s += n % i; //!\n',
      ),
    ],
    [
      'pairs',
      `export async function similar(items, same) { const pairs = [];\nfor (const a of items) { //!\nfor (const b of items) if (same(a, b)) pairs.push([a, b]); }\nreturn pairs; }`,
    ],
    [
      'matrices',
      `export async function multiply(a, b, n) { const c = new Float64Array(n * n);\nfor (let i = 0; i < n; i++) //!\nfor (let j = 0; j < n; j++) for (let k = 0; k < n; k++) c[i * n + j] += a[i * n + k] * b[k * n + j];\nreturn c; }`,
    ],
    [
      'a long list',
      inHandler('const list =\nArray.from({ length: 1_000_000 }, (_, i) => i * 2); //!\n'),
    ],
    [
      'doubling recursion',
      `function fib(n) {\nreturn n < 2 ? n : fib(n - 1) + fib(n - 2); //!\n}\n${inHandler('res.json(fib(40));')}`,
    ],
  ])('%s', (_, text) => {
    expectLines(loop, text);
  });
});

describe('is silent about', () => {
  test.each([
    [
      'the start',
      'const table = new Float64Array(1e6);\nfor (let i = 0; i < 1e6; i++) table[i] = Math.sqrt(i);\nexport default table;',
    ],
    [
      'few rounds',
      inHandler(
        'let s = 0; for (let i = 0; i < 100; i++) s += i; for (const one of [1, 2, 3]) createHash("md5").update(String(one)).digest();',
      ),
    ],
    [
      'a script',
      '//- /scripts/count.js\nexport async function count() { let s = 0; for (let i = 0; i < 1e9; i++) s += i; return s; }',
    ],
    [
      'a list of the request',
      inHandler('const out = []; for (const one of req.body.items) out.push(one.id);'),
    ],
    [
      'chunks of a file',
      inHandler(
        "const hash = createHash('sha256'); for (const part of req.body.parts) hash.update(part);",
      ),
    ],
    [
      'what is given way to',
      "import { scheduler } from 'node:timers/promises';\nexport async function count(req, res) { let s = 0; for (let i = 0; i < 1e7; i++) { s += i; if (i % 1e4 === 0) await scheduler.yield(); } res.json(s); }",
    ],
    [
      'a bound that is checked',
      inHandler(
        'const n = Number(req.query.n); if (n > 1000) return res.sendStatus(400); let s = 0; for (let i = 2; i < n; i++) s += n % i;',
      ),
    ],
    [
      'a bound that is cut',
      inHandler(
        'const n = Math.min(Number(req.query.n), 100); let s = 0; for (let i = 2; i < n; i++) s += n % i;',
      ),
    ],
    [
      'recursion that keeps',
      `const memo = new Map();\nfunction fib(n) { if (memo.has(n)) return memo.get(n); const v = n < 2 ? n : fib(n - 1) + fib(n - 2); memo.set(n, v); return v; }\n${inHandler('res.json(fib(40));')}`,
    ],
    [
      'a retry',
      inHandler('for (let attempt = 0; attempt < 3; attempt++) if (Math.random() > 0.5) break;'),
    ],
    [
      'rows and cells',
      inHandler('for (const row of req.body.rows) for (const cell of row) res.write(cell);'),
    ],
    [
      'a worker',
      "import { parentPort } from 'node:worker_threads';\nparentPort.on('message', (n) => { let s = 0; for (let i = 0; i < 1e9; i++) s += i; parentPort.postMessage(s + n); });",
    ],
  ])('%s', (_, text) => {
    expectSilence(text, ['flow/write']);
  });
});

test('the fix gives way', () => {
  expectFix(
    loop,
    `
    export async function sum(req, res) {
      let total = 0;
      for (let i = 0; i < 10_000_000; i++) {
        total += i;
      }
      res.json(total);
    }
    `,
    `
    import { setImmediate as nextTurn } from "node:timers/promises";
    export async function sum(req, res) {
      let total = 0;
      for (let i = 0; i < 10_000_000; i++) {
        if (i % 1_000 === 0) await nextTurn();
        total += i;
      }
      res.json(total);
    }
    `,
  );
});

test('what a stream has ready is read in a loop that makes one cipher', () => {
  expectSilence(`
    import { createDecipheriv } from 'node:crypto';
    export function decrypt(stream, output, key) {
      let aes = null;
      stream.on('readable', () => {
        let data = stream.read();
        while (data !== null) {
          if (aes === null) aes = createDecipheriv('aes-256-cbc', key, data.subarray(0, 16));
          output.emit('part', aes.update(data));
          data = stream.read();
        }
      });
    }
  `);
});

test('loops within loops, of who knows how many elements: a hint', () => {
  const levels = expectLines(
    loop,
    `
    import { createServer } from 'node:http';
    import { compare } from './compare.js';
    export function watch(pools, servers) {
      createServer((req, res) => {
        for (let i = 0; i < pools.length; i++) //!
          for (let j = 0; j < pools.length; j++)
            for (let k = 0; k < servers.length; k++) compare(pools[i], pools[j], servers[k]);
        for (const one of pools) for (const other of pools) compare(one, other); //!
        for (let i = 0; i < 1e7; i++) compare(i); //!
        res.end();
      }).listen(80);
    }
    `,
  ).map(({ level }) => level);
  expect(levels).toEqual(['hint', 'hint', 'warning']);
});

test('a search without an end, by a function that computes', () => {
  expectLines(
    loop,
    `
    import { createHash } from 'node:crypto';
    import { createServer } from 'node:http';
    const digestOf = (seed) => (nonce) => createHash('sha256').update(seed + nonce).digest('hex');
    function* nonces() {
      let nonce = 0;
      for (;;) yield nonce++;
    }
    function mine(seed) {
      const digest = digestOf(seed);
      for (const nonce of nonces()) { //!
        if (digest(nonce).startsWith('00000')) return nonce;
      }
    }
    function sign(jobs) {
      const digest = digestOf('');
      while (jobs.length > 0) digest(jobs.pop());
    }
    createServer((req, res) => res.end(mine(req.url) + sign([req.url]))).listen(80);
    `,
  );
});
