import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFiles } from './find-files.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-find-'))).replaceAll('\\', '/');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(...files: readonly (string | readonly [path: string, text: string])[]): void {
  for (const file of files) {
    const [path, text] = typeof file === 'string' ? [file, ''] : file;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function find(...paths: readonly string[]): Promise<string[]> {
  const found = await findFiles(paths.map((path) => (path ? `${folder}/${path}` : folder)));
  return found.map(({ path }) => path.slice(folder.length + 1));
}

test('finds all kinds of JavaScript and TypeScript, without declarations', async () => {
  write('a.js', 'b.jsx', 'c.ts', 'd.tsx', 'e.mjs', 'f.cjs', 'g.mts', 'h.cts');
  write('types.d.ts', 'readme.md', 'data.json');
  expect(await find('')).toEqual([
    'a.js',
    'b.jsx',
    'c.ts',
    'd.tsx',
    'e.mjs',
    'f.cjs',
    'g.mts',
    'h.cts',
  ]);
});

test('packages, hidden folders and what tools wrote are left out', async () => {
  write('src/a.js', 'node_modules/x/index.js', 'packages/y/node_modules/z.js', '.cache/b.js');
  write('dist/c.js', 'src/vendor.min.js', 'coverage/d.js');
  expect(await find('')).toEqual(['src/a.js']);
});

test('what git ignores is left out, and the innermost ignore file decides', async () => {
  execFileSync('git', ['init', '-q'], { cwd: folder });
  write(['.gitignore', 'tmp/\n*.gen.js\n'], ['src/.gitignore', '!kept.gen.js\nlocal.js\n']);
  write('tmp/a.js', 'src/b.gen.js', 'src/kept.gen.js', 'src/local.js', 'src/c.js', 'local.js');
  expect(await find('')).toEqual(['local.js', 'src/c.js', 'src/kept.gen.js']);
  expect(await find('src')).toEqual(['src/c.js', 'src/kept.gen.js']);
});

test('what is named is found whatever ignores it', async () => {
  execFileSync('git', ['init', '-q'], { cwd: folder });
  write(['.gitignore', 'tmp/\n'], 'tmp/a.js', 'dist/b.js', 'c.min.js');
  expect(await find('tmp', 'dist', 'c.min.js')).toEqual(['tmp/a.js', 'dist/b.js', 'c.min.js']);
});

test('a path that does not exist is an error', async () => {
  await expect(find('nowhere')).rejects.toThrow('ENOENT');
});
