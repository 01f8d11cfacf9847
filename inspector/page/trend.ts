/** How the number of tasks of a group has changed: few enough numbers for a line in a table. */
import type { GroupReading } from '../../protocol/observations.ts';
import type { Trend } from '../../protocol/rpc/webview.ts';

/** Points of the line. */
const points = 24;

/**
 * Between readings the last one counts.
 * @param readings oldest first
 * @returns `null` when there is nothing to compare with yet
 */
export function trendOf(readings: readonly GroupReading[], now: number): Trend | null {
  const [first] = readings;
  const last = readings.at(-1);
  if (!first || !last || readings.length < 2 || now <= first.time) return null;
  const overMs = now - first.time;
  const counts: number[] = [];
  let at = 0;
  for (let i = 0; i < points; i++) {
    const time = first.time + (overMs * (i + 1)) / points;
    while (at + 1 < readings.length && (readings[at + 1] as GroupReading).time <= time) at++;
    counts.push((readings[at] as GroupReading).count);
  }
  return { counts, change: last.count - first.count, overMs };
}
