// S02: a request handler waits for another program, and with it the whole service.
import { execFileSync } from 'node:child_process';
import { serveShipping } from './shipping.js';

// The fault: `async` does not help, as the function returns only when the program has ended.
async function askCarrier(args) {
  return execFileSync(process.execPath, args, { encoding: 'utf8' }); // fault: S02
}

serveShipping(askCarrier);
