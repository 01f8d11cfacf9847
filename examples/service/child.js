// Processes beside the service: its clients, and the services that it calls. Apart, so that neither stops with the other.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The child ends when the pipe to it closes (stop-with-parent.js), which it does whatever ends this process. */
export function startChild(url, args = []) {
  const child = spawn(process.execPath, [fileURLToPath(url), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.on('exit', () => child.kill());
  return child;
}

/** Starts a program that prints one line when it is ready, usually its address, and returns the line. */
export async function startUpstream(url) {
  const child = startChild(url);
  const [line] = await once(child.stdout, 'data');
  return line.toString().trim();
}
