// Fixes of several files as an editor gets them: files that are made, and reasons why there is none.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { root } from '../../scripts/setup/root.mjs';
import { type ClientOptions, LanguageClient } from '../support/language-client.ts';

const slow = `export async function sum(n) {
  let total = 0;
  for (let i = 0; i < 10_000_000; i++) total += n;
  return total;
}
`;
const everywhere = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const withFiles = {
  workspace: {
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create' as const],
      changeAnnotationSupport: {},
    },
  },
};

let folder: string;
let client: LanguageClient | null = null;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-lsp-fixes-')));
});
afterEach(async () => {
  const code = await client?.stop();
  client = null;
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the server ended with ${code}`);
});

async function open(
  text: string,
  capabilities: ClientOptions['capabilities'],
): Promise<LanguageClient> {
  writeFileSync(join(folder, 'a.mjs'), text);
  client = await LanguageClient.start({ folder, ...(capabilities ? { capabilities } : {}) });
  await client.open('a.mjs');
  return client;
}

test('a worker is a new file, which is confirmed before it is made', async () => {
  const editor = await open(slow, withFiles);
  const actions = await editor.actions('a.mjs', everywhere);
  const move = actions.find(({ title }) => title.startsWith('Move sum to a worker thread'));
  expect(move).toMatchObject({ kind: 'quickfix', isPreferred: false });
  const [asks, create, worker, caller] = move?.edit?.documentChanges ?? [];
  const uri = editor.uri('sum.worker.mjs');
  // Only what does nothing has to be confirmed: the rest would be shown unticked.
  const options = { ignoreIfExists: true };
  expect(asks).toEqual({
    kind: 'create',
    uri: editor.uri('a.mjs'),
    options,
    annotationId: 'preview',
  });
  expect(create).toEqual({ kind: 'create', uri, annotationId: 'fix' });
  expect(worker).toMatchObject({
    textDocument: { uri, version: null },
    edits: [{ newText: expect.stringContaining('total += n;'), annotationId: 'fix' }],
  });
  expect(caller).toMatchObject({ textDocument: { uri: editor.uri('a.mjs'), version: 1 } });
  expect(move?.edit?.changeAnnotations).toMatchObject({
    fix: { needsConfirmation: false, description: '2 files' },
    preview: { needsConfirmation: true },
  });
  expect(await editor.actions('a.mjs', everywhere, ['source.fixAll'])).toEqual([]);
});

test('an editor that cannot make files is not offered one', async () => {
  const editor = await open(slow, {
    workspace: { workspaceEdit: { documentChanges: true, resourceOperations: [] } },
  });
  const titles = (await editor.actions('a.mjs', everywhere)).map(({ title }) => title);
  expect(titles).toContain('Silence cpu/loop on this line');
  expect(titles.filter((title) => title.startsWith('Move'))).toEqual([]);
});

const blocked = `import { readFileSync } from 'node:fs';
class Page {
  constructor(name) {
    this.text = readFileSync(name, 'utf8');
  }
}
export const page = async (req, res) => res.end(new Page('x').text);
`;

test('a fix that cannot be made says why, in the menu and in the hover', async () => {
  const editor = await open(blocked, { textDocument: { codeAction: { disabledSupport: true } } });
  const actions = await editor.actions('a.mjs', everywhere);
  expect(actions.find(({ disabled }) => disabled)).toMatchObject({
    title: 'Await readFile of node:fs/promises',
    disabled: { reason: 'A constructor cannot wait.' },
  });
  const hover = await editor.hover('a.mjs', 3, 20);
  expect(hover?.contents).toMatchObject({
    value: expect.stringContaining('not possible, because a constructor cannot wait.'),
  });
});

test('an editor that does not show such actions gets none', async () => {
  const editor = await open(blocked, {});
  const actions = await editor.actions('a.mjs', everywhere);
  expect(actions.map(({ title }) => title)).toEqual([
    'Silence block/sync-api on this line',
    'Silence block/sync-api in this file',
  ]);
});

const resolving = {
  textDocument: { codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } } },
  ...withFiles,
};

async function chosen(
  files: Readonly<Record<string, string>>,
  initializationOptions: object = { typeCheckLimit: 60_000 },
): Promise<{ editor: LanguageClient; offered: CodeAction; action: CodeAction }> {
  const compilerOptions = {
    module: 'preserve',
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ['node'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  client = await LanguageClient.start({
    folder,
    capabilities: resolving,
    initializationOptions,
  });
  await client.open('store.ts');
  const actions = await client.actions('store.ts', everywhere);
  const offered = actions.find(({ title }) => title.startsWith('Await'));
  if (!offered) throw new Error(actions.map(({ title }) => title).join());
  const action = offered.data === undefined ? offered : await client.resolve(offered);
  return { editor: client, offered, action };
}

const store = `import { readFileSync } from 'node:fs';
export function load(name: string): string {
  return readFileSync(name, 'utf8');
}
export const page = async (): Promise<number> => load('a').length;
`;

test('the edit of a fix that changes types is given when the types allow it', async () => {
  const { editor, offered, action } = await chosen({ 'store.ts': store });
  expect(offered.edit).toBeUndefined();
  expect(action.edit?.documentChanges).toMatchObject([
    { textDocument: { uri: editor.uri('store.ts') } },
  ]);
  expect(editor.messages).toEqual([]);
});

test('it is not, and says why, when a type that no rule sees does not', async () => {
  const { editor, action } = await chosen({
    'store.ts': store,
    'stores.ts': `import type * as store from './store.ts';
export interface Store { readonly load: (name: string) => string }
export const take = (one: typeof store): Store => one;
`,
  });
  expect(action.edit).toBeUndefined();
  expect(editor.messages).toEqual([
    expect.stringMatching(/not applied, because the types do not allow it\. .*stores\.ts:3: /),
  ]);
});

test('the compiler of a workspace that nobody trusts is not run', async () => {
  const { offered } = await chosen({ 'store.ts': store }, { runsWorkspaceTypeScript: false });
  expect(offered.edit).toBeDefined();
});

test('a compiler that does not come to an end is given up after 10 s', async () => {
  const compiler = join(folder, 'node_modules', 'typescript');
  mkdirSync(compiler, { recursive: true });
  writeFileSync(join(compiler, 'index.js'), 'for (;;);\n');
  writeFileSync(join(folder, 'store.ts'), store);
  client = await LanguageClient.start({ folder, capabilities: resolving });
  await client.open('store.ts');
  const actions = await client.actions('store.ts', everywhere);
  const offered = actions.find(({ title }) => title.startsWith('Await'));
  if (!offered) throw new Error(actions.map(({ title }) => title).join());
  expect(offered.edit).toBeUndefined();
  const start = performance.now();
  const action = await client.resolve(offered);
  const took = performance.now() - start;
  expect(action.edit?.documentChanges).toHaveLength(1);
  expect(took).toBeGreaterThan(9_900);
  expect(took).toBeLessThan(30_000);
  expect(client.messages).toEqual([]);
});
