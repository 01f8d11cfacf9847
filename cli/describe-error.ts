/** From what was thrown to an exit code and one line that says what to do. */
import { UserError } from '../inspector/base/user-error.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import { printable } from './text/printable.ts';

export interface DescribedError {
  readonly code: number;
  readonly message: string;
}

export function describeError(
  thrown: unknown,
  { signal, verbose }: { readonly signal: AbortSignal; readonly verbose: boolean },
): DescribedError {
  // Whatever fails after Ctrl+C fails because of it.
  if (signal.aborted) return { code: exitCode.interrupted, message: 'stopped' };
  if (thrown instanceof UserError) {
    return { code: exitCodeOf[thrown.kind], message: printable(thrown.message) };
  }
  const { message, stack } =
    thrown instanceof Error ? thrown : new Error('something else than an Error was thrown');
  const details = verbose && stack ? `\n${stack}` : ' (--verbose shows where)';
  return { code: exitCode.defect, message: `internal error: ${printable(message)}${details}` };
}
