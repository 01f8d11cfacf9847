// Keeps two set-ups of the same folder from running into each other, in two terminals for instance.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache } from './root.mjs';

const lockFile = `${cache}/setup.lock`;

/** @param {() => Promise<void>} work */
export async function withLock(work) {
  mkdirSync(cache, { recursive: true });
  let told = false;
  while (!tryLock()) {
    const owner = ownerOfLock();
    if (owner === undefined || !isAlive(owner)) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (!told) console.log(`set-up: waiting for the one that process ${owner} is doing`);
    told = true;
    await sleep(300);
  }
  try {
    await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function tryLock() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function ownerOfLock() {
  try {
    return Number(readFileSync(lockFile, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
