/**
 * Takes the synchronous stack of a target that does not turn its loop: pause, read, resume.
 *
 * `Debugger.enable` and `Debugger.pause` are sent back to back: waiting for the first answer would miss the first
 * JavaScript after a native call. `resume` is sent in the same moment in which the stack arrives, before anything is
 * done with it; should this process die in between, Node resumes the target when the connection ends.
 */
import type { Protocol } from 'devtools-protocol';
import { DisposableStore } from '../../base/disposable.ts';
import type { CdpConnection, Send } from '../../cdp/connection.ts';

/** 1-based, as everywhere but in the protocol. */
export interface CapturedFrame {
  readonly function: string;
  /** Path, `file:` URL, `node:...`, or empty for native code. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where the function begins; `null` when the debugger does not tell. */
  readonly start: { readonly line: number; readonly column: number } | null;
}

export type CapturedStack =
  | {
      readonly kind: 'stack';
      readonly frames: readonly CapturedFrame[];
      /** Milliseconds from asking to pausing. JavaScript lets itself be interrupted at once, native calls do not. */
      readonly heldMs: number;
    }
  /** A breakpoint or step of another debugger: the target is theirs, and was not resumed. */
  | { readonly kind: 'paused-by-others' }
  | { readonly kind: 'none' };

/**
 * @param over settles when the block has ended: a pause that comes later shows something else
 * @returns after the target was resumed and the debugger is off again; `null` at once, when a request of ours is
 * under way in the target. Never throws.
 */
export function captureStack(
  connection: CdpConnection,
  over: Promise<unknown>,
): Promise<CapturedStack> | null {
  return pauseOnce(connection, over, null);
}

/**
 * Asked while the target is paused, with a `send` that works meanwhile. On `true` what runs is terminated when it goes
 * on: V8 unwinds the stack, past every `catch` and `finally`.
 */
export type Terminate = (frames: readonly CapturedFrame[], send: Send) => Promise<boolean>;

/** As `captureStack`, which it is without `terminate`. */
export function pauseOnce(
  connection: CdpConnection,
  over: Promise<unknown>,
  terminate: Terminate | null,
): Promise<CapturedStack> | null {
  return connection.whileQuiet((send) => pause(connection, send, over, terminate));
}

/** What is paused: a process, or one of its worker threads. */
type Pausable = Pick<CdpConnection, 'on' | 'onDidClose'> & Partial<Pick<CdpConnection, 'hurry'>>;

/** As `captureStack`, where nothing else is asked of the target meanwhile. */
export async function pause(
  connection: Pausable,
  send: Send,
  over: Promise<unknown>,
  terminate: Terminate | null,
): Promise<CapturedStack> {
  const store = new DisposableStore();
  // A call frame names its script by number only; enabling the debugger announces all scripts before it pauses.
  const scripts = new Map<string, string>();
  store.add(
    connection.on('Debugger.scriptParsed', ({ scriptId, url }) => scripts.set(scriptId, url)),
  );
  const paused = new Promise<CapturedStack>((resolve) => {
    const resume = async (stack: CapturedStack & { readonly kind: 'stack' }) => {
      const terminateOnResume = terminate
        ? await terminate(stack.frames, send).catch(() => false)
        : false;
      send('Debugger.resume', { terminateOnResume }).catch(() => {});
      // Turning the debugger off before the target goes on would take the termination back.
      if (terminateOnResume) store.add(connection.on('Debugger.resumed', () => resolve(stack)));
      else resolve(stack);
    };
    store.add(
      connection.on('Debugger.paused', (event) => {
        if (isOthers(event)) return resolve({ kind: 'paused-by-others' });
        const frames = event.callFrames.map((frame) => captured(frame, scripts));
        void resume({ kind: 'stack', frames, heldMs: performance.now() - askedMs });
      }),
    );
    store.add(connection.onDidClose(() => resolve({ kind: 'none' })));
  });
  const hurry = connection.hurry?.();
  if (hurry) store.add(hurry);
  const askedMs = performance.now();
  const sent = [send('Debugger.enable'), send('Debugger.pause')];
  for (const answer of sent) answer.catch(() => {});
  try {
    return await Promise.race([paused, over.then((): CapturedStack => ({ kind: 'none' }))]);
  } finally {
    // Disabling takes back a pause that has not landed, and resumes from one that has.
    await send('Debugger.disable').catch(() => {});
    store.dispose();
  }
}

/**
 * A pause that lands in the agent, or where Node hands out what it has measured meanwhile, shows that the loop has
 * turned: the block was over.
 */
export function showsTurn(stack: readonly CapturedFrame[]): boolean {
  return (
    stack.some(({ file }) => file === 'loopscope-agent') ||
    (stack.length > 0 && stack.every(({ file }) => file.startsWith('node:internal/perf/')))
  );
}

/** Between two jobs of a program that starves its loop, or before the first line of a callback. */
export function isNodesOwn(stack: readonly CapturedFrame[]): boolean {
  return stack.every(({ file }) => file.startsWith('node:'));
}

function captured(
  { functionName, functionLocation, location }: Protocol.Debugger.CallFrame,
  scripts: ReadonlyMap<string, string>,
): CapturedFrame {
  return {
    function: functionName,
    file: scripts.get(location.scriptId) ?? '',
    line: location.lineNumber + 1,
    column: (location.columnNumber ?? 0) + 1,
    start: functionLocation
      ? { line: functionLocation.lineNumber + 1, column: (functionLocation.columnNumber ?? 0) + 1 }
      : null,
  };
}

function isOthers(event: Protocol.Debugger.PausedEvent): boolean {
  return (
    (event.hitBreakpoints?.length ?? 0) > 0 ||
    event.reason === 'step' ||
    event.reason === 'debugCommand'
  );
}
