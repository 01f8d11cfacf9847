/** Metrics in the text exposition format of Prometheus, version 0.0.4. */
import type { Metric, Point } from './metric.ts';

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

export function prometheusText(metrics: readonly Metric[]): string {
  return metrics
    .map((metric) => {
      const name = nameOf(metric);
      return [
        `# HELP ${name} ${metric.about}`,
        `# TYPE ${name} ${metric.kind}`,
        ...metric.points.map((point) => `${name}${labelsOf(point)} ${point.value}`),
        '',
      ].join('\n');
    })
    .join('');
}

function nameOf({ name, unit, kind }: Metric): string {
  const base = `loopscope_${name.replaceAll('.', '_')}`;
  const withUnit = unit === 'count' ? base : `${base}_${unit}`;
  return kind === 'counter' ? `${withUnit}_total` : withUnit;
}

/** Values of labels come from the target too: what would end the value is escaped, as the format has it. */
function labelsOf({ labels }: Point): string {
  const text = Object.entries(labels).map(([name, value]) => {
    const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
    return `${name}="${escaped}"`;
  });
  return text.length === 0 ? '' : `{${text.join(',')}}`;
}
