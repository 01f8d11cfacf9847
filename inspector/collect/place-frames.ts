/** Finds out what the sources say about raw frames: the original position, and the expression that is awaited. */
import type { RawFrame } from '../../protocol/agent.ts';
import type { Location } from '../../protocol/location.ts';
import type { Logger } from '../base/logger.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import {
  type AwaitExpression,
  awaitExpressionAt,
  isAsyncFunctionNamed,
} from '../derive/await-expression.ts';
import type { PlacedFrame } from '../derive/collected-stacks.ts';
import { isAtEntry, type ReturnedCall, returnedCall } from '../derive/returned-call.ts';
import { statementText } from '../derive/statement-text.ts';
import type { PathMapping } from '../source-maps/path-mapping.ts';
import { SourceMapper } from '../source-maps/source-mapper.ts';
import { localFiles } from '../source-maps/text-file.ts';
import { TargetFiles } from './target-files.ts';
import { usesWorkers } from './uses-workers.ts';

interface StartedFrame extends Location {
  /** Where the function begins. */
  readonly start: { readonly line: number; readonly column: number } | null;
}

type PlacedCall = Pick<ReturnedCall, 'name' | 'within'> & { readonly location: Location };

export class FramePlacer {
  readonly #files: TargetFiles;
  readonly #mapper: SourceMapper;

  constructor(
    connection: CdpConnection,
    pathMapping: readonly PathMapping[],
    roots: readonly string[],
    log: Logger,
  ) {
    this.#files = new TargetFiles(connection, pathMapping);
    this.#mapper = new SourceMapper({
      readText: (path, signal, remotePath) => this.#files.readText(path, signal, remotePath),
      version: localFiles.version,
      loadedMap: (script) => this.#files.loadedMap(script),
      pathMapping,
      roots,
      log,
    });
  }

  /** @returns one placed frame for each raw one, in the same order */
  async place(frames: readonly RawFrame[], signal: AbortSignal): Promise<readonly PlacedFrame[]> {
    const scripts = [...new Set(frames.map(({ file }) => file))].filter((file) => file !== '');
    await this.#mapper.load(scripts, signal);
    const texts = new Map<string, string | null>();
    await Promise.all(
      scripts.map(async (script) =>
        texts.set(script, await this.#files.scriptText(script, signal)),
      ),
    );
    return frames.map((raw) => this.#placeOne(raw, texts.get(raw.file) ?? null));
  }

  /** The statement around a position, as it runs; `null` when the source cannot be read. */
  async statementAt(location: Location, signal: AbortSignal): Promise<string | null> {
    const text = await this.#files.scriptText(location.file, signal);
    return text === null ? null : statementText(text, location.line, location.column);
  }

  /** See `usesWorkers`. */
  usesWorkers(script: string, signal: AbortSignal): Promise<boolean> {
    return usesWorkers(script, (each) => this.#files.scriptText(each, signal));
  }

  /** See `returnedCall`, in the original source; `entry` when the function has not called anything yet. */
  async returnedCall(
    frame: StartedFrame | undefined,
    signal: AbortSignal,
  ): Promise<PlacedCall | 'entry' | null> {
    const text = frame?.start ? await this.#files.scriptText(frame.file, signal) : null;
    if (!frame?.start || text === null) return null;
    const call = returnedCall(text, frame.start, frame);
    if (!call) return isAtEntry(text, frame.start, frame) ? 'entry' : null;
    const { name, within, line, column } = call;
    const { file } = frame;
    return { name, within, location: this.#mapper.original({ file, line, column }).original };
  }

  #placeOne(raw: RawFrame, text: string | null): PlacedFrame {
    const { file, line, column } = raw;
    const { original, generated } = this.#mapper.original({ file, line, column });
    const running = text === null ? null : awaitExpressionAt(text, line, column);
    const awaits = generated && running ? this.#asWritten(file, original, running) : running;
    const awaitsAsyncFunction = text !== null && callsAsyncFunction(text, running);
    return { raw, location: original, generated, awaits, awaitsAsyncFunction };
  }

  /** With the words of the original where its map has the text: a minified bundle says `await e(t)`. */
  #asWritten(script: string, original: Location, running: AwaitExpression): AwaitExpression {
    const text = this.#mapper.embeddedText(script, original.file);
    const written = text === null ? null : awaitExpressionAt(text, original.line, original.column);
    return written && isSameExpression(written, running)
      ? { ...running, text: written.text, callee: written.callee }
      : running;
  }
}

/** Type arguments, which only the original has, end what is read of it early. */
const isSameExpression = (written: AwaitExpression, running: AwaitExpression): boolean =>
  written.form === running.form &&
  written.kind === running.kind &&
  written.chain.length === running.chain.length &&
  (written.kind !== 'new' || written.text.includes('('));

function callsAsyncFunction(text: string, awaits: AwaitExpression | null): boolean {
  if (awaits?.kind !== 'call' || awaits.chain.length > 0) return false;
  const name = awaits.callee?.split('.').at(-1);
  return name !== undefined && isAsyncFunctionNamed(text, name) === true;
}
