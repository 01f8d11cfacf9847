import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { events } from './events.ts';

test('streams, processes, workers and what is not known', () => {
  expectFindings(
    events,
    `
    import { spawn } from 'node:child_process';
    import { Worker } from 'node:worker_threads';
    export const ended = (stream) => new Promise((resolve) => stream.once('end', resolve));
                                                            //^^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/events: Nothing settles
    export async function run(name) {
      const child = spawn(name);
      await new Promise((resolve, reject) => {
        child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(name))));
      //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/events
      });
    }
    export function ask(file) {
      const { promise, resolve } = Promise.withResolvers();
      new Worker(file).once('message', resolve);
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/events
      return promise;
    }
    `,
  );
});

test('errors, closing, time-outs, and other events', () => {
  expectSilence(`
    import { spawn } from 'node:child_process';
    import { once } from 'node:events';
    export const ended = (stream) => new Promise((resolve, reject) => {
      stream.on('end', resolve);
      stream.on('error', reject);
    });
    export const piped = (from, to) => new Promise((resolve, reject) => {
      from.on('error', reject).pipe(to).on('error', reject).on('finish', resolve);
    });
    export const closed = (server) => new Promise((resolve) => server.once('close', resolve));
    export const listening = (server) => new Promise((resolve) => server.listen(0, resolve));
    export const either = (stream) => new Promise((resolve) => {
      stream.once('end', resolve);
      stream.once('close', resolve);
    });
    export async function run(name) {
      const child = spawn(name);
      child.once('error', (error) => console.error(error));
      await new Promise((resolve) => child.once('exit', resolve));
    }
    export async function wait(name) {
      const child = spawn(name);
      const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(1000) });
      return code;
    }
    export const soon = (child) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('late')), 1000);
      child.once('exit', () => { clearTimeout(timer); resolve(); });
    });
  `);
});

test('the fix rejects when there is an error', () => {
  expectFix(
    events,
    `
    import { createWriteStream } from 'node:fs';
    export function save(file, data) {
      const out = createWriteStream(file);
      out.end(data);
      return new Promise((resolve) => {
        out.on('finish', () => {
          resolve(out.bytesWritten);
        });
      });
    }
    `,
    `
    import { createWriteStream } from 'node:fs';
    export function save(file, data) {
      const out = createWriteStream(file);
      out.end(data);
      return new Promise((resolve, reject) => {
        out.on('finish', () => {
          resolve(out.bytesWritten);
        }).once('error', reject);
      });
    }
    `,
  );
});

test('the end of a response', () => {
  expectLines(
    events,
    `
    import https from 'node:https';
    export const get = (url) =>
      new Promise((resolve) => {
        https.get(url, { timeout: 1000 }, (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks))); //!
        });
      });
    `,
  );
});

test('tests and scripts, which end by an error that nobody listens to', () => {
  expectSilence(`
    //- /scripts/open.mjs
    import { spawn } from 'node:child_process';
    export async function open(program) {
      const window = spawn(program, []);
      await new Promise((resolve) => window.once('exit', resolve));
    }
  `);
});

test('the end of what is closed here', () => {
  expectLines(
    events,
    `
    export const disconnect = (connection) =>
      new Promise((resolve) => {
        connection.on('end', resolve);
        connection.close();
      });
    export const finished = (connection, other) =>
      new Promise((resolve) => {
        connection.on('end', resolve); //!
        other.close();
      });
    `,
  );
});

test('a process that is killed here', () => {
  expectLines(
    events,
    `
    import { spawn } from 'node:child_process';
    const proxy = spawn('tor');
    export async function stop() {
      const ended = new Promise((resolve) => proxy.on('exit', () => resolve()));
      proxy.kill('SIGKILL');
      return ended;
    }
    export async function wait() {
      await new Promise((resolve) => proxy.on('exit', () => resolve())); //!
    }
    `,
  );
});
