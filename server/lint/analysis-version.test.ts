import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.mjs';
import { analysisVersion } from './analysis-version.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-version-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test('of the source changes with a rule, and with what analyzes, but not with a test', () => {
  cpSync(join(root, 'server'), join(folder, 'server'), { recursive: true });
  const version = (): string => analysisVersion(join(folder, 'server/lint/analysis-version.ts'));
  const first = version();
  expect(first).toBe(analysisVersion());
  write('server/rules/cpu/loop.test.ts', '');
  expect(version()).toBe(first);
  write('server/rules/cpu/loop.ts', '');
  const second = version();
  expect(second).not.toBe(first);
  write('server/analysis/taint.ts', '');
  expect(version()).not.toBe(second);
});

test('of bundles changes with each chunk, and with what lies beside', () => {
  const names = ['lint-AAAA.js', 'chunk-BBBB.js'];
  for (const name of names) write(`dist/chunks/${name}`, '');
  write('dist/parser.wasm', '1');
  write('dist/cli.js', '1');
  const inChunks = (): string => analysisVersion(join(folder, 'dist/chunks/lint-AAAA.js'));
  const first = inChunks();
  expect(inChunks()).toBe(first);
  expect(analysisVersion(join(folder, 'dist/cli.js'))).toBe(first);
  // Maps say nothing of what runs.
  write('dist/cli.js.map', '1');
  expect(inChunks()).toBe(first);
  write('dist/parser.wasm', '12');
  const second = inChunks();
  expect(second).not.toBe(first);
  rmSync(join(folder, 'dist/chunks/chunk-BBBB.js'));
  write('dist/chunks/chunk-CCCC.js', '');
  expect(inChunks()).not.toBe(second);
});
