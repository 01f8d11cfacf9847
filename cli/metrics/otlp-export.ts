/** Sends metrics to a collector of OpenTelemetry, again and again. What goes wrong is said, and does not end anything. */
import type { Metric } from './metric.ts';
import { otlpBody, type Resource } from './otlp-json.ts';

/** As OpenTelemetry's SDKs have it: OTEL_METRIC_EXPORT_INTERVAL, and headers such as `authorization=...`. */
export interface OtlpSettings {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  readonly resource: Resource;
  readonly version: string;
}

const timeoutMs = 5_000;
const defaultIntervalMs = 10_000;

export class OtlpExport {
  readonly #settings: OtlpSettings;
  readonly #read: () => readonly Metric[];
  readonly #warn: (message: string) => void;
  readonly #beganMs = Date.now();
  readonly #timer: NodeJS.Timeout;
  #sending: Promise<void> = Promise.resolve();
  /** Said once, until it is another one or gone. */
  #lastFailure = '';

  constructor(
    settings: OtlpSettings,
    read: () => readonly Metric[],
    warn: (message: string) => void,
  ) {
    this.#settings = settings;
    this.#read = read;
    this.#warn = warn;
    this.#timer = setInterval(() => this.#queue(), settings.intervalMs);
  }

  #queue(): void {
    this.#sending = this.#sending.then(() => this.#send());
  }

  async #send(): Promise<void> {
    const failure = await this.#post();
    if (failure !== '' && failure !== this.#lastFailure) {
      this.#warn(
        `Metrics are not taken at ${this.#settings.url.href}: ${failure}. Watching goes on.`,
      );
    }
    this.#lastFailure = failure;
  }

  /** @returns why it failed; empty when it did not */
  async #post(): Promise<string> {
    const { url, headers, resource, version } = this.#settings;
    const body = otlpBody(this.#read(), resource, version, this.#beganMs, Date.now());
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        // A header with a password must not go elsewhere.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await answer.body?.cancel();
      return answer.ok ? '' : `status ${answer.status}`;
    } catch (error) {
      const { message, cause } = error as Error;
      return cause instanceof Error ? cause.message : message;
    }
  }

  /** Sends the last values. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#queue();
    await this.#sending;
  }
}

/** A collector's address gets the path of metrics, as the SDKs do it; an address with that path is taken as it is. */
export function metricsUrl(address: URL): URL {
  const url = new URL(address);
  if (!url.pathname.endsWith('/v1/metrics')) {
    url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/metrics`;
  }
  return url;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `key=value,key=value`, each percent-encoded. */
export function headersFrom(env: Environment): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of (env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '').split(',')) {
    const at = pair.indexOf('=');
    if (at > 0) headers[decode(pair.slice(0, at))] = decode(pair.slice(at + 1));
  }
  return headers;
}

export function intervalFrom(env: Environment): number {
  const milliseconds = Number(env['OTEL_METRIC_EXPORT_INTERVAL']);
  return milliseconds > 0 ? milliseconds : defaultIntervalMs;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return text.trim();
  }
}
