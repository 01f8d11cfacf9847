import { test } from 'vitest';
import { expectFindings, expectFix, expectSilence } from '../../testing/check-rule.ts';
import { abort } from './abort.ts';

test('loops that go on', () => {
  expectFindings(
    abort,
    `
    export async function consume(queue, signal) {
      while (true) {
        try {
          await queue.next({ signal });
        } catch (error) { console.error(error); }
        //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ err/abort: This catches
      }
    }
    export async function retry(task, { signal, attempts }) {
      for (let i = 0; i < attempts; i++) {
        try { return await task(); } catch (error) { if (i === attempts - 1) throw error; }
                                   //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ err/abort
      }
    }
    export class Reader {
      constructor(signal) { this.signal = signal; }
      async run(source) {
        for (;;) {
          try {
            await source.read({ signal: this.signal });
          } catch (error) { console.error(error); }
          //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ err/abort
        }
      }
    }
    `,
  );
});

test('loops that end, or have a signal for each round', () => {
  expectSilence(`
    import { setTimeout as delay } from 'node:timers/promises';
    export async function consume(queue, signal) {
      while (!signal.aborted) {
        try { await queue.next({ signal }); } catch (error) { console.error(error); }
      }
      for (;;) {
        try { await queue.next({ signal }); } catch (error) {
          if (error.name === 'AbortError') return;
          console.error(error);
        }
      }
    }
    export async function other(queue, signal, url) {
      for (;;) {
        try { await queue.next({ signal }); } catch (error) { console.error(error); }
        await delay(100, undefined, { signal });
      }
    }
    export async function timed(queue, url) {
      for (let i = 0; i < 3; i++) {
        try {
          return await queue.ask(url, { signal: AbortSignal.timeout(100) });
        } catch (error) { console.error(error); }
      }
      for (;;) {
        try { await queue.next({}); } catch (error) { console.error(error); break; }
      }
      return null;
    }
  `);
});

test('the fix ends the loop', () => {
  expectFix(
    abort,
    `
    export async function consume(queue, signal) {
      for (;;) {
        try {
          await queue.next({ signal });
        } catch (error) {
          console.error(error);
        }
      }
    }
    `,
    `
    export async function consume(queue, signal) {
      for (;;) {
        try {
          await queue.next({ signal });
        } catch (error) {
          if (signal.aborted) throw error;
          console.error(error);
        }
      }
    }
    `,
  );
});
