/** The ways to watch a program that are compared. Each is turned on while the program runs. */
import { attach } from '../../inspector/attach/attach.ts';
import { silentLogger } from '../../inspector/base/logger.ts';
import { connect } from '../../inspector/cdp/connection.ts';
import type { LiveSample } from '../../protocol/live.ts';
import type { Child } from './child.ts';

export interface Watching {
  /** What the watcher itself says that it costs, in percent of one core; `null` when it does not say. */
  overheadPercent(): number | null;
  stop(): Promise<void>;
}

export type Watch = (target: Child) => Promise<Watching>;

const forever = new AbortController().signal;
const silent = { overheadPercent: () => null, stop: async () => {} };

export async function watchLive(
  { pid }: Child,
  onSample: (sample: LiveSample) => void,
): Promise<{ stop(): Promise<void> }> {
  const session = await attach({ kind: 'pid', pid }, { signal: forever, log: silentLogger });
  await session.live({
    signal: forever,
    thresholds: { stuckAfterMs: 10_000, blockMs: 100 },
    onEvent: (event) => event.type === 'sample' && onSample(event.sample),
  });
  return { stop: () => session.detach() };
}

const attachLive: Watch = async (target) => {
  let last: LiveSample | null = null;
  const watching = await watchLive(target, (sample) => (last = sample));
  return { overheadPercent: () => last?.overheadPercent ?? null, stop: () => watching.stop() };
};

/** What an editor sets when it attaches as a debugger. */
const attachDebugger: Watch = async ({ pid }) => {
  const session = await attach({ kind: 'pid', pid }, { signal: forever, log: silentLogger });
  const { host, port } = session.info.address;
  const answer = await fetch(`http://${host}:${port}/json/list`);
  const [first] = (await answer.json()) as { webSocketDebuggerUrl: string }[];
  const connection = await connect(first?.webSocketDebuggerUrl ?? '', forever);
  await connection.send('Debugger.enable');
  await connection.send('Debugger.setAsyncCallStackDepth', { maxDepth: 32 });
  return {
    overheadPercent: () => null,
    async stop() {
      await connection.close();
      await session.detach();
    },
  };
};

const use =
  (name: string): Watch =>
  async (target) => {
    await target.ask({ use: name });
    return silent;
  };

export const watchers: Readonly<Record<string, Watch>> = {
  bare: async () => silent,
  'Loopscope, attached live': attachLive,
  'debugger, async depth 32': attachDebugger,
  'async_hooks, a stack each': use('async_hooks'),
  'blocked-at': use('blocked-at'),
};
