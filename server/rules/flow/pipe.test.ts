import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { pipe } from './pipe.ts';

describe('finds', () => {
  test.each([
    ['createReadStream(path).pipe(res);'],
    ['createReadStream(path).pipe(createGzip()).pipe(res);'],
    ['const source = createReadStream(path); source.pipe(res);'],
    ["createReadStream(path).pipe(createWriteStream(path + '2')).on('error', next);"],
    ["createReadStream(path).on('error', next).pipe(createWriteStream(path + '2'));"],
    ['req.pipe(createWriteStream(path));'],
    ["const child = spawn('ls'); child.stdout.pipe(createGzip()).pipe(res);"],
  ])('%s', (statement) => {
    const at =
      statement.indexOf('createReadStream(path).') >= 0
        ? 'createReadStream(path).'
        : statement.includes('; ')
          ? statement.slice(statement.indexOf('; ') + 2)
          : statement;
    const column = statement.indexOf(at);
    expectFindings(
      pipe,
      [
        "import { spawn } from 'node:child_process';",
        "import { createReadStream, createWriteStream } from 'node:fs';",
        "import { createGzip } from 'node:zlib';",
        "import express from 'express';",
        "express().get('/', (req, res, next) => {",
        "  const path = '/srv/file';",
        `    ${statement}`,
        `  //${' '.repeat(column)}${'^'.repeat(lengthOf(statement, column))} flow/pipe: pipe does not pass errors on`,
        '});',
        '',
      ].join('\n'),
    );
  });
});

/** The chain goes to its last `pipe(...)`. */
function lengthOf(statement: string, column: number): number {
  const end = statement.endsWith(".on('error', next);") ? ".on('error', next);".length : 1;
  return statement.length - end - column;
}

describe('is silent', () => {
  test.each([
    ['pipeline(createReadStream(path), res, next);'],
    ["createReadStream(path).on('error', next).pipe(res);"],
    ["const source = createReadStream(path); source.once('error', next); source.pipe(res);"],
    ["const out = createWriteStream(path); out.on('error', next); req.pipe(out);"],
    [
      'const source = createReadStream(path); const out = createWriteStream(path); finished(source, next); finished(out, next); source.pipe(out);',
    ],
    ['req.pipe(res);'],
    ["const child = spawn('ls'); child.stdout.pipe(process.stdout);"],
    ['of(1, 2).pipe(map((one) => one + 1)).subscribe();'],
    ['source$.pipe(take(1));'],
  ])('%s', (statement) => {
    expectSilence(
      `
      import { spawn } from 'node:child_process';
      import { createReadStream, createWriteStream } from 'node:fs';
      import { finished, pipeline } from 'node:stream';
      import express from 'express';
      import { map, of, take } from 'rxjs';
      import { source$ } from './source.js';
      express().get('/', (req, res, next) => {
        const path = '/srv/file';
        ${statement}
      });
      `,
    );
  });
});

test('the fix is a pipeline that is awaited', () => {
  expectFix(
    pipe,
    `
    import { createReadStream, createWriteStream } from 'node:fs';
    export async function copy(from, to) {
      createReadStream(from).pipe(createWriteStream(to));
    }
    `,
    `
    import { createReadStream, createWriteStream } from 'node:fs';
    import { pipeline } from 'node:stream/promises';
    export async function copy(from, to) {
      await pipeline(createReadStream(from), createWriteStream(to));
    }
    `,
  );
});

test('a test that pipes tells of errors by failing', () => {
  expectSilence(`
    //- /test/echo.test.js
    import { createReadStream } from 'node:fs';
    export function echo(socket) { createReadStream('x').pipe(socket); }
  `);
});

test('a file of the program, and what only passes on', () => {
  expectLines(
    pipe,
    `
    import { createReadStream, createWriteStream } from 'node:fs';
    import { join } from 'node:path';
    import { PassThrough } from 'node:stream';
    export function answer(req, res, path, report) {
      createReadStream(join(__dirname, 'pages', 'maintenance.html')).pipe(res);
      createReadStream(join(__dirname, path)).pipe(res); //!
      const log = new PassThrough();
      const file = createWriteStream(path).on('error', report);
      log.pipe(file);
    }
    `,
  );
});

test('a stream that was passed in: a hint', () => {
  const found = expectLines(
    pipe,
    `
    import { createWriteStream } from 'node:fs';
    export function save(source, query, path, report) {
      const out = createWriteStream(path).on('error', report);
      source.pipe(out); //!
      query.stream().pipe(out); //!
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'warning']);
});

test('streams that are handed on with somebody who hears of errors', () => {
  expectLines(
    pipe,
    `
    import { createReadStream } from 'node:fs';
    import { createGzip } from 'node:zlib';
    import { handleBoth } from './codec.js';
    export function encode(path, onError) {
      const input = createReadStream(path);
      const packed = createGzip();
      handleBoth(input, packed, onError);
      input.pipe(packed);
      const other = createReadStream(path);
      const otherPacked = createGzip();
      handleBoth(other, otherPacked);
      other.pipe(otherPacked); //!
    }
    `,
  );
});

test('listeners that are added to each of a list', () => {
  expectLines(
    pipe,
    `
    import { createReadStream } from 'node:fs';
    import { createGzip } from 'node:zlib';
    export function encode(path, fail) {
      const input = createReadStream(path);
      const packed = createGzip();
      for (const stream of [input, packed]) stream.on('error', fail);
      input.pipe(packed);
      const other = createReadStream(path);
      const otherPacked = createGzip();
      [otherPacked].forEach((stream) => stream.on('error', fail));
      other.pipe(otherPacked); //!
    }
    `,
  );
});
