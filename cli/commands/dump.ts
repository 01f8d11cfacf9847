/** `loopscope dump`: attach, collect, detach, report. */
import { resolve } from 'node:path';
import { attach } from '../../inspector/attach/attach.ts';
import { parseTarget } from '../../inspector/attach/target-spec.ts';
import { UserError } from '../../inspector/base/user-error.ts';
import { dump } from '../../inspector/dump.ts';
import type { CollectOptions, PauseEstimate, Session } from '../../inspector/session.ts';
import type { DumpReport } from '../../protocol/dump.ts';
import type { Finding, Severity } from '../../protocol/finding.ts';
import type { DumpRequest } from '../arguments.ts';
import type { CommandContext } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import { explainLoss } from '../explain-loss.ts';
import { dumpLines } from '../report/dump-text.ts';
import { wantsColour } from '../terminal/colour.ts';
import { stderrLogger } from '../terminal/logger.ts';
import { Progress } from '../terminal/progress.ts';
import { paint } from '../text/paint.ts';
import { formatBytes, formatDuration, formatPercent } from '../text/quantity.ts';

export async function runDump(request: DumpRequest, context: CommandContext): Promise<number> {
  const report = await collect(request, context);
  await context.stdout.write(request.json ? jsonOf(report) : textOf(report, request, context));
  return exceeds(report.findings, request.failOn) ? exitCode.findings : exitCode.fine;
}

async function collect(request: DumpRequest, context: CommandContext): Promise<DumpReport> {
  const { stderr, env, signal } = context;
  const colour = wantsColour({ off: request.noColor, isTerminal: stderr.isTerminal, env });
  const progress = new Progress(stderr, colour);
  let session: Session | null = null;
  try {
    progress.update(`Attaching to ${request.target}`);
    const attached = await reach(request, context, progress);
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

async function reach(
  request: DumpRequest,
  { stderr, signal, confirm }: CommandContext,
  progress: Progress,
): Promise<Session> {
  try {
    return await attach(parseTarget(request.target), {
      signal,
      timeoutMs: request.timeoutMs,
      pathMapping: request.pathMapping.map(({ remote, local }) => ({
        remote,
        local: resolve(local),
      })),
      log: stderrLogger(stderr, request.verbose),
      confirmRemote: async (host) => {
        if (request.allowRemote) return true;
        if (!confirm) throw remoteRefused(host);
        progress.end();
        const question = `${host} is another machine, and an inspector has neither password nor encryption. Attach?`;
        if (await confirm(question)) return true;
        throw remoteRefused(host);
      },
    });
  } catch (error) {
    // What attach refuses cannot be allowed with an option of ours: the target stays out of reach.
    if (error instanceof UserError && error.kind === 'refused') {
      throw new UserError('unreachable', error.message, { cause: error });
    }
    throw error;
  }
}

function remoteRefused(host: string): UserError {
  return new UserError(
    'usage',
    `${host} is another machine, and an inspector has neither password nor encryption: forward its port with ssh -L, or allow it with --allow-remote`,
  );
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

const severities: readonly Severity[] = ['info', 'warning', 'error'];

function exceeds(findings: readonly Finding[], failOn: Severity | null): boolean {
  if (failOn === null) return false;
  const limit = severities.indexOf(failOn);
  return findings.some(({ severity }) => severities.indexOf(severity) >= limit);
}
