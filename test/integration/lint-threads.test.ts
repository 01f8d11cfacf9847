// A large project is linted on several threads, with the same result as on one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.mjs';
import { openLintCache } from '../../server/lint/lint-cache.ts';
import { type LintRequest, lintPaths } from '../../server/lint/lint-paths.ts';

const threadFile = join(root, 'dist/lint-thread.js');
const folder = mkdtempSync(join(tmpdir(), 'loopscope-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Over a million characters, with something for each rule, and one file that cannot be parsed. */
function lint(request: Partial<LintRequest> = {}) {
  writeFileSync(join(folder, 'broken.js'), 'const = 1;');
  return lintPaths({
    paths: [join(root, 'test/fixtures/lint-pairs'), join(root, 'server'), folder],
    fix: false,
    signal: new AbortController().signal,
    ...request,
  });
}

test('several threads find what one finds', async () => {
  const expected = await lint();
  expect(expected.findings.length).toBeGreaterThan(300);
  expect(expected.faults).toHaveLength(1);
  expect(await lint({ threadFile })).toEqual(expected);
});

test('with a cache that knows a part', async () => {
  const cache = () => openLintCache(join(folder, 'cache.json'));
  const part = [join(root, 'test/fixtures/lint-pairs/cpu-json')];
  await lint({ paths: part, cache: cache() });
  const expected = await lint();
  expect(await lint({ threadFile, cache: cache() })).toEqual(expected);
});

test('what ends a thread ends the run', async () => {
  const file = join(folder, 'thread.mjs');
  writeFileSync(file, 'throw new Error("out of order");');
  await expect(lint({ threadFile: file })).rejects.toThrow('out of order');
});

test.each(['reading', 'checking'] as const)('given up while %s', async (phase) => {
  const stop = new AbortController();
  const onProgress: LintRequest['onProgress'] = (progress) => {
    if (progress.phase === phase && progress.done > 20) stop.abort(new Error('stopped'));
  };
  const running = lint({ threadFile, signal: stop.signal, onProgress });
  await expect(running).rejects.toThrow('stopped');
});
