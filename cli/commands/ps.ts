/** `loopscope ps`: the Node processes of this machine. */
import { listNodeProcesses } from '../../inspector/find/list-processes.ts';
import type { PsRequest } from '../arguments.ts';
import type { CommandContext } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import { processLines } from '../report/processes.ts';
import { wantsColour } from '../terminal/colour.ts';
import { paint } from '../text/paint.ts';

export async function runPs(request: PsRequest, context: CommandContext): Promise<number> {
  const { stdout, env, home, signal } = context;
  const listed = await listNodeProcesses({ signal });
  const processes = listed.filter(({ editorTool }) => request.all || !editorTool);
  if (request.json) {
    await stdout.write(`${JSON.stringify(processes, null, 2)}\n`);
    return exitCode.fine;
  }
  const colour = wantsColour({ off: request.noColor, isTerminal: stdout.isTerminal, env });
  const hidden = listed.length - processes.length;
  const lines = processLines(processes, { columns: stdout.columns, home, hidden });
  await stdout.write(`${paint(lines, colour).join('\n')}\n`);
  return exitCode.fine;
}
