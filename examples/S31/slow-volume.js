// Stands in for a network volume: a folder with one file, whose reader has to wait 400 ms for the first byte.
// A named pipe does what a slow mount does: reading it waits for the other side. It needs mkfifo (Linux, macOS).
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import '../service/stop-with-parent.js';

const folder = mkdtempSync(join(tmpdir(), 'loopscope-volume-'));
const file = join(folder, 'delivery-notes.txt');
execFileSync('mkfifo', [file]);

process.on('exit', () => {
  // Wakes a reader that waits for us in `open`, as it could not even exit otherwise.
  closeSync(openSync(file, constants.O_RDWR | constants.O_NONBLOCK));
  rmSync(folder, { recursive: true, force: true });
});
process.on('SIGTERM', () => process.exit());

/** Asks again and again, as an `open` that waits for a reader would keep this program from ending. */
async function openForReader() {
  for (;;) {
    try {
      return await open(file, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if (error.code !== 'ENXIO') throw error;
      await delay(20);
    }
  }
}

console.log(file);
for (;;) {
  const writer = await openForReader();
  await delay(400);
  await writer.write('1 lamp for Ada\n2 chairs for Grace\n');
  await writer.close();
  // Until the reader has seen the end: it would be taken for the next one.
  await delay(50);
}
