import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { largestFile, localFiles } from './text-file.ts';

const { signal } = new AbortController();
const read = (path: string) => localFiles.readText(path, signal, path);
const version = (path: string) => localFiles.version(path, signal);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-text-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('reads a file, without the byte order mark', async () => {
  const file = join(folder, 'a.js');
  writeFileSync(file, '\uFEFFconst ü = 1;');
  symlinkSync(file, join(folder, 'link.js'));
  expect(await read(file)).toBe('const ü = 1;');
  expect(await read(join(folder, 'link.js'))).toBe('const ü = 1;');
});

it('tells a changed file from an unchanged one', async () => {
  const file = join(folder, 'b.js');
  writeFileSync(file, 'a');
  const first = await version(file);
  expect(await version(file)).toBe(first);
  writeFileSync(file, 'ab');
  const second = await version(file);
  expect(second).not.toBe(first);
  utimesSync(file, 1, 1);
  expect(await version(file)).not.toBe(second);
  rmSync(file);
  expect(await version(file)).toBeNull();
});

it('opens nothing but regular files of a sane size and name', async () => {
  mkdirSync(join(folder, 'directory'));
  const large = join(folder, 'large.js');
  writeFileSync(large, '');
  truncateSync(large, largestFile + 1);
  const names = ['directory', 'large.js', 'missing', 'a\0b', 'x'.repeat(5_000)].map((name) =>
    join(folder, name),
  );
  for (const name of names) expect(await read(name)).toBeNull();
  for (const name of [...names, ''].filter((name) => name !== large))
    expect(await version(name)).toBeNull();
});

it.skipIf(process.platform === 'win32')(
  'waits for no pipe, and reads no endless file',
  async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    expect(await read(pipe)).toBeNull();
    expect(await version(pipe)).toBeNull();
    expect(await read('/dev/zero')).toBeNull();
  },
);
