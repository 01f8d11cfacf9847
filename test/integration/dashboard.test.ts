// `loopscope dashboard` and whom it refuses: any web page can send requests to a local port.
import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { get, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { HostMessage, ReportDocument } from '../../protocol/rpc/webview.ts';
import { root } from '../../scripts/setup/root.mjs';
import { firstOutput } from '../support/first-output.ts';
import { nodeBinary } from '../support/node-versions.ts';

const cli = join(root, 'dist', 'cli.js');
const idle = "process.stdin.once('data', () => process.exit(0)); console.log('ready')";

const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function startTarget() {
  const child = spawn(nodeBinary(22), ['--inspect-port=0', '-e', idle], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  children.add(child);
  await firstOutput(child);
  return child;
}

async function startDashboard(target: ChildProcess, ...args: readonly string[]) {
  const child = spawn(process.execPath, [cli, 'dashboard', String(target.pid), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  const code = once(child, 'close').then(([value]) => value as number | null);
  const told = firstOutput(child).then(
    (line) => JSON.parse(line) as { url: string; port: number; pid: number },
  );
  told.catch(() => {});
  return { child, output, code, told };
}

let target: ChildProcess;
let dashboard: Awaited<ReturnType<typeof startDashboard>>;
let port = 0;
let token = '';

beforeAll(async () => {
  target = await startTarget();
  dashboard = await startDashboard(target, '--json');
  const told = await dashboard.told;
  port = told.port;
  token = told.url.split('?token=')[1] ?? '';
});

test('the command prints where the page is, and the key to it', async () => {
  const { url, ...rest } = await dashboard.told;
  expect(rest).toEqual({ port, pid: target.pid });
  expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?token=[\\w-]{32}$`));
});

const known = (path: string) => `${path}?token=${token}`;

function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>(
    (resolve, reject) => {
      get({ port, host: '127.0.0.1', path, headers, method }, (response) => {
        let text = '';
        response.on('data', (data: Buffer) => (text += data.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      }).on('error', reject);
    },
  );
}

interface Door {
  readonly path?: string;
  readonly protocols?: readonly string[];
  readonly origin?: string | undefined;
  readonly host?: string;
}

/** A socket as a page has it, with one thing wrong. */
function socket({ path = '/session', protocols, origin, host }: Door = {}): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}${path}`, [...(protocols ?? ['loopscope', token])], {
    headers: host === undefined ? {} : { Host: host },
    origin: origin ?? `http://127.0.0.1:${port}`,
  });
}

/** The status of the refusal. */
function refusal(door: WebSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    door.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    door.on('open', () => reject(new Error('it was let in')));
    door.on('error', reject);
  });
}

async function open(): Promise<WebSocket> {
  const page = socket();
  await once(page, 'open');
  return page;
}

/** Resolves when the session is in place. */
async function firstSample(): Promise<void> {
  const page = await open();
  page.send(JSON.stringify({ type: 'ready' }));
  for await (const [data] of on(page, 'message')) {
    const message = JSON.parse(String(data)) as HostMessage;
    if (message.type !== 'status' && message.type !== 'notice') {
      page.send(JSON.stringify({ type: 'drawn', sequence: message.sequence }));
    }
    if (message.type === 'loop' && message.latest) break;
  }
  page.close();
}

async function closeCode(page: WebSocket): Promise<number> {
  const [code] = (await once(page, 'close')) as [number];
  return code;
}

describe('the page', () => {
  test('holds no token, and may load nothing', async () => {
    const { status, headers, text } = await ask(known('/'));
    expect(status).toBe(200);
    expect(text).not.toContain(token);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'nonce-/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('has a new nonce each time', async () => {
    const nonce = async () => /nonce="([^"]+)"/.exec((await ask(known('/'))).text)?.[1];
    expect(await nonce()).not.toBe(await nonce());
  });

  const guess = 'x'.repeat(32);
  test.each<[string, () => string, Record<string, string>, number]>([
    ['a rebinding host', () => known('/'), { Host: 'evil.example' }, 421],
    ['the host of another port', () => known('/'), { Host: '127.0.0.1:1' }, 421],
    ['another origin', () => known('/'), { Origin: 'http://evil.example' }, 403],
    ['a page of no origin', () => known('/'), { Origin: 'null' }, 403],
    ['no token', () => '/', {}, 401],
    ['an empty token', () => '/?token=', {}, 401],
    ['a wrong token', () => `/?token=${guess}`, {}, 401],
    ['a token that is longer', () => `${known('/')}x`, {}, 401],
    ['two tokens', () => `${known('/')}&token=${guess}`, {}, 401],
    ['a token where it is not expected', () => `/${token}`, {}, 401],
    ['a report without a token', () => '/report.json', {}, 401],
    ['a report for a guess', () => '/report.html', { Authorization: `Bearer ${guess}` }, 401],
    ['an unknown path without a token', () => '/webview.js', {}, 401],
    ['a path outside', () => known('/../package.json'), {}, 404],
    ['a file of the package', () => known('/cli.js'), {}, 404],
  ])('refuses %s', async (_what, path, headers, status) => {
    const answer = await ask(path(), headers);
    expect(answer).toMatchObject({ status });
    expect(answer.text.length).toBeLessThan(2_000);
    expect(answer.text).not.toContain(token);
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
  });

  test('only answers questions', async () => {
    expect(await ask(known('/'), {}, 'POST')).toMatchObject({ status: 405 });
  });
});

describe('a socket', () => {
  test('with the token sees the process', async () => {
    const page = await open();
    expect(page.protocol).toBe('loopscope');
    page.send(JSON.stringify({ type: 'ready' }));
    const [data] = (await once(page, 'message')) as [Buffer];
    const message = JSON.parse(data.toString()) as HostMessage;
    expect(message).toMatchObject({ type: 'status', sequence: 1, target: { pid: target.pid } });
    page.close();
  });

  test.each<[string, Door, number]>([
    ['no token', { protocols: ['loopscope'] }, 401],
    ['an empty list of protocols', { protocols: [] }, 401],
    ['a wrong token', { protocols: ['loopscope', 'x'.repeat(32)] }, 401],
    ['two tokens', { protocols: ['loopscope', 'x', 'y'] }, 401],
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['the origin of another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['a rebinding host', { host: 'evil.example', origin: 'http://evil.example' }, 421],
    ['another path', { path: '/' }, 404],
    ['the token in the address', { path: '/session?token=x', protocols: [] }, 404],
  ])('is refused with %s', async (_what, door, status) => {
    expect(await refusal(socket(door))).toBe(status);
  });

  test.each([
    ['text that is no JSON', '{', 4400],
    ['an unknown message', '{"type":"shutdown"}', 4400],
    ['a message of the wrong shape', '{"type":"drawn","sequence":-1}', 4400],
    ['bytes', Buffer.from([0, 1, 2]), 4400],
    ['a message that is too large', `{"type":"copy","text":"${'x'.repeat(20_000)}"}`, 1009],
  ])('is closed after %s', async (_what, text, code) => {
    const page = await open();
    const closed = closeCode(page);
    page.send(text);
    expect(await closed).toBe(code);
  });

  test('is one of eight at most', async () => {
    const pages = await Promise.all(Array.from({ length: 8 }, open));
    expect(await refusal(socket())).toBe(503);
    const closed = pages.map(closeCode);
    for (const page of pages) page.close();
    await Promise.all(closed);
    (await open()).close();
  });

  test('that breaks off in the middle of the handshake harms nobody', async () => {
    for (let i = 0; i < 20; i++) {
      const raw = connect(port, '127.0.0.1');
      raw.on('error', () => {});
      raw.write('GET /session HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
      raw.write(`Host: 127.0.0.1:${port}\r\n\r\n`);
      raw.resetAndDestroy();
    }
    expect(await ask(known('/'))).toMatchObject({ status: 200 });
  });
});

test('listens on loopback only', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    const raw = connect(port, address);
    const outcome = await once(raw, 'connect').then(
      () => 'open',
      () => 'refused',
    );
    raw.destroy();
    expect(outcome).toBe('refused');
  }
});

test('reports hold what was collected', async () => {
  const headers = { Authorization: `Bearer ${token}` };
  const json = await ask('/report.json', headers);
  const document = JSON.parse(json.text) as ReportDocument;
  expect(document.pictures.status.target?.pid).toBe(target.pid);
  expect(json.headers['content-disposition']).toMatch(/^attachment; filename="loopscope-\d+-/);
  const html = await ask('/report.html', headers);
  expect(html.text).toContain('<noscript>');
  expect(html.text).not.toContain(token);
});

describe('the command', () => {
  test('names a port that is taken', async () => {
    const { code, output } = await startDashboard(target, '--port', String(port));
    expect(await code).toBe(2);
    expect(output.stderr).toMatch(/^loopscope: port \d+ is taken: choose another one with --port/);
    expect(output.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('says what is no port, and what is no target', async () => {
    const wrong = await startDashboard(target, '--port', 'http');
    expect(await wrong.code).toBe(2);
    const nobody = spawn(process.execPath, [cli, 'dashboard', '999999999'], { stdio: 'ignore' });
    const [code] = (await once(nobody, 'close')) as [number];
    expect(code).toBe(3);
  });

  test('keeps its secrets out of the log', () => {
    expect(dashboard.output.stderr).not.toContain(token);
  });

  test('ends its pages and itself, and leaves the target alive', async () => {
    const page = await open();
    const closed = closeCode(page);
    dashboard.child.kill('SIGINT');
    expect(await dashboard.code).toBe(0);
    expect([4410, 1006]).toContain(await closed);
    expect(target.exitCode).toBeNull();
    await expect(ask('/')).rejects.toThrow(/ECONNREFUSED|reset/);
  });

  test('stays when the target ends, so that what was seen can be read', async () => {
    const { child, code, output, told } = await startDashboard(target, '--json');
    ({ port } = await told);
    token = (await told).url.split('?token=')[1] ?? '';
    await firstSample();
    target.stdin?.write('go\n');
    await expect.poll(() => output.stderr, { timeout: 30_000 }).toMatch(/exited.*Ctrl\+C/);
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect(await code).toBe(0);
  });
});
