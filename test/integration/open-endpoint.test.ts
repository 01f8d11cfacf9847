// Opening the inspector of real processes: every way in, every refusal, and a target that lives on.
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { endpointActions } from '../../inspector/attach/endpoint-actions.ts';
import {
  type Endpoint,
  type OpenOptions,
  openEndpoint,
} from '../../inspector/attach/open-endpoint.ts';
import { hasOtherClients } from '../../inspector/attach/other-clients.ts';
import { parseTarget } from '../../inspector/attach/target-spec.ts';
import { silentLogger } from '../../inspector/base/logger.ts';
import { connect } from '../../inspector/cdp/connection.ts';
import { evaluateValue } from '../../inspector/cdp/evaluate.ts';
import { readListening, socketsOf } from '../../inspector/find/linux-sockets.ts';
import { nodeBinary, nodeMajors } from '../support/node-versions.ts';
import { freePort, LiveTarget, until } from './live-target.ts';

const folder = mkdtempSync(join(tmpdir(), 'loopscope-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function evaluate(url: string, expression: string, signal: AbortSignal): Promise<unknown> {
  const connection = await connect(url, signal);
  try {
    return await evaluateValue(connection, expression);
  } finally {
    await connection.close();
  }
}

const actions = endpointActions(evaluate);

const open = (target: string | number, options: Partial<OpenOptions> = {}): Promise<Endpoint> =>
  openEndpoint(parseTarget(String(target)), {
    signal: AbortSignal.timeout(20_000),
    log: silentLogger,
    ...actions,
    ...options,
  });

/** As `evaluate`, for a look at the target. */
const ask = (endpoint: Endpoint, expression: string) =>
  evaluate(endpoint.webSocketUrl, expression, AbortSignal.timeout(5_000));

/** What detach does at the end. */
async function close(endpoint: Endpoint, debugPort: number): Promise<void> {
  await actions.closeInspector(endpoint.webSocketUrl, AbortSignal.timeout(5_000), debugPort);
}

async function listen(server: Server, port: number, host = '127.0.0.1') {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

const listeningPorts = (pid: number) => socketsOf(pid, readListening());

describe.each(nodeMajors)('Node %i', (node) => {
  test('opens a plain process on a free port, and leaves it as it was', async () => {
    await using target = await LiveTarget.start({ node });
    const endpoint = await open(target.pid);
    expect(endpoint).toMatchObject({ pid: target.pid, openedByUs: true });
    expect(endpoint.address.host).toBe('127.0.0.1');
    expect(endpoint.address.port).not.toBe(9229);
    expect(await ask(endpoint, 'process.pid')).toBe(target.pid);
    await target.assertWell();
    await close(endpoint, 9229);
    await until(() => listeningPorts(target.pid).length === 0);
    await target.assertWell();
    expect(target.stderr).not.toContain('address already in use');
    // A second attach finds the same as the first.
    const again = await open(target.pid);
    expect(again.openedByUs).toBe(true);
    expect(await ask(again, 'process.debugPort')).toBe(9229);
  });

  test('opens a process that is in a busy loop', async () => {
    const code = "console.log('ready'); for (;;);";
    const port = await freePort();
    await using target = await LiveTarget.start({ node, args: [`--inspect-port=${port}`], code });
    const endpoint = await open(target.pid);
    expect(endpoint.openedByUs).toBe(true);
    expect(endpoint.address.port).not.toBe(port);
    expect(await ask(endpoint, 'process.pid')).toBe(target.pid);
  });

  test('uses an inspector that is open, also when another client is connected', async () => {
    await using target = await LiveTarget.start({ node, args: ['--inspect=0'] });
    const first = await open(target.pid);
    expect(first.openedByUs).toBe(false);
    expect(await hasOtherClients(first)).toBe(false);
    const client = await connect(first.webSocketUrl, AbortSignal.timeout(5_000));
    const second = await open(target.pid);
    expect(second).toEqual(first);
    expect(await client.send('Runtime.evaluate', { expression: '1 + 1' })).toMatchObject({
      result: { value: 2 },
    });
    await client.close();
    await target.assertWell();
  });

  test('attaches to three processes at once that share a port', async () => {
    const args = [`--inspect-port=${await freePort()}`];
    await using a = await LiveTarget.start({ node, args });
    await using b = await LiveTarget.start({ node, args });
    await using c = await LiveTarget.start({ node, args });
    const targets = [a, b, c];
    const endpoints = await Promise.all(targets.map(({ pid }) => open(pid)));
    expect(new Set(endpoints.map(({ address }) => address.port)).size).toBe(3);
    for (const [index, target] of targets.entries()) {
      expect(await ask(endpoints[index] as Endpoint, 'process.pid')).toBe(target.pid);
      await target.assertWell();
      expect(target.stderr).not.toContain('address already in use');
    }
  });

  test('moves an idle inspector off the port for a moment, and back', async () => {
    const port = await freePort();
    await using holder = await LiveTarget.start({ node, args: [`--inspect=${port}`] });
    await using target = await LiveTarget.start({ node, args: [`--inspect-port=${port}`] });
    const endpoint = await open(target.pid);
    expect(await ask(endpoint, 'process.pid')).toBe(target.pid);
    const its = await open(`127.0.0.1:${port}`);
    expect(await ask(its, 'process.pid')).toBe(holder.pid);
    expect(await ask(its, 'process.debugPort')).toBe(port);
    expect(target.stderr).not.toContain('address already in use');
    await holder.assertWell();
    await target.assertWell();
  });

  test('refuses the signal when it would end the program', async () => {
    const code = "process.on('SIGUSR1', () => {}); process.removeAllListeners('SIGUSR1')";
    await using target = await LiveTarget.start({ node, code });
    await expect(open(target.pid)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`Process ${target.pid} does not catch SIGUSR1`) as string,
    });
    await target.assertWell();
  });

  test('says that the program handles the signal itself', async () => {
    const code = "process.on('SIGUSR1', () => console.error('mine'))";
    await using target = await LiveTarget.start({ node, code });
    await expect(open(target.pid)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('the program handles that signal itself') as string,
    });
    await target.assertWell();
    expect(target.stderr.trim()).toBe('mine');
  });
});

describe.each(nodeMajors.filter((node) => node >= 22))('Node %i', (node) => {
  test.each(['--disable-sigusr1', '--permission'])('%s is refused', async (flag) => {
    await using target = await LiveTarget.start({ node, args: [flag] });
    await expect(open(target.pid)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(
        /--disable-sigusr1, so no signal|the permission model, which/,
      ) as string,
    });
    await target.assertWell();
    // It would wait there until the process blocks it no longer.
    const status = readFileSync(`/proc/${target.pid}/status`, 'utf8');
    expect(status).toMatch(/^ShdPnd:\s*0+$/m);
  });
});

test('opens an ES module, with --inspect-port=0 and with NODE_OPTIONS', async () => {
  const file = join(folder, 'module.mjs');
  writeFileSync(
    file,
    "process.stdin.on('data', () => console.log('pong')); console.log('ready'); await 0;",
  );
  const port = await freePort();
  const env = { NODE_OPTIONS: `--inspect-port=${port}` };
  await using anyPort = await LiveTarget.start({ file, args: ['--inspect-port=0'] });
  await using fixed = await LiveTarget.start({ file, env });
  for (const [target, debugPort] of [
    [anyPort, 0],
    [fixed, port],
  ] as const) {
    const endpoint = await open(target.pid);
    expect(endpoint).toMatchObject({ openedByUs: true, title: file });
    expect(await ask(endpoint, 'process.debugPort')).toBe(debugPort);
    await target.assertWell();
  }
});

test('two attaches to the same process at once share its inspector', async () => {
  await using target = await LiveTarget.start({ args: [`--inspect-port=${await freePort()}`] });
  const [a, b] = await Promise.all([open(target.pid), open(target.pid)]);
  expect(a?.webSocketUrl).toBe(b?.webSocketUrl);
  expect([a?.openedByUs, b?.openedByUs]).toEqual([true, false]);
});

test('several Loopscopes attach at the same time to processes that share a port', async () => {
  const args = [`--inspect-port=${await freePort()}`];
  await using a = await LiveTarget.start({ args });
  await using b = await LiveTarget.start({ args });
  await using c = await LiveTarget.start({ args });
  const client = await bundledClient();
  const targets = [a, b, c];
  const clients = targets.map(({ pid }) => LiveTarget.of(process.execPath, [client, String(pid)]));
  await Promise.all(clients.map(({ child }) => once(child, 'exit')));
  for (const [index, { stdout, stderr }] of clients.entries()) {
    const pid = targets[index]?.pid;
    expect({ stderr, ...(JSON.parse(stdout || '{}') as object) }).toMatchObject({
      stderr: '',
      pid,
      answered: pid,
    });
  }
  for (const target of targets) await target.assertWell();
});

describe('a port that is held', () => {
  test('by another program: names it, signals nobody', async () => {
    await using held = await listen(createServer(), 0);
    await using target = await LiveTarget.start({ args: [`--inspect-port=${held.port}`] });
    await expect(open(target.pid)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(
        new RegExp(
          `^Port ${held.port} is held by process ${process.pid} \\(.+\\), and process ${target.pid} can`,
        ),
      ) as string,
    });
    expect(target.stderr).toBe('');
    await target.assertWell();
  });

  test('by a listener on another address: that is no obstacle', async () => {
    await using held = await listen(createServer(), 0, '127.0.0.2');
    await using target = await LiveTarget.start({ args: [`--inspect-port=${held.port}`] });
    expect((await open(target.pid)).openedByUs).toBe(true);
  });

  test('by an inspector in use: leaves it alone', async () => {
    const port = await freePort();
    await using holder = await LiveTarget.start({ args: [`--inspect=${port}`] });
    await using target = await LiveTarget.start({ args: [`--inspect-port=${port}`] });
    const { webSocketUrl } = await open(`127.0.0.1:${port}`);
    const client = await connect(webSocketUrl, AbortSignal.timeout(5_000));
    await expect(open(target.pid)).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`held by process ${holder.pid} .*, whose debugger is in use`),
      ) as string,
    });
    expect(await evaluateValue(client, 'process.pid')).toBe(holder.pid);
    await client.close();
    await target.assertWell();
  });

  test('by an inspector for which its program waits: leaves it alone', async () => {
    const port = await freePort();
    await using holder = LiveTarget.of(process.execPath, [`--inspect-brk=${port}`, '-e', '1']);
    await until(() => holder.stderr.includes('listening'));
    await using target = await LiveTarget.start({ args: [`--inspect-port=${port}`] });
    await expect(open(target.pid)).rejects.toMatchObject({
      message: expect.stringContaining('which waits for a debugger') as string,
    });
    expect(holder.child.exitCode).toBeNull();
    expect((await open(`127.0.0.1:${port}`)).openedByUs).toBe(false);
  });

  test('given back when the attach is cancelled', async () => {
    const port = await freePort();
    await using holder = await LiveTarget.start({ args: [`--inspect=${port}`] });
    await using target = await LiveTarget.start({ args: [`--inspect-port=${port}`] });
    const cancel = new AbortController();
    const attempt = open(target.pid, {
      signal: cancel.signal,
      moveToFreePort: async () => cancel.abort(),
    });
    await expect(attempt).rejects.toMatchObject({ kind: 'cancelled' });
    const its = await open(`127.0.0.1:${port}`);
    expect(await ask(its, 'process.pid')).toBe(holder.pid);
    expect(listeningPorts(target.pid)).toEqual([]);
    await target.assertWell();
  });
});

describe('refuses, before any signal', () => {
  test('a process that does not exist', async () => {
    const target = await LiveTarget.start();
    await target[Symbol.asyncDispose]();
    await expect(open(target.pid)).rejects.toMatchObject({
      kind: 'unreachable',
      message: `There is no process ${target.pid}.`,
    });
  });

  test('a program that is not Node', async () => {
    await using target = LiveTarget.of('sleep', ['60']);
    await until(() => target.pid > 0);
    await expect(open(target.pid)).rejects.toMatchObject({
      message: expect.stringContaining(`Process ${target.pid} is not Node.js: it runs /`) as string,
    });
    expect(target.child.signalCode).toBeNull();
    expect(target.state).toBe('S');
  });

  test('a thread', async () => {
    await using target = await LiveTarget.start();
    const thread = readdirSync(`/proc/${target.pid}/task`).find((id) => Number(id) !== target.pid);
    await expect(open(thread ?? '')).rejects.toMatchObject({
      kind: 'usage',
      message: `${thread} is a thread of process ${target.pid}. Attach to ${target.pid} instead.`,
    });
    await target.assertWell();
  });

  test('itself', async () => {
    await expect(open(process.pid)).rejects.toMatchObject({ kind: 'usage' });
  });

  test('a process that is stopped', async () => {
    await using target = await LiveTarget.start();
    target.child.kill('SIGSTOP');
    await until(() => target.state === 'T');
    await expect(open(target.pid)).rejects.toMatchObject({
      message: expect.stringContaining('kill -CONT') as string,
    });
    target.child.kill('SIGCONT');
    await target.assertWell();
    expect(target.stderr).toBe('');
  });

  test.skipIf(process.getuid?.() !== 0)("another user's process", async () => {
    await using target = await LiveTarget.start();
    const client = await bundledClient();
    await using nobody = LiveTarget.of(process.execPath, [client, String(target.pid)], {
      uid: 65_534,
      gid: 65_534,
    });
    await once(nobody.child, 'exit');
    expect(nobody.stderr).toBe(
      `unreachable: Process ${target.pid} belongs to user root. Run Loopscope as root.`,
    );
    await target.assertWell();
    expect(target.stderr).toBe('');
  });
});

describe('on the way', () => {
  test('a program that dies of its own handler is lost', async () => {
    await using target = await LiveTarget.start({
      code: "process.on('SIGUSR1', () => process.exit())",
    });
    await expect(open(target.pid)).rejects.toMatchObject({ kind: 'lost' });
  });

  test('cancelling stops at once and closes what was opened', async () => {
    await using target = await LiveTarget.start({ args: [`--inspect-port=${await freePort()}`] });
    const cancel = new AbortController();
    const attempt = open(target.pid, {
      signal: cancel.signal,
      verifyPid: async () => {
        cancel.abort();
        return await new Promise<number>(() => {});
      },
    });
    await expect(attempt).rejects.toMatchObject({ kind: 'cancelled' });
    expect(listeningPorts(target.pid)).toEqual([]);
    await target.assertWell();
  });

  test('an endpoint of another process is not taken for the target', async () => {
    await using target = await LiveTarget.start({ args: ['--inspect=0'] });
    await expect(open(target.pid, { verifyPid: async () => 1 })).rejects.toMatchObject({
      message: expect.stringContaining('belongs to process 1, not to process') as string,
    });
    await target.assertWell();
  });

  test('a main thread inside a native call: says so when the time is up, then opens again', async () => {
    const gate = join(folder, 'gate');
    const wait = `until [ -e ${gate} ]; do sleep 0.05; done`;
    const code = `setTimeout(() => {
      console.log('blocked');
      require('node:child_process').execFileSync('sh', ['-c', '${wait}']);
    }, 1)`;
    await using target = await LiveTarget.start({ code });
    await until(() => target.stdout.includes('blocked'));
    await expect(open(target.pid, { timeoutMs: 500 })).rejects.toMatchObject({
      message: expect.stringContaining('inside a native call') as string,
    });
    writeFileSync(gate, '');
    await target.assertWell();
    expect((await open(target.pid)).pid).toBe(target.pid);
  });

  test('a main thread that computes in a native call is waited for as long as was asked', async () => {
    // Longer than an idle process is given to open its inspector.
    const code = `setTimeout(() => {
      const { pbkdf2Sync } = require('node:crypto');
      const hash = (rounds) => pbkdf2Sync('a', 'b', rounds, 64, 'sha512');
      const begin = performance.now();
      hash(100_000);
      const perRound = (performance.now() - begin) / 100_000;
      console.log('computes');
      hash(Math.round(5_000 / perRound));
    }, 1)`;
    await using target = await LiveTarget.start({ code });
    await until(() => target.stdout.includes('computes'));
    const { pid } = await open(target.pid, { timeoutMs: 30_000 });
    expect(pid).toBe(target.pid);
  });

  describe.each(['cancelled', 'unreachable'] as const)(
    'an attach to it that ends as %s',
    (kind) => {
      const start = async () => {
        const gate = join(mkdtempSync(join(folder, 'call-')), 'gate');
        const wait = `until [ -e ${gate} ]; do sleep 0.05; done`;
        const target = await LiveTarget.start({
          args: [`--inspect-port=${await freePort()}`],
          code: `setTimeout(() => {
          console.log('blocked');
          require('node:child_process').execFileSync('sh', ['-c', '${wait}']);
        }, 1)`,
        });
        await until(() => target.stdout.includes('blocked'));
        const cancel = new AbortController();
        const attempt = open(target.pid, { signal: cancel.signal, timeoutMs: 500 });
        if (kind === 'cancelled') setTimeout(() => cancel.abort(), 300);
        await expect(attempt).rejects.toMatchObject({ kind });
        return { target, endCall: () => writeFileSync(gate, '') };
      };

      test('leaves nothing open when the call has returned', async () => {
        const { target, endCall } = await start();
        await using _ = target;
        // Longer than a close is waited for at once.
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        endCall();
        await until(() => target.stderr.includes('Debugger listening'));
        await until(() => listeningPorts(target.pid).length === 0);
        await target.assertWell();
        expect(listeningPorts(target.pid)).toEqual([]);
      });

      test('is taken over by the next one, which closes what it opened', async () => {
        const { target, endCall } = await start();
        await using _ = target;
        setTimeout(endCall, 300);
        const endpoint = await open(target.pid);
        expect(endpoint.openedByUs).toBe(true);
        await new Promise((resolve) => setTimeout(resolve, 500));
        expect(await ask(endpoint, 'process.pid')).toBe(target.pid);
        await close(endpoint, 9229);
        await until(() => listeningPorts(target.pid).length === 0);
      });
    },
  );
});

/** Root in a container may not be allowed to. */
const canUnshare = spawnSync('unshare', ['--net', '--pid', '--fork', 'true']).status === 0;

describe.runIf(canUnshare)('in a container', () => {
  const program = [
    nodeBinary(20),
    '-e',
    "process.stdin.resume(); console.log('ready', process.pid)",
  ];

  test('of the same network, where it has another pid', async () => {
    await using outer = LiveTarget.of('unshare', ['--pid', '--fork', ...program]);
    await until(() => outer.stdout.includes('ready'));
    expect(outer.stdout.trim()).toBe('ready 1');
    const children = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8');
    const endpoint = await open(children.trim());
    expect(endpoint).toMatchObject({ pid: Number(children), openedByUs: true });
    expect(await ask(endpoint, 'process.pid')).toBe(1);
    // The one that waits for it does not take it along.
    process.kill(Number(children), 'SIGKILL');
  });

  test('of another network, where nobody here can reach it', async () => {
    await using target = LiveTarget.of('unshare', ['--net', ...program]);
    await until(() => target.stdout.includes('ready'));
    await expect(open(target.pid)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining(`nsenter -n -t ${target.pid}`) as string,
    });
    expect(target.stderr).toBe('');
    expect(target.state).toBe('S');
  });
});

describe('an address', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]'])('of Node on %s', async (host) => {
    const bound = host === 'localhost' ? '127.0.0.1' : host;
    await using target = await LiveTarget.start({ args: [`--inspect=${bound}:0`] });
    await until(() => target.stderr.includes('listening'));
    const port = /:(\d+)\//.exec(target.stderr)?.[1];
    const endpoint = await open(`${host}:${port}`);
    expect(endpoint).toMatchObject({ pid: null, openedByUs: false });
    expect(await ask(endpoint, 'process.pid')).toBe(target.pid);
    const direct = await open(endpoint.webSocketUrl);
    expect(direct).toMatchObject({
      address: endpoint.address,
      webSocketUrl: endpoint.webSocketUrl,
    });
  });

  test('where nothing listens', async () => {
    const port = await freePort();
    await expect(open(`127.0.0.1:${port}`)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining(`Nothing listens at 127.0.0.1:${port}`) as string,
    });
  });

  test('that never answers', async () => {
    await using silent = await listen(createServer(), 0);
    const started = performance.now();
    await expect(open(`127.0.0.1:${silent.port}`, { timeoutMs: 300 })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('does not answer within 0.3 s') as string,
    });
    expect(performance.now() - started).toBeLessThan(2_000);
    const cancel = AbortSignal.timeout(50);
    await expect(open(`127.0.0.1:${silent.port}`, { signal: cancel })).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });

  const chrome = JSON.stringify({ Browser: 'Chrome/130.0.0.0' });
  test.each([
    ['a web page', 'text/html', '<h1>hello</h1>', 'it answered with text/html'],
    ['other JSON', 'application/json', '[1, 2]', 'it does not say what it is'],
    [
      'bytes',
      'application/octet-stream',
      '\0\u0001\u0002',
      'it answered with application/octet-stream',
    ],
    ['Chrome', 'application/json', chrome, 'it is Chrome/130.0.0.0'],
  ])('of %s is not Node', async (_, type, body, reason) => {
    const server = createHttpServer((_request, response) => {
      response.setHeader('content-type', type);
      response.end(body);
    });
    await using web = await listen(server, 0);
    await expect(open(`127.0.0.1:${web.port}`)).rejects.toMatchObject({
      kind: 'unreachable',
      message: `127.0.0.1:${web.port} is not a Node.js inspector: ${reason}. Check the port.`,
    });
  });

  test('that does not speak HTTP', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
    await using ssh = await listen(server, 0);
    await expect(open(`127.0.0.1:${ssh.port}`)).rejects.toMatchObject({
      message: expect.stringContaining('it does not speak HTTP') as string,
    });
  });

  test('on another machine is confirmed before anything is sent', async () => {
    const asked: string[] = [];
    const confirmRemote = async (host: string) => {
      asked.push(host);
      return false;
    };
    for (const target of ['192.0.2.1:9229', 'ws://192.0.2.1:9229/x']) {
      await expect(open(target, { confirmRemote })).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('ssh -L 9229:127.0.0.1:9229 192.0.2.1') as string,
      });
      await expect(open(target)).rejects.toMatchObject({ kind: 'refused' });
    }
    expect(asked).toEqual(['192.0.2.1', '192.0.2.1']);
  });
});

test('an inspector in use is known to be', async () => {
  await using target = await LiveTarget.start({ args: ['--inspect=0'] });
  const endpoint = await open(target.pid);
  const own = await connect(endpoint.webSocketUrl, AbortSignal.timeout(5_000));
  expect(await hasOtherClients(endpoint)).toBe(false);
  const script = `const s = new WebSocket(${JSON.stringify(endpoint.webSocketUrl)}); s.onopen = () => console.log('ready')`;
  const other = LiveTarget.of(process.execPath, ['--experimental-websocket', '-e', script]);
  await until(() => other.stdout.includes('ready') || other.child.exitCode !== null);
  expect(other.stderr).toBe('');
  expect(await hasOtherClients(endpoint)).toBe(true);
  await other[Symbol.asyncDispose]();
  await until(async () => !(await hasOtherClients(endpoint)));
  await own.close();
});

let bundle: Promise<string> | undefined;

/** A program that opens the pid of its argument, prints the endpoint, and ends: another Loopscope, or another user's. */
function bundledClient(): Promise<string> {
  bundle ??= makeClient();
  return bundle;
}

async function makeClient(): Promise<string> {
  // In a folder that every user may read.
  const outfile = join(folder, 'client.cjs');
  execFileSync('chmod', ['755', folder]);
  const here = import.meta.dirname;
  const contents = `
    import { endpointActions } from '${here}/../../inspector/attach/endpoint-actions.ts';
    import { openEndpoint } from '${here}/../../inspector/attach/open-endpoint.ts';
    import { connect } from '${here}/../../inspector/cdp/connection.ts';
    import { evaluateValue } from '${here}/../../inspector/cdp/evaluate.ts';
    const evaluate = async (url, expression, signal) => {
      const connection = await connect(url, signal);
      try { return await evaluateValue(connection, expression); } finally { await connection.close(); }
    };
    const signal = AbortSignal.timeout(20_000);
    const log = { debug() {}, warn: (text) => process.stderr.write(text) };
    openEndpoint({ kind: 'pid', pid: Number(process.argv[2]) }, { signal, log, ...endpointActions(evaluate) })
      .then(async (endpoint) => {
        const answered = await evaluate(endpoint.webSocketUrl, 'process.pid', signal);
        console.log(JSON.stringify({ ...endpoint, answered }));
      })
      .catch((error) => process.stderr.write(error.kind + ': ' + error.message));
  `;
  await build({
    stdin: { contents, resolveDir: here, loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
