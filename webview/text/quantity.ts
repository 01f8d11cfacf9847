/** Counts, times and sizes as people read them; the same as in the terminal. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

export function formatCount(count: number): string {
  return whole.format(count);
}

/** `1 task`, `5,000 tasks`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `0.4 ms`, `63 ms`, `1.9 s`, `42 s`, `2 min 13 s`, `3 h 12 min`, `4 d 3 h`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 9.95) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 's');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return twoUnits(minutes, 60, 'h', 'min');
  return twoUnits(Math.floor(minutes / 60), 24, 'd', 'h');
}

function twoUnits(value: number, base: number, large: string, small: string): string {
  const rest = value % base;
  return `${whole.format(Math.floor(value / base))} ${large}${rest ? ` ${rest} ${small}` : ''}`;
}

/** Of percent: `0.4 %`, `12 %`. */
export function formatPercent(percent: number): string {
  return `${percent < 9.95 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

export function formatBytes(bytes: number): string {
  const megabytes = bytes / 1e6;
  if (megabytes < 1) return `${whole.format(bytes / 1e3)} kB`;
  if (megabytes < 1000) return `${Number(megabytes.toFixed(megabytes < 9.95 ? 1 : 0))} MB`;
  return `${(megabytes / 1000).toFixed(1)} GB`;
}

/** The time of day, as the clock on the wall of whoever looks. */
export function formatTime(time: number): string {
  return clock.format(time);
}
