/** Starts the example, attaches to it, and shows one dump after the other. Cleans up whatever happens. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { attach } from '../../inspector/attach/attach.ts';
import { parseTarget } from '../../inspector/attach/target-spec.ts';
import { dump } from '../../inspector/dump.ts';
import type { Session } from '../../inspector/session.ts';
import type { DumpReport } from '../../protocol/dump.ts';
import { describeError } from '../describe-error.ts';
import { exitCode } from '../exit-code.ts';
import { explainLoss } from '../explain-loss.ts';
import { dumpLines } from '../report/dump-text.ts';
import { wantsColour } from '../terminal/colour.ts';
import { stderrLogger } from '../terminal/logger.ts';
import type { Output } from '../terminal/output.ts';
import { Progress } from '../terminal/progress.ts';
import { type Line, span } from '../text/line.ts';
import { paint } from '../text/paint.ts';
import { type ExampleService, startExampleService } from './example-service.ts';
import { Screen } from './screen.ts';

export interface DemoContext {
  /** The folder that holds examples/. */
  readonly root: string;
  readonly once: boolean;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly rows: () => number;
  readonly onResize: (redraw: () => void) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly signal: AbortSignal;
}

/** Milliseconds until the faults have shown: the traffic begins with the service. */
const warmUpMs = 3000;
const refreshMs = 2000;
const options = { maxPauseMs: 5000, stuckAfterMs: 10_000, remember: true };

export async function runDemo(context: DemoContext): Promise<number> {
  const { signal, stderr, stdout, env } = context;
  const colour = wantsColour({ off: false, isTerminal: stdout.isTerminal, env });
  const screen = new Screen(stdout, colour);
  const progress = new Progress(stderr, colour);
  let service: ExampleService | null = null;
  let session: Session | null = null;
  let failure: unknown = null;
  try {
    progress.update('Starting an order service with two faults, and its traffic');
    const script = join('examples', 'orders', 'main.js');
    service = await startExampleService(script, context.root, signal);
    await delay(warmUpMs, undefined, { signal });
    progress.update(`Attaching to process ${service.pid}`);
    session = await attach(parseTarget(String(service.pid)), {
      signal,
      log: stderrLogger(stderr, false),
    });
    await show(session, context, screen, colour, progress);
  } catch (error) {
    failure = error;
  } finally {
    progress.end();
    await screen.close();
    await session?.detach();
    await service?.stop();
  }
  return report(failure, context);
}

async function show(
  session: Session,
  context: DemoContext,
  screen: Screen,
  colour: boolean,
  progress: Progress,
): Promise<void> {
  const { stdout, signal, once, home } = context;
  const attachedAt = performance.now() - session.attachMs;
  let lines: Line[] = [];
  const footer = footerOf(session.info.pid);
  const redraw = () => void screen.draw(lines, footer, context.rows());
  const render = (report: DumpReport) => {
    lines = dumpLines(aged(report, performance.now() - attachedAt), {
      columns: stdout.columns,
      home,
      order: 'outermost',
      showInternal: false,
      verbose: false,
    });
  };
  const onScreen = stdout.isTerminal && !once;
  let last: DumpReport | null = null;
  context.onResize(() => {
    if (!onScreen || !last) return;
    render(last);
    redraw();
  });
  for (;;) {
    last = await explainLoss(session, () => dump(session, { ...options, signal }));
    progress.end();
    render(last);
    if (onScreen) redraw();
    else await stdout.write(`${paint(lines, colour).join('\n')}\n${once ? '' : '\n'}`);
    if (once) return;
    await delay(refreshMs, undefined, { signal });
  }
}

/** The session keeps what the target said of itself when it was attached; its uptime goes on. */
function aged(report: DumpReport, milliseconds: number): DumpReport {
  const uptimeSeconds = report.target.uptimeSeconds + milliseconds / 1000;
  return { ...report, target: { ...report.target, uptimeSeconds } };
}

function footerOf(pid: number): Line {
  return [
    span(`Refreshed every ${refreshMs / 1000} s, Ctrl+C ends. `, 'dim'),
    span('In another terminal: ', 'dim'),
    span(`node dist/cli.js dump ${pid}`, 'path'),
  ];
}

async function report(failure: unknown, { signal, stdout, stderr }: DemoContext): Promise<number> {
  if (failure === null) return exitCode.fine;
  if (signal.aborted) {
    if (stdout.isTerminal) await stdout.write('Detached, and the example service is stopped.\n');
    return exitCode.fine;
  }
  const { code, message } = describeError(failure, { signal, verbose: false });
  await stderr.write(`loopscope: ${message}\n`);
  return code;
}
