/** What the command tells its caller, beside the text. A contract: see docs/cli.md. */
import type { UserErrorKind } from '../inspector/base/user-error.ts';

export const exitCode = {
  fine: 0,
  findings: 1,
  wrongUse: 2,
  unreachable: 3,
  lost: 4,
  /** A defect of ours (EX_SOFTWARE of sysexits.h): never mistaken for findings. */
  defect: 70,
  /** 128 and the signal's number, as a shell reports it. */
  interrupted: 130,
} as const;

export const exitCodeOf: Readonly<Record<UserErrorKind, number>> = {
  usage: exitCode.wrongUse,
  // What was refused is possible, but has to be allowed with an option.
  refused: exitCode.wrongUse,
  unreachable: exitCode.unreachable,
  lost: exitCode.lost,
  cancelled: exitCode.interrupted,
};
