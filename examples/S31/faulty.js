// S31: a request handler reads a file from a slow volume, and everybody waits for the volume.
import { readFileSync } from 'node:fs';
import { serveNotes } from './delivery-notes.js';

async function readNotes(file) {
  // The fault: quick on the developer's disk, not on the mount of production.
  return readFileSync(file).toString(); // fault: S31
}

await serveNotes(readNotes);
