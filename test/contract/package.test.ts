// The .vsix holds what ships and nothing else, and there is one copy of each bundled library.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packagedFiles, vsixPath } from '../../scripts/package.mjs';
import { root } from '../../scripts/setup/root.mjs';

// vsce renames the texts that it shows.
const renamed: Readonly<Record<string, string>> = {
  'README.md': 'readme.md',
  'CHANGELOG.md': 'changelog.md',
  LICENSE: 'LICENSE.txt',
};

test('holds the listed files only', () => {
  const expected = ['package.json', ...packagedFiles].map((name) => renamed[name] ?? name);
  const inside = zipEntries(readFileSync(vsixPath))
    .filter((name) => name.startsWith('extension/'))
    .map((name) => name.slice('extension/'.length));
  expect(inside.sort()).toEqual(expected.sort());
});

test('is small', () => {
  expect(statSync(vsixPath).size).toBeLessThan(1_000_000);
});

test('ships no tools and one ws', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(Object.keys(manifest.dependencies)).not.toContain('esbuild');
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const copies = Object.keys(lock.packages).filter((path) => path.endsWith('node_modules/ws'));
  expect(copies).toEqual(['node_modules/ws']);
});

test('the command starts from dist/', () => {
  const version = execFileSync(join(root, 'dist/cli.js'), ['--version'], { encoding: 'utf8' });
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(version).toContain(manifest.version);
});

/** File names of a zip archive, from its central directory (APPNOTE.TXT, 4.3.12). */
function zipEntries(zip: Buffer): string[] {
  const names: string[] = [];
  let at = zip.indexOf('PK\x01\x02', 'latin1');
  while (at >= 0 && zip.readUInt32LE(at) === 0x02014b50) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    names.push(zip.toString('utf8', at + 46, at + 46 + (name ?? 0)));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return names;
}
