import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configFiles } from '../config/config-files.ts';
import type { Rule } from '../rules/rule.ts';
import { openLintCache } from './lint-cache.ts';
import { lintPaths } from './lint-paths.ts';

let folder: string;
/** Files that the rule saw. */
let checked: string[];

const onTheLoop: Rule = {
  id: 'promise/await-in-all',
  level: 'warning',
  summary: '',
  create: (context) => ({
    Program() {
      checked.push(context.source.path.slice(folder.length + 1));
    },
    CallExpression(node) {
      const reached = context.loopPath(node);
      if (reached) context.report({ node, message: reached.root });
    },
  }),
};

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-cache-'))).replaceAll('\\', '/');
  checked = [];
  write('timer.js', "import { work } from './work.js';\nsetInterval(() => work(), 1000);\n");
  write('work.js', 'export function work() {\n  compute();\n}\n');
  write('alone.js', 'start();\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

async function lint(version?: string): Promise<{ found: string[]; checked: string[] }> {
  checked = [];
  const { findings } = await lintPaths({
    paths: [folder],
    fix: false,
    signal: new AbortController().signal,
    rules: [onTheLoop],
    configs: configFiles(),
    cache: openLintCache(`${folder}/cache/lint.json`, version),
  });
  const found = findings.map(({ file, level }) => `${file.slice(folder.length + 1)} ${level}`);
  return { found, checked };
}

test('what did not change is not looked at again, and gives the same findings', async () => {
  const first = await lint();
  expect(first.checked).toEqual(['alone.js', 'timer.js', 'work.js']);
  expect(first.found).toEqual(['timer.js warning', 'work.js warning']);
  expect(await lint()).toEqual({ found: first.found, checked: [] });
});

test('a change is seen in the files that are connected with it, and only there', async () => {
  await lint();
  write('timer.js', "import { work } from './work.js';\nwork();\n");
  expect(await lint()).toEqual({ found: [], checked: ['timer.js', 'work.js'] });
  write('alone.js', 'setInterval(() => start(), 1);\n');
  expect(await lint()).toEqual({ found: ['alone.js warning'], checked: ['alone.js'] });
});

test('files that come and go change what their importers mean', async () => {
  unlinkSync(join(folder, 'work.js'));
  expect((await lint()).found).toEqual(['timer.js warning']);
  write('work.js', 'export function work() {\n  compute();\n}\n');
  expect((await lint()).found).toEqual(['timer.js warning', 'work.js warning']);
});

test('a configuration that changes makes all findings anew', async () => {
  await lint();
  write('loopscope.config.json', '{ "rules": { "promise": "error" } }');
  expect((await lint()).found).toEqual(['timer.js error', 'work.js error']);
  write('loopscope.config.json', '{ "rules": { "promise": "off" } }');
  expect((await lint()).found).toEqual([]);
});

test('another program makes all findings anew', async () => {
  await lint('one');
  expect((await lint('one')).checked).toEqual([]);
  expect((await lint('other')).checked).toEqual(['alone.js', 'timer.js', 'work.js']);
});

test('a cache that is broken is as good as none', async () => {
  const { found } = await lint();
  const text = readFileSync(`${folder}/cache/lint.json`, 'utf8');
  for (const broken of [
    '',
    'null',
    text.slice(0, 100),
    text.replace(/"version":"[^"]*"/, '"version":"0"'),
  ]) {
    write('cache/lint.json', broken);
    expect((await lint()).found).toEqual(found);
  }
});
