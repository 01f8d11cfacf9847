import { expect, it } from 'vitest';
import { isAsyncFunctionNamed } from './declared-async.ts';

it.each([
  'async function load(id) {}',
  'export default async function load<T>(id: T) {}',
  'async function* load() {}',
  'const load = async () => {}',
  'const load=async e=>e',
  'const load: Handler = async (request) => {}',
  'this.load = async function () {}',
  'class A { load = async () => {} }',
  'class A { private static async load(id: string): Promise<void> {} }',
  'class A { async *load() {} }',
  'const a = { load: async (id) => id }',
  'const a = { async load() {}, other() {} }',
  '// function load() {}\nasync function load() {}',
  'async function load() {}\nload(1); if (load(2)) { } reload(); x.load = y; loader(); const o = { load };',
  'interface A { load(): Promise<void> }\nclass B implements A { async load() {} }',
])('is async: %s', (source) => {
  expect(isAsyncFunctionNamed(source, 'load')).toBe(true);
});

it.each([
  'function load(id) {}',
  'const load = () => fetch(url)',
  'const load = function* () {}',
  'class A { load(id) { return fetch(id); } }',
  'class A {\n  public load(id: string): Promise<string> {\n  }\n}',
  'const a = { load: (id) => id, other: async () => {} }',
  '/** async function load() {} */\nfunction load() {}',
  '/**\n * const load = async () => {}\n */\nfunction load() {}',
])('is not: %s', (source) => {
  expect(isAsyncFunctionNamed(source, 'load')).toBe(false);
});

it.each([
  '',
  'await load();',
  'const x = ok ? load : async () => {}',
  'async function load() {}\nclass A { load() {} }',
  'const load = makeLoader(async () => {})',
  'const load = async.queue(worker)',
  'async function reload() {} async function loadAll() {} async function $load() {}',
  'const load = (((',
  'if (load(1)) { }',
])('cannot be told: %s', (source) => {
  expect(isAsyncFunctionNamed(source, 'load')).toBeNull();
});

it('knows private methods, and takes no other text for a name', () => {
  expect(isAsyncFunctionNamed('class A { async #load() {} load() {} }', '#load')).toBe(true);
  expect(isAsyncFunctionNamed('class A { async #load() {} load() {} }', 'load')).toBe(false);
  expect(isAsyncFunctionNamed('async function a() {}', '')).toBeNull();
  expect(isAsyncFunctionNamed('async function a() {}', '(')).toBeNull();
});
