import { describe, expect, test } from 'vitest';
import { Project } from '../../analysis/project.ts';
import { checkFile } from '../../lint/check-file.ts';
import { json } from '../../rules/cpu/json.ts';
import { loop } from '../../rules/cpu/loop.ts';
import { expectFix, expectNoFix } from '../../testing/check-rule.ts';

const title = 'Move this loop to a worker thread with piscina';

test('a handler that hashes, with what it reads and what is declared before', () => {
  expectFix(
    loop,
    `
    //- /main.mjs
    import { createHash } from 'node:crypto';
    import express from 'express';
    const app = express();
    const salt = 'pepper';
    app.get('/hash', (req, res) => {
      const rounds = Number(req.query.rounds);
      // Slow on purpose.
      let hash = salt;
      for (let i = 0; i < rounds; i++) {
        // Each round takes the last.
        hash = createHash('sha256').update(hash).digest('hex');
      }
      res.json({ hash });
    });
    `,
    `
    //- /main.mjs
    import express from 'express';
    import { Piscina } from 'piscina';

    const computeHashPool = new Piscina({ filename: new URL('./compute-hash.worker.mjs', import.meta.url).href });
    const app = express();
    app.get('/hash', async (req, res) => {
      const rounds = Number(req.query.rounds);
      // Slow on purpose.
      const hash = await computeHashPool.run([rounds]);
      res.json({ hash });
    });
    //- /compute-hash.worker.mjs
    /** Runs on a worker thread: it shares nothing with the rest of the program. */
    import { createHash } from 'node:crypto';

    const salt = 'pepper';

    function computeHash(rounds) {
      let hash = salt;
      for (let i = 0; i < rounds; i++) {
        // Each round takes the last.
        hash = createHash('sha256').update(hash).digest('hex');
      }
      return hash;
    }

    /** @param {Parameters<typeof computeHash>} args */
    export default (args) => computeHash(...args);
    `,
    { title },
  );
});

test('two results and types, in a method of TypeScript', () => {
  expectFix(
    loop,
    `
    //- /main.ts
    interface Point { x: number; y: number }
    export class Field {
      async center(points: readonly Point[], sleep: () => Promise<void>): Promise<Point> {
        await sleep();
        let x = 0;
        let y = 0;
        for (let i = 0; i < 10_000_000; i++) {
          x += points[i % points.length]?.x ?? 0;
          y += points[i % points.length]?.y ?? 0;
        }
        x /= points.length;
        return { x, y };
      }
    }
    `,
    `
    //- /main.ts
    import { Piscina } from "piscina";

    const computePool = new Piscina({ filename: new URL("./compute.worker.js", import.meta.url).href });

    export interface Point { x: number; y: number }
    export class Field {
      async center(points: readonly Point[], sleep: () => Promise<void>): Promise<Point> {
        await sleep();
        let { x, y } = await computePool.run([points]) as ReturnType<typeof import("./compute.worker.js").default>;
        x /= points.length;
        return { x, y };
      }
    }
    //- /compute.worker.ts
    /** Runs on a worker thread: it shares nothing with the rest of the program. */
    import type { Point } from "./main.js";

    function compute(points: readonly Point[]) {
      let x = 0;
      let y = 0;
      for (let i = 0; i < 10_000_000; i++) {
        x += points[i % points.length]?.x ?? 0;
        y += points[i % points.length]?.y ?? 0;
      }
      return { x, y };
    }

    export default (args: Parameters<typeof compute>) => compute(...args);
    `,
    { title },
  );
});

test('a file that is parsed in a method, to the end of its function', () => {
  expectFix(
    json,
    `
    //- /main.cjs
    const { readFile } = require('node:fs/promises');
    class Reports {
      async total(name) {
        const report = JSON.parse(await readFile('reports/' + name, 'utf8'));
        return report.rows.reduce((sum, row) => sum + row.price, 0);
      }
    }
    exports.total = async (req, res) => res.json(await new Reports().total(req.params.name));
    `,
    `
    //- /main.cjs
    const { readFile } = require('node:fs/promises');
    const { Piscina } = require('piscina');

    const computePool = new Piscina({ filename: require.resolve('./compute.worker.cjs') });
    class Reports {
      async total(name) {
        return await computePool.run([await readFile('reports/' + name, 'utf8')]);
      }
    }
    exports.total = async (req, res) => res.json(await new Reports().total(req.params.name));
    //- /compute.worker.cjs
    /** Runs on a worker thread: it shares nothing with the rest of the program. */

    function compute(text) {
      const report = JSON.parse(text);
      return report.rows.reduce((sum, row) => sum + row.price, 0);
    }

    /** @param {Parameters<typeof compute>} args */
    module.exports = (args) => compute(...args);
    `,
    { title: 'Move the parsing' },
  );
});

test('a body that is parsed, up to what becomes of it', () => {
  expectFix(
    json,
    `
    //- /main.mjs
    import http from 'node:http';
    http.createServer(async (req, res) => {
      const chunks = [];
      for await (const chunk of req) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const data = JSON.parse(body);
      const ids = new Set(data.map((one) => one.id));
      const count = ids.size;
      res.end(String(count));
    }).listen(80);
    `,
    `
    //- /main.mjs
    import http from 'node:http';
    import { Piscina } from 'piscina';

    const computeCountPool = new Piscina({ filename: new URL('./compute-count.worker.mjs', import.meta.url).href });
    http.createServer(async (req, res) => {
      const chunks = [];
      for await (const chunk of req) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const count = await computeCountPool.run([String(body)]);
      res.end(String(count));
    }).listen(80);
    //- /compute-count.worker.mjs
    /** Runs on a worker thread: it shares nothing with the rest of the program. */

    function computeCount(body) {
      const data = JSON.parse(body);
      const ids = new Set(data.map((one) => one.id));
      const count = ids.size;
      return count;
    }

    /** @param {Parameters<typeof computeCount>} args */
    export default (args) => computeCount(...args);
    `,
    // Neither the body nor the wait for it has a limit; JavaScript's JSON.parse takes no Buffer in its types.
    { title: 'Move the parsing', untyped: true },
  );
});

describe('refuses', () => {
  const head = "import express from 'express';\nconst app = express();\n";
  const handler = (body: string): string => `${head}app.get('/', (req, res) => {\n${body}\n});`;
  const rounds = 'for (let i = 0; i < 1e7; i++)';
  test.each([
    [
      'what answers',
      `${rounds} res.write(String(i));\nres.end();`,
      'what res holds cannot be told',
    ],
    [
      'what another function changes',
      `let s = 0;\nconst add = () => { s++; };\n${rounds} s += i;\nadd(); res.json(s);`,
      'add may not be the same on another thread',
    ],
    [
      'what is of the request',
      `const user = req.user;\nlet s = 0;\n${rounds} s += user.weight;\nres.json(s);`,
      'what req holds cannot be told',
    ],
    [
      'a way out',
      `let s = 0;\n${rounds} { s += i; if (s > 1e9) return; }\nres.json(s);`,
      'it returns before its end',
    ],
    [
      'nothing that is used',
      `let s = 0;\n${rounds} s += i;\nres.end();`,
      'it gives nothing that is used later',
    ],
    [
      'a result that is a function',
      `let f = null;\n${rounds} f = () => i;\nres.json(f());`,
      'f may not be the same on another thread',
    ],
    [
      'a result that is a Buffer',
      `let s = '';\n${rounds} s = createHash('md5').update(s).digest();\nres.end(s);`,
      's may not be the same on another thread',
    ],
    [
      'state of the module',
      `let s = 0;\n${rounds} s += base++;\nres.json(s);`,
      'base may change, and a worker would not see it',
    ],
  ])('%s', (_, body, reason) => {
    const text = `import { createHash } from 'node:crypto';\nlet base = 0;\n${handler(body)}`;
    const project = new Project('/');
    project.set('/main.js', text);
    const found = checkFile(project, '/main.js', [loop]).at(-1);
    expect(found?.fixes.filter((one) => one.creates.length > 0)).toEqual([]);
    expect(found?.refused.map((one) => one.reason)).toEqual([reason]);
  });

  test('a type that is not written down', () => {
    expectNoFix(
      loop,
      `//- /main.ts\nexport class Sum { async of(list: readonly number[]): Promise<number> { const weights = list.map((one) => one * 2);\nif (list.length > 0) { let s = 0; ${rounds} s += weights.length; return s; } await null; return 0; } }`,
      'the type of weights is not written down',
    );
  });

  const http = "import { createServer } from 'node:http';\n";
  const read = 'let text = ""; for await (const chunk of req) text += chunk;';
  test.each([
    [
      'all that is parsed',
      `${read}\nconst { rows } = JSON.parse(text);\nconst names = rows.map((row) => row.name);\nres.end(names.join());`,
      'what is parsed would be copied back, which takes as long as parsing it',
    ],
    [
      'a text that is made in between',
      `let sum = 0;\n${read}\nfor (const one of JSON.parse(text)) sum += one;\nres.end(String(sum));`,
      'text is made in between',
    ],
    [
      'the end of what is around it',
      `${read}\nfor (;;) { if (JSON.parse(text).done) break; }`,
      'it ends what is around it',
    ],
    [
      'what would be copied there',
      `${read}\nconst copy = structuredClone(text);\nres.end(copy);`,
      'what it is given would be copied for the worker, which takes as long',
    ],
  ])('%s', (_, body, reason) => {
    expectNoFix(json, `${http}createServer(async (req, res) => {\n${body}\n}).listen(80);`, reason);
  });

  test('a named function that gives all that it parsed', () => {
    expectNoFix(
      json,
      "import { readFileSync } from 'node:fs';\nfunction load(name) { const data = JSON.parse(readFileSync(name, 'utf8')); return data.rows; }\nexport const rows = async (req, res) => res.json(load(req.params.name).length);",
      'what is parsed would be copied back, which takes as long as parsing it',
    );
  });
});
