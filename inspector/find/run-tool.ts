/** Runs a tool of the operating system and returns what it prints. */
import { execFile } from 'node:child_process';

/** Nothing when the tool is missing or takes too long: then what it would tell is unknown. */
export function runTool(
  file: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const options = {
    encoding: 'utf8' as const,
    maxBuffer: 64 << 20,
    timeout: 10_000,
    windowsHide: true,
    // Names of columns and the decimal point must not depend on the user's language.
    env: { ...process.env, LC_ALL: 'C' },
    ...(signal ? { signal } : {}),
  };
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (_error, stdout) => {
      if (signal?.aborted) reject(signal.reason as Error);
      // lsof ends with 1 when one of several processes has nothing to show; what it printed is still right.
      else resolve(stdout);
    });
  });
}
