// What a survey makes V8 forget is learnt anew, and nobody's coverage is ended for it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nodeMajors } from '../support/node-versions.ts';
import { collect, Target } from '../support/target.ts';

/** What Node writes, as far as it is read here. */
interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly count: number }[];
    }[];
  }[];
}

const execArgv = ['--allow-natives-syntax'];

describe.each(nodeMajors)('a survey of Node %i', (major) => {
  test('throws away the code that was optimized with what it cleared', async () => {
    const target = await Target.start(major, 'optimized.cjs', { execArgv });
    try {
      const session = await target.attach();
      expect(await target.ask('isOptimized')).toBe(true);
      await collect(session);
      expect(await target.ask('isOptimized')).toBe(false);
    } finally {
      await target.kill();
    }
  });

  test('leaves coverage to a program that records its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loopscope-coverage-'));
    const env = { NODE_V8_COVERAGE: folder };
    const target = await Target.start(major, 'optimized.cjs', { execArgv, env });
    try {
      const session = await target.attach();
      await collect(session);
      await target.ask('work');
      await session.detach();
      target.tell('exit');
      expect((await target.exited).code).toBe(0);
      const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
      const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
      const scripts = texts.flatMap((text) => (JSON.parse(text) as Coverage).result);
      const script = scripts.find(({ url }) => url === pathToFileURL(target.path).href);
      const add = script?.functions.find(({ functionName }) => functionName === 'add');
      expect(add?.ranges[0]?.count).toBeGreaterThan(50);
    } finally {
      await target.kill();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
