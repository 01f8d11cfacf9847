import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readText } from './read-text.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-read-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function reading(text: string, always = false) {
  const path = join(folder, 'a.js');
  writeFileSync(path, text);
  return readText(path, always);
}

const line = 'export const total = items.length;\n';
const minified = { kind: 'skipped', reason: 'it is minified' };

test('a file whose text is for the most part in one line was not written by a person', () => {
  const text = line.repeat(100) + line.trim().repeat(200);
  expect(reading(text)).toEqual(minified);
  expect(reading(text, true)).toEqual({ kind: 'text', text });
});

test('nor was one whose lines are long on average', () => {
  const statement = `${line.trim().repeat(9)}\n`;
  expect(reading(statement.repeat(30))).toEqual(minified);
  // Too little to be told from a program of long lines.
  expect(reading(statement.repeat(3)).kind).toBe('text');
});

test('one long text in a program does not matter', () => {
  const picture = `const picture = '${'A'.repeat(6_000)}';\n`;
  expect(reading(picture + line.repeat(400)).kind).toBe('text');
  expect(reading(picture + line.repeat(100))).toEqual(minified);
});

test('a bundle was not written by a person either, nor was a short file that is all in one line', () => {
  const bundle = { kind: 'skipped', reason: 'it is a bundle' };
  const prelude = '(function(){function r(e,n,t){function o(i,f){if(!n[i]){}}}return r})()';
  expect(reading(`${prelude}({1:[function(){\n${line.repeat(50)}}]})\n`)).toEqual(bundle);
  expect(reading(`function __webpack_require__(id) {}\n${line.repeat(50)}`)).toEqual(bundle);
  expect(reading(line.trim().repeat(50))).toEqual(minified);
});
