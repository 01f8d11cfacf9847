// Stands in for a network volume: a folder with one file, whose reader has to wait 400 ms for the first byte.
// A named pipe does what a slow mount does: reading it waits for the other side. It needs mkfifo (Linux, macOS).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import '../service/stop-with-parent.js';

const folder = mkdtempSync(join(tmpdir(), 'loopscope-volume-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGTERM', () => process.exit());

const file = join(folder, 'delivery-notes.txt');
execFileSync('mkfifo', [file]);
console.log(file);

for (;;) {
  // Waits for a reader, who then waits for the first byte.
  const writer = await open(file, 'w');
  await delay(400);
  await writer.write('1 lamp for Ada\n2 chairs for Grace\n');
  await writer.close();
  // Until the reader has seen the end: it would be taken for the next one.
  await delay(50);
}
