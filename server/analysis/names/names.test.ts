// Names mean what they mean to the scope analysis of typescript-eslint, on source of this repository, and what the
// language says where that analysis simplifies.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '@typescript-eslint/scope-manager';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/setup/root.mjs';
import { readSource, type SourceFile } from '../source-file.ts';
import type { NameNode } from './variable.ts';

function sourceOf(path: string, text: string): SourceFile {
  const result = readSource(path, text);
  if (result.kind !== 'file') throw new Error(`${path}: ${result.message}`);
  return result.file;
}

const namesOf = (file: SourceFile): NameNode[] => [
  ...file.nodes('Identifier'),
  ...file.nodes('JSXIdentifier'),
];

const use = (at: number, isRead: boolean, isWrite: boolean, isInitial: boolean, from?: number) =>
  `${at}${isRead ? ' read' : ''}${isWrite ? ' write' : ''}${isInitial ? ' first' : ''} ${from ?? ''}`;

/** By the place of each name, where what it means is declared and how that is used. */
type Meanings = ReadonlyMap<number, string>;

function ours(file: SourceFile): Meanings {
  const meanings = new Map<number, string>();
  for (const name of namesOf(file)) {
    const variable = file.variableOf(name);
    if (!variable) continue;
    const uses = variable.references.map((one) =>
      use(one.identifier.start, one.isRead, one.isWrite, one.isInitial, one.writeExpr?.start),
    );
    const declared = variable.identifiers.map(({ start }) => start);
    meanings.set(name.start, `${declared.join()}: ${uses.sort().join()}`);
  }
  return meanings;
}

function theirs(file: SourceFile): Meanings {
  // It looks at no other ranges.
  const give = (node: { start: number; end: number }) =>
    Object.assign(node, { range: [node.start, node.end] });
  for (const name of namesOf(file)) give(name);
  for (const { body } of file.functions) if (body) give(body);
  const { variables } = analyze(file.program as never, {
    sourceType: 'module',
    lib: [],
    jsxPragma: null,
  });
  // A class is declared around itself and within itself: to us that is one variable.
  const byPlace = new Map<number, typeof variables>();
  for (const variable of variables) {
    const [first] = variable.identifiers;
    // `const` of `as const` and `arguments` are declared nowhere.
    if (first) byPlace.set(first.range[0], [...(byPlace.get(first.range[0]) ?? []), variable]);
  }
  const meanings = new Map<number, string>();
  for (const same of byPlace.values()) {
    const references = same.flatMap((one) => one.references);
    const uses = references.map((one) =>
      use(
        one.identifier.range[0],
        one.isRead(),
        one.isWrite(),
        one.init === true,
        (one.writeExpr as { start?: number } | null | undefined)?.start,
      ),
    );
    const declared = same[0]?.identifiers.map(({ range }) => range[0]) ?? [];
    const text = `${declared.sort((a, b) => a - b).join()}: ${uses.sort().join()}`;
    for (const at of [...declared, ...references.map((one) => one.identifier.range[0])])
      meanings.set(at, text);
  }
  return meanings;
}

const sources = ['server', 'webview', 'examples', 'test/fixtures/lint-pairs'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
    .map((path) => join(root, folder, path)),
);

test('names mean what another analysis says', () => {
  expect(sources.length).toBeGreaterThan(1_000);
  for (const path of sources) {
    const file = sourceOf(path, readFileSync(path, 'utf8'));
    expect({ path, meanings: ours(file) }).toEqual({ path, meanings: theirs(file) });
  }
});

/** Where what the last `name` of a text means is declared, as the text from there. */
function declarationOf(name: string, text: string, path = '/a.ts'): string | null {
  const file = sourceOf(path, text);
  const last = namesOf(file).findLast((one) => one.name === name);
  const variable = last && file.variableOf(last);
  return variable ? text.slice(variable.identifiers[0]?.start ?? text.length) : null;
}

test.each([
  ['a global', 'console.log(1)', 'console', null],
  ['a key', 'const key = 1; use({ key: 2 })', 'key', null],
  ['a label', 'const out = 1; out: for (;;) break out;', 'out', null],
  ['what others export', "const a = 1; export { a } from './b.js';", 'a', null],
  ['a component', 'const Page = 1; const b = <Page/>;', 'Page', 'Page = 1; const b = <Page/>;'],
  ['an element', 'const page = 1; const b = <page/>;', 'page', null],
  ['hoisting', '{ var a = 1; } a', 'a', 'a = 1; } a'],
  ['no hoisting', '{ let a = 1; } a', 'a', null],
])('%s', (_title, text, name, expected) => {
  expect(declarationOf(name, text, '/a.tsx')).toBe(expected);
});

const meaningAt = (text: string, at: number): string | null => {
  const file = sourceOf('/a.ts', text);
  const name = namesOf(file).find(({ start }) => start === at);
  const variable = name && file.variableOf(name);
  return variable ? text.slice(variable.identifiers[0]?.start ?? text.length) : null;
};

test('what is switched on is outside of the cases', () => {
  const text = 'function f(e) { switch (e) { case 1: let e = 2; } }';
  expect(meaningAt(text, text.indexOf('(e) {', 11) + 1)).toBe(text.slice('function f('.length));
});

test('a default that has the name of a variable in the body means the one outside', () => {
  const text = 'const b = 0; function f(a = b) { var b = 1; }';
  expect(meaningAt(text, text.indexOf('b)'))).toBe(text.slice('const '.length));
});

test('a parameter hides the name of its function', () => {
  const text = 'use(function run(run) { run(); })';
  expect(meaningAt(text, text.lastIndexOf('run'))).toBe(text.slice(text.indexOf('run)')));
  expect(meaningAt(text, text.indexOf('run('))).toBe(text.slice(text.indexOf('run(')));
});

test('a value and a type of one name are told apart', () => {
  const text = 'function f<T>(T: T) { return T; }';
  const file = sourceOf('/a.ts', text);
  const [definition] = file.variableOf(namesOf(file).at(-1) as NameNode)?.defs ?? [];
  expect(definition).toMatchObject({ isParameter: true, isValue: true });
  const inner = 'type T = 1; function f(T: number) { const a: T = T; }';
  expect(meaningAt(inner, inner.indexOf('T = T'))).toBe(inner.slice('type '.length));
});

test('arguments are declared nowhere, and are no global', () => {
  const file = sourceOf('/a.js', 'function f() { return () => arguments; }\narguments;');
  const [inside, outside] = namesOf(file).filter(({ name }) => name === 'arguments');
  expect(file.variableOf(inside as NameNode)?.identifiers).toEqual([]);
  expect(file.variableOf(outside as NameNode)).toBeNull();
});
