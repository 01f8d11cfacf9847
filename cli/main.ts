#!/usr/bin/env node
/** The `loopscope` command: puts the pieces together. */
import { homedir } from 'node:os';
import { lateOpenings, lateOpeningsClosed } from '../inspector/attach/late-openings.ts';
import { abortable } from '../inspector/base/abort.ts';
import { exitCode } from './exit-code.ts';
import { run } from './run.ts';
import { askOnTerminal } from './terminal/confirm.ts';
import { interruption } from './terminal/interruption.ts';
import { outputTo } from './terminal/output.ts';

const { signal, exitCode: signalExitCode } = interruption();
const isInteractive = process.stdin.isTTY && process.stderr.isTTY;

const code = await run(process.argv.slice(2), {
  folder: import.meta.dirname,
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  env: process.env,
  home: homedir(),
  signal,
  confirm: isInteractive ? (question) => askOnTerminal(question, signal) : null,
});
if (lateOpenings().length > 0) {
  // After one Ctrl+C the second one ends at once.
  const waited = signal.aborted ? new AbortController().signal : signal;
  await abortable(lateOpeningsClosed(), waited).catch(() => {});
}
// Everything is written and detached by now; nothing that is left over may keep the command alive.
// A watch that Ctrl+C ends has done all it was asked for: only what was broken off reports the signal.
process.exit(code === exitCode.interrupted ? (signalExitCode() ?? code) : code);
