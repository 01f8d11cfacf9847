/** `loopscope lsp`: the language server on standard input and output. */
import { startServer } from '../../server/lsp/start.ts';
import type { CommandContext } from '../context.ts';
import { exitCode } from '../exit-code.ts';

/** The server ends the process when its editor says so, or has gone. */
export function runLsp({ signal }: CommandContext): Promise<number> {
  startServer(process.stdin, process.stdout);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(exitCode.interrupted), { once: true });
  });
}
