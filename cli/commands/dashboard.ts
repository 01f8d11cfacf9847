/** `loopscope dashboard`: attach, stay, and show the process in a browser until Ctrl+C. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PageModel } from '../../inspector/page/page-model.ts';
import type { Disconnect, Session } from '../../inspector/session.ts';
import type { DashboardRequest } from '../arguments.ts';
import { attachTo } from '../attach-to.ts';
import type { CommandContext } from '../context.ts';
import { Attachment } from '../dashboard/attachment.ts';
import { PageServer } from '../dashboard/page-server.ts';
import { exitCode } from '../exit-code.ts';
import { wantsColour } from '../terminal/colour.ts';
import { Progress } from '../terminal/progress.ts';

export async function runDashboard(
  request: DashboardRequest,
  context: CommandContext,
): Promise<number> {
  const { folder, stderr, env, signal } = context;
  const script = await readFile(join(folder, 'webview.js'), 'utf8');
  const colour = wantsColour({ off: request.noColor, isTerminal: stderr.isTerminal, env });
  const progress = new Progress(stderr, colour);
  progress.update(`Attaching to ${request.target}`);
  const session = await attachTo(request, context, progress).finally(() => progress.end());
  const model = modelOf(session, request);
  const attachment = new Attachment(session, request, context, model, colour);
  let server: PageServer | null = null;
  try {
    const attachAgain = () => attachment.attachAgain();
    server = await PageServer.start({ model, port: request.port, script, attachAgain });
    await context.stdout.write(announcement(server, session, request));
    await attachment.follow(session);
    await aborted(signal);
    return endOf(attachment.lost);
  } finally {
    await server?.stop();
    await attachment.detach();
  }
}

function modelOf(session: Session, request: DashboardRequest): PageModel {
  const { stuckAfterMs, blockMs, budgetPercent, target } = request;
  return new PageModel({
    subject: {
      address: target,
      state: { kind: 'live' },
      target: session.info,
      attachMs: session.attachMs,
      live: null,
      thresholds: { stuckAfterMs, blockMs },
      budgetPercent,
    },
    abilities: { openSource: false, attachAgain: true, report: 'download' },
    now: Date.now,
  });
}

function announcement({ url, port }: PageServer, { info }: Session, { json }: DashboardRequest) {
  if (json) return `${JSON.stringify({ url, port, pid: info.pid })}\n`;
  return `Dashboard of process ${info.pid}: ${url}\nThe address is a key to the process: keep it to yourself. Ctrl+C ends it.\n`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** As for `watch`: a process may end, but a connection should not. */
function endOf(lost: Disconnect | null): number {
  return lost === null || lost.kind === 'exited' ? exitCode.fine : exitCode.lost;
}
