import { encodedMap, type SourceMapSegment, TraceMap } from '@jridgewell/trace-mapping';
import { describe, expect, it } from 'vitest';
import { mostSegments, parseMap } from './parsed-map.ts';

const map = {
  version: 3,
  sources: ['a.ts', null, ''],
  names: [],
  mappings: 'AAAA,KCAA,KCAA,K;;AFEG',
};

it('answers from the nearest mapping on the same line, and only from there', () => {
  const parsed = parseMap(JSON.stringify(map));
  expect(parsed.trace(1, 4)).toEqual({ source: 0, line: 1, column: 0 });
  expect(parsed.trace(3, 99)).toEqual({ source: 0, line: 3, column: 3 });
  // Sources without a name, a segment without a source, and a line without segments.
  for (const column of [5, 10, 15, 99]) expect(parsed.trace(1, column)).toBeNull();
  expect(parsed.trace(2, 0)).toBeNull();
  expect(parsed.trace(4, 0)).toBeNull();
  expect(parsed.trace(0, 0)).toBeNull();
  expect(parsed.trace(1, -1)).toBeNull();
  expect(parsed.trace(Number.NaN, 0)).toBeNull();
});

it('takes the line that guards JSON from script inclusion', () => {
  expect(parseMap(`)]}'\n${JSON.stringify(map)}`).sources).toEqual(['a.ts', null, null]);
});

it('gives embedded texts, and those of an index map', () => {
  const content = { ...map, sourcesContent: ['text', null] };
  expect(parseMap(JSON.stringify(content)).content(0)).toBe('text');
  expect(parseMap(JSON.stringify(content)).content(1)).toBeNull();
  expect(parseMap(JSON.stringify(map)).content(0)).toBeNull();
  const sections = [
    { offset: { line: 0, column: 0 }, map },
    { offset: { line: 10, column: 0 }, map: { ...content, sourceRoot: 'b' } },
  ];
  const index = parseMap(JSON.stringify({ version: 3, sections }));
  expect(index.sources.filter((source) => source !== null)).toEqual(['a.ts', 'b/a.ts']);
  expect(index.trace(11, 0)).toEqual({ source: 3, line: 1, column: 0 });
  expect(index.content(3)).toBe('text');
});

it.each([
  ['', /JSON/],
  ['null', /not a JSON object/],
  ['{"version":3}', /no mappings/],
  ['{"version":3,"sources":[1],"mappings":""}', /no names/],
  ['{"version":3,"sections":[{}]}', /no offset/],
  ['{"version":3,"sections":[null]}', /no offset/],
  ['{"version":3,"sections":[{"offset":{"line":0,"column":0}}]}', /not a JSON object/],
  [
    '{"version":3,"sections":[{"offset":{"line":1e12,"column":0},"map":{"sources":[],"mappings":""}}]}',
    /more than/,
  ],
  [JSON.stringify({ sources: ['a'], mappings: ';'.repeat(mostSegments) }), /more than/],
])('says what is wrong with %.60s', (text, message) => {
  expect(() => parseMap(text)).toThrow(message);
});

it('does not follow sections without end', () => {
  const nested = '{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":'.repeat(2_000);
  expect(() => parseMap(`${nested}1${'}]}'.repeat(2_000)}`)).toThrow(/nested/);
});

describe('an await without a mapping of its own', () => {
  const text = [
    'function f() { return 1; }',
    'const r =',
    '  g(await (load(f()))); // done',
    'await a(), await b();',
    '',
  ];

  /** One generated line; each segment is generated column, line, column of the original, all from 0. */
  function trace(
    segments: readonly (readonly [number, number, number])[],
    column: number,
    content = true,
  ) {
    const decoded = segments.map(([at, line, to]): SourceMapSegment => [at, 0, line, to]);
    const map = new TraceMap({
      version: 3,
      names: [],
      sources: ['a.ts'],
      ...(content ? { sourcesContent: [text.join('\n')] } : {}),
      mappings: [decoded],
    });
    const found = parseMap(JSON.stringify(encodedMap(map))).trace(1, column);
    return found && [found.line, found.column];
  }

  it('is found through what it awaits, and its keyword in the text', () => {
    expect(
      trace(
        [
          [0, 0, 9],
          [6, 2, 11],
        ],
        0,
        true,
      ),
    ).toEqual([3, 4]);
    expect(
      trace(
        [
          [0, 0, 9],
          [16, 2, 11],
        ],
        10,
      ),
    ).toEqual([3, 4]);
    expect(trace([[16, 2, 11]], 10)).toEqual([3, 4]);
    // The keyword has a mapping, to somewhere else: Rolldown, for a variable that was used once and is inlined.
    expect(
      trace(
        [
          [10, 1, 6],
          [16, 2, 11],
        ],
        10,
      ),
    ).toEqual([3, 4]);
    // The text shows nothing better.
    expect(
      trace(
        [
          [10, 1, 6],
          [16, 0, 9],
        ],
        10,
      ),
    ).toEqual([2, 6]);
  });

  it('is on the line of what it awaits, also without the text', () => {
    expect(
      trace(
        [
          [0, 0, 9],
          [16, 2, 11],
        ],
        10,
        false,
      ),
    ).toEqual([3, 11]);
    expect(
      trace(
        [
          [0, 0, 9],
          [17, 2, 11],
        ],
        10,
        false,
      ),
    ).toEqual([1, 9]);
    expect(
      trace(
        [
          [10, 1, 6],
          [16, 2, 11],
        ],
        10,
        false,
      ),
    ).toEqual([2, 6]);
  });

  it('is the only one of a line that is known without columns', () => {
    expect(trace([[0, 2, 0]], 10)).toEqual([3, 4]);
    expect(trace([[0, 3, 11]], 10)).toEqual([4, 11]);
    expect(trace([[0, 1, 0]], 10)).toEqual([2, 0]);
  });

  it('stays where it is when it is mapped', () => {
    expect(
      trace(
        [
          [10, 3, 11],
          [16, 2, 11],
        ],
        10,
      ),
    ).toEqual([4, 11]);
    expect(
      trace(
        [
          [10, 3, 0],
          [16, 3, 6],
        ],
        10,
      ),
    ).toEqual([4, 0]);
  });
});
