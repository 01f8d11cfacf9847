/**
 * Unhandled rejections, without changing what they do to the process.
 *
 * Node asks the listeners of 'unhandledRejection' and crashes when there are none. So ours is there only as long as
 * the program has one of its own. Where it has none, 'uncaughtExceptionMonitor' tells of the crash, and a warning of
 * what `--unhandled-rejections=warn` does instead. With `--unhandled-rejections=none` Node tells nobody.
 */
import type { RejectionReport } from '../../../protocol/agent-live.ts';
import type { LiveHost, Stop } from './live-host.ts';

/** Reports per second; the rest is counted. */
const mostPerSecond = 20;
const longestText = 8_192;

export function watchRejections(
  live: LiveHost,
  now: () => number,
  guarded: <Values extends unknown[]>(
    run: (...values: Values) => void,
  ) => (...values: Values) => void,
  send: (report: RejectionReport) => void,
): Stop {
  let second = 0;
  let inSecond = 0;
  let skipped = 0;
  const report = (reason: unknown) => {
    const at = Math.floor(now() / 1000);
    if (at !== second) inSecond = 0;
    second = at;
    if (++inSecond > mostPerSecond) {
      skipped++;
      return;
    }
    send({ type: 'rejection', time: live.wallClock(), ...describe(reason), skipped });
    skipped = 0;
  };

  let stopOwn: Stop | null = null;
  const onRejection = guarded((reason: unknown) => report(reason));
  const follow = () => {
    stopOwn ??= live.onProcess('unhandledRejection', onRejection, true);
  };
  const unfollow = () => {
    stopOwn?.();
    stopOwn = null;
  };
  if (live.processListeners('unhandledRejection') > 0) follow();

  const stops = [
    live.onProcess(
      'newListener',
      guarded((event: unknown, listener: unknown) => {
        if (event === 'unhandledRejection' && listener !== onRejection) follow();
      }),
    ),
    live.onProcess(
      'removeListener',
      guarded((event: unknown, listener: unknown) => {
        if (event !== 'unhandledRejection') return;
        if (listener === onRejection) stopOwn = null;
        else if (live.processListeners('unhandledRejection') <= 1) unfollow();
      }),
    ),
    live.onProcess(
      'uncaughtExceptionMonitor',
      guarded((reason: unknown, origin: unknown) => {
        if (origin === 'unhandledRejection') report(reason);
      }),
    ),
    live.onProcess(
      'warning',
      guarded((warning: unknown) => {
        const { name, message } = warning as Error;
        // Node sends two: the first has the reason's stack as its message, the second explains.
        const isReason =
          name === 'UnhandledPromiseRejectionWarning' && !message.startsWith(explanation);
        if (isReason) report({ message: message.split('\n')[0], stack: message });
      }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
    unfollow();
  };
}

const explanation = 'Unhandled promise rejection.';

function describe(reason: unknown): { message: string; stack: string | null } {
  const isObject = typeof reason === 'object' && reason !== null;
  const error = isObject ? (reason as { message?: unknown; stack?: unknown }) : {};
  const stack = typeof error.stack === 'string' ? error.stack.slice(0, longestText) : null;
  return { message: messageOf(isObject, error.message ?? reason).slice(0, longestText), stack };
}

function messageOf(isObject: boolean, text: unknown): string {
  if (typeof text === 'string') return text;
  if (typeof text === 'symbol') return text.toString();
  return isObject || typeof text === 'object' ? 'an object that is no error' : `${text as number}`;
}
