/** Numbers for people: counts, durations, sizes. */

const format = new Intl.NumberFormat('en-US');

/** `≈` marks a number that is an estimate. */
export function countText(count: number, exact = true): string {
  return `${exact ? '' : '≈'}${format.format(count)}`;
}

/** `1 task`, `≈1,204 tasks`. */
export function countOf(count: number, noun: string, exact = true): string {
  return `${countText(count, exact)} ${noun}${count === 1 ? '' : 's'}`;
}

const units: readonly (readonly [name: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** One unit, rounded down, so that it changes rarely: `850 ms`, `12 s`, `3 min`, `5 h`, `2 d`. */
export function durationText(milliseconds: number): string {
  for (const [name, size] of units) {
    if (milliseconds >= size) return `${Math.floor(milliseconds / size)} ${name}`;
  }
  return `${Math.max(0, Math.round(milliseconds))} ms`;
}

/** For measured costs, where a fraction matters: `0.4 ms`, `48 ms`, `1.3 s`, `45 s`. */
export function costText(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 995) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9950) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${format.format(Math.round(milliseconds / 1000))} s`;
}

export function megabytes(bytes: number): string {
  return `${format.format(Math.max(1, Math.round(bytes / 1_000_000)))} MB`;
}
