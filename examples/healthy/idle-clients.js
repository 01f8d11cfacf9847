// A hundred clients that keep their connections open, and ask something once a minute.
import { Agent, get } from 'node:http';
import '../service/stop-with-parent.js';

const agent = new Agent({ keepAlive: true });
const address = `${process.argv[2]}/health`;

function askAll() {
  for (let client = 0; client < 100; client++) {
    // The service may be gone, which ends this program soon.
    get(address, { agent }, (response) => response.resume()).on('error', () => {});
  }
}

askAll();
setInterval(askAll, 60_000);
