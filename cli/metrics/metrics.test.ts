import { expect, test } from 'vitest';
import type { LiveEvent, LiveSample } from '../../protocol/live.ts';
import { block, group, samples } from '../../test/support/observations.ts';
import { LiveMetrics } from './live-metrics.ts';
import { headersFrom, metricsUrl } from './otlp-export.ts';
import { otlpBody } from './otlp-json.ts';
import { prometheusText } from './prometheus-text.ts';

const sample = { ...(samples(1)[0] as LiveSample), gcMs: 20, loopTurns: null };
const finding = {
  id: 'block',
  severity: 'warning',
  certainty: 'measured',
  cause: 'compute',
  message: 'The event loop was blocked.',
  location: null,
  evidence: {},
  advice: null,
  rule: null,
} as const;

function metricsOf(...events: readonly LiveEvent[]): LiveMetrics {
  const metrics = new LiveMetrics();
  for (const event of events) metrics.add(event);
  return metrics;
}

const aWatch = [
  { type: 'sample', sample },
  { type: 'sample', sample },
  { type: 'block', block: { ...block(1, 1), durationMs: 300, cause: 'compute' } },
  { type: 'block', block: { ...block(2, 2), durationMs: 200, cause: 'compute', ongoing: true } },
  { type: 'block', block: { ...block(2, 2), durationMs: 500, cause: 'synchronous wait' } },
  { type: 'tasks', tasks: { time: 0, groups: [group({ count: 3, state: 'stuck' }), group()] } },
  { type: 'finding', finding },
] as const;

test('Prometheus gets values, sums and labels', () => {
  const lines = prometheusText(metricsOf(...aWatch).read()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE loopscope_event_loop_lag_seconds gauge',
      'loopscope_event_loop_lag_seconds{quantile="p99"} 0.003',
      'loopscope_attached 1',
      'loopscope_heap_used_bytes 50000000',
      '# TYPE loopscope_gc_seconds_total counter',
      'loopscope_gc_seconds_total 0.04',
      'loopscope_blocks_total{cause="compute"} 1',
      'loopscope_blocked_seconds_total{cause="synchronous wait"} 0.5',
      'loopscope_tasks{state="stuck"} 3',
      'loopscope_tasks{state="cycle"} 0',
      'loopscope_findings_total{id="block",severity="warning",certainty="measured"} 1',
      'loopscope_overhead_ratio 0.005',
    ]),
  );
  expect(lines.at(-1)).toBe('');
  // Node did not count turns: a zero would be a lie.
  expect(lines.join()).not.toContain('turns_total');
});

test('labels that the target chose cannot end their quotes', () => {
  const handles = { 'a"b\\c\nd': 1 };
  const text = prometheusText(metricsOf({ type: 'sample', sample: { ...sample, handles } }).read());
  expect(text).toContain('loopscope_handles{kind="a\\"b\\\\c\\nd"} 1\n');
});

test('after the end, old values are no new ones', () => {
  const metrics = metricsOf(...aWatch, { type: 'detached', reason: null });
  const text = prometheusText(metrics.read());
  expect(text).toContain('loopscope_attached 0\n');
  expect(text).not.toContain('lag_seconds');
  expect(text).toContain('loopscope_gc_seconds_total 0.04\n');
});

test('OTLP gets gauges and cumulative sums, with times in nanoseconds', () => {
  const resource = { 'service.name': 'shop', 'process.pid': 7 };
  const body = otlpBody(metricsOf(...aWatch).read(), resource, '1.0.0', 1_000, 2_000);
  expect(body).toMatchObject({
    resourceMetrics: [
      {
        resource: {
          attributes: [
            { key: 'service.name', value: { stringValue: 'shop' } },
            { key: 'process.pid', value: { intValue: '7' } },
          ],
        },
        scopeMetrics: [{ scope: { name: 'loopscope', version: '1.0.0' } }],
      },
    ],
  });
  const text = JSON.stringify(body);
  expect(text).toContain(
    '{"name":"loopscope.heap.used","description":"Heap in use.","unit":"By","gauge":{"dataPoints":[{"timeUnixNano":"2000000000","attributes":[],"asInt":"50000000"}]}}',
  );
  expect(text).toContain(
    '"sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"startTimeUnixNano":"1000000000","timeUnixNano":"2000000000","attributes":[],"asDouble":0.04}]}',
  );
});

test.each([
  ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/metrics'],
  ['https://collector/otlp/', 'https://collector/otlp/v1/metrics'],
  ['http://collector/v1/metrics', 'http://collector/v1/metrics'],
])('%s is sent to %s', (address, url) => {
  expect(metricsUrl(new URL(address)).href).toBe(url);
});

test('headers come from the environment', () => {
  const headers = headersFrom({ OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b=, x=1,nonsense' });
  expect(headers).toEqual({ 'api-key': 'a b=', x: '1' });
});
