/** Whether a series of measurements is flat: the slope of a straight line through it, with its standard error. */

/** Neighbouring measurements resemble each other, which would make the error too small: means of so many parts do not. */
const parts = 20;

export interface Slope {
  readonly mean: number;
  readonly perHour: number;
  readonly errorPerHour: number;
}

/** @param values in the order of time, evenly spaced over `seconds` */
export function slopeOf(values: readonly number[], seconds: number): Slope {
  const size = Math.max(1, Math.floor(values.length / parts));
  const means: number[] = [];
  for (let i = 0; i + size <= values.length; i += size) means.push(mean(values.slice(i, i + size)));
  const hours = means.map((_, i) => ((i + 0.5) * size * seconds) / values.length / 3600);
  const middleX = mean(hours);
  const middleY = mean(means);
  const spread = sum(hours.map((x) => (x - middleX) ** 2));
  const slope = sum(hours.map((x, i) => (x - middleX) * ((means[i] ?? 0) - middleY))) / spread;
  const rest = hours.map((x, i) => (means[i] ?? 0) - middleY - slope * (x - middleX));
  const variance = sum(rest.map((each) => each ** 2)) / Math.max(1, means.length - 2);
  return { mean: middleY, perHour: slope, errorPerHour: Math.sqrt(variance / spread) };
}

/** Flat: no further from zero than three standard errors, or less than a hundredth of the mean over the whole time. */
export function isFlat({ mean: level, perHour, errorPerHour }: Slope, seconds: number): boolean {
  const change = Math.abs((perHour * seconds) / 3600);
  return Math.abs(perHour) <= 3 * errorPerHour || change <= level / 100;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);
