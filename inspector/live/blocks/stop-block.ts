/**
 * Stops a block by terminating the JavaScript that it consists of, and nothing else.
 *
 * `Runtime.terminateExecution` would terminate whatever runs when it arrives, so the target is paused first. And V8
 * unwinds without telling Node, which keeps a stack of async ids: where that does not fit afterwards, as within a timer,
 * Node ends the process. So the stack is emptied before, as Node itself does for an uncaught exception.
 */
import type { StopOutcome } from '../../../protocol/live.ts';
import { abortable, delay } from '../../base/abort.ts';
import type { CdpConnection } from '../../cdp/connection.ts';
import { asyncIdsFunction, closureHandles } from '../../collect/install-agent.ts';
import { type CapturedFrame, pauseOnce, showsTurn, type Terminate } from './stack-capture.ts';

/** Milliseconds between two tries while a request of ours is under way in the target. */
const retryMs = 20;
/** Milliseconds in which the loop must turn afterwards. */
const turnMs = 1_000;

export interface StoppableBlock {
  /** Settles when the loop has turned. */
  readonly over: Promise<void>;
  /** False from then on. */
  readonly lasts: () => boolean;
}

/** @throws UserError `cancelled`, `lost` */
export async function stopBlock(
  connection: CdpConnection,
  { over, lasts }: StoppableBlock,
  signal: AbortSignal,
): Promise<StopOutcome> {
  const [asyncWrap] = await abortable(
    closureHandles(connection, asyncIdsFunction, ['async_wrap']),
    signal,
  );
  const objectId = asyncWrap?.objectId;
  if (!objectId) return 'goes-on';
  let terminated = false;
  const terminate: Terminate = async (stack, send) => {
    // The target tells of a turn of its loop before it tells of a pause: so nothing but this block is terminated.
    if (!lasts() || signal.aborted || showsTurn(stack) || isStart(stack)) return false;
    const { exceptionDetails } = await send('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: 'function () { this.clearAsyncIdStack(); }',
      silent: true,
    });
    terminated = exceptionDetails === undefined;
    return terminated;
  };
  while (lasts()) {
    const stopping = pauseOnce(connection, over, terminate);
    if (!stopping) {
      await delay(retryMs, signal);
      continue;
    }
    await abortable(stopping, signal);
    if (!terminated) return lasts() ? 'goes-on' : 'over';
    const turned = over.then(() => 'stopped' as const);
    const waited = delay(turnMs, signal).then(() => 'goes-on' as const);
    return Promise.race([turned, waited]);
  }
  return 'over';
}

/** The program's main module: without it, Node would end the process. */
function isStart(stack: readonly CapturedFrame[]): boolean {
  return stack.at(-1)?.file.startsWith('node:internal/main/') ?? false;
}
