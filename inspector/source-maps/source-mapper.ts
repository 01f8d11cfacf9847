/** Original positions for frames of compiled code: reads the maps of one collection first, then answers without I/O. */
import type { Location } from '../../protocol/location.ts';
import {
  type FileState,
  type LoadedMap,
  MapError,
  MapLoader,
  type MapLoaderOptions,
} from './load-map.ts';
import { scriptPath } from './script-path.ts';

export type SourceMapperOptions = MapLoaderOptions;

export interface MappedLocation {
  /** Where the code was written: the original when a map says so, else the script's own position. A local path. */
  readonly original: Location;
  /** The position that really runs, when a map moved it; else `null`. */
  readonly generated: Location | null;
}

interface Entry {
  readonly map: LoadedMap | null;
  readonly files: readonly FileState[];
}

/** Scripts whose maps are read at the same time: enough to hide a slow disk, few enough to bound the memory. */
const concurrency = 8;
/** Bytes of decoded maps that are kept. Beyond them the positions of further scripts stay as they run. */
const largestCache = 400 * 2 ** 20;
/** Scripts without a usable map cost next to nothing to remember, but a target can invent names for ever. */
const mostEntries = 5_000;

/**
 * Where V8 says that a frame is, and what a map can make of it: a suspended `await` is reported at its keyword, and
 * compilers that keep `await` (esbuild, tsc and swc at ES2017 or later) map the keyword. Below ES2017 an async
 * function becomes a generator driven by promise callbacks: V8 sees no async function and reports no frame at all.
 * `for await` compiled to a target below ES2018 awaits `next()` of an iterator in a plain `for`; its map leads to
 * the loop's head.
 */
export class SourceMapper {
  readonly #options: SourceMapperOptions;
  readonly #loader: MapLoader;
  /** By the target's path; in the order of use, longest unused first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  /** What was complained about, so that each file is in the log once. */
  readonly #complaints = new Set<string>();

  constructor(options: SourceMapperOptions) {
    this.#options = options;
    this.#loader = new MapLoader(options);
  }

  /**
   * Reads the maps of the scripts that a collection names (as V8 does), as far as they are not known or have changed.
   * Rejects only when `signal` is aborted: a map that is missing or broken costs nothing but the mapping.
   */
  async load(files: readonly string[], signal: AbortSignal): Promise<void> {
    const scripts = new Map<string, string>();
    for (const file of files) {
      const path = scriptPath(file);
      if (path !== null) scripts.set(path, file);
    }
    this.#makeRoom(scripts);
    const queue = [...scripts];
    const workers = Array.from({ length: Math.min(concurrency, queue.length) }, async () => {
      for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
        await this.#loadScript(next[1], next[0], signal);
      }
    });
    await Promise.all(workers);
    signal.throwIfAborted();
  }

  /** Pure: answers from what `load` has read. The location is as V8 reports it, 1-based. */
  original(location: Location): MappedLocation {
    const path = scriptPath(location.file);
    if (path === null) return { original: location, generated: null };
    const { line, column } = location;
    const running = { file: this.#loader.localPath(path) ?? path, line, column };
    const map = this.#entries.get(path)?.map;
    // V8 counts columns from 1, source maps from 0.
    const traced = map?.map.trace(line, column - 1);
    const file = traced ? map?.sourceFiles[traced.source] : null;
    if (!traced || !file) return { original: running, generated: null };
    const original = { file, line: traced.line, column: traced.column + 1 };
    const moved = file !== running.file || original.line !== line || original.column !== column;
    return { original, generated: moved ? running : null };
  }

  /** The text of the original that is embedded in the map, for a `script` as V8 names it; `null` when there is none. */
  embeddedText(script: string, originalFile: string): string | null {
    const map = this.#entries.get(scriptPath(script) ?? '')?.map;
    const source = map ? map.sourceFiles.indexOf(originalFile) : -1;
    return source < 0 ? null : (map?.map.content(source) ?? null);
  }

  async #loadScript(script: string, path: string, signal: AbortSignal): Promise<void> {
    const known = this.#entries.get(path);
    if (known && (await this.#isCurrent(known, signal))) {
      // To the end of the order: most recently used.
      this.#entries.delete(path);
      this.#entries.set(path, known);
      return;
    }
    const read = await this.#read(script, path, signal);
    // What was read while being cancelled may be a half: the next collection shall look again.
    if (signal.aborted) return;
    this.#forget(path);
    const entry =
      this.#bytes + (read.map?.map.bytes ?? 0) > largestCache ? { ...read, map: null } : read;
    if (entry !== read) {
      const held = `${this.#bytes >> 20} MB`;
      this.#complain(path, `${path}: its source map is left out, the others take ${held} already`);
    }
    this.#entries.set(path, entry);
    this.#bytes += entry.map?.map.bytes ?? 0;
  }

  async #read(script: string, path: string, signal: AbortSignal): Promise<Entry> {
    try {
      return await this.#loader.load(script, path, signal);
    } catch (error) {
      if (!signal.aborted)
        this.#complain(path, error instanceof Error ? error.message : String(error));
      return { map: null, files: error instanceof MapError ? error.files : [] };
    }
  }

  async #isCurrent(entry: Entry, signal: AbortSignal): Promise<boolean> {
    for (const { path, version } of entry.files) {
      if ((await this.#loader.version(path, signal)) !== version) return false;
    }
    return true;
  }

  #complain(path: string, message: string): void {
    if (this.#complaints.has(path) || this.#complaints.size > mostEntries) return;
    this.#complaints.add(path);
    this.#options.log.warn(message);
  }

  /** Drops what was not used for longest, but nothing of the coming collection. */
  #makeRoom(needed: ReadonlyMap<string, string>): void {
    for (const path of this.#entries.keys()) {
      if (this.#bytes <= largestCache / 2 && this.#entries.size <= mostEntries) return;
      if (!needed.has(path)) this.#forget(path);
    }
  }

  #forget(path: string): void {
    this.#bytes -= this.#entries.get(path)?.map?.map.bytes ?? 0;
    this.#entries.delete(path);
  }
}
