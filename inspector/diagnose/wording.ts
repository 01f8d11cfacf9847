/** Numbers for sentences. */

/** `812 ms`, `4.2 s`, `2 min`, `3 h`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** Two significant digits, for rates. */
export function rate(value: number): string {
  const rounded = Number(value.toPrecision(2));
  return rounded.toLocaleString('en');
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Text of the target in a sentence: one line, not too long. */
export function clipped(text: string, length = 120): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
