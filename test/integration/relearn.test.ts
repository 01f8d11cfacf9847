// What a survey makes V8 forget is learnt anew, and nobody's coverage is ended for it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../inspector/base/logger.ts';
import { type CdpConnection, connect } from '../../inspector/cdp/connection.ts';
import { installAgent } from '../../inspector/collect/install-agent.ts';
import { surveyContexts } from '../../inspector/collect/survey-contexts.ts';
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

/** The connection, with the names of what was sent through it. */
function noting(connection: CdpConnection, onSend: (method: string) => void): CdpConnection {
  const send: CdpConnection['send'] = (method, ...parameters) => {
    onSend(method);
    return connection.send(method, ...parameters);
  };
  return { ...connection, on: connection.on.bind(connection), send };
}

/** A survey of three contexts, given up when so many of them have been queried. */
async function surveyThree(target: Target, giveUpAfter: number): Promise<readonly string[]> {
  const url = /ws:\S+/.exec(target.stderr)?.[0] ?? '';
  const given = new AbortController();
  const sent: string[] = [];
  const connection = await connect(url, AbortSignal.timeout(10_000));
  const noted = noting(connection, (method) => {
    if (method !== 'Runtime.queryObjects' && method !== 'Profiler.startPreciseCoverage') return;
    sent.push(method);
    if (sent.length === giveUpAfter) given.abort();
  });
  const agent = await installAgent(connection, null);
  await agent.call('begin', false);
  const options = { limitMs: 60_000, perContextMs: 0, isRecording: () => false, log: silentLogger };
  const surveying = surveyContexts(noted, agent, { ...options, signal: given.signal });
  const outcome = await surveying.then(
    ({ surveyed }) => surveyed,
    (error: { kind: string }) => error.kind,
  );
  expect(outcome).toBe(giveUpAfter > 3 ? 3 : 'cancelled');
  await agent.call('dispose');
  await connection.close();
  return sent;
}

describe.each([20, 26] as const)('of three contexts on Node %i', (major) => {
  const query = 'Runtime.queryObjects';
  const relearning = 'Profiler.startPreciseCoverage';
  test.each([
    ['a survey', Number.POSITIVE_INFINITY, [query, query, query, relearning]],
    ['a survey that is given up', 2, [query, query, relearning]],
  ])('%s throws it away once, behind the last query', async (_name, giveUpAfter, expected) => {
    const target = await Target.start(major, 'optimized.cjs', {
      execArgv: [...execArgv, '--inspect=127.0.0.1:0'],
      args: ['2'],
    });
    try {
      expect(await target.ask('isOptimized')).toBe(true);
      expect(await surveyThree(target, giveUpAfter)).toEqual(expected);
      expect(await target.ask('isOptimized')).toBe(false);
    } finally {
      await target.kill();
    }
  });
});
