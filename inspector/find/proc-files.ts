/** Parsers for the files of `/proc/<pid>` (proc(5)). Pure: the caller reads the files. */

/** Linux reports times in clock ticks of USER_HZ, which is 100 on every architecture that Node supports. */
const ticksPerSecond = 100;

export interface ProcStat {
  readonly pid: number;
  readonly name: string;
  /** `R` running, `S` sleeping, `D` uninterruptible, `T` stopped, `t` stopped by a tracer, `Z` zombie. */
  readonly state: string;
  readonly parentPid: number;
  /** Seconds from the start of the machine to the start of the process. */
  readonly startSeconds: number;
}

export function parseProcStat(text: string): ProcStat | null {
  // The name may hold spaces and parentheses, so the fields begin after the last one.
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  const startTicks = Number(fields[19]);
  if (open < 0 || close < open || !Number.isFinite(startTicks)) return null;
  return {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    state: fields[0] ?? '',
    parentPid: Number(fields[1]),
    startSeconds: startTicks / ticksPerSecond,
  };
}

export interface ProcStatus {
  readonly name: string;
  readonly state: string;
  /** The process that this thread belongs to; equal to `pid` for a process. */
  readonly threadGroup: number;
  readonly pid: number;
  readonly uid: number | null;
  /** The ids of the process in each nested pid namespace, outermost first. */
  readonly namespacePids: readonly number[];
  readonly caught: bigint;
  readonly ignored: bigint;
  readonly blocked: bigint;
}

export function parseProcStatus(text: string): ProcStatus {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const mask = (name: string): bigint => {
    const hex = fields.get(name) ?? '';
    return /^[0-9a-f]+$/i.test(hex) ? BigInt(`0x${hex}`) : 0n;
  };
  const numbers = (name: string): number[] =>
    (fields.get(name) ?? '').split(/\s+/).filter(Boolean).map(Number);
  const pid = numbers('Pid')[0] ?? 0;
  return {
    name: fields.get('Name') ?? '',
    state: (fields.get('State') ?? '').slice(0, 1),
    threadGroup: numbers('Tgid')[0] ?? pid,
    pid,
    uid: numbers('Uid')[0] ?? null,
    namespacePids: numbers('NSpid'),
    caught: mask('SigCgt'),
    ignored: mask('SigIgn'),
    blocked: mask('SigBlk'),
  };
}

/** Splits what `cmdline` and `environ` hold: strings that end in NUL. */
export function splitNul(text: string): string[] {
  // A program that sets its title overwrites its arguments and leaves NULs behind it.
  const end = text.search(/\0*$/);
  return end === 0 ? [] : text.slice(0, end).split('\0');
}

/** One variable of an `environ` file. */
export function environmentVariable(environ: readonly string[], name: string): string | null {
  const entry = environ.find((item) => item.startsWith(`${name}=`));
  return entry === undefined ? null : entry.slice(name.length + 1);
}

/** The names of users by their id, from `/etc/passwd`. */
export function parsePasswd(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':');
    if (name && uid && !names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
}
