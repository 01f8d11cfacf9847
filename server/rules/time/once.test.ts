import { describe, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { once } from './once.ts';

describe('finds', () => {
  test.each([
    [
      'an answer that may not come',
      `
      const events = require('node:events');
      exports.ask = async (child, question) => {
        child.send(question);
        const [answer] = await events.once(child, 'message');
                             //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/once: This waits for ever when 'message'
        return answer;
      };
      `,
    ],
    [
      'an event per request',
      `
      import { once } from 'node:events';
      export const reply = async (bus, id) => (await once(bus, 'reply:' + id))[0];
                                                   //^^^^^^^^^^^^^^^^^^^^^^^^ time/once
      `,
    ],
    [
      'a loop over events',
      `
      import { on } from 'node:events';
      export async function consume(bus, handle) {
        for await (const [job] of on(bus, 'job')) handle(job);
                                //^^^^^^^^^^^^^^ time/once: Nothing ends this loop over 'job'
      }
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(once, text);
  });
});

describe('is silent', () => {
  test.each([
    ["if (!out.write('x')) await once(out, 'drain');"],
    ["await once(out, 'close');"],
    ["await once(out, 'message', { signal: options.signal });"],
    ["await once(out, 'message', options);"],
    ["while (out.length === 0) await once(out, 'item');"],
    ["if (!out.isReady) await once(out, 'ready');"],
    ["await Promise.race([once(out, 'message'), options.late]);"],
  ])('%s', (statement) => {
    expectSilence(`
      import { once } from 'node:events';
      export async function run(out, options) { ${statement} }
    `);
  });

  test('at start-up', () => {
    expectSilence(`
      import { once } from 'node:events';
      import { createServer } from 'node:net';
      const server = createServer().listen(0);
      await once(server, 'listening');
    `);
  });
});

test('the fix adds a signal', () => {
  expectFix(
    once,
    `
    import { once } from 'node:events';
    export async function answer(socket) {
      const [data] = await once(socket, 'message');
      return data;
    }
    `,
    `
    import { once } from 'node:events';
    export async function answer(socket) {
      const [data] = await once(socket, 'message', { signal: AbortSignal.timeout(10_000) });
      return data;
    }
    `,
  );
});

test('a wait for what comes with an event, when it is not there yet', () => {
  expectLines(
    once,
    `
    import * as events from 'node:events';
    import { bus, jobs } from './jobs.js';
    export default async (req, res) => {
      let { url } = await jobs.get(req.params.id);
      if (!url) [url] = await events.once(bus, 'done:' + req.params.id); //!
      if (jobs.isFull) await events.once(jobs, 'room');
      res.redirect(url);
    };
    `,
  );
});
