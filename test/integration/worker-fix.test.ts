// What the fix "Move … to a worker thread" makes of a program runs, with piscina, and gives what it gave before.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.mjs';
import { Project } from '../../server/analysis/project.ts';
import { applyEdits } from '../../server/lint/apply-edits.ts';
import { checkFile } from '../../server/lint/check-file.ts';
import { json } from '../../server/rules/cpu/json.ts';
import { loop } from '../../server/rules/cpu/loop.ts';
import { type NodeMajor, nodeBinary } from '../support/node-versions.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-worker-fix-')));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Applies the fix to the only finding. */
function moved(files: Readonly<Record<string, string>>): Record<string, string> {
  const project = new Project(folder);
  for (const [path, text] of Object.entries(files)) expect(project.set(path, text)).toBeNull();
  const findings = Object.keys(files).flatMap((path) => checkFile(project, path, [loop, json]));
  const fixes = findings.flatMap((finding) => finding.fixes);
  const fix = fixes.find(({ title }) => title.startsWith('Move'));
  if (!fix) throw new Error(JSON.stringify(findings.flatMap(({ refused }) => refused)));
  const created = Object.fromEntries(fix.creates.map(({ file, text }) => [file, text]));
  return { ...applyEdits(files, fix.edits), ...created };
}

const run = (major: NodeMajor, main: string): object =>
  JSON.parse(
    execFileSync(nodeBinary(major), [join(folder, main)], { encoding: 'utf8', timeout: 30_000 }),
  );

const body = (type: string, result: string): string => `
const step = 3;
/** Sum and hash. */
function crunch(words${type && ': readonly string[]'}, start${type} = 1)${result} {
  let sum = start;
  for (let i = 0; i < 20_000_000; i++) sum = (sum * 31 + words[i % words.length]!.length * step) % 1_000_003;
  const counts = new Map(words.map((word) => [word, word.length] as const));
  return { sum, digest: createHash('sha256').update(String(sum)).digest('hex'), counts };
}
`;
const untyped = body('', '').replaceAll(/!\.| as const/g, (match) => (match === '!.' ? '.' : ''));
const service = `
let turns = 0;
const server = createServer(async (request, response) => {
  const timer = setInterval(() => turns++, 5);
  const { counts, ...rest } = crunch(['a', 'bc', 'def']);
  clearInterval(timer);
  response.end(JSON.stringify({ result: { ...rest, counts: [...counts] }, hasTurned: turns > 0 }));
});
server.listen(0, async () => {
  console.log(await (await fetch('http://127.0.0.1:' + server.address().port)).text());
  server.close();
});
`;

test.each<[string, NodeMajor, string, string]>([
  [
    'an ES module',
    20,
    'main.mjs',
    `import { createHash } from 'node:crypto';\nimport { createServer } from 'node:http';\n${untyped}${service}`,
  ],
  [
    'CommonJS',
    22,
    'main.cjs',
    `const { createHash } = require('node:crypto');\nconst { createServer } = require('node:http');\n${untyped}${service}`,
  ],
  [
    'TypeScript that Node strips',
    24,
    'main.mts',
    `import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Result } from './result.mts';
${body(': number', ': Result')}${service}`,
  ],
])('%s', (_, major, main, text) => {
  const files = {
    [join(folder, main)]: text,
    ...(main.endsWith('.mts')
      ? {
          [join(folder, 'result.mts')]:
            'export interface Result { sum: number; digest: string; counts: Map<string, number> }\n',
        }
      : {}),
  };
  write(files);
  const before = run(major, main);
  const after = moved(files);
  expect(Object.keys(after)).toHaveLength(Object.keys(files).length + 1);
  write(after);
  expect(before).toMatchObject({
    result: {
      counts: [
        ['a', 1],
        ['bc', 2],
        ['def', 3],
      ],
    },
    hasTurned: false,
  });
  expect(run(major, main)).toEqual({ ...before, hasTurned: true });
});

/** Serves one request with what a handler computes, and tells whether timers ran meanwhile. */
const handled = (modules: string, computes: string): string => `
${modules}
let turns = 0;
const server = createServer(async (request, response) => {
  const timer = setInterval(() => turns++, 5);
  const url = new URL(request.url, 'http://127.0.0.1');
${computes}
  clearInterval(timer);
  response.end(JSON.stringify({ result, hasTurned: turns > 0 }));
});
server.listen(0, async () => {
  const address = 'http://127.0.0.1:' + server.address().port;
  console.log(await (await fetch(address + '/?seed=7&file=rows.json')).text());
  server.close();
});
`;

test('a loop of a handler that hashes', () => {
  const main = join(folder, 'main.mjs');
  const text = handled(
    "import { createHash } from 'node:crypto';\nimport { createServer } from 'node:http';",
    `  const seed = Number(url.searchParams.get('seed'));
  let hash = 'x';
  let sum = seed;
  for (let i = 0; i < 100_000; i++) {
    hash = createHash('sha256').update(hash).digest('hex');
    sum = (sum * 31 + hash.length) % 1_000_003;
  }
  const result = { hash, sum };`,
  );
  write({ [main]: text });
  const before = run(20, 'main.mjs');
  const after = moved({ [main]: text });
  expect(after[main]).toContain('const { hash, sum } = await computePool.run([seed]);');
  write(after);
  expect(before).toMatchObject({ result: { hash: expect.stringMatching(/^[\da-f]{64}$/) } });
  expect(run(20, 'main.mjs')).toEqual({ ...before, hasTurned: true });
});

test('JSON of a file that a request names, parsed and summed up by a worker', () => {
  const main = join(folder, 'main.cjs');
  const text = handled(
    `const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');`,
    `  const path = join(__dirname, url.searchParams.get('file'));
  const bytes = readFileSync(path + (request.headers.none ?? ''));
  const data = JSON.parse(bytes);
  const result = data.rows.reduce((sum, row) => sum + row.price, 0);`,
  );
  const rows = Array.from({ length: 300_000 }, (_, id) => ({ id, price: id % 7, name: `é${id}` }));
  write({ [main]: text, [join(folder, 'rows.json')]: JSON.stringify({ rows }) });
  const before = run(22, 'main.cjs');
  const after = moved({ [main]: text });
  expect(after[main]).toContain('await computeResultPool.run([String(bytes)])');
  write(after);
  expect(before).toEqual({
    result: rows.reduce((sum, row) => sum + row.price, 0),
    hasTurned: false,
  });
  expect(run(22, 'main.cjs')).toEqual({ ...before, hasTurned: true });
});
