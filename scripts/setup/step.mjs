// What every set-up step shares: saying what it does, and remembering that it is done.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A failure whose message, one line, tells the user what to do. */
export class SetupError extends Error {}

/**
 * Does `work` unless `stamp` holds `key`. The stamp is removed first and written last, so that work
 * that was interrupted is done again.
 * @param {{ what: string, stamp: string, key: string, work: () => void | Promise<void> }} options
 */
export async function once({ what, stamp, key, work }) {
  if (read(stamp) === key) return;
  rmSync(stamp, { force: true });
  await timed(what, work);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
}

/**
 * @param {string} what
 * @param {() => void | Promise<void>} work
 */
export async function timed(what, work) {
  const start = performance.now();
  console.log(`set-up: ${what} ...`);
  await work();
  console.log(`set-up: ${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** @param {(string | Buffer)[]} parts */
export function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
