/** The demo behind `npm start`: starts an example service, and shows what it is waiting for until Ctrl+C. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { runDemo } from './demo/run-demo.ts';
import { exitCode } from './exit-code.ts';
import { interruption } from './terminal/interruption.ts';
import { outputTo } from './terminal/output.ts';

const interrupted = interruption();

const code = await runDemo({
  // The bundle in dist/ and the source in cli/ are both one folder below the root.
  root: resolve(import.meta.dirname, '..'),
  once: process.argv.includes('--once'),
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  rows: () => process.stdout.rows ?? 24,
  onResize: (redraw) => process.stdout.on('resize', redraw),
  env: process.env,
  home: homedir(),
  signal: interrupted.signal,
});
// Ctrl+C is the way to end the demo, so it counts as success; being killed does not.
const bySignal = interrupted.exitCode();
process.exit(bySignal === null || bySignal === exitCode.interrupted ? code : bySignal);
