/** Metrics as OTLP/HTTP sends them in JSON: opentelemetry.proto, ExportMetricsServiceRequest. */
import type { Metric, Point } from './metric.ts';

/** What the measurements are of: attributes by the names of OpenTelemetry. */
export type Resource = Readonly<Record<string, string | number>>;

/** Sums are of all time since the beginning. */
const cumulative = 2;

/** By the UCUM code, as OpenTelemetry wants it. */
const units: Readonly<Record<Metric['unit'], string>> = {
  seconds: 's',
  bytes: 'By',
  ratio: '1',
  count: '1',
};

/** @param beganMs epoch milliseconds, for the counters */
export function otlpBody(
  metrics: readonly Metric[],
  resource: Resource,
  version: string,
  beganMs: number,
  nowMs: number,
): object {
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributes(resource) },
        scopeMetrics: [
          {
            scope: { name: 'loopscope', version },
            metrics: metrics.map((metric) => otlpMetric(metric, beganMs, nowMs)),
          },
        ],
      },
    ],
  };
}

function otlpMetric({ name, about, kind, unit, points }: Metric, beganMs: number, nowMs: number) {
  const dataPoints = points.map((point) => ({
    ...(kind === 'counter' ? { startTimeUnixNano: nanoseconds(beganMs) } : {}),
    timeUnixNano: nanoseconds(nowMs),
    attributes: attributes(point.labels),
    ...valueOf(point, unit),
  }));
  const sum = { aggregationTemporality: cumulative, isMonotonic: true, dataPoints };
  return {
    name: `loopscope.${name}`,
    description: about,
    unit: units[unit],
    ...(kind === 'counter' ? { sum } : { gauge: { dataPoints } }),
  };
}

function valueOf({ value }: Point, unit: Metric['unit']): object {
  const isWhole = (unit === 'count' || unit === 'bytes') && Number.isSafeInteger(value);
  // The JSON form of 64-bit numbers is text.
  return isWhole ? { asInt: String(value) } : { asDouble: value };
}

function nanoseconds(milliseconds: number): string {
  return String(BigInt(Math.round(milliseconds)) * 1_000_000n);
}

function attributes(values: Resource): readonly object[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}
