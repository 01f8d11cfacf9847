/** `loopscope dashboard`: attach, stay, and show the process in a browser until Ctrl+C. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PageModel } from '../../inspector/page/page-model.ts';
import type { Disconnect, LiveSession, Session } from '../../inspector/session.ts';
import type { DashboardRequest } from '../arguments.ts';
import { attachTo } from '../attach-to.ts';
import type { CommandContext } from '../context.ts';
import { PageServer } from '../dashboard/page-server.ts';
import { exitCode } from '../exit-code.ts';
import { explainLoss } from '../explain-loss.ts';
import { wantsColour } from '../terminal/colour.ts';
import { Progress } from '../terminal/progress.ts';
import { printable } from '../text/printable.ts';

/** Beside the bundle of the command. */
const scriptFile = join(import.meta.dirname, 'webview.js');

export async function runDashboard(
  request: DashboardRequest,
  context: CommandContext,
): Promise<number> {
  const { stderr, env, signal } = context;
  const script = await readFile(scriptFile, 'utf8');
  const colour = wantsColour({ off: request.noColor, isTerminal: stderr.isTerminal, env });
  const progress = new Progress(stderr, colour);
  progress.update(`Attaching to ${request.target}`);
  const session = await attachTo(request, context, progress).finally(() => progress.end());
  let server: PageServer | null = null;
  try {
    const model = modelOf(session, request);
    server = await PageServer.start({ model, port: request.port, script });
    await context.stdout.write(announcement(server, session, request));
    let lost: Disconnect | null = null;
    session.onDidDisconnect((reason) => {
      lost = reason;
      model.update({ state: { kind: 'gone', reason } });
      const text = `${reason.message} The page keeps what was seen; Ctrl+C ends it.`;
      void stderr.write(`loopscope: ${printable(text)}\n`);
    });
    model.update({ live: await watch(session, model, request, signal) });
    await aborted(signal);
    return endOf(lost);
  } finally {
    await server?.stop();
    await session.detach();
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
    abilities: { openSource: false, attachAgain: false, report: 'download' },
    now: Date.now,
  });
}

function watch(
  session: Session,
  model: PageModel,
  request: DashboardRequest,
  signal: AbortSignal,
): Promise<LiveSession> {
  const { stuckAfterMs, blockMs, budgetPercent, maxPauseMs } = request;
  return explainLoss(session, () =>
    session.live({
      signal,
      onEvent: (event) => model.accept(event),
      budgetPercent,
      thresholds: { stuckAfterMs, blockMs },
      survey: { maxPauseMs },
    }),
  );
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
