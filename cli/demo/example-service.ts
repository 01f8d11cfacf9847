/** The service that the demo looks into: a process of its own, started with plain `node`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { UserError } from '../../inspector/base/user-error.ts';

export interface ExampleService {
  readonly pid: number;
  readonly address: string;
  /** Ends it, politely first. Safe to call twice. */
  stop(): Promise<void>;
}

/** Milliseconds until a service that does not end by itself is killed. */
const politeMs = 2000;

export async function startExampleService(
  script: string,
  cwd: string,
  signal: AbortSignal,
): Promise<ExampleService> {
  const child = spawn(process.execPath, [script], {
    cwd,
    // A group of its own: Ctrl+C must reach the demo first, which still has to detach.
    detached: true,
    // The service ends with this pipe, so it cannot outlive the demo, however the demo ends.
    env: { ...process.env, STOP_WITH_STDIN: '1', PORT: '0' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  process.on('exit', () => child.kill('SIGKILL'));
  try {
    return {
      pid: child.pid ?? 0,
      address: await addressOf(child, signal),
      stop: () => stop(child),
    };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** The service says where it listens; if it ends before that, its own words say why. */
async function addressOf(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the example service has no output');
  let said = '';
  stderr.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(-2000);
  });
  const listening = once(createInterface({ input: stdout }), 'line', { signal }) as Promise<
    [string]
  >;
  const ended = once(child, 'exit', { signal }).then(() => null);
  const result = await Promise.race([listening, ended]);
  listening.catch(() => {});
  ended.catch(() => {});
  const address = result && /https?:\/\/\S+/.exec(result[0])?.[0];
  if (address) return address;
  throw new UserError(
    'lost',
    `the example service did not start: ${said || result?.[0] || 'no reason given'}`,
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), politeMs);
  await ended;
  clearTimeout(late);
}
