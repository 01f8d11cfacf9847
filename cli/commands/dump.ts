/** `loopscope dump`: attach, collect, detach, report. */
import { UserError } from '../../inspector/base/user-error.ts';
import { dump } from '../../inspector/dump.ts';
import type { CollectOptions, PauseEstimate, Session } from '../../inspector/session.ts';
import type { DumpReport } from '../../protocol/dump.ts';
import type { DumpRequest } from '../arguments.ts';
import { attachTo } from '../attach-to.ts';
import type { CommandContext } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import { explainLoss } from '../explain-loss.ts';
import { dumpLines } from '../report/dump-text.ts';
import { reachesSeverity } from '../report/severity.ts';
import { wantsColour } from '../terminal/colour.ts';
import { stderrLogger } from '../terminal/logger.ts';
import { Progress } from '../terminal/progress.ts';
import { paint } from '../text/paint.ts';
import { formatBytes, formatDuration, formatPercent } from '../text/quantity.ts';

export async function runDump(request: DumpRequest, context: CommandContext): Promise<number> {
  const report = await collect(request, context);
  await context.stdout.write(request.json ? jsonOf(report) : textOf(report, request, context));
  const failed = report.findings.some((finding) => reachesSeverity(finding, request.failOn));
  return failed ? exitCode.findings : exitCode.fine;
}

async function collect(request: DumpRequest, context: CommandContext): Promise<DumpReport> {
  const { stderr, env, signal } = context;
  const colour = wantsColour({ off: request.noColor, isTerminal: stderr.isTerminal, env });
  const progress = new Progress(stderr, colour);
  let session: Session | null = null;
  try {
    progress.update(`Attaching to ${request.target}`);
    const attached = await attachTo(request, context, progress);
    session = attached;
    const { pid, address } = attached.info;
    const log = stderrLogger(stderr, request.verbose);
    log.debug(`attached to process ${pid} at ${address.host}:${address.port}`);
    const options: CollectOptions = {
      signal,
      maxPauseMs: request.maxPauseMs,
      stuckAfterMs: request.stuckAfterMs,
      remember: false,
      confirmPause: (estimate) => Promise.reject(tooLong(estimate, request)),
      onProgress: ({ phase, fraction }) => progress.update(phaseText(phase, fraction)),
    };
    return await explainLoss(attached, () => dump(attached, options));
  } finally {
    progress.update('Detaching');
    await session?.detach();
    progress.end();
  }
}

function tooLong({ pauseMs, heapUsedBytes }: PauseEstimate, request: DumpRequest): UserError {
  const allow = Math.ceil((pauseMs / 1000) * 1.3);
  return new UserError(
    'refused',
    `looking for promises would stop the target for about ${formatDuration(pauseMs)} (heap of ${formatBytes(heapUsedBytes)}), which is over the limit of ${formatDuration(request.maxPauseMs)}: allow it with --max-pause ${allow}`,
  );
}

function phaseText(phase: string, fraction: number): string {
  switch (phase) {
    case 'estimating':
      return 'Estimating the pause';
    case 'survey':
      return 'Looking for promises: the target is paused';
    case 'probing':
      return `Reading await stacks: ${formatPercent(fraction)}`;
    default:
      return 'Reading source maps and sorting';
  }
}

function jsonOf(report: DumpReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function textOf(report: DumpReport, request: DumpRequest, context: CommandContext): string {
  const { stdout, env, home } = context;
  const { order, showInternal, verbose } = request;
  const options = { columns: stdout.columns, home, order, showInternal, verbose };
  const colour = wantsColour({ off: request.noColor, isTerminal: stdout.isTerminal, env });
  return `${paint(dumpLines(report, options), colour).join('\n')}\n`;
}
