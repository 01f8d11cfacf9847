import { describe, test } from 'vitest';
import { expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { poll } from './poll.ts';

describe('finds', () => {
  test.each([
    [
      'a promise of setImmediate',
      'export async function whenReady(server) {\n while (!server.ready) { //!\nawait new Promise(setImmediate);\n }\n}',
    ],
    [
      'a timer of nothing',
      'export async function whenReady(server) {\n while (!server.isReady()) { //!\nawait new Promise((resolve) => setTimeout(resolve, 0));\n }\n}',
    ],
    [
      'a timer without a time',
      'export async function whenReady(state) {\nwhile (state.pending > 0) await new Promise((r) => { setTimeout(r); }); //!\n}',
    ],
    [
      'promises of timers',
      "import { setImmediate as tick, setTimeout as delay } from 'node:timers/promises';\nexport async function f(a) {\nwhile (!a.done) await tick(); //!\nwhile (a.done) await delay(0); //!\n}",
    ],
    [
      'a helper',
      'const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));\nexport async function f(a) {\nwhile (a.busy) { await sleep(0); } //!\n}',
    ],
    [
      'a promisified one',
      "const { promisify } = require('util');\nconst turn = promisify(setImmediate);\nmodule.exports.f = async (a) => {\n while (true) { //!\n if (a.done) break;\nawait turn();\n }\n};",
    ],
    [
      'a consumer that finds nothing',
      "import { setImmediate } from 'node:timers/promises';\nexport async function consume(queue, handle) {\n while (true) { //!\n const job = queue.shift();\n if (!job) {\nawait setImmediate();\n continue;\n }\n await handle(job);\n }\n}",
    ],
    [
      'an else',
      'export class Worker { running = true; async run(queue) {\n while (this.running) { //!\n const job = queue.shift();\n if (job) await job();\n else {\nawait new Promise((resolve) => setTimeout(resolve, 0));\n }\n }\n } }',
    ],
    [
      'a count and a log',
      "export async function f(a) { let turns = 0;\n while (!a.done) { //!\n turns++; console.log('waiting');\nawait new Promise((resolve) => setImmediate(resolve));\n }\n return turns; }",
    ],
    [
      'a function that comes back',
      'export function whenReady(state, done) {\n function check() {\n if (state.ready) return done();\nsetImmediate(check); //!\n }\n check();\n}',
    ],
    [
      'with else',
      'export function whenReady(state, done) {\n const check = () => {\n if (state.ready) { done(); } else {\nsetTimeout(check, 0); //!\n }\n };\n check();\n}',
    ],
    [
      'in a promise',
      'export const whenReady = (state) => new Promise((resolve) => {\n (function check() {\n if (!state.ready) {\nsetImmediate(check); //!\n return; }\n resolve();\n })();\n});'.replace(
        ' resolve();\n',
        '',
      ),
    ],
    [
      'an interval of nothing',
      'export const whenReady = (state) => new Promise((resolve) => {\nconst timer = setInterval(() => { if (state.ready) { clearInterval(timer); resolve(); } }, 0); //!\n});',
    ],
  ])('%s', (_, text) => {
    expectLines(poll, text);
  });
});

describe('is silent about', () => {
  test.each([
    [
      'a delay',
      "import { setTimeout as delay } from 'node:timers/promises';\nexport async function f(a) { while (!a.done) await delay(50); }",
    ],
    [
      'a yield in long work',
      "import { setImmediate } from 'node:timers/promises';\nexport async function f(rows, work) { let i = 0; while (i < rows.length) { for (const end = Math.min(i + 100, rows.length); i < end; i++) work(rows[i]); await setImmediate(); } }",
    ],
    [
      'a yield now and then',
      'export async function f(rows, work) { for (let i = 0; i < rows.length; i++) { work(rows[i]); if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve)); } }',
    ],
    [
      'a queue that is emptied',
      'export async function f(queue) { while (queue.length > 0) { queue.shift()(); await new Promise(setImmediate); } }',
    ],
    [
      'a job that goes on',
      'export async function f(job) { while (!job.done) { job.step(); await new Promise(setImmediate); } }',
    ],
    [
      'work by bits',
      'export function f(list, work) { let i = 0; function next() { const end = Math.min(i + 100, list.length); while (i < end) work(list[i++]); if (i < list.length) setImmediate(next); } next(); }',
    ],
    [
      'work one by one',
      'export function f(queue) { function next() { if (queue.length === 0) return; queue.shift()(); setImmediate(next); } next(); }',
    ],
    [
      'a consumer that waits',
      "import { once } from 'node:events';\nexport async function consume(queue, events, signal) { while (!signal.aborted) { const job = queue.shift(); if (!job) { await once(events, 'job', { signal }); continue; } job(); } }",
    ],
    [
      'an interval',
      'export function f(check) { const timer = setInterval(() => { if (check()) clearInterval(timer); }, 500); return timer; }',
    ],
    [
      'a test',
      "//- /a.test.js\nimport { test } from 'node:test';\ntest('x', async () => { const a = { done: false }; setTimeout(() => { a.done = true; }, 5); while (!a.done) await new Promise(setImmediate); });",
    ],
  ])('%s', (_, text) => {
    expectSilence(text);
  });
});

test('the fix asks less often', () => {
  expectFix(
    poll,
    `
    export async function whenReady(server) {
      while (!server.ready) await new Promise((resolve) => setImmediate(resolve));
    }
    `,
    `
    import { setTimeout as delay } from "node:timers/promises";
    export async function whenReady(server) {
      while (!server.ready) await delay(50);
    }
    `,
  );
});
