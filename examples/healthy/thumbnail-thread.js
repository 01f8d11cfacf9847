// A worker thread for work that would block. This file is both ends of it.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

export class ThumbnailThread {
  #worker = new Worker(fileURLToPath(import.meta.url));

  /** One at a time: the answer is the next message. */
  async run(picture) {
    this.#worker.postMessage(picture);
    const [thumbnail] = await once(this.#worker, 'message');
    return thumbnail;
  }
}

function shrink(picture) {
  let sum = picture;
  for (let i = 0; i < 5_000_000; i++) sum = (sum * 31 + i) % 65_521;
  return { picture, checksum: sum };
}

if (!isMainThread) parentPort.on('message', (picture) => parentPort.postMessage(shrink(picture)));
