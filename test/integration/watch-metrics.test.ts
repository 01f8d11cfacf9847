// `loopscope watch --otlp` and `--prometheus` against a real receiver and a real reader.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { root } from '../../scripts/setup/root.mjs';
import { nodeBinary } from '../support/node-versions.ts';

const cli = join(root, 'dist', 'cli.js');
const faulty = join(root, 'examples', 'S03', 'faulty.js');
const patience = { timeout: 40_000, interval: 50 };

const children = new Set<ChildProcess>();
const servers = new Set<Server>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  servers.clear();
});

async function start(): Promise<ChildProcess> {
  const child = spawn(nodeBinary(20), [faulty, 'secret-argument'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  children.add(child);
  await once(child.stdout, 'data');
  return child;
}

function watch(target: ChildProcess, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [cli, 'watch', String(target.pid), '--json', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  return { child, output, code: once(child, 'close').then(([value]) => value as number | null) };
}

interface Request {
  readonly path: string | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A collector that answers with the status. */
async function receiver(status: number): Promise<{ url: string; requests: Request[] }> {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      requests.push({ path: request.url, headers: request.headers, body });
      response.writeHead(status).end('{}');
    });
  });
  servers.add(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

interface OtlpBody {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: object }[] };
    readonly scopeMetrics: readonly {
      readonly metrics: readonly { name: string; sum?: { dataPoints: { asInt: string }[] } }[];
    }[];
  }[];
}

test('a collector gets the metrics, again and again and at the end', async () => {
  const target = await start();
  const { url, requests } = await receiver(200);
  const { child, code, output } = watch(target, ['--otlp', url], {
    OTEL_METRIC_EXPORT_INTERVAL: '300',
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=abc',
    OTEL_SERVICE_NAME: 'shop',
  });
  const blocks = () =>
    requests
      .flatMap(({ body }) => (JSON.parse(body) as OtlpBody).resourceMetrics)
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
      .filter(({ name }) => name === 'loopscope.blocks');
  await expect.poll(blocks, patience).not.toHaveLength(0);
  const before = requests.length;
  child.kill('SIGINT');
  expect(await code).toBe(0);
  expect(output.stderr).toBe('');
  expect(requests.length).toBeGreaterThan(before);
  expect(requests[0]).toMatchObject({
    path: '/v1/metrics',
    headers: { 'content-type': 'application/json', 'api-key': 'abc' },
  });
  const [first] = (JSON.parse(requests[0]?.body ?? '') as OtlpBody).resourceMetrics;
  expect(first?.resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'shop' },
  });
  expect(requests.map(({ body }) => body).join()).not.toContain('secret-argument');
});

test('a collector that refuses, or is not there, is said once and does not end the watch', async () => {
  const target = await start();
  const { url, requests } = await receiver(503);
  const every = { OTEL_METRIC_EXPORT_INTERVAL: '100' };
  const refused = watch(target, ['--otlp', url], every);
  await expect.poll(() => requests.length, patience).toBeGreaterThan(5);
  const absent = watch(target, ['--otlp', 'http://127.0.0.1:9', '--duration', '1'], every);
  expect(await absent.code).toBe(0);
  expect(absent.output.stderr.match(/are not taken at http:\/\/127\.0\.0\.1:9/g)).toHaveLength(1);
  refused.child.kill('SIGINT');
  expect(await refused.code).toBe(0);
  expect(refused.output.stderr).toMatch(/^Metrics are not taken at .*: status 503\..*\n$/);
  expect(refused.output.stdout).toContain('"type":"sample"');
});

test('Prometheus reads the metrics, from this machine only', async () => {
  const target = await start();
  const { child, code, output } = watch(target, ['--prometheus', '0']);
  await expect.poll(() => output.stderr, patience).toMatch(/http:\S+\/metrics\n/);
  const url = /http:\S+/.exec(output.stderr)?.[0] ?? '';
  const read = async () => (await fetch(url)).text();
  await expect.poll(read, patience).toMatch(/^loopscope_attached 1$/m);
  await expect.poll(read, patience).toMatch(/^loopscope_blocks_total\{cause="compute"\} [1-9]/m);
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  for (const line of (await answer.text()).trimEnd().split('\n')) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) |[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[\d.e+-]+$)/,
    );
  }
  expect((await fetch(url.replace('/metrics', '/other'))).status).toBe(404);
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  // A page elsewhere that makes its own name point to this machine.
  const rebound = get(url, { headers: { host: 'rebound.example' } });
  const [refused] = (await once(rebound, 'response')) as [IncomingMessage];
  expect(refused.resume().statusCode).toBe(403);

  const port = new URL(url).port;
  const second = watch(target, ['--prometheus', port, '--duration', '1']);
  expect(await second.code).toBe(2);
  expect(second.output.stderr).toContain(`port ${port}: it is in use`);
  child.kill('SIGINT');
  expect(await code).toBe(0);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});
