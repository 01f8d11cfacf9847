/**
 * Asks the worker threads of a target for a turn of their loops, and looks where those are that give none.
 *
 * An immediate is set on each thread, by an interrupt, and runs when the loop turns. A thread that does not even take
 * the request is inside a native call: nothing more is asked of it, since that would be served when the call returns.
 */
import type { RawFrame } from '../../../protocol/agent.ts';
import type { WorkerLoop } from '../../../protocol/observations.ts';
import type { CdpConnection } from '../../cdp/connection.ts';
import { evaluateHandle } from '../../cdp/evaluate.ts';
import {
  openWorkerChannels,
  type WorkerChannel,
  type WorkerChannels,
} from '../../cdp/worker-channel.ts';
import type { FramePlacer } from '../../collect/place-frames.ts';
import { toFrames } from '../../derive/frames.ts';
import { scriptPath } from '../../source-maps/script-path.ts';
import { atomicsWait } from '../blocks/cause.ts';
import { pause } from '../blocks/stack-capture.ts';

/** Milliseconds that a thread has for an answer to what needs no turn of its loop. */
const answerMs = 1_000;
/**
 * On Node 18 a request to a thread that is being terminated ends the process with a segmentation fault: in 6 of 10 runs
 * that terminate three workers right behind it, and in none of 100 on Node 20 to 26.
 */
const fromMajor = 20;
/** Threads beyond are not asked. */
const mostWorkers = 64;

/** Node's own module, as a program may replace the global. */
const askForTurn = `(() => {
  const { setImmediate, clearImmediate } = require('timers');
  const immediate = setImmediate(() => { ask.turned = true; });
  const ask = { turned: false, takeBack: () => clearImmediate(immediate) };
  return ask;
})()`;

interface Ask {
  readonly channel: WorkerChannel;
  readonly askedMs: number;
  /** The handle of what `askForTurn` gives; `null` until the thread has taken the request. */
  handle: string | null;
  /** True when it turned, and when it cannot be asked: nothing is said of it then. */
  turned: boolean;
}

/** @param version of Node, such as `20.20.2` */
export function canAskWorkers(version: string): boolean {
  return Number.parseInt(version, 10) >= fromMajor;
}

export class WorkerLook {
  readonly #channels: WorkerChannels;
  readonly #asks: readonly Ask[];

  private constructor(channels: WorkerChannels) {
    this.#channels = channels;
    this.#asks = channels.list.slice(0, mostWorkers).map(ask);
  }

  static async begin(connection: CdpConnection): Promise<WorkerLook> {
    return new WorkerLook(await openWorkerChannels(connection));
  }

  /** True while a thread has not given its turn, as far as `loops` has seen. */
  get waits(): boolean {
    return this.#asks.some(({ turned, channel }) => !turned && channel.isOpen);
  }

  /** How it stands now. Threads that have ended are left out. */
  async loops(placer: FramePlacer, signal: AbortSignal): Promise<readonly WorkerLoop[]> {
    const loops = await Promise.all(this.#asks.map((each) => loopOf(each, placer, signal)));
    return loops.filter((_, i) => this.#asks[i]?.channel.isOpen);
  }

  /** Leaves the threads, with all that is held there: what has not run is taken back. Never throws. */
  async end(): Promise<void> {
    const open = this.#asks.filter(({ turned, handle }) => !turned && handle !== null);
    // Sent without waiting in between: the connection may be about to close.
    const sent = open.map((asked) => inTime(call(asked, 'function () { this.takeBack(); }')));
    const closed = this.#channels.close();
    await Promise.all([...sent, closed]);
  }
}

function ask(channel: WorkerChannel): Ask {
  const asked: Ask = { channel, askedMs: performance.now(), handle: null, turned: false };
  evaluateHandle(channel, askForTurn).then(
    (handle) => {
      asked.handle = handle;
    },
    () => {
      asked.turned = true;
    },
  );
  return asked;
}

async function loopOf(asked: Ask, placer: FramePlacer, signal: AbortSignal): Promise<WorkerLoop> {
  const { channel, askedMs } = asked;
  const { threadId, name, url } = channel;
  const known = { threadId, name, file: scriptPath(url) };
  if (!asked.turned && asked.handle !== null) {
    const answer = await inTime(call(asked, 'function () { return this.turned; }'));
    asked.turned = answer?.result.value === true;
  }
  if (asked.turned) return { ...known, stalledMs: null, doing: null, frames: [] };
  const where = asked.handle === null ? null : await whereItIs(channel, placer, signal);
  const stalledMs = performance.now() - askedMs;
  return { ...known, stalledMs, ...(where ?? { doing: 'native', frames: [] }) };
}

function call({ channel, handle }: Ask, functionDeclaration: string) {
  return channel.send('Runtime.callFunctionOn', {
    objectId: handle ?? '',
    functionDeclaration,
    returnByValue: true,
    silent: true,
  });
}

async function whereItIs(
  channel: WorkerChannel,
  placer: FramePlacer,
  signal: AbortSignal,
): Promise<Pick<WorkerLoop, 'doing' | 'frames'> | null> {
  const over = new Promise((resolve) => setTimeout(resolve, answerMs));
  const captured = await inTime(pause(channel, channel.send, over, null), 2 * answerMs);
  if (captured?.kind !== 'stack') return null;
  const raw = captured.frames.map(({ function: name, file, line, column }): RawFrame => {
    return { function: name, file, line, column, combinator: null };
  });
  const frames = toFrames(await placer.place(raw, signal));
  // A native wait has no frame of its own: the innermost one is that of the caller.
  const text = raw[0] ? await placer.statementAt(raw[0], signal) : null;
  return { doing: atomicsWait.test(text ?? '') ? 'waits' : 'computes', frames };
}

/** `null` when it fails, or takes longer: the thread has ended, or went into a native call meanwhile. */
function inTime<T>(answer: Promise<T>, milliseconds = answerMs): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, milliseconds, null);
  });
  return Promise.race([answer.catch(() => null), late]).finally(() => clearTimeout(timer));
}
