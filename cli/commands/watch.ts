/** `loopscope watch`: attach, stay, and say what happens as it happens. */
import { UserError } from '../../inspector/base/user-error.ts';
import type { Disconnect, LiveEvent } from '../../protocol/live.ts';
import type { WatchRequest } from '../arguments.ts';
import { attachTo } from '../attach-to.ts';
import type { CommandContext } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import { explainLoss } from '../explain-loss.ts';
import { MetricExports } from '../metrics/exports.ts';
import { eventRecords } from '../report/event-record.ts';
import { EventText } from '../report/event-text.ts';
import { reachesSeverity } from '../report/severity.ts';
import { wantsColour } from '../terminal/colour.ts';
import { Progress } from '../terminal/progress.ts';
import { paint } from '../text/paint.ts';

export async function runWatch(request: WatchRequest, context: CommandContext): Promise<number> {
  const { stderr, env } = context;
  // loopscope-disable-next-line err/swallow -- a closed standard error has nobody to tell
  const say = (message: string) => void stderr.write(`${message}\n`).catch(() => {});
  const exports = new MetricExports(request, { env, say });
  await exports.listen();
  try {
    return await watch(request, context, exports);
  } finally {
    await exports.close();
  }
}

async function watch(
  request: WatchRequest,
  context: CommandContext,
  exports: MetricExports,
): Promise<number> {
  const { stdout, stderr, env, signal, home } = context;
  const colour = wantsColour({ off: request.noColor, isTerminal: stderr.isTerminal, env });
  const progress = new Progress(stderr, colour);
  progress.update(`Attaching to ${request.target}`);
  const session = await attachTo(request, context, progress).finally(() => progress.end());
  exports.begin(session.info);
  const text = new EventText(session.info, {
    columns: stdout.columns,
    home,
    verbose: request.verbose,
  });
  const colourOut = wantsColour({ off: request.noColor, isTerminal: stdout.isTerminal, env });
  let failed = false;
  let inPlace = false;
  let ended: (code: number) => void = () => {};
  let fail: (error: UserError) => void = () => {};
  const end = new Promise<number>((resolve, reject) => {
    ended = resolve;
    fail = reject;
  });
  // It may fail while the survey is under way, whose own failure is told then.
  end.catch(() => {});
  const onEvent = (event: LiveEvent) => {
    exports.add(event);
    inPlace = true;
    if (event.type === 'finding') failed ||= reachesSeverity(event.finding, request.failOn);
    // Our own end is no news in a terminal; a tool wants to know that the list is complete.
    const output = request.json
      ? eventRecords(event).map((record) => `${JSON.stringify(record)}\n`)
      : paint(text.lines(event), colourOut).map((line) => `${line}\n`);
    for (const line of output) void stdout.write(line).catch(() => ended(exitCode.fine));
    if (event.type === 'detached' && event.reason) {
      const loss = lossOf(event.reason);
      if (loss === null) ended(exitCode.fine);
      else fail(new UserError('lost', loss));
    }
  };
  let timer: NodeJS.Timeout | null = null;
  // Ctrl+C is how a watch without a duration ends: nothing went wrong.
  const stop = () => ended(exitCode.fine);
  signal.addEventListener('abort', stop, { once: true });
  // So does a pipe that nobody reads any more.
  void stdout.readerLeft.then(stop);
  try {
    if (!request.json) await stdout.write(`${paint(text.heading(), colourOut).join('\n')}\n`);
    await explainLoss(session, () =>
      session.live({
        signal,
        onEvent,
        budgetPercent: request.budgetPercent,
        thresholds: { stuckAfterMs: request.stuckAfterMs, blockMs: request.blockMs },
        survey: { maxPauseMs: request.maxPauseMs },
      }),
    ).catch((error: unknown) => {
      // Samples come while the survey is still at work: what is seen to watch ends by Ctrl+C as any watch does.
      if (!inPlace || !signal.aborted) throw error;
    });
    // The survey before may take seconds, in which nothing is watched yet.
    if (request.durationMs !== null) {
      timer = setTimeout(() => ended(exitCode.fine), request.durationMs);
    }
    const code = await end;
    return code === exitCode.fine && failed ? exitCode.findings : code;
  } finally {
    if (timer) clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    await session.detach();
  }
}

/** A program that ends by itself is a watch that is complete. */
function lossOf(reason: Disconnect): string | null {
  if (reason.kind !== 'exited') return reason.message;
  return reason.killed
    ? `${reason.message} It said nothing before: it was killed, or has crashed. See its own log.`
    : null;
}
