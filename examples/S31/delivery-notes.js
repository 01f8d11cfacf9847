// Delivery notes, from the archive on a network volume.
import { startUpstream } from '../service/child.js';
import { serve } from '../service/serve.js';

export async function serveNotes(readNotes) {
  const file = await startUpstream(new URL('./slow-volume.js', import.meta.url));
  let reading = null;

  async function load() {
    const text = await readNotes(file);
    return text.split('\n').filter((line) => line !== '');
  }

  async function search({ name }) {
    // Whoever asks while the archive is being read gets the same answer.
    reading ??= load().finally(() => (reading = null));
    const notes = await reading;
    return notes.filter((note) => note.endsWith(name));
  }

  serve({
    routes: { 'GET /notes': search },
    clients: [{ path: '/notes?name=Ada', everyMs: 700, firstMs: 300 }],
  });
}
