import { describe, test } from 'vitest';
import { expectFix, expectLines, expectNoFix, expectSilence } from '../../testing/check-rule.ts';
import { busyWait } from './busy-wait.ts';

describe('finds', () => {
  test.each([
    [
      'a difference',
      'export function sleep(ms) { const start = Date.now();\nwhile (Date.now() - start < ms) { /* wait */ } //!\n}',
    ],
    [
      'a loop without a body',
      'export function sleep(ms) { const end = performance.now() + ms;\nwhile (performance.now() < end); //!\n}',
    ],
    [
      'new Date()',
      'export function sleep(ms) { const start = new Date().getTime();\nfor (;;) { //!\n if (new Date().getTime() - start > ms) break;\n}\n}',
    ],
    [
      'do while',
      'export function sleep(ms) { const start = Date.now(); let now;\ndo { //!\n now = Date.now();\n} while (now - start < ms);\n}',
    ],
    [
      'a clock of its own',
      "import { performance as p } from 'node:perf_hooks';\nconst now = () => p.now();\nexport function sleep(ms) { const end = now() + ms;\nwhile (now() < end) {} //!\n}",
    ],
    [
      'high resolution',
      'export function sleep(ms) { const end = process.hrtime.bigint() + BigInt(ms) * 1_000_000n;\nwhile (process.hrtime.bigint() < end) {} //!\n}',
    ],
    [
      'a counter',
      'export function burn(ms) { const end = Date.now() + ms; let spins = 0;\nwhile (Date.now() < end) spins++; //!\nreturn spins;\n}',
    ],
    [
      'a date that is compared',
      'export function until(date) {\nwhile (new Date() < date) { } //!\n}',
    ],
    [
      'a flag that a callback sets',
      "export function load(client) { let done = false; client.get('x', () => { done = true; });\nwhile (!done) {} //!\n}",
    ],
    [
      'a lock file',
      "import fs from 'node:fs';\nexport function waitForLock(path) {\nwhile (fs.existsSync(path)) {} //!\n}",
    ],
    [
      'a method',
      'export class Limiter { #next = 0; take() {\nwhile (Date.now() < this.#next) { } //!\nreturn true; } }',
    ],
  ])('%s', (_, text) => {
    expectLines(busyWait, text);
  });
});

describe('is silent about', () => {
  test.each([
    [
      'an awaited pause',
      "import { setTimeout as delay } from 'node:timers/promises';\nexport async function until(end) { while (Date.now() < end) await delay(50); }",
    ],
    [
      'work within a budget',
      'export function drain(queue, end) { while (queue.length > 0 && Date.now() < end) queue.shift()(); }',
    ],
    [
      'work that is kept',
      'export function fill(list, end) { let i = 0; while (Date.now() < end && i < list.length) { list[i] = 0; i++; } }',
    ],
    [
      'a deadline within work',
      'export function search(steps, end) { for (;;) { if (Date.now() > end) return null; const found = steps.next(); if (found.done) return found.value; } }',
    ],
    ['a generator', 'export function* ticks(end) { while (Date.now() < end) yield Date.now(); }'],
    [
      'a count',
      'export function sum(n) { let s = 0; for (let i = 0; i < n; i++) s += i; return s; }',
    ],
    [
      'a list that is walked',
      'export function last(node) { while (node.next) node = node.next; return node; }',
    ],
    [
      'a test',
      "//- /load.test.js\nimport { test } from 'node:test';\ntest('x', () => { const end = Date.now() + 10; while (Date.now() < end) {} });",
    ],
    [
      'a worker',
      "import { parentPort } from 'node:worker_threads';\nparentPort.on('message', (ms) => { const end = Date.now() + ms; while (Date.now() < end) {} });",
    ],
  ])('%s', (_, text) => {
    expectSilence(text);
  });
});

test('the fix waits by a timer', () => {
  expectFix(
    busyWait,
    `
    export async function retry(send, ms) {
      const start = Date.now();
      while (Date.now() - start < ms) {}
      return send();
    }
    `,
    `
    import { setTimeout as delay } from "node:timers/promises";
    export async function retry(send, ms) {
      const start = Date.now();
      await delay(ms);
      return send();
    }
    `,
  );
  expectNoFix(busyWait, 'export function sleep(end) { while (Date.now() < end) {} }');
});

test('a loop that is there to block', () => {
  expectSilence(`
    export function block(ms) {
      const end = Date.now() + ms;
      while (Date.now() < end) {
        // Keeps the thread busy on purpose.
      }
    }
  `);
});

test('a search for one that is free by the clock', () => {
  expectSilence(`
    export function pick(servers) {
      let index = 0;
      let server = servers[index];
      while (server.wakeAt && server.wakeAt > Date.now()) {
        index += 1;
        if (index === servers.length) return null;
        server = servers[index];
      }
      return server;
    }
  `);
});
