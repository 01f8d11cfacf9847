/** Runs one command line: from its words to its exit code. Errors become one line on standard error. */

import { version } from '../package.json';
import { parseArguments, type Request } from './arguments.ts';
import { runDashboard } from './commands/dashboard.ts';
import { runDump } from './commands/dump.ts';
import { runPs } from './commands/ps.ts';
import { runWatch } from './commands/watch.ts';
import type { CommandContext } from './context.ts';
import { describeError } from './describe-error.ts';
import { exitCode } from './exit-code.ts';
import { helpLines } from './help.ts';
import { wantsColour } from './terminal/colour.ts';
import { paint } from './text/paint.ts';

export async function run(words: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await runRequest(parseArguments(words), context);
  } catch (error) {
    const { signal, stderr } = context;
    const verbose = words.includes('--verbose');
    const { code, message } = describeError(error, { signal, verbose });
    await stderr.write(`loopscope: ${message}\n`);
    return code;
  }
}

async function runRequest(request: Request, context: CommandContext): Promise<number> {
  switch (request.command) {
    case 'ps':
      return runPs(request, context);
    case 'dump':
      return runDump(request, context);
    case 'watch':
      return runWatch(request, context);
    case 'dashboard':
      return runDashboard(request, context);
    case 'lint': {
      // The rules and the parser take longer to load than all the rest.
      const { runLint } = await import('./commands/lint.ts');
      return runLint(request, context);
    }
    case 'lsp': {
      const { runLsp } = await import('./commands/lsp.ts');
      return runLsp(context);
    }
    case 'version':
      await context.stdout.write(`${version}\n`);
      return exitCode.fine;
    case 'help': {
      const { stdout, env } = context;
      const colour = wantsColour({ off: false, isTerminal: stdout.isTerminal, env });
      await stdout.write(`${paint(helpLines(request.topic), colour).join('\n')}\n`);
      return exitCode.fine;
    }
  }
}
