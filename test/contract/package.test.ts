// The .vsix holds what ships and nothing else, and there is one copy of each bundled library.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  const expected = ['package.json', ...packagedFiles()].map((name) => renamed[name] ?? name);
  const inside = zipEntries(readFileSync(vsixPath))
    .filter((name) => name.startsWith('extension/'))
    .map((name) => name.slice('extension/'.length));
  expect(inside.sort()).toEqual(expected.sort());
});

test('is small', () => {
  expect(statSync(vsixPath).size).toBeLessThan(2_500_000);
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

test('what is packaged lints by itself, where nothing is installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loopscope-packaged-'));
  try {
    for (const file of ['package.json', ...packagedFiles()])
      cpSync(join(root, file), join(folder, file), { recursive: true });
    const source = 'export const both = async (a, b) => Promise.all([await a(), await b()]);\n';
    writeFileSync(join(folder, 'both.ts'), source);
    const command = [join(folder, 'dist/cli.js'), 'lint', '--format', 'json', 'both.ts'];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject([{ rule: 'promise/await-in-all', line: 1 }]);
    expect(status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
