import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { write } from './write.ts';

describe('finds', () => {
  test.each([
    [
      'a response in a loop over lines',
      `
      import { createServer } from 'node:http';
      createServer((req, res) => {
        for (const line of lines(req.url)) res.write(line);
                                         //^^^^^^^^^^^^^^^ flow/write: This loop goes on when res.write()
        res.end();
      }).listen(80);
      function lines(url) { return url.split('/'); }
      `,
    ],
    [
      'a counting loop',
      `
      const fs = require('fs');
      const out = fs.createWriteStream('/tmp/numbers');
      for (let i = 0; i < 1e6; i++) {
        out.write(i + ' ');
      //^^^^^^^^^^^^^^^^^^ flow/write
      }
      `,
    ],
    [
      'forEach, and a stream that was passed',
      `
      export function dump(rows, out) {
        rows.forEach((row) => out.write(row));
                            //^^^^^^^^^^^^^^ flow/write
        out.end();
      }
      `,
    ],
    [
      'a loop over a stream',
      `
      //- /main.ts
      import type { Writable } from 'node:stream';
      export async function copy(source: AsyncIterable<string>, sink: Writable) {
        for await (const text of source) {
          sink.write(text);
        //^^^^^^^^^^^^^^^^ flow/write
        }
      }
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(write, text);
  });
});

describe('is silent', () => {
  test.each([
    ["for (const row of rows) if (!out.write(row)) await once(out, 'drain');"],
    ["for (const row of rows) { const ok = out.write(row); if (!ok) await once(out, 'drain'); }"],
    ["for (const name of ['a', 'b']) out.write(name);"],
    ['for (let i = 0; i < 3; i++) out.write(String(i));'],
    ['for (const id of rows) { const part = await load(id); out.write(part); }'],
    ['for (const one of rows) hash.update(one);'],
    ['for (const row of rows) log.write(row);'],
    ['for (const one of sockets) one.write("x");'],
    ['for (const row of rows) process.stdout.write(row);'],
  ])('%s', (statement) => {
    expectSilence(
      `
      import { createHash } from 'node:crypto';
      import { once } from 'node:events';
      import { createWriteStream } from 'node:fs';
      import log from './log.js';
      export async function run(rows, load, sockets) {
        const hash = createHash('sha256');
        const out = createWriteStream('/tmp/out');
        ${statement}
      }
      `,
      ['conc/loop-await', 'flow/ws'],
    );
  });
});

test('the fix waits for drain', () => {
  expectFix(
    write,
    `
    import { createWriteStream } from 'node:fs';
    export async function save(rows, path) {
      const out = createWriteStream(path);
      for (const row of rows) {
        out.write(row.text);
      }
      out.end();
    }
    `,
    `
    import { createWriteStream } from 'node:fs';
    import { once } from 'node:events';
    export async function save(rows, path) {
      const out = createWriteStream(path);
      for (const row of rows) {
        if (!out.write(row.text)) await once(out, 'drain');
      }
      out.end();
    }
    `,
  );
});

test('rows that are in memory already: a hint', () => {
  const found = expectLines(
    write,
    `
    import { createWriteStream } from 'node:fs';
    export function save(path, rows) {
      const out = createWriteStream(path);
      rows.forEach((row) => out.write(row)); //!
      rows.forEach((row) => out.write(row.join(','))); //!
      out.end();
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'warning']);
});

test('the first write of a loop is the warning, the others are hints', () => {
  const levels = expectLines(
    write,
    `
    import { createWriteStream } from 'node:fs';
    export function report(rows) {
      const out = createWriteStream('/var/lib/report.html');
      for (const row of rows) {
        out.write('<li>'); //!
        out.write(row.name); //!
        out.write('</li>'); //!
      }
      for (const row of rows) out.write(row.id + row.name); //!
      out.end();
    }
    `,
  ).map(({ level }) => level);
  expect(levels).toEqual(['warning', 'hint', 'hint', 'warning']);
});
