/** A source map, checked and decoded. Maps come from the target's disk: anything may be in them. Pure. */
import {
  decodedMappings,
  FlattenMap,
  type SourceMapSegment,
  type TraceMap,
  traceSegment,
} from '@jridgewell/trace-mapping';

/** A decoded segment takes about 110 bytes; this many take 0.6 s to decode. VS Code's own bundle has two million. */
export const mostSegments = 3_000_000;
const segmentBytes = 110;

/** Columns from `await` or `yield` to what is awaited. */
const farthestOperand = 'await '.length;
const keyword = /^(?:await|yield)\b/;
const keywordBefore = /\b(?:await|yield)\b[\s*(]*$/;

type Segment = Readonly<SourceMapSegment>;

export interface ParsedMap {
  /** As named in the map, with `sourceRoot` in front; `null` for code that has no source. */
  readonly sources: readonly (string | null)[];
  /** Memory that the map holds, in bytes; a rough figure. */
  readonly bytes: number;
  /**
   * The original of a suspended `await`: line 1-based, column 0-based, as source maps count; `null` when nothing is
   * mapped there. esbuild, tsc and Babel map the keyword. Terser, webpack and partly Rolldown map only the names in
   * what is awaited, and the last mapping before it is the end of something else, often on another line: then the
   * awaited expression leads to the line, and the text of the source to the keyword, if it is embedded. Maps without
   * columns ("cheap" ones) give the line, if the code is not minified.
   */
  trace(line: number, column: number): TracedPosition | null;
  /** The embedded text of a source. */
  content(source: number): string | null;
}

export interface TracedPosition {
  /** Index into `sources`. */
  readonly source: number;
  /** 1-based. */
  readonly line: number;
  /** 0-based. */
  readonly column: number;
}

/** Throws an `Error` that says what is wrong with the map. Index maps (with `sections`) are flattened. */
export function parseMap(text: string): ParsedMap {
  // The specification lets servers put this line in front of the JSON, against script inclusion.
  const json = text.startsWith(")]}'") ? text.slice(text.indexOf('\n') + 1) : text;
  const raw: unknown = JSON.parse(json);
  const segments = countSegments(raw, 0);
  if (segments > mostSegments) throw new Error(`it has more than ${mostSegments} mappings`);
  // Without a URL for the map, sources stay relative: they are resolved as paths, which may be Windows ones.
  const map = new FlattenMap(raw as ConstructorParameters<typeof FlattenMap>[0]);
  // Decoded here, where the caller leaves turns of the loop between two maps, and not in the first look-up.
  decodedMappings(map);
  // A source without a name in a section with `sourceRoot` comes out of the flattening as that folder.
  const named = map.sources.map((source) => /[^/]$/.test(source ?? ''));
  const content = (source: number): string | null => {
    const text: unknown = map.sourcesContent?.[source];
    return typeof text === 'string' ? text : null;
  };
  const lineOf = ({ source, line }: TracedPosition): string =>
    content(source)?.split('\n', line)[line - 1] ?? '';
  const position = (segment: Segment | null): TracedPosition | null => {
    if (segment === null || segment.length === 1) return null;
    const [, source, line, column] = segment;
    // Damaged mappings decode to nonsense rather than to an error.
    return named[source] && line >= 0 && column >= 0 ? { source, line: line + 1, column } : null;
  };
  return {
    sources: map.resolvedSources.map((source, index) => (named[index] ? source : null)),
    bytes: json.length + segments * segmentBytes,
    trace(line, column) {
      if (!(line >= 1 && column >= 0)) return null;
      const before = traceSegment(map, line - 1, column);
      const direct = position(before);
      const isExact = before?.[0] === column;
      if (isExact && direct && keyword.test(lineOf(direct).slice(direct.column))) return direct;
      const inside = position(segmentInside(map, line, column));
      const found = inside && keywordBefore.exec(lineOf(inside).slice(0, inside.column));
      if (inside && found) return { ...inside, column: found.index };
      const nearest = isExact ? direct : (inside ?? direct);
      const only = nearest && !isExact ? onlyKeyword(lineOf(nearest)) : null;
      return nearest && only !== null ? { ...nearest, column: only } : nearest;
    },
    content,
  };
}

/** Where the line awaits, if it does so once. */
function onlyKeyword(line: string): number | null {
  const [first, second] = line.matchAll(/\b(?:await|yield)\b/g);
  return first && !second ? first.index : null;
}

/** The first mapping of what is awaited. */
function segmentInside(map: TraceMap, line: number, column: number): Segment | null {
  for (let ahead = 1; ahead <= farthestOperand; ahead++) {
    const segment = traceSegment(map, line - 1, column + ahead);
    if (segment && segment[0] > column) return segment;
  }
  return null;
}

/**
 * Checks the shape, and counts lines and segments before anything is decoded: a small file can ask for any amount
 * of memory by a section that begins at line 10^9 or by a run of semicolons.
 */
function countSegments(raw: unknown, depth: number): number {
  if (typeof raw !== 'object' || raw === null) throw new Error('it is not a JSON object');
  const map = raw as Record<string, unknown>;
  if (Array.isArray(map['sections'])) {
    if (depth > 10) throw new Error('its sections are nested too deeply');
    let count = 0;
    for (const section of map['sections'] as {
      offset?: { line?: unknown; column?: unknown };
      map?: unknown;
    }[]) {
      const line = section?.offset?.line;
      const column = section?.offset?.column;
      if (!Number.isInteger(line) || !Number.isInteger(column))
        throw new Error('a section has no offset');
      count = Math.max(count, line as number) + countSegments(section.map, depth + 1);
    }
    return count;
  }
  const { mappings, sources } = map;
  if (typeof mappings !== 'string' || !Array.isArray(sources))
    throw new Error('it has no mappings');
  if (sources.some((source) => source !== null && typeof source !== 'string'))
    throw new Error('its sources are no names');
  let count = 1;
  for (let i = 0; i < mappings.length; i++) {
    const code = mappings.charCodeAt(i);
    if (code === 44 /* , */ || code === 59 /* ; */) count++;
  }
  return count;
}
