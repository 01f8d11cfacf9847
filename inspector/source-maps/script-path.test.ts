import { expect, it } from 'vitest';
import { mappedPath } from './path-mapping.ts';
import { isNetworkPath, resolveBeside, scriptPath } from './script-path.ts';
import { foldersAbove, sourceName } from './source-path.ts';

it.each([
  ['/app/a.js', '/app/a.js'],
  ['/app/a?b#c.js', '/app/a?b#c.js'],
  ['file:///app/a.mjs', '/app/a.mjs'],
  ['file:///app/a.mjs?v=1#x', '/app/a.mjs'],
  ['file:///app/a%20%C3%BC.mjs', '/app/a ü.mjs'],
  ['file:///C:/app/a.mjs', 'C:\\app\\a.mjs'],
  ['C:\\app\\a.js', 'C:\\app\\a.js'],
  ['C:/app/a.js', 'C:\\app\\a.js'],
  ['file://server/share/a.js', '\\\\server\\share\\a.js'],
  ['file:///app/a%2fb.js', null],
  ['file:///app/%00.js', null],
  ['file:///app/%ff.js', null],
  ['file://[', null],
  ['/app/\0', null],
  [`/${'a'.repeat(5_000)}`, null],
  ['../../etc/passwd', null],
  ['node:fs', null],
  ['node:internal/process/task_queues', null],
  ['evalmachine.<anonymous>', null],
  ['[eval1]', null],
  ['data:text/javascript,await 1', null],
  ['https://example.com/a.js', null],
  ['wasm://wasm/1', null],
  ['', null],
])('the file of script %j is %j', (name, path) => {
  expect(scriptPath(name)).toBe(path);
});

it('resolves beside a file in the notation of that file', () => {
  expect(resolveBeside('/app/dist/a.js', '../src/./b.ts')).toBe('/app/src/b.ts');
  expect(resolveBeside('/a.js', '../../b.ts')).toBe('/b.ts');
  expect(resolveBeside('/app/a.js', 'b\\c.ts')).toBe('/app/b\\c.ts');
  expect(resolveBeside('C:\\app\\a.js', '../../../b/c.ts')).toBe('C:\\b\\c.ts');
  expect(resolveBeside('\\\\server\\share\\a.js', '../../b.ts')).toBe('\\\\server\\share\\b.ts');
  expect(isNetworkPath('\\\\server\\share')).toBe(true);
  expect(isNetworkPath('//server/share')).toBe(true);
  expect(isNetworkPath('/server')).toBe(false);
});

it.each([
  ['/app/a.js', [['/app', '/home/me']], '/home/me/a.js'],
  ['/app', [['/app', '/home/me/']], '/home/me'],
  ['/application/a.js', [['/app', '/home/me']], null],
  [
    '/app/src/a.js',
    [
      ['/app', '/x'],
      ['/app/src/', '/y'],
      ['/', '/z'],
    ],
    '/y/a.js',
  ],
  [
    '/other/a.js',
    [
      ['/app', '/x'],
      ['/', '/z'],
    ],
    '/z/other/a.js',
  ],
  ['/app/src/a.js', [['/app', 'C:\\code']], 'C:\\code\\src\\a.js'],
  ['C:\\app\\src\\a.js', [['c:/app', '/code/']], '/code/src/a.js'],
  ['/app/a\\b.js', [['/app', '/x']], '/x/a\\b.js'],
  ['/app/a.js', [], null],
] as const)('%s is here, with %j, %s', (path, mappings, local) => {
  expect(
    mappedPath(
      path,
      mappings.map(([remote, to]) => ({ remote, local: to })),
    ),
  ).toBe(local);
});

it.each([
  ['../src/a.ts', { kind: 'path', path: '/app/src/a.ts' }],
  ['a%20b.ts', { kind: 'path', path: '/app/dist/a b.ts' }],
  ['100%.ts', { kind: 'path', path: '/app/dist/100%.ts' }],
  ['/src/a.ts', { kind: 'path', path: '/src/a.ts' }],
  ['file:///src/a.ts', { kind: 'path', path: '/src/a.ts' }],
  ['C:\\src\\a.ts', { kind: 'path', path: 'C:\\src\\a.ts' }],
  [
    'webpack:///src/a.ts',
    { kind: 'virtual', readable: 'webpack:///src/a.ts', relative: 'src/a.ts' },
  ],
  [
    'webpack://shop/src/a.ts?1a2b',
    { kind: 'virtual', readable: 'webpack://shop/src/a.ts', relative: 'src/a.ts' },
  ],
  [
    'webpack://shop/webpack/bootstrap',
    { kind: 'virtual', readable: 'webpack://shop/webpack/bootstrap', relative: null },
  ],
  [
    'webpack://shop/external commonjs "pg.js"',
    { kind: 'virtual', readable: 'webpack://shop/external commonjs "pg.js"', relative: null },
  ],
  [
    'turbopack:///[project]/app/a.ts',
    { kind: 'virtual', readable: 'turbopack:///[project]/app/a.ts', relative: 'app/a.ts' },
  ],
  [
    'https://example.com/src/a.ts',
    { kind: 'virtual', readable: 'https://example.com/src/a.ts', relative: null },
  ],
])('source %s is %j', (source, name) => {
  expect(sourceName(source, '/app/dist/a.js')).toEqual(name);
});

it('lists the folders above a file, nearest first', () => {
  expect(foldersAbove('/a/b/c/d.js', 2)).toEqual(['/a/b/c', '/a/b']);
  expect(foldersAbove('/a/b.js', 9)).toEqual(['/a']);
  expect(foldersAbove('C:\\a\\b.js', 9)).toEqual(['C:\\a']);
});
