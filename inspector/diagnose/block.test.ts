import { describe, expect, it } from 'vitest';
import type { ObservedBlock } from '../../protocol/observations.ts';
import { block as aBlock, frame, observe } from '../../test/support/observations.ts';
import { block } from './block.ts';

const diagnoseBlocks = (...blocks: readonly ObservedBlock[]) => block(observe({ blocks }));
const one = (more: Partial<ObservedBlock>) => diagnoseBlocks(aBlock(1, 10, more))[0];
const handler = frame('handle /app/routes.js:40:3');

describe('causes', () => {
  it('is computing in a loop (S03)', () => {
    expect(one({ durationMs: 812 })).toMatchObject({
      id: 'block',
      severity: 'warning',
      certainty: 'measured',
      cause: 'compute',
      message: 'The event loop was blocked by computing in hash (hash.js:12): 812 ms.',
      location: { file: '/app/hash.js', line: 12, column: 5 },
      evidence: { times: 1, longestMs: 812, longestCpuMs: 298, function: 'hash' },
      rule: 'cpu/loop',
    });
  });

  it.each<[string, string, string]>([
    ['JSON.parse(body)', 'JSON.parse', 'cpu/json'],
    ['structuredClone(state)', 'structuredClone', 'cpu/json'],
    ['pattern.test(req.url)', 'a regular expression', 'cpu/redos'],
    ['bcrypt.hashSync(password)', 'hashSync', 'block/sync-api'],
  ])('is native code that the source names: %s (S04, S05)', (sourceText, native, rule) => {
    expect(one({ sourceText })).toMatchObject({ evidence: { native }, rule });
    expect(one({ sourceText })?.message).toContain(`blocked by ${native} in hash`);
  });

  it.each<[Partial<ObservedBlock>, string, string, string]>([
    [{ cause: 'compute' }, 'pbkdf2Sync', 'node:internal/crypto/pbkdf2', 'block/sync-api'],
    [{ cause: 'compute' }, 'hashSync', '/app/node_modules/bcryptjs/index.js', 'block/sync-lib'],
    [{ cause: 'compute' }, 'sortBy', '/app/node_modules/lodash/sortBy.js', 'cpu/loop'],
    [{ cause: 'synchronous I/O' }, 'readFileSync', 'node:fs', 'block/sync-api'],
    [{ cause: 'synchronous wait' }, 'execFileSync', 'node:child_process', 'block/sync-api'],
  ])('%o is what the program entered: %s of %s (S02, S31, S32)', (more, name, file, rule) => {
    const frames = [frame('inner node:internal/x:1:1'), frame(`${name} ${file}:9:9`), handler];
    expect(one({ ...more, frames })).toMatchObject({
      location: { file: '/app/routes.js', line: 40, column: 3 },
      evidence: { native: name, function: 'handle' },
      rule,
    });
  });

  it('is a native call that had returned when the stack was taken (S04)', () => {
    const frames = [frame('json /app/node_modules/express/response.js:238:18'), handler];
    const location = { file: '/app/import.js', line: 7, column: 16 };
    const returned = { name: 'JSON.parse', location, function: 'load', onStack: false };
    const found = {
      certainty: 'suspected',
      message: 'The event loop was blocked by JSON.parse in load (import.js:7): 300 ms.',
      location,
      evidence: { native: 'JSON.parse', function: 'load' },
      rule: 'cpu/json',
    };
    expect(one({ frames, returned })).toMatchObject(found);
    const inHandler = { ...returned, function: 'handle', onStack: true };
    expect(one({ frames, returned: inHandler })).toMatchObject({ certainty: 'measured', location });
    const collected = { cause: 'garbage collection', frames, returned } as const;
    expect(one(collected)).toMatchObject({ location: { line: 40 }, evidence: { native: null } });
  });

  it.each(['get performance', 'now'])('is the loop around %s, not that', (name) => {
    const frames = [frame(`${name} node:internal/process/pre_execution:9:9`), handler];
    expect(one({ frames })).toMatchObject({
      message: 'The event loop was blocked by computing in handle (routes.js:40): 300 ms.',
      evidence: { native: null },
      rule: 'cpu/loop',
    });
  });

  it('is a wait for another thread, which no computing looks like', () => {
    const sourceText = 'Atomics.wait(flag, 0, 0)';
    expect(one({ cause: 'synchronous wait', sourceText })).toMatchObject({ rule: 'block/wait' });
    expect(one({ cause: 'compute', sourceText })).toMatchObject({ rule: 'cpu/loop' });
    const parsing = { cause: 'synchronous wait', sourceText: 'JSON.parse(run())' } as const;
    expect(one(parsing)).toMatchObject({ rule: 'block/sync-api', evidence: { native: null } });
  });

  it('is microtask starvation (S23), garbage collection, or many callbacks', () => {
    expect(one({ cause: 'microtask starvation' })).toMatchObject({ rule: 'starve/micro' });
    expect(one({ cause: 'garbage collection', sourceText: 'JSON.parse(x)' })).toMatchObject({
      rule: null,
      evidence: { native: null },
      advice: expect.stringContaining('fewer objects'),
    });
    expect(one({ cause: 'many small callbacks' })?.advice).toContain('several turns');
  });

  it('is a stop from outside: no fault of the program', () => {
    const stopped = one({ cause: 'stopped from outside', durationMs: 60_000 });
    expect(stopped).toMatchObject({ severity: 'info', rule: null, location: null });
  });

  it('is unknown, with what is missing', () => {
    expect(one({ cause: 'unknown', missing: ['CPU time'] })).toMatchObject({
      certainty: 'suspected',
      evidence: { missing: ['CPU time'] },
    });
  });
});

describe('one place', () => {
  it('is one finding, at the place that was seen first, with how often and how long', () => {
    const at = (line: number) => ({ frames: [frame(`hash /app/hash.js:${line}:5`)] });
    const found = diagnoseBlocks(
      aBlock(2, 20, { ...at(14), durationMs: 1200 }),
      aBlock(1, 10, at(12)),
      aBlock(3, 30, at(90)),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: 'error', location: { line: 12 } });
    expect(found[0]?.message).toMatch(/: 3 times, up to 1\.2 s\.$/);
    expect(found[0]?.evidence).toMatchObject({ times: 3, totalMs: 1800 });
  });

  it('is one function and one cause', () => {
    const other = { frames: [frame('render /app/hash.js:13:5')] };
    const found = diagnoseBlocks(
      aBlock(1, 10),
      aBlock(2, 20, other),
      aBlock(3, 30, { cause: 'garbage collection' }),
    );
    expect(found.map(({ evidence }) => evidence['times'])).toEqual([1, 1, 1]);
  });

  it('tells functions without a name apart by their distance', () => {
    const at = (line: number) => ({ frames: [frame(`(anonymous) /app/routes.js:${line}:5`)] });
    const found = diagnoseBlocks(
      aBlock(1, 10, at(12)),
      aBlock(2, 20, at(15)),
      aBlock(3, 30, at(80)),
    );
    expect(found.map(({ evidence }) => evidence['times'])).toEqual([2, 1]);
  });

  it('is one, whether a callback within it is met or the function around it', () => {
    const at = (name: string) => ({ frames: [frame(`${name} /app/rows.js:7:5`)] });
    const found = diagnoseBlocks(
      aBlock(1, 10, at('(anonymous)')),
      aBlock(2, 20, at('sumOfMedians')),
    );
    expect(found.map(({ evidence }) => evidence['times'])).toEqual([2]);
  });

  it('of starvation is the job that comes again, whatever it calls', () => {
    const stack = (...innermost: readonly string[]) => ({
      frames: [...innermost, 'drain /app/queue.js:7:5', 'runMicrotasks node:internal/x:1:1'].map(
        (each) => frame(each),
      ),
    });
    const found = diagnoseBlocks(
      aBlock(1, 10, stack('next /app/queue.js:3:5')),
      aBlock(2, 20, { ...stack('take /app/items.js:9:5'), cause: 'microtask starvation' }),
    );
    expect(found).toMatchObject([
      { cause: 'microtask starvation', location: { file: '/app/queue.js', line: 7 } },
    ]);
    expect(found[0]?.evidence).toMatchObject({ times: 2, function: 'drain' });
  });

  it('of starvation has the blocks that were too short to tell, and those between two jobs', () => {
    const own = { frames: [frame('sum /app/rows.js:7:5')] };
    const between = {
      frames: [frame('processTicksAndRejections node:internal/process/task_queues:95:5')],
    };
    const starves = { cause: 'microtask starvation' } as const;
    const found = diagnoseBlocks(
      aBlock(1, 10, own),
      aBlock(2, 20, { ...between, ...starves }),
      aBlock(3, 30, { ...own, ...starves }),
      aBlock(4, 40, between),
    );
    expect(found).toMatchObject([
      { cause: 'microtask starvation', rule: 'starve/micro', location: { file: '/app/rows.js' } },
    ]);
    expect(found[0]?.evidence).toMatchObject({ times: 4 });
  });

  it('is none in Node alone, which the loop had come to behind the block', () => {
    const frames = [frame('parserOnHeadersComplete node:_http_common:74:18')];
    const nodes = (id: number) => aBlock(id, id, { frames, durationMs: 150 });
    expect(diagnoseBlocks(nodes(1))).toEqual([]);
    const many = diagnoseBlocks(nodes(1), aBlock(2, 2, { frames: [] }), nodes(3), aBlock(4, 40));
    expect(many).toMatchObject([
      { location: { file: '/app/hash.js' }, evidence: { times: 1 } },
      { location: null, evidence: { times: 3 } },
    ]);
  });

  it('says that a block still lasts', () => {
    expect(one({ ongoing: true })?.message).toMatch(/: 300 ms, and still is\.$/);
  });
});

describe('silent', () => {
  it('are turns under the threshold', () => expect(one({ durationMs: 99 })).toBeUndefined());

  it('is the start of a program, which may read its configuration', () => {
    const read = frame('readFileSync node:fs:440:5');
    const config = frame('(anonymous) /app/config.js:3:1');
    const loader = frame('_compile node:internal/modules/cjs/loader:1500:14');
    expect(one({ cause: 'synchronous I/O', frames: [read, config, loader] })).toBeUndefined();
    expect(one({ frames: [frame('(module) /app/main.js:1:1')] })).toBeUndefined();
    // A module that a request loads is no start.
    expect(one({ frames: [config, loader, handler] })).toBeDefined();
  });

  it('are one or two blocks of which no stack is known, unless they are long', () => {
    const short = (id: number) => aBlock(id, id, { frames: [], durationMs: 130 });
    expect(diagnoseBlocks(short(1), short(2))).toEqual([]);
    expect(diagnoseBlocks(short(1), short(2), short(3))).toMatchObject([{ location: null }]);
    expect(one({ frames: [], durationMs: 500 })).toBeDefined();
  });

  it.each<[ObservedBlock['cause'], Partial<ObservedBlock>]>([
    ['stopped from outside', {}],
    ['unknown', { frames: [] }],
  ])('are few and short ones on a busy machine: %s', (cause, more) => {
    const some = (count: number) =>
      Array.from({ length: count }, (_, i) => aBlock(i, i, { ...more, cause, durationMs: 150 }));
    expect(diagnoseBlocks(...some(9))).toEqual([]);
    expect(diagnoseBlocks(...some(10))).toHaveLength(1);
  });

  it('is a dump', () => expect(block(observe(null))).toEqual([]));
});
