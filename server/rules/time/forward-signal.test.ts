import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { forwardSignal } from './forward-signal.ts';

describe('finds', () => {
  test.each([
    [
      'a request',
      `
      //- /main.ts
      export async function load(url: string, signal: AbortSignal): Promise<unknown> {
        const response = await fetch(url, { method: 'POST' });
                             //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/forward-signal: signal is not passed on
        return response.json();
      }
      `,
    ],
    [
      'a function of another file that takes it in its options',
      `
      //- /store.js
      export async function load(id, { signal } = {}) {
        return fetch('https://store.example.com/' + id, { signal });
      }
      //- /main.js
      import { load } from './store.js';
      export async function one(id, { signal }) {
        signal.throwIfAborted();
        return load(id);
             //^^^^^^^^ time/forward-signal
      }
      `,
    ],
    [
      'a method that takes it as an argument',
      `
      class Mailer {
        async send(text, signal) { await fetch('https://mail.example.com', { body: text, signal }); }
        async sendAll(texts, signal) {
          for (const text of texts) await this.send(text);
                                        //^^^^^^^^^^^^^^^ time/forward-signal
        }
      }
      export { Mailer };
      `,
    ],
    [
      'a signal of its own beside the one of the caller',
      `
      export async function load(url, { signal }) {
        return fetch(url, { signal: AbortSignal.timeout(1000) });
             //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/forward-signal
      }
      `,
    ],
    [
      'in a callback of its own',
      `
      import { setTimeout as delay } from 'node:timers/promises';
      export async function all(jobs, signal) {
        for (const job of jobs) await job.run(async () => { await delay(100); });
                                                                //^^^^^^^^^^ time/forward-signal
      }
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(forwardSignal, text);
  });
});

describe('is silent', () => {
  test.each([
    ['await fetch(url, { signal });'],
    ['await fetch(url, { ...options, signal });'],
    ['await fetch(url, options);'],
    ['await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(100)]) });'],
    ['await delay(100, undefined, { signal });'],
    ["try { signal.throwIfAborted(); } finally { await fetch(url, { method: 'DELETE' }); }"],
    ["signal.addEventListener('abort', () => { fetch(url).catch(console.error); });"],
    ['await other(url);'],
    ['await optional(url);'],
    ["await once(url, 'drain');"],
  ])('%s', (statement) => {
    expectSilence(
      `
      import { once } from 'node:events';
      import { setTimeout as delay } from 'node:timers/promises';
      async function other(url) { console.log(url); }
      const optional = (url, ...rest) => other(url, rest);
      export async function run(url, signal, options) { ${statement} }
      `,
      ['time/no-timeout'],
    );
  });

  test('for the name of a signal that killed a child', () => {
    expectSilence(`
      import { spawn } from 'node:child_process';
      const child = spawn('ls');
      child.on('exit', (code, signal) => {
        fetch('http://localhost/exit').catch(console.error);
      });
    `);
  });

  test('in a handler that the signal of the server does not belong to', () => {
    expectSilence(`
      import { createServer } from 'node:http';
      export function start(port, { signal }) {
        const server = createServer((req, res) => {
          fetch('http://localhost:8000' + req.url).then((answer) => res.writeHead(answer.status).end(), () => res.destroy());
        });
        server.listen({ port, signal });
      }
    `);
  });
});

test('the fix passes it on', () => {
  expectFix(
    forwardSignal,
    `
    import { setTimeout as delay } from 'node:timers/promises';
    export async function wait(ms, { signal }) {
      signal.throwIfAborted();
      await delay(ms);
    }
    `,
    `
    import { setTimeout as delay } from 'node:timers/promises';
    export async function wait(ms, { signal }) {
      signal.throwIfAborted();
      await delay(ms, undefined, { signal });
    }
    `,
  );
});

test('the options after the streams of a pipeline', () => {
  expectLines(
    forwardSignal,
    `
    import { pipeline } from 'node:stream/promises';
    export async function copy(from, to, { signal }) {
      signal.throwIfAborted();
      await pipeline(from, to); //!
      await pipeline(from, to, { end: false }); //!
    }
    `,
  );
  expectSilence(`
    import { pipeline } from 'node:stream/promises';
    export async function copy(from, to, { signal, options }) {
      await pipeline(from, to, { signal });
      await pipeline(from, to, options);
    }
    `);
});

test('the signal of a process', () => {
  expectSilence(`
    import { execFile } from 'node:child_process';
    export function killTree(pid, signal, done) {
      execFile('ps', ['-e'], (error, text) => {
        for (const child of error ? [] : text.split('\\n')) process.kill(Number(child), signal);
        done(error);
      });
    }
  `);
});

test('options that were made before, one turn of the loop, and a process that is detached', () => {
  expectSilence(
    `
    import { spawn } from 'node:child_process';
    import { request } from 'node:http';
    import { setImmediate as turn } from 'node:timers/promises';
    export function ask(host, signal, done) {
      const both = AbortSignal.any([signal, AbortSignal.timeout(1000)]);
      const options = { host, signal: both };
      request(options, (answer) => done(answer)).on('error', done).end();
    }
    export async function inTurns(work, signal) {
      for (const one of work) {
        signal.throwIfAborted();
        await turn();
        one();
      }
    }
    export function start(script, signal) {
      signal.throwIfAborted();
      spawn(process.execPath, [script], { detached: true }).unref();
    }
  `,
    ['conc/sequential'],
  );
});

test('a method that an interface of another file declares', () => {
  expectLines(
    forwardSignal,
    `
    //- /ports.ts
    export interface Options { signal?: AbortSignal; limit?: number }
    export interface Sales {
      load(region: string, options?: Options): Promise<number[]>;
      readonly count: (region: string, signal?: AbortSignal) => Promise<number>;
      drop(region: string): Promise<void>;
    }
    export interface Caller { user: string; signal: AbortSignal }
    //- /report.ts
    import type { Caller, Sales } from './ports';
    export class Report {
      constructor(private readonly sales: Sales) {}
      async build(region: string, { signal }: Caller) {
        signal.throwIfAborted();
        await this.sales.drop(region);
        await this.sales.load(region, { limit: 5, signal });
        await this.sales.load(region, { limit: 5 }); //!
        return this.sales.count(region); //!
      }
    }
    `,
  );
});

test('a function that listens to the abort itself: a hint', () => {
  const found = expectLines(
    forwardSignal,
    `
    export async function ask(url, source, { signal }) {
      signal.addEventListener('abort', () => source.cancel());
      return fetch(url, { method: 'POST' }); //!
    }
    export async function tell(url, { signal }) {
      signal.throwIfAborted();
      return fetch(url, { method: 'POST' }); //!
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'warning']);
});
