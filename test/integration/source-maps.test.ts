// Await stacks of compiled TypeScript: real builds, executed on real Node versions, shown at the lines that were written.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attach } from '../../inspector/attach/attach.ts';
import { parseTarget } from '../../inspector/attach/target-spec.ts';
import { silentLogger } from '../../inspector/base/logger.ts';
import type { PathMapping } from '../../inspector/source-maps/path-mapping.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';
import { nodeBinary, nodeMajors } from '../support/node-versions.ts';

/** `/*name*\/` marks the position behind it. Types and an enum make sure that lines and columns move. */
const sources = {
  'pool.ts': `export interface Connection {
  readonly id: number;
}

export class Pool {
  private readonly size: number;
  private readonly waiting: ((connection: Connection) => void)[] = [];

  constructor(size: number) {
    this.size = size;
  }

  async acquire(): Promise<Connection> {
    const free: Connection | null = this.size > 9 ? { id: this.size } : null;
    return free ?? /*acquire*/await new Promise<Connection>((resolve) => this.waiting.push(resolve));
  }
}
`,
  'main.ts': `import { type Connection, Pool } from './pool.js';

enum Kind {
  Read = 1,
  Write,
}

const pool: Pool = new Pool(Kind.Write);
const keep: ((value: IteratorResult<number>) => void)[] = [];
const lines: AsyncIterable<number> = {
  [Symbol.asyncIterator]: () => ({ next: () => new Promise((resolve) => keep.push(resolve)) }),
};

async function load(kind: Kind): Promise<number> {
  const connection: Connection =
    /*load*/await pool.acquire();
  return connection.id + kind;
}

class Service {
  async #run(kind: Kind): Promise<void> {
    console.error('😀', /*run*/await load(kind));
  }

  start = async (): Promise<void> => /*start*/await this.#run(Kind.Read);
}

async function drain(): Promise<void> {
  for await (const /*drain*/line of lines) {
    console.error(line as number);
  }
}

void drain();
console.log('ready');
/*module*/await Promise.all([new Service().start()]);
`,
  // For Node itself: it strips the types of the one, and compiles the other in memory.
  'stripped.ts': `const keep: unknown[] = [];
async function ask(id: number): Promise<void> {
  console.log('ready', id satisfies number); /*stripped*/await new Promise((resolve) => keep.push(resolve));
}
void ask(1);
`,
  'transformed.ts': `enum Level {
  Low = 1,
}
const keep: unknown[] = [];
async function ask(level: Level): Promise<void> {
  console.log('ready', level); /*transformed*/await new Promise((resolve) => keep.push(resolve));
}
void ask(Level.Low);
`,
};

type Mark = 'acquire' | 'load' | 'run' | 'start' | 'drain' | 'module' | 'stripped' | 'transformed';
const stack: readonly Mark[] = ['acquire', 'load', 'run', 'start', 'module'];

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loopscope-maps-')));
const source = (name: string) => join(folder, 'src', name);
const output = (name: string) => join(folder, 'dist', name, 'main.js');

function marked(mark: Mark): { file: string; line: number; column: number } {
  for (const [name, text] of Object.entries(sources)) {
    const at = text.indexOf(`/*${mark}*/`);
    if (at < 0) continue;
    const before = text.slice(0, at + mark.length + 4).split('\n');
    return { file: source(name), line: before.length, column: before.at(-1)!.length + 1 };
  }
  throw new Error(`There is no /*${mark}*/`);
}

const bundles: Record<string, BuildOptions> = {
  'esbuild-file': { sourcemap: 'linked' },
  'esbuild-minified-inline': { sourcemap: 'inline', minify: true },
  'esbuild-es2017-root': {
    target: 'es2017',
    supported: { 'top-level-await': true },
    sourcemap: 'linked',
    sourceRoot: pathToFileURL(`${folder}/x/y`).href,
  },
  'esbuild-without-texts': { sourcemap: 'linked', sourcesContent: false, minify: true },
};

const compiled: Record<string, ts.CompilerOptions> = {
  'tsc-es2022': { target: ts.ScriptTarget.ES2022, sourceMap: true },
  'tsc-es2022-root': {
    target: ts.ScriptTarget.ES2022,
    inlineSourceMap: true,
    sourceRoot: join(folder, 'src'),
  },
  'tsc-es2017': { target: ts.ScriptTarget.ES2017, inlineSourceMap: true, inlineSources: true },
  'tsc-es2015': { target: ts.ScriptTarget.ES2015, sourceMap: true },
};

const all = [...Object.keys(bundles), ...Object.keys(compiled)];
const withAsync = all.filter((name) => name !== 'tsc-es2015');

beforeAll(async () => {
  for (const [name, text] of Object.entries(sources)) write(source(name), text);
  write(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [name, options] of Object.entries(bundles)) {
    const file = output(name);
    await build({
      entryPoints: [source('main.ts')],
      outfile: file,
      bundle: true,
      format: 'esm',
      target: 'es2022',
      ...options,
    });
  }
  for (const [name, options] of Object.entries(compiled)) compile(name, options);
});

/** What `tsc` writes; types are not checked, so that it needs no libraries. */
function compile(build: string, options: ts.CompilerOptions): void {
  const program = ts.createProgram([source('main.ts')], {
    module: ts.ModuleKind.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noLib: true,
    types: [],
    rootDir: join(folder, 'src'),
    outDir: dirname(output(build)),
    ...options,
  });
  program.emit();
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const children = new Set<ChildProcess>();

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Runs the modules in one process and gives the await stacks in it. */
async function stacks(
  node: string,
  args: readonly string[],
  pathMapping: readonly PathMapping[] = [],
): Promise<readonly (readonly Frame[])[]> {
  return (await taskGroups(node, args, pathMapping)).map(({ frames }) => frames);
}

async function taskGroups(
  node: string,
  args: readonly string[],
  pathMapping: readonly PathMapping[] = [],
): Promise<readonly TaskGroup[]> {
  const modules = args.filter((arg) => !arg.startsWith('--'));
  const flags = args.filter((arg) => arg.startsWith('--'));
  const script = `for (const name of ${JSON.stringify(modules)}) import(name); setInterval(() => {}, 1000)`;
  // Any port: 9229 may be taken.
  const child = spawn(node, [...flags, '--inspect-port=0', '--eval', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.add(child);
  let printed = '';
  while (printed.split('ready').length <= modules.length) {
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    printed += chunk.toString();
  }
  const { signal } = new AbortController();
  const session = await attach(parseTarget(String(child.pid)), {
    signal,
    log: silentLogger,
    pathMapping,
  });
  try {
    const found = await session.collectPendingTasks({
      signal,
      maxPauseMs: 10_000,
      stuckAfterMs: 10_000,
      remember: false,
    });
    return found.groups;
  } finally {
    await session.detach();
    child.kill('SIGKILL');
  }
}

const place = ({ file, line, column }: Frame) => ({ file, line, column });
/** The stacks of one build, told by where they really run; the longest first. */
const of = (groups: readonly (readonly Frame[])[], build: string) =>
  groups
    .filter((frames) =>
      frames.some((frame) => (frame.generated ?? frame).file.includes(`/dist/${build}/`)),
    )
    .sort((a, b) => b.length - a.length);

describe.each(nodeMajors)('on Node %i', (major) => {
  let groups: readonly (readonly Frame[])[];

  beforeAll(async () => {
    groups = await stacks(
      nodeBinary(major),
      all.map((name) => pathToFileURL(output(name)).href),
    );
  });

  test.each(withAsync)('%s shows the lines that were written', (name) => {
    const found = of(groups, name);
    expect(found.map((frames) => frames.length)).toEqual([stack.length, 1]);
    const [stacked, [drain]] = found as [readonly Frame[], readonly [Frame]];
    expect(stacked.map(place)).toEqual(stack.map(marked));
    expect(stacked.at(-1)?.combinator).toMatchObject({ kind: 'all', index: 0 });
    for (const { generated } of found.flat())
      expect(generated?.file).toMatch(`${folder}/dist/${name}/`);

    // Below ES2018 the loop awaits `next()` in a plain `for`, and that is mapped to somewhere in its head.
    const lowered = name.includes('es2017');
    const { column, ...line } = marked('drain');
    const keyword = column - 'await (const /*drain*/'.length;
    expect(place(drain)).toEqual({ ...line, column: lowered ? keyword : column });
  });

  test('below ES2017 there are no async functions to see, only the module itself', () => {
    expect(of(groups, 'tsc-es2015').map((frames) => frames.map(place))).toEqual([
      [marked('module')],
    ]);
  });
});

test('what a minified bundle waits for is said in the words of its source', async () => {
  const groups = await taskGroups(nodeBinary(20), [
    pathToFileURL(output('esbuild-minified-inline')).href,
  ]);
  const inDrain = groups.filter(({ frames }) => frames[0]?.line === marked('drain').line);
  expect(inDrain.map(({ waitsFor }) => waitsFor)).toEqual(['the next value of lines']);
});

test('a project in a container is shown where it is here, and read from here', async () => {
  const here = join(folder, 'here');
  cpSync(join(folder, 'src'), join(here, 'src'), { recursive: true });
  cpSync(join(folder, 'dist', 'tsc-es2022'), join(here, 'dist', 'there'), { recursive: true });
  // The target keeps running from a folder that has no maps.
  cpSync(join(folder, 'dist', 'tsc-es2022'), join(folder, 'app', 'dist', 'there'), {
    recursive: true,
  });
  for (const name of ['main', 'pool'])
    rmSync(join(folder, 'app', 'dist', 'there', `${name}.js.map`));
  const script = pathToFileURL(join(folder, 'app', 'dist', 'there', 'main.js')).href;
  const groups = await stacks(
    nodeBinary(20),
    [script],
    [{ remote: join(folder, 'app'), local: here }],
  );
  const [frames] = of(groups, 'there') as [readonly Frame[]];
  expect(frames.map(place)).toEqual(
    stack.map(marked).map(({ file, ...at }) => ({ ...at, file: file.replace(folder, here) })),
  );
  expect(frames[0]?.generated?.file).toBe(join(here, 'dist', 'there', 'pool.js'));
});

test('a map that is gone costs nothing but the mapping', async () => {
  const broken = join(folder, 'dist', 'broken');
  cpSync(join(folder, 'dist', 'tsc-es2022'), broken, { recursive: true });
  rmSync(join(broken, 'main.js.map'));
  writeFileSync(join(broken, 'pool.js.map'), '{"version":3,');
  const groups = await stacks(nodeBinary(20), [pathToFileURL(join(broken, 'main.js')).href]);
  const [frames] = of(groups, 'broken') as [readonly Frame[]];
  expect(frames).toHaveLength(stack.length);
  expect(frames.map((frame) => frame.generated)).toEqual(stack.map(() => null));
  expect(frames[0]?.file).toBe(join(broken, 'pool.js'));
});

test.each([
  ['stripped.ts', 24, []],
  ['stripped.ts', 26, []],
  ['transformed.ts', 22, ['--experimental-transform-types']],
  ['transformed.ts', 24, ['--experimental-transform-types']],
] as const)('%s, run by Node %i itself, is shown as it was written', async (name, major, flags) => {
  const file = source(name);
  const groups = await stacks(nodeBinary(major), [...flags, pathToFileURL(file).href]);
  const frames = groups.flat().filter((frame) => frame.file === file);
  expect(frames.map(place)).toEqual([marked(name === 'stripped.ts' ? 'stripped' : 'transformed')]);
  // Stripping leaves every position as it is; the compiled text is only in the target's memory, with its map.
  expect(frames[0]?.generated === null).toBe(name === 'stripped.ts');
});
