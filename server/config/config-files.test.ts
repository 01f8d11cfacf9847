import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LintLevel } from '../../protocol/lint.ts';
import type { Rule } from '../rules/rule.ts';
import { configFiles, parseConfig } from './config-files.ts';

const rule = (id: string, level: LintLevel = 'warning'): Rule => ({
  id,
  level,
  summary: '',
  create: () => ({}),
});
const awaitInAll = rule('promise/await-in-all');

const settings = (config: object) =>
  parseConfig(JSON.stringify(config), '/app/loopscope.config.json');

test('levels are given by rule, by group, or for all; the nearest counts', () => {
  const { levelOf } = settings({
    rules: { '*': 'hint', promise: 'error', 'promise/await-in-all': 'off' },
  });
  expect(levelOf(awaitInAll, '/app/a.js')).toBe('off');
  expect(levelOf(rule('promise/other'), '/app/a.js')).toBe('error');
  expect(levelOf(rule('block/other'), '/app/a.js')).toBe('hint');
  expect(settings({}).levelOf(rule('block/other', 'error'), '/app/a.js')).toBe('error');
});

test('the last override that matches wins over the rules', () => {
  const { levelOf } = settings({
    rules: { promise: 'error' },
    overrides: [
      { files: ['src/**'], rules: { promise: 'hint' } },
      { files: ['*.gen.ts', './src/legacy/*.js'], rules: { '*': 'off' } },
    ],
  });
  expect(levelOf(awaitInAll, '/app/lib/a.js')).toBe('error');
  expect(levelOf(awaitInAll, '/app/src/deep/a.js')).toBe('hint');
  expect(levelOf(awaitInAll, '/app/src/legacy/a.js')).toBe('off');
  expect(levelOf(awaitInAll, '/app/src/deep/a.gen.ts')).toBe('off');
});

test('ignored files, stable exports and blocking functions', () => {
  const { isIgnored, isStable, blocking } = settings({
    ignore: ['test/**'],
    stable: ['src/index.ts'],
    blocking: { 'legacy.readAll': 'legacy.read', './old.js.wait': null },
  });
  expect([isIgnored('/app/test/deep/a.js'), isIgnored('/app/src/test/a.js')]).toEqual([
    true,
    false,
  ]);
  expect([isStable('/app/src/index.ts'), isStable('/app/index.ts')]).toEqual([true, false]);
  expect(blocking).toEqual({ 'legacy.readAll': 'legacy.read', './old.js.wait': null });
});

test.each([
  ['{ "rules": { "promise": "fatal" } }', 1, 25, 'A level is one of error, warning, hint, off'],
  ['{\n  "rules": { "promis": "off" }\n}', 2, 14, 'There is no rule or group "promis"'],
  ['{ "rule": {} }', 1, 3, 'There is no setting "rule"'],
  ['{ "ignore": "a" }', 1, 13, 'This must be a list'],
  ['{ "ignore": [1] }', 1, 14, 'This must be a string'],
  ['{ "overrides": [{ "rules": {} }] }', 1, 17, 'An override needs "files"'],
  ['{ "rules": process.exit() }', 1, 12, 'This is not a JSON value'],
  ['{ rules: {} }', 1, 3, 'Names are in double quotes'],
  ['{ "rules": {', 1, 13, ''],
  ['{}) (', 1, 0, ''],
  ['[]', 1, 1, 'This must be an object'],
])('a fault has its place: %s', (text, line, column, message) => {
  const place = column === 0 ? { line } : { line, column };
  expect(() => parseConfig(text, '/app/loopscope.config.json')).toThrow(
    expect.objectContaining({ ...place, message: expect.stringContaining(message) }),
  );
});

test('comments and trailing commas are allowed', () => {
  const { isIgnored } = parseConfig('// why\n{ "ignore": ["a.js", /* and */], }', '/app/x.json');
  expect(isIgnored('/app/deep/a.js')).toBe(true);
});

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-config-'))).replaceAll('\\', '/');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, config: object): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(config));
}

test('the nearest file above counts, alone', () => {
  write('loopscope.config.json', { rules: { promise: 'error' } });
  write('packages/api/loopscope.config.json', { rules: {} });
  const files = configFiles({ defaults: { promise: 'hint' } });
  const level = (path: string) =>
    files.settingsFor(`${folder}/${path}`).levelOf(awaitInAll, `${folder}/${path}`);
  expect(level('src/a.js')).toBe('error');
  expect(level('packages/api/src/a.js')).toBe('hint');
  expect([...files.texts.keys()].filter((path) => path.startsWith(folder))).toHaveLength(2);
});

test('one that is named counts for all files, and must be there', () => {
  write('loopscope.config.json', { rules: { promise: 'error' } });
  write('strict.json', { rules: { promise: 'off' } });
  const files = configFiles({ path: `${folder}/strict.json` });
  expect(files.settingsFor(`${folder}/a.js`).levelOf(awaitInAll, `${folder}/a.js`)).toBe('off');
  expect(() => configFiles({ path: `${folder}/none.json` })).toThrow('could not be opened');
});
