import { describe, expect, test } from 'vitest';
import { expectFix, expectLines, expectNoFix, expectSilence } from '../../testing/check-rule.ts';
import { asyncInterval } from './async-interval.ts';

describe('finds', () => {
  test.each([
    [
      'an arrow',
      'export const start = (api) => {\nconst timer = setInterval(async () => { await api.sync(); }, 1000); //!\n return () => clearInterval(timer); };',
    ],
    [
      'a name',
      'async function poll() { await fetch("http://a", { signal: AbortSignal.timeout(1) }); }\nsetInterval(poll, 5000); //!\n',
    ],
    [
      'what is handed on',
      'async function poll() { await fetch("http://a", { signal: AbortSignal.timeout(1) }); }\nsetInterval(() => poll(), 5000); //!\n',
    ],
    [
      'a method',
      'export class Job { start() {\nthis.timer = setInterval(this.run.bind(this), 100); //!\n }\n async run() { await this.load(); }\n async load() {} }',
    ],
    [
      'errors that are caught',
      'export function start(api) {\nreturn setInterval(async () => { try { await api.sync(); } catch (error) { console.error(error); } }, 1000); //!\n}',
    ],
    [
      'another file',
      "//- /main.js\nimport { poll } from './poll.js';\nsetInterval(poll, 100); //!\n//- /poll.js\nexport async function poll() { await fetch('http://a', { signal: AbortSignal.timeout(1) }); }",
    ],
    [
      'the timers module',
      "import { setInterval as every } from 'node:timers';\nexport const start = (api) => every(async function () { await api.sync(); }, 1000); //!\n",
    ],
  ])('%s', (_, text) => {
    expectLines(asyncInterval, text);
  });
});

describe('is silent about', () => {
  test.each([
    [
      'a run that tells the others to stay out',
      'let running = false;\nexport function start(api) { return setInterval(async () => { if (running) return; running = true; try { await api.sync(); } catch (error) { console.error(error); } finally { running = false; } }, 1000); }',
    ],
    [
      'a lock',
      "import { Mutex } from 'async-mutex';\nconst mutex = new Mutex();\nexport function start(api) { return setInterval(() => { void mutex.runExclusive(() => api.sync()).catch(console.error); }, 1000); }",
    ],
    [
      'a callback that is not async',
      'export function start(cache) { return setInterval(() => cache.clear(), 1000); }',
    ],
    [
      'the iterator',
      "import { setInterval } from 'node:timers/promises';\nexport async function run(api, signal) { for await (const _ of setInterval(1000, undefined, { signal })) await api.sync(); }",
    ],
    [
      'runs that schedule themselves',
      'export function start(api) { async function run() { try { await api.sync(); } catch (error) { console.error(error); } finally { setTimeout(run, 1000).unref(); } } void run(); }',
    ],
    [
      'another setInterval',
      "import { setInterval } from './clock.js';\nexport const start = (api) => setInterval(async () => { await api.sync(); }, 1);",
    ],
  ])('%s', (_, text) => {
    expectSilence(text, ['promise/floating']);
  });
});

test('the fix begins the next run when one is done', () => {
  expectFix(
    asyncInterval,
    `
    export function keepFresh(cache) {
      setInterval(async () => {
        if (cache.closed) return;

        await cache.refresh();
      }, 60_000);
    }
    `,
    `
    export function keepFresh(cache) {
      const run = async () => {
        try {
          if (cache.closed) return;

          await cache.refresh();
        } finally {
          setTimeout(run, 60_000);
        }
      };
      setTimeout(run, 60_000);
    }
    `,
  );
  expectNoFix(
    asyncInterval,
    'export const start = (api) => setInterval(async () => { await api.sync(); }, 1000);',
  );
});

test('a long period: a hint', () => {
  const levels = expectLines(
    asyncInterval,
    `
    export function begin(refresh, options) {
      setInterval(async () => { await refresh(); }, 1000); //!
      setInterval(async () => { await refresh(); }, 24 * 60 * 60 * 1000); //!
      setInterval(async () => { await refresh(); }, options.period || 3_600_000); //!
      setInterval(async () => { await refresh(); }, options.period); //!
    }
    `,
  ).map(({ level }) => level);
  expect(levels).toEqual(['warning', 'hint', 'hint', 'warning']);
});

test('a callback that a wrapper makes async', () => {
  expectLines(
    asyncInterval,
    `
    const guarded = (label) => (task) => async () => {
      try { await task(); } catch (error) { console.error(label, error); }
    };
    const counted = (task) => () => { task(); };
    export function start(save) {
      setInterval(guarded('save')(() => save()), 500); //!
      setInterval(counted(() => save.now()), 500);
    }
    `,
  );
});
