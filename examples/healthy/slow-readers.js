// Five clients that download, and read a little every ten seconds.
import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import '../service/stop-with-parent.js';

const address = `${process.argv[2]}/archive`;

async function readSlowly(response) {
  for await (const _ of response) await delay(10_000);
}

for (let client = 0; client < 5; client++) {
  // The service may be gone, which ends this program soon.
  get(address, (response) => readSlowly(response).catch(() => {})).on('error', () => {});
}
