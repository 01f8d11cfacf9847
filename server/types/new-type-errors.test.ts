import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newTypeErrors } from './new-type-errors.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-types-')));
  const compilerOptions = {
    strict: true,
    module: 'preserve',
    target: 'es2022',
    lib: ['es2022'],
    types: [],
    allowImportingTsExtensions: true,
  };
  writeFileSync(at('tsconfig.json'), JSON.stringify({ compilerOptions }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const store = 'export function load(): string { return "x"; }\nconst known: number = "wrong";\n';
const changed = store.replace('function load(): string', 'async function load(): Promise<string>');

test('an importer that did not change shows that a promise is too much for it', () => {
  writeFileSync(at('store.ts'), store);
  writeFileSync(
    at('page.ts'),
    'import { load } from "./store.ts";\nexport const pages: (() => string)[] = [load];\n',
  );
  const question = {
    before: { [at('store.ts')]: store },
    after: { [at('store.ts')]: `\n${changed}` },
  };
  expect(newTypeErrors(ts, { ...question, importers: [at('page.ts')] })).toEqual({
    kind: 'checked',
    errors: [expect.stringMatching(/page\.ts:2: Type .*Promise<string>/)],
  });
  // What was wrong before, and was moved by the edit, does not count.
  expect(newTypeErrors(ts, { ...question, importers: [] })).toEqual({
    kind: 'checked',
    errors: [],
  });
});

test('a file that is made is checked, but for the package that nobody has installed yet', () => {
  writeFileSync(at('store.ts'), store);
  const after = {
    [at('store.ts')]: store,
    [at('made.worker.ts')]:
      'import { Piscina } from "piscina";\nexport default (n: number): string => n;\nnew Piscina();\n',
  };
  const answer = newTypeErrors(ts, { before: { [at('store.ts')]: store }, after, importers: [] });
  expect(answer).toEqual({
    kind: 'checked',
    errors: [expect.stringMatching(/made\.worker\.ts:2: Type 'number' is not assignable/)],
  });
});

test('JavaScript is checked only where the user asks for it', () => {
  const before = { [at('a.js')]: '' };
  const after = { [at('a.js')]: 'const a = 1;\na();\n' };
  const question = { before, after, importers: [] };
  expect(newTypeErrors(ts, question)).toEqual({
    kind: 'unchecked',
    reason: 'no file of it has types',
  });
  const compilerOptions = { checkJs: true, allowJs: true, lib: ['es2022'], types: [] };
  writeFileSync(at('tsconfig.json'), JSON.stringify({ compilerOptions }));
  expect(newTypeErrors(ts, question)).toMatchObject({
    errors: [expect.stringContaining('callable')],
  });
});

test('a compiler that cannot be asked', () => {
  const question = { before: { [at('a.ts')]: '' }, after: { [at('a.ts')]: '' }, importers: [] };
  expect(newTypeErrors({ version: '7.0.2' } as never, question)).toEqual({
    kind: 'unchecked',
    reason: 'TypeScript 7.0.2 cannot be asked',
  });
});
