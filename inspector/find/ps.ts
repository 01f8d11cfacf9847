/** Parsers for what `ps` prints on macOS. Pure. */

export interface PsRow {
  readonly pid: number;
  readonly parentPid: number;
  readonly user: string;
  readonly elapsed: string;
  readonly executable: string;
  readonly argv: readonly string[];
}

/**
 * @param identities lines of `pid ppid user etime comm`
 * @param commands lines of `pid args`
 */
export function parsePs(identities: string, commands: string): PsRow[] {
  const arguments_ = new Map<number, string>();
  for (const line of commands.split('\n')) {
    const match = /^\s*(\d+)\s(.*)$/.exec(line);
    if (match?.[1]) arguments_.set(Number(match[1]), match[2] ?? '');
  }
  const rows: PsRow[] = [];
  for (const line of identities.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.*?)\s*$/.exec(line);
    if (!match) continue;
    const [, pid, parentPid, user = '', elapsed = '', executable = ''] = match;
    const command = arguments_.get(Number(pid)) ?? executable;
    rows.push({
      pid: Number(pid),
      parentPid: Number(parentPid),
      user,
      elapsed,
      executable,
      argv: splitArguments(command, executable),
    });
  }
  return rows;
}

/** `ps` joins the arguments by blanks, so one that holds a blank falls apart; but the binary's path is known. */
function splitArguments(command: string, executable: string): string[] {
  const first = command.startsWith(`${executable} `) ? executable : (command.split(' ')[0] ?? '');
  const rest = command.slice(first.length).split(' ').filter(Boolean);
  return first === '' ? rest : [first, ...rest];
}

/** `[[days-]hours:]minutes:seconds`, in seconds. */
export function parseElapsed(text: string): number | null {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(text);
  if (!match) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}
