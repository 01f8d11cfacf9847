import { describe, test } from 'vitest';
import { expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { micro } from './micro.ts';

describe('finds', () => {
  test.each([
    ['a tick that schedules itself', 'function tick() {\nprocess.nextTick(tick); //!\n}\ntick();'],
    [
      'a function around it',
      'const state = { done: false };\nfunction wait(cb) {\n if (state.done) return cb();\nprocess.nextTick(() => wait(cb)); //!\n}\nwait(() => {});',
    ],
    [
      'queueMicrotask in a class',
      'class Pump {\n run() { this.work();\nqueueMicrotask(() => this.run()); //!\n }\n work() {}\n}\nnew Pump().run();',
    ],
    [
      'a method that is bound',
      'class Pump {\n run() {\nprocess.nextTick(this.run.bind(this)); //!\n }\n}\nnew Pump().run();',
    ],
    [
      'then of a promise that is there',
      'function spin() {\nPromise.resolve().then(spin); //!\n}\nspin();',
    ],
    [
      'an imported nextTick',
      "const { nextTick } = require('process');\nfunction next(queue) {\n if (queue.length === 0) return;\n queue.shift()();\nnextTick(next, queue); //!\n}\nmodule.exports = next;",
    ],
    [
      'an endless loop of awaits of nothing',
      'export async function pump(queue) {\n for (;;) { //!\n const job = queue.shift(); if (job) job();\nawait null;\n }\n}',
    ],
    [
      'a wait for a flag',
      'let ready = false;\nexport async function whenReady() {\nwhile (!ready) await Promise.resolve(); //!\n}\nexport const go = () => { ready = true; };',
    ],
    [
      'an async function that waits for nothing',
      'async function step(state) { state.count++; }\nexport async function run(state) {\n while (true) { //!\nawait step(state);\n }\n}',
    ],
    [
      'a pause that is none',
      'export async function hashAll(items, hash) {\n for (const item of items) { //!\n hash(item);\nawait Promise.resolve();\n }\n}',
    ],
    [
      'a promise that is resolved at once',
      'export async function work(items) {\n for (let i = 0; i < items.length; i++) { //!\n items[i]();\nawait new Promise((resolve) => resolve());\n }\n}',
    ],
    [
      'rows that are in memory already, read in another file',
      "//- /main.js\nimport { serve } from './serve.js';\nasync function sum(cursor) {\n let all = 0;\n for (let row; (row = await cursor.read()); ) all += row; //!\n return all;\n}\nserve(sum);\n//- /serve.js\nimport { createServer } from 'node:http';\nclass Cursor {\n #next = 0;\n async read() { return this.#next++; }\n}\nexport function serve(sum) { createServer(async (req, res) => { res.end(String(await sum(new Cursor()))); }).listen(80); }",
    ],
  ])('%s', (_, text) => {
    expectLines(micro, text);
  });
});

describe('is silent about', () => {
  test.each([
    [
      'a callback that is deferred once',
      'export function get(cache, key, cb) { if (cache.has(key)) return process.nextTick(cb, null, cache.get(key)); cb(null); }',
    ],
    [
      'rows that are fetched, one way or the other',
      "//- /main.js\nimport { serve } from './serve.js';\nasync function sum(cursor) { let all = 0; for (let row; (row = await cursor.read()); ) all += row; return all; }\nserve(sum);\n//- /serve.js\nimport { createServer } from 'node:http';\nimport { setTimeout } from 'node:timers/promises';\nclass Cursor { async read() { return 1; } }\nclass Remote { async read() { await setTimeout(10); return 1; } }\nexport function serve(sum) { createServer(async (req, res) => { res.end(String(await sum(req.url === '/' ? new Cursor() : null)) + String(await sum(new Remote()))); }).listen(80); }",
    ],
    [
      'rows whose reader others may give',
      "//- /main.js\nimport { serve } from './serve.js';\nexport async function sum(cursor) { let all = 0; for (let row; (row = await cursor.read()); ) all += row; return all; }\nserve(sum);\n//- /serve.js\nimport { createServer } from 'node:http';\nclass Cursor { async read() { return 1; } }\nexport function serve(sum) { createServer(async (req, res) => { res.end(String(await sum(new Cursor()))); }).listen(80); }",
    ],
    [
      'setImmediate',
      'const queue = [];\nfunction pump() { const job = queue.shift(); if (!job) return; job(); setImmediate(pump); }\nexport function add(job) { if (queue.push(job) === 1) pump(); if (queue.length > 100) throw new Error("full"); }',
    ],
    [
      'a loop that waits',
      "import { once } from 'node:events';\nexport async function pump(queue, signal) { while (!signal.aborted) { const job = queue.shift(); if (job) job(); else await once(queue, 'job', { signal }); } }",
    ],
    [
      'an async function of its own that may wait',
      'export async function run(source) { while (true) { const item = await source.next(); if (item.done) return; } }',
    ],
    [
      'a local function that returns a promise',
      'export async function run(api) { const step = async () => api.step(); while (true) { if (await step()) return; } }',
    ],
    [
      'values that may be promises',
      'export async function all(values) { const results = []; for (const value of values) results.push(await value); return results; }',
    ],
    [
      'a bounded loop of an async function',
      'async function add(a, b) { return a + b; }\nexport async function sum(list) { let s = 0; for (const one of list) s = await add(s, one); return s; }',
    ],
    [
      'recursion over a tree',
      'export async function walk(node) { for (const child of node.children) await walk(child); }',
    ],
    [
      'a yield',
      "import { setImmediate } from 'node:timers/promises';\nexport async function work(items) { for (const item of items) { item(); await setImmediate(); } }",
    ],
  ])('%s', (_, text) => {
    expectSilence(text, ['conc/loop-await', 'race/atomic']);
  });
});

test('the fixes give way', () => {
  expectFix(
    micro,
    `
    export async function hashAll(items, hash) {
      for (const item of items) {
        hash(item);
        await Promise.resolve();
      }
    }
    `,
    `
    import { scheduler } from "node:timers/promises";
    export async function hashAll(items, hash) {
      for (const item of items) {
        hash(item);
        await scheduler.yield();
      }
    }
    `,
  );
  expectFix(
    micro,
    `
    export function drain(queue) {
      const job = queue.shift();
      if (!job) return;
      job();
      process.nextTick(drain, queue);
    }
    `,
    `
    export function drain(queue) {
      const job = queue.shift();
      if (!job) return;
      job();
      setImmediate(drain, queue);
    }
    `,
  );
});

test('work that may wait, wrapped into Promise.resolve', () => {
  expectSilence(`
    export function inLanes(tasks, run) {
      let next = 0;
      const lane = () =>
        next < tasks.length ? Promise.resolve(run(tasks[next++])).then(lane) : undefined;
      return Promise.all([lane(), lane()]);
    }
  `);
});

test('a method that waits for nothing, in a loop that lasts', () => {
  expectLines(
    micro,
    `
    class Inbox {
      frames = [];
      waiting = [];
      setup = null;
      put(frame) { this.frames.push(frame); }
      async take() { return this.frames.shift(); }
      wait(frame) { this.waiting.push(fetch(frame)); }
      async next() { return this.waiting.shift(); }
      async begin() { this.setup ??= open(this); return this.setup; }
    }
    const inbox = new Inbox();
    export async function consume(signal) {
      while (!signal.aborted) console.log(await inbox.take()); //!
      while (!signal.aborted) console.log(await inbox.next());
      while (!signal.aborted) await inbox.begin();
      for (const name of ['a', 'b']) { await inbox.take(); console.log(name); }
    }
    `,
  );
});

test('a function that does nothing, awaited to give way', () => {
  expectLines(
    micro,
    `
    const turn = async () => {};
    const step = async () => { work(); };
    export async function drain(running) {
      while (running.size > 0) await turn(); //!
    }
    export async function run(running) {
      while (running.size > 0) await step();
    }
    function work() {}
    `,
  );
});
