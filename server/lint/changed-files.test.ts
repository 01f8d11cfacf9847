import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changedFiles } from './changed-files.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-changed-'))).replaceAll(
  '\\',
  '/',
);
const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.c'];

function git(...args: string[]): void {
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'pipe' });
}

beforeAll(() => {
  git('init', '-q', '-b', 'main');
  mkdirSync(join(folder, 'src'));
  for (const name of ['same.js', 'gone.js', 'src/ä b.js', 'later.js']) write(name, '1\n');
  git('add', '.');
  git('commit', '-qm', 'one');
  git('checkout', '-qb', 'branch');
  write('src/ä b.js', '2\n');
  rmSync(join(folder, 'gone.js'));
  git('commit', '-qam', 'two');
  // The main branch goes on: that is not this branch's change.
  git('checkout', '-q', 'main');
  write('later.js', '2\n');
  git('commit', '-qam', 'three');
  git('checkout', '-q', 'branch');
  write('new.js', '1\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what the branch and the working tree changed, from any folder', async () => {
  const expected = new Set([`${folder}/src/ä b.js`, `${folder}/new.js`]);
  expect(await changedFiles('main', folder)).toEqual(expected);
  expect(await changedFiles('main', `${folder}/src`)).toEqual(expected);
});

test('a revision that does not exist, or looks like an option, is an error', async () => {
  await expect(changedFiles('nowhere', folder)).rejects.toThrow('nowhere');
  await expect(changedFiles('--output=x', folder)).rejects.toThrow('--output=x');
});
