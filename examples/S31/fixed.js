// S31, fixed: the file is read beside the event loop.
import { readFile } from 'node:fs/promises';
import { serveNotes } from './delivery-notes.js';

async function readNotes(file) {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}

await serveNotes(readNotes);
