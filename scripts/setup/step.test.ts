// A step is done once, again when its key changes, and again when it was interrupted.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { once } from './step.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopscope-step-'));
  vi.spyOn(console, 'log').mockReturnValue(undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('is done once for a key', async () => {
  const work = vi.fn();
  const stamp = join(folder, 'inner/complete');
  await once({ what: 'x', stamp, key: '1', work });
  await once({ what: 'x', stamp, key: '1', work });
  expect(work).toHaveBeenCalledTimes(1);
  await once({ what: 'x', stamp, key: '2', work });
  expect(work).toHaveBeenCalledTimes(2);
});

test('is done again after a failure', async () => {
  const stamp = join(folder, 'complete');
  await once({ what: 'x', stamp, key: '1', work: () => {} });
  const fail = () => Promise.reject(new Error('no network'));
  await expect(once({ what: 'x', stamp, key: '2', work: fail })).rejects.toThrow('no network');
  // What the first run made may be half replaced.
  expect(existsSync(stamp)).toBe(false);
});
