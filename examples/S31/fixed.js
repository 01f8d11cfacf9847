// S31, fixed: the file is read beside the event loop.
import { readFile } from 'node:fs/promises';
import { serveNotes } from './delivery-notes.js';

async function readNotes(file) {
  return (await readFile(file)).toString();
}

await serveNotes(readNotes);
