/** What a command is given by the process it runs in. Tests give something else. */
import type { Output } from './terminal/output.ts';

export interface CommandContext {
  /** Folder of the command's bundle. A command is loaded from `chunks/` in it, so only the entry can say. */
  readonly folder: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Asks a person; `null` where there is nobody to ask. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
}
