/** `loopscope lint`: the rules of the language server, for CI. */
import { resolve } from 'node:path';
import { UserError } from '../../inspector/base/user-error.ts';
import type { LintFinding } from '../../protocol/lint.ts';
import { ConfigFault, configFiles } from '../../server/config/config-files.ts';
import { changedFiles } from '../../server/lint/changed-files.ts';
import { openLintCache } from '../../server/lint/lint-cache.ts';
import { type LintResult, lintPaths } from '../../server/lint/lint-paths.ts';
import type { LintProgress } from '../../server/lint/load-files.ts';
import type { LintRequest } from '../arguments.ts';
import type { CommandContext } from '../context.ts';
import { exitCode } from '../exit-code.ts';
import { lintDocument } from '../report/lint-document.ts';
import { lintLines, noteLines } from '../report/lint-text.ts';
import { sarifLog } from '../report/sarif.ts';
import { wantsColour } from '../terminal/colour.ts';
import { Progress } from '../terminal/progress.ts';
import { paint } from '../text/paint.ts';
import { formatCount } from '../text/quantity.ts';

export async function runLint(request: LintRequest, context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const result = await lint(request, context);
  await stdout.write(textOf(result, request, context));
  const notes = noteLines(result, {
    verbose: request.verbose,
    cwd: process.cwd(),
    home: context.home,
  });
  for (const note of notes) await stderr.write(`loopscope: ${note}\n`);
  // What could not be read was not found to be fine.
  const failed = result.faults.length > 0 || result.findings.some(isProblem);
  return failed ? exitCode.findings : exitCode.fine;
}

const isProblem = ({ level }: LintFinding): boolean => level !== 'hint';

async function lint(request: LintRequest, { stderr, env, signal }: CommandContext) {
  const colour = wantsColour({ off: request.noColor, isTerminal: stderr.isTerminal, env });
  const progress = new Progress(stderr, colour);
  const paths = request.paths.length > 0 ? request.paths : ['.'];
  try {
    return await lintPaths({
      paths: paths.map(absolute),
      fix: request.fix,
      signal,
      configs: configFiles(request.config === null ? {} : { path: absolute(request.config) }),
      only: request.changed === null ? null : await changedSince(request.changed),
      cache: request.cache ? openLintCache(resolve(request.cacheFolder, 'lint.json')) : null,
      ...(stderr.isTerminal
        ? { onProgress: (now: LintProgress) => progress.update(progressText(now)) }
        : {}),
    });
  } catch (error) {
    throw explained(error) ?? error;
  } finally {
    progress.end();
  }
}

const progressText = ({ phase, done, total }: LintProgress): string =>
  `${phase === 'reading' ? 'Reading' : 'Checking'}: ${formatCount(done)} of ${formatCount(total)} files`;

const absolute = (path: string): string => resolve(path).replaceAll('\\', '/');

async function changedSince(ref: string): Promise<ReadonlySet<string>> {
  try {
    return await changedFiles(ref, process.cwd());
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    const reason = code === 'ENOENT' ? 'git is not installed' : stderr.trim().split('\n')[0];
    throw new UserError('usage', `--changed ${ref} needs a git repository that has it: ${reason}`);
  }
}

function explained(error: unknown): UserError | null {
  if (error instanceof ConfigFault) {
    const place = `${error.file}:${error.line}:${error.column}`;
    return new UserError('usage', `${place}: ${error.message}`);
  }
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' || path === undefined) return null;
  return new UserError('usage', `there is no file or folder ${path}`);
}

function textOf(result: LintResult, request: LintRequest, context: CommandContext): string {
  switch (request.format) {
    case 'json':
      return `${JSON.stringify(lintDocument(result.findings), null, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(sarifLog(result.findings, process.cwd()), null, 2)}\n`;
    case 'text': {
      const { stdout, env, home } = context;
      const colour = wantsColour({ off: request.noColor, isTerminal: stdout.isTerminal, env });
      const lines = lintLines(result, { columns: stdout.columns, cwd: process.cwd(), home });
      return `${paint(lines, colour).join('\n')}\n`;
    }
  }
}
