/** What the inspector does, on standard error for `--verbose`; without it only what a person must know. */
import type { Logger } from '../../inspector/base/logger.ts';
import { printable } from '../text/printable.ts';
import type { Output } from './output.ts';

export function stderrLogger(stderr: Output, verbose: boolean): Logger {
  const write = (message: string) => void stderr.write(`loopscope: ${printable(message)}\n`);
  return { debug: verbose ? write : () => {}, warn: write };
}
