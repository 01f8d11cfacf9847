// Starts the service on a free port of this machine, and a client in a process of its own that uses it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createService } from './service.js';

const load = fileURLToPath(new URL('./load.js', import.meta.url));

/** Runs when `moduleUrl` is the program that Node was started with, not when another module imports it. */
export function runIfMain(moduleUrl, createParts) {
  if (process.argv[1] === fileURLToPath(moduleUrl)) run(createParts());
}

export function run(parts) {
  const server = createService(parts);
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
    const address = `http://127.0.0.1:${server.address().port}`;
    console.log(`orders: process ${process.pid} listens on ${address}`);
    startLoad(address);
  });
  // For whoever starts this service as a child and may die without stopping it.
  if (process.env.STOP_WITH_STDIN) process.stdin.on('end', () => process.exit()).resume();
}

/** The client ends by itself when the pipe to it closes, which it does whatever ends this process. */
function startLoad(address) {
  const client = spawn(process.execPath, [load, address], { stdio: ['pipe', 'ignore', 'inherit'] });
  process.on('exit', () => client.kill());
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit());
}
