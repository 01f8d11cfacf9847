/**
 * A client of its own process, which may be killed or stopped at any moment. Bundled by client-process.ts. Says each step
 * before it takes it, and then waits for as long as nobody kills it.
 */
import { attach } from '../../inspector/attach/attach.ts';
import { endpointActions } from '../../inspector/attach/endpoint-actions.ts';
import { openEndpoint } from '../../inspector/attach/open-endpoint.ts';
import { type CdpConnection, connect } from '../../inspector/cdp/connection.ts';
import { evaluateValue } from '../../inspector/cdp/evaluate.ts';
import { captureStack } from '../../inspector/live/blocks/stack-capture.ts';
import type { InspectorAddress } from '../../protocol/node-process.ts';
import { collect } from './collecting.ts';

const [pid, rounds] = process.argv.slice(2, 4).map(Number) as [number, number];
const step = process.argv[4] ?? '';
const say = (word: string) => process.stdout.write(`${word}\n`);
const log = { debug() {}, warn: say };
const signal = new AbortController().signal;

/** The inspector is open, and no agent is there yet. */
async function open(): Promise<void> {
  const evaluate = async (url: string, expression: string) => {
    const connection = await connect(url, signal);
    try {
      return await evaluateValue(connection, expression);
    } finally {
      await connection.close();
    }
  };
  await openEndpoint({ kind: 'pid', pid }, { signal, log, ...endpointActions(evaluate) });
  say('open');
}

async function work(): Promise<void> {
  say('attaching');
  const session = await attach({ kind: 'pid', pid }, { signal, timeoutMs: 30_000, log });
  say('attached');
  for (let i = 0; i < rounds; i++) {
    await collect(session, {
      onProgress: ({ phase, fraction }) => say(fraction > 0 ? `${phase} on` : phase),
    });
  }
  if (step === 'profile') {
    const onProgress = (fraction: number) => say(fraction > 0 ? 'profile' : 'beginning');
    await session.recordCpuProfile({ seconds: 60, signal, onProgress });
  }
  if (step === 'pause') await pause(session.info.address);
  say('idle');
}

/** Says when the pause is sent, and when it has landed; it is never ended. */
async function pause({ host, port }: InspectorAddress): Promise<void> {
  const answer = await fetch(`http://${host}:${port}/json/list`);
  const [first] = (await answer.json()) as { webSocketDebuggerUrl: string }[];
  const connection = await connect(first?.webSocketDebuggerUrl ?? '', signal);
  const own: Pick<CdpConnection, 'on' | 'hurry' | 'whileQuiet'> = {
    on: (event, listener) => connection.on(event, listener),
    hurry: () => connection.hurry(),
    whileQuiet: (capture) =>
      connection.whileQuiet((send) =>
        capture((method, ...parameters) => {
          if (method === 'Debugger.resume') {
            say('paused');
            return new Promise(() => {});
          }
          const sent = send(method, ...parameters);
          if (method === 'Debugger.pause') say('pausing');
          return sent;
        }),
      ),
  };
  const never = new Promise<void>(() => {});
  await captureStack(Object.assign(Object.create(connection) as CdpConnection, own), never);
  await never;
}

await (step === 'open' ? open() : work());
setInterval(() => {}, 1000);
