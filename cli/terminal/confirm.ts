/** Asks yes or no on standard error, so that standard output stays clean. No is the default. */
import { createInterface } from 'node:readline/promises';
import { printable } from '../text/printable.ts';

export async function askOnTerminal(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${printable(question)} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
