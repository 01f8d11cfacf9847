/** Where the metrics of a watch go: nowhere, unless the user says so. */
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { version } from '../../package.json';
import type { LiveEvent } from '../../protocol/live.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import { LiveMetrics } from './live-metrics.ts';
import { headersFrom, intervalFrom, metricsUrl, OtlpExport } from './otlp-export.ts';
import type { Resource } from './otlp-json.ts';
import { type PrometheusServer, servePrometheus } from './prometheus-server.ts';

export interface ExportRequest {
  readonly otlp: URL | null;
  /** A port. */
  readonly prometheus: number | null;
}

export interface ExportContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line for the user. */
  readonly say: (message: string) => void;
}

export class MetricExports {
  readonly #metrics = new LiveMetrics();
  readonly #request: ExportRequest;
  readonly #context: ExportContext;
  #server: PrometheusServer | null = null;
  #otlp: OtlpExport | null = null;

  constructor(request: ExportRequest, context: ExportContext) {
    this.#request = request;
    this.#context = context;
  }

  /** Before the target is touched: a port that is taken ends it all. @throws UserError `usage` */
  async listen(): Promise<void> {
    const { prometheus } = this.#request;
    if (prometheus === null) return;
    this.#server = await servePrometheus(prometheus, () => this.#metrics.read());
    this.#context.say(`Metrics for Prometheus: ${this.#server.url}`);
  }

  begin(target: TargetInfo): void {
    const { otlp } = this.#request;
    if (!otlp) return;
    const { env, say } = this.#context;
    this.#otlp = new OtlpExport(
      {
        url: metricsUrl(otlp),
        headers: headersFrom(env),
        intervalMs: intervalFrom(env),
        resource: resourceOf(target, env),
        version,
      },
      () => this.#metrics.read(),
      say,
    );
  }

  add(event: LiveEvent): void {
    this.#metrics.add(event);
  }

  async close(): Promise<void> {
    this.#server?.close();
    await this.#otlp?.close();
  }
}

/** Without arguments and environment of the target, which may hold secrets. */
function resourceOf({ pid, node, argv }: TargetInfo, env: ExportContext['env']): Resource {
  const script = argv[1] === undefined ? 'node' : basename(argv[1]);
  return {
    'service.name': env['OTEL_SERVICE_NAME'] || script,
    'host.name': hostname(),
    'process.pid': pid,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': node,
  };
}
