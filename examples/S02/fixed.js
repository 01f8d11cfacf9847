// S02, fixed: the program runs beside the event loop.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serveShipping } from './shipping.js';

const run = promisify(execFile);

async function askCarrier(args) {
  const { stdout } = await run(process.execPath, args, { encoding: 'utf8' });
  return stdout;
}

serveShipping(askCarrier);
