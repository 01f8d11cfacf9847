/** Runs one command line: from its words to its exit code. Errors become one line on standard error. */

import { lateOpenings } from '../inspector/attach/late-openings.ts';
import { version } from '../package.json';
import { parseArguments, type Request } from './arguments.ts';
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
    await stderr.write(`loopscope: ${message}${openingNote(lateOpenings())}\n`);
    return code;
  }
}

/** In the same line, as a script takes each line for an error of its own. */
function openingNote(pids: readonly number[]): string {
  return pids.length === 0
    ? ''
    : ` (Waiting for up to 15 s to close the inspector, should process ${pids.join(', ')} still open it; Ctrl+C ends this.)`;
}

/** Each command loads what it needs: the inspector, or the rules and the parser. */
async function runRequest(request: Request, context: CommandContext): Promise<number> {
  switch (request.command) {
    case 'ps': {
      const { runPs } = await import('./commands/ps.ts');
      return runPs(request, context);
    }
    case 'dump': {
      const { runDump } = await import('./commands/dump.ts');
      return runDump(request, context);
    }
    case 'watch': {
      const { runWatch } = await import('./commands/watch.ts');
      return runWatch(request, context);
    }
    case 'dashboard': {
      const { runDashboard } = await import('./commands/dashboard.ts');
      return runDashboard(request, context);
    }
    case 'lint': {
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
