// The built language server over standard input and output, as an editor sees it.
import { mkdtempSync, realpathSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TextDocumentEdit } from 'vscode-languageserver/node';
import { type ClientOptions, LanguageClient } from '../support/language-client.ts';

const bad = `export async function load(getUser, getOrders) {
  return Promise.all([await getUser(), await getOrders()]);
}
`;
const everywhere = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const rule = 'promise/await-in-all';

let folder: string;
let client: LanguageClient | null = null;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-lsp-')));
});
afterEach(async () => {
  const code = await client?.stop();
  client = null;
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the server ended with ${code}`);
});

const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

async function start(options: Omit<ClientOptions, 'folder'> = {}): Promise<LanguageClient> {
  client = await LanguageClient.start({ folder, ...options });
  return client;
}

const pulling = { textDocument: { diagnostic: {} } };

test('an editor that does not ask is told, and told again after each change', async () => {
  write('a.js', bad);
  const editor = await start();
  await editor.open('a.js');
  const [found] = await editor.published('a.js', ({ length }) => length === 1);
  expect(found).toMatchObject({
    source: 'loopscope',
    code: rule,
    codeDescription: { href: expect.stringContaining('/docs/rules/promise-await-in-all.md') },
    severity: 2,
    range: { start: { line: 1, character: 22 }, end: { line: 1, character: 37 } },
  });
  await editor.change('a.js', bad.replaceAll('await ', ''));
  await editor.published('a.js', ({ length }) => length === 0);
});

test('an editor that asks gets an answer for what is typed, saved or not', async () => {
  write('a.js', '');
  const editor = await start({ capabilities: pulling });
  await editor.open('a.js', bad);
  const report = await editor.pull('a.js');
  expect(report).toMatchObject({ kind: 'full', items: [{ code: rule }] });
  await editor.change('a.js', `\n${bad}`);
  expect(await editor.pull('a.js')).toMatchObject({ items: [{ range: { start: { line: 2 } } }] });
});

test('what was found stays while a line is half typed', async () => {
  write('a.js', bad);
  const editor = await start({ capabilities: pulling });
  await editor.open('a.js');
  const first = await editor.pull('a.js');
  if (first.kind !== 'full') throw new Error('no full report');
  await editor.change('a.js', `const = \n${bad}`);
  const second = await editor.pull('a.js', first.resultId);
  expect(second).toEqual({ kind: 'unchanged', resultId: first.resultId });
  expect(await editor.actions('a.js', everywhere)).toEqual([]);
  await editor.change('a.js', 'const a = 1;\n');
  expect(await editor.pull('a.js', first.resultId)).toMatchObject({ kind: 'full', items: [] });
});

const backtracking = `import express from 'express';
const app = express();
app.get('/people', (req, res) => res.json(/^(\\w+\\s?)*$/.test(req.query.name)));
`;

test('nobody waits while a regular expression is judged', async () => {
  write('a.mjs', backtracking);
  const editor = await start({ capabilities: pulling });
  await editor.open('a.mjs');
  expect(await editor.pull('a.mjs')).toMatchObject({ items: [] });
  await expect
    .poll(() => editor.pull('a.mjs'), { timeout: 20_000 })
    .toMatchObject({ items: [{ code: 'cpu/redos' }] });
});

test('an editor that does not ask is told when a regular expression is judged', async () => {
  write('a.mjs', backtracking);
  const editor = await start();
  await editor.open('a.mjs');
  const [found] = await editor.published('a.mjs', ({ length }) => length === 1);
  expect(found?.code).toBe('cpu/redos');
});

test('offers the fix, all safe fixes, and silence', async () => {
  write('a.js', `#!/usr/bin/env node\n${bad}`);
  const documentChanges = { workspace: { workspaceEdit: { documentChanges: true } } };
  const editor = await start({ capabilities: { ...pulling, ...documentChanges } });
  await editor.open('a.js');
  const actions = await editor.actions('a.js', everywhere);
  expect(actions.map(({ title, isPreferred = false }) => [title, isPreferred])).toEqual([
    ['Remove await: the calls run side by side', true],
    [`Silence ${rule} on this line`, false],
    [`Silence ${rule} in this file`, false],
  ]);
  const texts = actions.map(({ edit }) =>
    (edit?.documentChanges?.[0] as TextDocumentEdit | undefined)?.edits.map((one) => [
      one.range.start.line,
      'newText' in one ? one.newText : null,
    ]),
  );
  expect(texts).toEqual([
    [
      [2, ''],
      [2, ''],
    ],
    [[2, `  // loopscope-disable-next-line ${rule}\n`]],
    [[1, `/* loopscope-disable ${rule} */\n`]],
  ]);
  const fixAll = await editor.actions('a.js', everywhere, ['source.fixAll']);
  expect(fixAll.map(({ kind, title }) => [kind, title])).toEqual([
    ['source.fixAll.loopscope', 'Apply all safe fixes of Loopscope'],
  ]);
  const elsewhere = { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } };
  expect(await editor.actions('a.js', elsewhere)).toEqual([]);
});

test('explains the rule over what it found', async () => {
  write('a.js', bad);
  const editor = await start();
  await editor.open('a.js');
  const hover = await editor.hover('a.js', 1, 25);
  expect(hover?.contents).toMatchObject({
    value: expect.stringContaining('waits before the list'),
  });
  expect(await editor.hover('a.js', 0, 0)).toBeNull();
});

test('the project configures it, and says so where it cannot be understood', async () => {
  write('a.js', bad);
  write('loopscope.config.json', '{ "rules": { "promise": "error" } }');
  const editor = await start();
  await editor.open('a.js');
  await editor.published('a.js', (found) => found[0]?.severity === 1);
  write('loopscope.config.json', '{ "rules": { "promise": "offf" } }');
  await editor.filesChanged('loopscope.config.json', 2);
  const [fault] = await editor.published('loopscope.config.json', ({ length }) => length === 1);
  expect(fault).toMatchObject({
    message: 'A level is one of error, warning, hint, off',
    range: { start: { line: 0, character: 24 } },
  });
  write('loopscope.config.json', '{ "rules": { "promise": "off" } }');
  await editor.filesChanged('loopscope.config.json', 2);
  await editor.published('loopscope.config.json', ({ length }) => length === 0);
  await editor.published('a.js', ({ length }) => length === 0);
});

test('the settings of the editor count where the project says nothing', async () => {
  write('a.js', bad);
  const editor = await start({
    capabilities: { ...pulling, workspace: { configuration: true } },
    settings: { rules: { promise: 'hint', nonsense: 7 } },
  });
  await editor.open('a.js');
  expect(await editor.pull('a.js')).toMatchObject({ items: [{ severity: 3 }] });
});

test('the workspace is linted on demand, and follows what happens on disk', async () => {
  write('a.js', bad);
  write('b.ts', bad.replace('(getUser, getOrders)', '(getUser: any, getOrders: any)'));
  const editor = await start({ capabilities: pulling });
  expect(await editor.execute('loopscope.server.lintWorkspace')).toEqual({ files: 2, findings: 2 });
  await editor.published('b.ts', ({ length }) => length === 1);
  unlinkSync(join(folder, 'b.ts'));
  await editor.filesChanged('b.ts', 3);
  await editor.published('b.ts', ({ length }) => length === 0);
});

test('a broken tsconfig.json and no node_modules are no obstacle', async () => {
  write('tsconfig.json', '{ "compilerOptions": { "paths": ');
  write('a.js', `import express from 'express';\nimport './missing.js';\nexpress();\n${bad}`);
  const editor = await start({ capabilities: pulling });
  await editor.open('a.js');
  expect(await editor.pull('a.js')).toMatchObject({ items: [{ code: rule }] });
  expect(editor.stderr).toBe('');
});
