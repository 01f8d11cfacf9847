import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../base/logger.ts';
import { SourceMapper, type SourceMapperOptions } from './source-mapper.ts';

const source = `type Id = string;
export async function load(id: Id): Promise<string> {
  const url: string = 'https://example.com/' + id;
  return   (await fetch(url)).text();
}
`;
const awaitPosition = { line: 4, column: source.split('\n')[3]!.indexOf('await') + 1 };

const never = new AbortController().signal;

/** A file system in memory, which counts its reads. */
function files(content: Record<string, string>, more: Partial<SourceMapperOptions> = {}) {
  const reads: string[] = [];
  const log: string[] = [];
  const logger: Logger = {
    debug: (message) => log.push(message),
    warn: (message) => log.push(message),
  };
  const mapper = new SourceMapper({
    readText: async (path) => {
      reads.push(path);
      return content[path] ?? null;
    },
    version: async (path) => (path in content ? String(content[path]?.length) : null),
    pathMapping: [],
    log: logger,
    ...more,
  });
  return { mapper, reads, log, content };
}

function build(sourcefile: string, options: Parameters<typeof transformSync>[1] = {}) {
  const { code, map } = transformSync(source, {
    loader: 'ts',
    minify: true,
    sourcemap: 'external',
    sourcefile,
    ...options,
  });
  return { code, map, position: positionOf(code, 'await') };
}

/** 1-based, as V8 reports it. */
function positionOf(code: string, token: string): { line: number; column: number } {
  const before = code.slice(0, code.indexOf(token)).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

const dataUrl = (map: string) =>
  `data:application/json;base64,${Buffer.from(map).toString('base64')}`;

describe('SourceMapper', () => {
  it('maps the await of a minified script through a file beside it, and keeps the generated position', async () => {
    const { code, map, position } = build('../src/load.ts');
    const { mapper } = files({
      '/app/dist/load.js': `${code}//# sourceMappingURL=load.js.map\n`,
      '/app/dist/load.js.map': map,
    });
    await mapper.load(['file:///app/dist/load.js?v=1'], never);
    expect(mapper.original({ file: 'file:///app/dist/load.js?v=2', ...position })).toEqual({
      original: { file: '/app/src/load.ts', ...awaitPosition },
      generated: { file: '/app/dist/load.js', ...position },
    });
    expect(mapper.embeddedText('file:///app/dist/load.js', '/app/src/load.ts')).toBe(source);
    expect(mapper.embeddedText('file:///app/dist/load.js', '/app/src/other.ts')).toBeNull();
  });

  it.each([
    ['base64', (map: string) => dataUrl(map)],
    [
      'base64 with a charset',
      (map: string) => dataUrl(map).replace('json;', 'json;charset=utf-8;'),
    ],
    ['base64 with encoded padding', (map: string) => dataUrl(map).replaceAll('=', '%3D')],
    ['URI-encoded', (map: string) => `data:application/json,${encodeURIComponent(map)}`],
  ])('reads an inline map: %s', async (_, url) => {
    const { code, map, position } = build('load.ts');
    const { mapper } = files({ '/app/load.js': `${code}//# sourceMappingURL=${url(map)}` });
    await mapper.load(['/app/load.js'], never);
    expect(mapper.original({ file: '/app/load.js', ...position }).original).toEqual({
      file: '/app/load.ts',
      ...awaitPosition,
    });
  });

  it.each([
    ['absolute path', '/maps/a.map', '/maps/a.map', 'a.ts', undefined, '/maps/a.ts'],
    ['file URL', 'file:///maps/a%20b.map', '/maps/a b.map', 'a.ts', undefined, '/maps/a.ts'],
    ['encoded name', 'a%20b.map', '/app/a b.map', 'a.ts', undefined, '/app/a.ts'],
    ['percent sign in the name', 'a%20b.map', '/app/a%20b.map', 'a.ts', undefined, '/app/a.ts'],
    ['query', 'a.map?x', '/app/a.map', 'a.ts', undefined, '/app/a.ts'],
    ['relative sourceRoot', 'a.map', '/app/a.map', 'a.ts', '../src', '/src/a.ts'],
    ['absolute sourceRoot', 'a.map', '/app/a.map', 'a.ts', '/code/', '/code/a.ts'],
    ['sourceRoot URL', 'a.map', '/app/a.map', 'a.ts', 'file:///code', '/code/a.ts'],
    [
      'sourceRoot on a server',
      'a.map',
      '/app/a.map',
      'a.ts',
      'https://x.org/r',
      'https://x.org/r/a.ts',
    ],
    ['more parents than there are', 'a.map', '/app/a.map', '../../../a.ts', undefined, '/a.ts'],
  ])('finds map and source: %s', async (_, url, mapFile, name, sourceRoot, original) => {
    const { code, map, position } = build(name, sourceRoot === undefined ? {} : { sourceRoot });
    const { mapper } = files({
      '/app/load.js': `${code}//# sourceMappingURL=${url}`,
      [mapFile]: map,
    });
    await mapper.load(['/app/load.js'], never);
    expect(mapper.original({ file: '/app/load.js', ...position }).original).toEqual({
      file: original,
      ...awaitPosition,
    });
  });

  it('looks for sources of a bundle in the folders above it, and keeps a readable name without them', async () => {
    const { code, map, position } = build('webpack://shop/./src/load.ts?a1b2');
    const bundle = {
      '/app/dist/js/main.js': `${code}//# sourceMappingURL=main.js.map`,
      '/app/dist/js/main.js.map': map,
    };
    const there = files({ ...bundle, '/app/src/load.ts': source });
    await there.mapper.load(['/app/dist/js/main.js'], never);
    const location = { file: '/app/dist/js/main.js', ...position };
    expect(there.mapper.original(location).original).toEqual({
      file: '/app/src/load.ts',
      ...awaitPosition,
    });

    const missing = files(bundle);
    await missing.mapper.load(['/app/dist/js/main.js'], never);
    expect(missing.mapper.original(location).original.file).toBe('webpack://shop/src/load.ts');

    const elsewhere = files({ ...bundle, '/code/src/load.ts': source }, { roots: ['/code'] });
    await elsewhere.mapper.load(['/app/dist/js/main.js'], never);
    expect(elsewhere.mapper.original(location).original.file).toBe('/code/src/load.ts');
  });

  it('flattens index maps', async () => {
    const { code, map, position } = build('load.ts');
    const sections = [{ offset: { line: 2, column: 0 }, map: JSON.parse(map) }];
    const { mapper } = files({
      '/app/all.js': `\n\n${code}//# sourceMappingURL=all.js.map`,
      '/app/all.js.map': JSON.stringify({ version: 3, sections }),
    });
    await mapper.load(['/app/all.js'], never);
    expect(
      mapper.original({ file: '/app/all.js', line: position.line + 2, column: position.column })
        .original,
    ).toEqual({ file: '/app/load.ts', ...awaitPosition });
  });

  it('invents nothing where the map says nothing', async () => {
    const { code, map, position } = build('load.ts', { banner: 'const a = 1;' });
    const { mapper } = files({ '/app/load.js': `${code}//# sourceMappingURL=${dataUrl(map)}` });
    await mapper.load(['/app/load.js', 'node:fs', '', 'evalmachine.<anonymous>'], never);
    for (const location of [
      { file: '/app/load.js', line: 1, column: 3 },
      { file: '/app/load.js', line: 99, column: 1 },
      { file: '/app/load.js', line: 0, column: 0 },
      { file: 'node:fs', ...position },
      { file: '', line: 0, column: 0 },
    ]) {
      expect(mapper.original(location)).toEqual({ original: location, generated: null });
    }
  });

  it('counts columns from 1 as V8 does, and from 0 as maps do', async () => {
    // Each column of the first line is mapped to a line of its own.
    const map = JSON.stringify({
      version: 3,
      sources: ['a.ts'],
      names: [],
      mappings: 'AAAA,CACA,CACA',
    });
    const { mapper } = files({ '/app/a.js': `abc\n//# sourceMappingURL=${dataUrl(map)}` });
    await mapper.load(['/app/a.js'], never);
    const lines = [1, 2, 3].map(
      (column) => mapper.original({ file: '/app/a.js', line: 1, column }).original.line,
    );
    expect(lines).toEqual([1, 2, 3]);
  });

  it('names the files of a container as they are called here, longest folder first', async () => {
    const { code, map, position } = build('../src/load.ts');
    const { mapper, reads } = files(
      {
        '/home/me/out/load.js': `${code}//# sourceMappingURL=load.js.map`,
        '/home/me/out/load.js.map': map,
      },
      {
        pathMapping: [
          { remote: '/app', local: '/home/me/shop' },
          { remote: '/app/dist/', local: '/home/me/out/' },
        ],
      },
    );
    await mapper.load(['file:///app/dist/load.js', '/app/plain.js'], never);
    expect(mapper.original({ file: 'file:///app/dist/load.js', ...position })).toEqual({
      original: { file: '/home/me/shop/src/load.ts', ...awaitPosition },
      generated: { file: '/home/me/out/load.js', ...position },
    });
    expect(mapper.original({ file: '/app/plain.js', line: 1, column: 1 })).toEqual({
      original: { file: '/home/me/shop/plain.js', line: 1, column: 1 },
      generated: null,
    });
    expect(reads.every((path) => path.startsWith('/home/me/'))).toBe(true);
  });

  it('reads a Windows target', async () => {
    const { code, map, position } = build('../src/load.ts');
    const { mapper } = files({
      'C:\\app\\dist\\load.js': `${code}//# sourceMappingURL=load.js.map`,
      'C:\\app\\dist\\load.js.map': map,
    });
    await mapper.load(['file:///C:/app/dist/load.js'], never);
    expect(
      mapper.original({ file: 'file:///C:/app/dist/load.js', ...position }).original.file,
    ).toBe('C:\\app\\src\\load.ts');
  });

  it('opens no path to another machine, and fetches nothing', async () => {
    const { mapper, reads } = files({
      '/app/a.js': '//# sourceMappingURL=https://example.com/a.map',
      '/app/b.js': '//# sourceMappingURL=file://server/share/a.map',
      '/app/c.js': '//# sourceMappingURL=//server/share/a.map',
    });
    const names = [
      '/app/a.js',
      '/app/b.js',
      '/app/c.js',
      '\\\\server\\a.js',
      '//server/a.js',
      'file://server/a.js',
    ];
    await mapper.load([...names, 'https://example.com/a.js', 'data:text/javascript,1'], never);
    expect(reads).toEqual(['/app/a.js', '/app/b.js', '/app/c.js']);
  });

  it('survives broken maps and strange names, and complains once for each file', async () => {
    const { mapper, log, content } = files({
      '/app/a.js': '//# sourceMappingURL=data:application/json,{"version":3,',
      '/app/b.js': '//# sourceMappingURL=data:application/json,7',
      '/app/c.js': `//# sourceMappingURL=${dataUrl('{"version":3,"sources":[{}],"mappings":"AAAA"}')}`,
      '/app/d.js': `//# sourceMappingURL=${dataUrl('{"version":3,"sources":["a"],"mappings":"!!!,A,AAAAAAAA;ggggggggB"}')}`,
      '/app/e.js': `//# sourceMappingURL=${dataUrl('{"version":3,"sections":[{"offset":{"line":1e15,"column":0},"map":{"version":3,"sources":[],"mappings":""}}]}')}`,
    });
    const names = [
      '/app/a.js',
      '/app/b.js',
      '/app/c.js',
      '/app/d.js',
      '/app/e.js',
      '/a\0b',
      `/${'x'.repeat(1e5)}`,
    ];
    await mapper.load(names, never);
    const complaints = log.length;
    content['/app/a.js'] += '"sources":[]';
    await mapper.load(names, never);
    expect(log).toHaveLength(complaints);
    expect(log.filter((line) => line.includes('cannot be used'))).toHaveLength(4);
    for (const file of names) {
      for (const column of [1, 2, 50]) {
        // Damaged mappings may still decode to some position, but never to one outside of the file.
        const { original } = mapper.original({ file, line: 1, column });
        expect(original.line).toBeGreaterThan(0);
        expect(original.column).toBeGreaterThan(0);
      }
    }
    for (const file of names.filter((name) => name !== '/app/d.js')) {
      expect(mapper.original({ file, line: 1, column: 1 }).generated).toBeNull();
    }
  });

  it('reads a script once, and again when it or its map has changed', async () => {
    const first = build('load.ts');
    const { mapper, reads, content } = files({
      '/app/load.js': `${first.code}//# sourceMappingURL=load.js.map`,
      '/app/load.js.map': first.map,
    });
    await mapper.load(['/app/load.js', '/app/load.js', 'file:///app/load.js'], never);
    await mapper.load(['/app/load.js'], never);
    expect(reads).toEqual(['/app/load.js', '/app/load.js.map']);
    content['/app/load.js.map'] = build('renamed.ts').map;
    await mapper.load(['/app/load.js'], never);
    expect(reads).toHaveLength(4);
    expect(mapper.original({ file: '/app/load.js', ...first.position }).original.file).toBe(
      '/app/renamed.ts',
    );
  });

  it('asks the target for the map of a script that was compiled in memory', async () => {
    const { map, position } = build('load.ts');
    const { mapper } = files(
      { '/app/load.ts': source },
      { loadedMap: async (script) => (script === 'file:///app/load.ts' ? map : null) },
    );
    await mapper.load(['file:///app/load.ts'], never);
    expect(mapper.original({ file: 'file:///app/load.ts', ...position })).toEqual({
      original: { file: '/app/load.ts', ...awaitPosition },
      generated: { file: '/app/load.ts', ...position },
    });
  });

  it('stops when it is cancelled, and a later collection reads what was left', async () => {
    const { code, map, position } = build('load.ts');
    const abort = new AbortController();
    const text = `${code}//# sourceMappingURL=${dataUrl(map)}`;
    const { mapper } = files(
      {},
      {
        readText: async () => {
          const late = abort.signal.aborted ? text : null;
          abort.abort(new Error('enough'));
          return late;
        },
      },
    );
    await expect(mapper.load(['/app/load.js'], abort.signal)).rejects.toThrow('enough');
    await mapper.load(['/app/load.js'], never);
    expect(mapper.original({ file: '/app/load.js', ...position }).original.file).toBe(
      '/app/load.ts',
    );
  });
});
