/** Finds, reads and decodes the source map of one script, with everything that needs a file system. */
import type { Logger } from '../base/logger.ts';
import { inlineMap, mappingUrl } from './mapping-comment.ts';
import { type ParsedMap, parseMap } from './parsed-map.ts';
import { mappedPath, type PathMapping } from './path-mapping.ts';
import { isNetworkPath, resolveBeside, scriptPath } from './script-path.ts';
import { foldersAbove, type SourceName, sourceName } from './source-path.ts';
import type { TextFiles } from './text-file.ts';

export interface MapLoaderOptions extends Omit<TextFiles, 'version'> {
  readonly version?: TextFiles['version'];
  /**
   * The map that the target itself holds for a script that it compiled in memory (tsx, `--experimental-transform-types`),
   * as JSON text; asked when the file has none. See `loadedMapExpression`.
   */
  readonly loadedMap?: (script: string, signal: AbortSignal) => Promise<string | null>;
  readonly pathMapping: readonly PathMapping[];
  /** Folders of the target in which sources with a bundler's scheme are looked for first, such as its cwd. */
  readonly roots?: readonly string[];
  readonly log: Logger;
}

/** A script's map with its sources resolved to local names. */
export interface LoadedMap {
  readonly map: ParsedMap;
  readonly sourceFiles: readonly (string | null)[];
}

/** One file that was looked at, and its state: the map is good until one of them differs. */
export interface FileState {
  readonly path: string;
  readonly version: string | null;
}

export interface LoadResult {
  readonly map: LoadedMap | null;
  readonly files: readonly FileState[];
}

/** At most so many sources of a bundle are tried when the root of its project is looked for. */
const sampledSources = 5;
const foldersTried = 6;

export class MapLoader {
  readonly #options: MapLoaderOptions;

  constructor(options: MapLoaderOptions) {
    this.#options = options;
  }

  /** The name of a target's file here; `null` when it must not be opened. */
  localPath(remotePath: string): string | null {
    const mapped = mappedPath(remotePath, this.#options.pathMapping);
    return mapped ?? (isNetworkPath(remotePath) ? null : remotePath);
  }

  async version(path: string, signal: AbortSignal): Promise<string | null> {
    return (await this.#options.version?.(path, signal)) ?? null;
  }

  /** Throws an `Error` when there is a map that is broken. `script` is the name in V8, `remotePath` its file. */
  async load(script: string, remotePath: string, signal: AbortSignal): Promise<LoadResult> {
    const files: FileState[] = [];
    const text = await this.#read(remotePath, files, signal);
    const url = text === null ? null : mappingUrl(text);
    const found = url === null ? null : await this.#mapText(url, remotePath, files, signal);
    if (url !== null && found === null)
      this.#options.log.debug(`${remotePath}: its source map ${shorten(url)} was not read`);
    const json = found?.json ?? (await this.#options.loadedMap?.(script, signal)) ?? null;
    if (json === null) return { map: null, files };
    const mapFile = found?.file ?? remotePath;
    let map: ParsedMap;
    try {
      map = parseMap(json);
    } catch (error) {
      throw new MapError(
        `${mapFile}: this source map cannot be used: ${(error as Error).message}`,
        files,
      );
    }
    return { map: { map, sourceFiles: await this.#sourceFiles(map, mapFile, signal) }, files };
  }

  async #mapText(
    url: string,
    script: string,
    files: FileState[],
    signal: AbortSignal,
  ): Promise<{ json: string; file: string } | null> {
    if (/^data:/i.test(url)) {
      const json = inlineMap(url);
      return json === null ? null : { json, file: script };
    }
    // Whatever a target's files name, nothing is fetched from a network.
    if (/^[A-Za-z][\w+.-]+:/.test(url) && !/^file:/i.test(url)) return null;
    for (const name of new Set([decodedUrl(url), url])) {
      const file = scriptPath(name) ?? resolveBeside(script, name.replace(/[?#].*$/, ''));
      const json = await this.#read(file, files, signal);
      if (json !== null) return { json, file };
    }
    return null;
  }

  async #read(remotePath: string, files: FileState[], signal: AbortSignal): Promise<string | null> {
    const path = this.localPath(remotePath);
    if (path === null) return null;
    // Before the text: a change in between is then seen the next time.
    files.push({ path, version: await this.version(path, signal) });
    return this.#options.readText(path, signal, remotePath);
  }

  async #sourceFiles(
    map: ParsedMap,
    mapFile: string,
    signal: AbortSignal,
  ): Promise<(string | null)[]> {
    const names = map.sources.map((source) =>
      source === null ? null : sourceName(source, mapFile),
    );
    const root = await this.#projectRoot(names, mapFile, signal);
    return names.map((name) => {
      if (name === null) return null;
      if (name.kind === 'path') return this.localPath(name.path) ?? name.path;
      return root === null || name.relative === null
        ? name.readable
        : resolveBeside(`${root}/x`, name.relative);
    });
  }

  /** The local folder in which a bundle's sources are, told by a few of them: they were all built together. */
  async #projectRoot(
    names: readonly (SourceName | null)[],
    mapFile: string,
    signal: AbortSignal,
  ): Promise<string | null> {
    const relatives = names.flatMap((name) =>
      name?.kind === 'virtual' && name.relative !== null ? [name.relative] : [],
    );
    const own = relatives.filter((name) => !name.includes('node_modules/'));
    const sample = (own.length > 0 ? own : relatives).slice(0, sampledSources);
    if (sample.length === 0) return null;
    for (const folder of [...(this.#options.roots ?? []), ...foldersAbove(mapFile, foldersTried)]) {
      const local = this.localPath(folder);
      if (local === null) continue;
      for (const name of sample) {
        if ((await this.version(resolveBeside(`${local}/x`, name), signal)) !== null) return local;
      }
    }
    return null;
  }
}

/** A map that is there but cannot be used; remembered like an answer until one of the files changes. */
export class MapError extends Error {
  readonly files: readonly FileState[];

  constructor(message: string, files: readonly FileState[]) {
    super(message);
    this.files = files;
  }
}

function decodedUrl(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
