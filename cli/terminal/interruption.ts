/** Ctrl+C and its relatives: the first one asks for an orderly end, the second one ends at once. */

/** Numbers as in POSIX; a hang-up is a closed terminal or a lost SSH connection. */
const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** 128 and the signal's number, as a shell reports it; `null` when there was none. */
  readonly exitCode: () => number | null;
}

export function interruption(): Interruption {
  const controller = new AbortController();
  let code: number | null = null;
  for (const [name, number] of Object.entries(signals)) {
    process.on(name, () => {
      if (code !== null) process.exit(code);
      code = 128 + number;
      controller.abort();
    });
  }
  return { signal: controller.signal, exitCode: () => code };
}
