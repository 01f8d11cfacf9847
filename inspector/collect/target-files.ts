/** Texts of the target's scripts: from this machine's disk, else, as in a container, through the target itself. */
import { abortable } from '../base/abort.ts';
import type { CdpConnection } from '../cdp/connection.ts';
import { loadedMapExpression } from '../source-maps/loaded-map-expression.ts';
import { mappedPath, type PathMapping } from '../source-maps/path-mapping.ts';
import { isNetworkPath, scriptPath } from '../source-maps/script-path.ts';
import { localFiles } from '../source-maps/text-file.ts';

/** Bytes that the target reads for us at most, per file: its loop has to encode them. */
const largestRemoteFile = 4 * 2 ** 20;
/** Larger scripts are bundles; finding a position in them is still quick, keeping many of them is not. */
const mostTexts = 200;

/** Milliseconds that a text is waited for: without it only the awaited expression or the map is missing. */
const targetAnswerMs = 2_000;

export class TargetFiles {
  readonly #connection: CdpConnection;
  readonly #pathMapping: readonly PathMapping[];
  /** Texts by script name, with the version of the file that they were read from. */
  readonly #texts = new Map<string, { version: string | null; text: string | null }>();

  constructor(connection: CdpConnection, pathMapping: readonly PathMapping[]) {
    this.#connection = connection;
    this.#pathMapping = pathMapping;
  }

  /** The text of a script as V8 names it; `null` when it has no file or cannot be read. */
  async scriptText(script: string, signal: AbortSignal): Promise<string | null> {
    const path = scriptPath(script);
    if (path === null) return null;
    const local = mappedPath(path, this.#pathMapping) ?? (isNetworkPath(path) ? null : path);
    const version = local === null ? null : await localFiles.version(local, signal);
    const known = this.#texts.get(script);
    if (known && known.version === version) return known.text;
    const text = await this.readText(local ?? '', signal, path);
    if (this.#texts.size >= mostTexts) this.#texts.clear();
    this.#texts.set(script, { version, text });
    return text;
  }

  /** @param path the name here; @param remotePath the name in the target */
  async readText(path: string, signal: AbortSignal, remotePath: string): Promise<string | null> {
    const local = path === '' ? null : await localFiles.readText(path, signal, remotePath);
    return local ?? abortable(this.#evaluateText(readInTarget(remotePath), true), signal);
  }

  /** The source map that the target itself holds for a script; `null` when it has none. */
  async loadedMap(script: string): Promise<string | null> {
    return this.#evaluateText(loadedMapExpression(script), false);
  }

  /**
   * `null` for anything but a text, and for errors.
   * @param isPromise the expression gives a promise of the text. Its answer needs turns of the target's loop, which
   * may be the very one that is blocked: not to be used where there is a choice.
   */
  async #evaluateText(expression: string, isPromise: boolean): Promise<string | null> {
    const answer = this.#connection.send('Runtime.evaluate', {
      expression,
      includeCommandLineAPI: true,
      awaitPromise: isPromise,
      returnByValue: true,
      silent: true,
    });
    try {
      const { result, exceptionDetails } = await abortable(
        answer,
        AbortSignal.timeout(targetAnswerMs),
      );
      return !exceptionDetails && typeof result.value === 'string' ? result.value : null;
    } catch {
      return null;
    }
  }
}

function readInTarget(path: string): string {
  return `(async (fs, path) => {
    const stat = await fs.stat(path);
    return stat.isFile() && stat.size <= ${largestRemoteFile} ? fs.readFile(path, 'utf8') : null;
  })(require('fs').promises, ${JSON.stringify(path)})`;
}
