// A real process to find and to attach to, which answers over its standard input whether it is well.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { type NodeMajor, nodeBinary } from '../support/node-versions.ts';

export interface TargetOptions {
  readonly node?: NodeMajor;
  /** Options of Node. */
  readonly args?: readonly string[];
  /** Runs before the process says that it is ready. */
  readonly code?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  /** A file to run instead of `code`. */
  readonly file?: string;
  readonly cwd?: string;
}

const patienceMs = 10_000;
const answering = "process.stdin.on('data', () => console.log('pong')); console.log('ready');";

export class LiveTarget implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  stdout = '';
  stderr = '';

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    child.stdout.on('data', (text: Buffer) => (this.stdout += text));
    child.stderr.on('data', (text: Buffer) => (this.stderr += text));
    // Writing to one that has died must not end the tests.
    child.stdin.on('error', () => {});
  }

  static async start(options: TargetOptions = {}): Promise<LiveTarget> {
    const { node = 20, args = [], code = '', env = {}, uid, file, cwd } = options;
    const program = file === undefined ? ['-e', `${code};${answering}`] : [file];
    const target = LiveTarget.of(nodeBinary(node), [...args, ...program], {
      env: { ...process.env, ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
      ...(cwd === undefined ? {} : { cwd }),
    });
    await until(() => target.stdout.includes('ready') || target.child.exitCode !== null);
    if (target.child.exitCode !== null) throw new Error(`the target ended: ${target.stderr}`);
    return target;
  }

  /** Any program; it is not waited for. */
  static of(file: string, args: readonly string[], options = {}): LiveTarget {
    return new LiveTarget(spawn(file, args, { ...options, stdio: 'pipe' }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Throws unless the program still runs its event loop. */
  async assertWell(): Promise<void> {
    this.stdout = '';
    this.child.stdin.write('ping\n');
    await until(() => this.stdout.includes('pong'));
  }

  /** The first letter of the state in `/proc/<pid>/status`. */
  get state(): string {
    const text = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return /^State:\s*(\w)/m.exec(text)?.[1] ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}

/** Waits for a condition; polls, as what is waited for is in another process. */
export async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await met())) {
    if (performance.now() > end) throw new Error(`not within ${patienceMs} ms: ${String(met)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A port that is free now, for `--inspect-port`: 9229 belongs to the whole machine. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
