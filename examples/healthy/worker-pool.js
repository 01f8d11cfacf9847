// Healthy: a pool of worker threads that waits for jobs. Most of the time there are none.
import { serve } from '../service/serve.js';
import { JobQueue } from './job-queue.js';
import { ThumbnailThread } from './thumbnail-thread.js';

const queue = new JobQueue();
const counts = { waiting: 0, done: 0 };

/** One for each thread, as long as the service lives. */
async function consume(thread) {
  for (;;) {
    counts.waiting++;
    const job = await queue.take();
    counts.waiting--;
    job.resolve(await thread.run(job.picture));
    counts.done++;
  }
}

const makeThumbnail = ({ picture }) =>
  new Promise((resolve) => queue.put({ picture: Number(picture), resolve }));

serve({
  routes: { 'POST /thumbnails': makeThumbnail },
  clients: [{ path: '/thumbnails?picture=$n', method: 'POST', everyMs: 20_000, firstMs: 300 }],
  counts: () => counts,
});
await Promise.all([new ThumbnailThread(), new ThumbnailThread()].map(consume));
