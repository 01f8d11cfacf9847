import { describe, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { queue } from './queue.ts';

describe('finds', () => {
  test.each([
    [
      'a list that a loop works off',
      `
      const http = require('http');
      const jobs = [];
      http.createServer((req, res) => {
        jobs.push(req.url);
      //^^^^^^^^^^^^^^^^^^ flow/queue: Nothing bounds jobs
        res.end();
      }).listen(80);
      async function work(run) {
        while (jobs.length > 0) await run(jobs.shift());
      }
      module.exports = { work };
      `,
    ],
    [
      'a field of a class',
      `
      import express from 'express';
      class Outbox {
        #mails = [];
        add(mail) {
          this.#mails.push(mail);
        //^^^^^^^^^^^^^^^^^^^^^^ flow/queue
        }
        take() { return this.#mails.shift(); }
      }
      const outbox = new Outbox();
      express().post('/mails', (req, res) => { outbox.add(req.body); res.sendStatus(202); });
      setInterval(() => console.log(outbox.take()), 100);
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(queue, text);
  });
});

describe('is silent', () => {
  test.each([
    ['queue.push(req.body); if (queue.length > 100) queue.shift();', 'queue.shift();'],
    ['if (queue.length >= LIMIT) return res.end(); queue.push(req.body);', 'queue.shift();'],
    ['queue.push(req.body);', 'const batch = queue.splice(0); console.log(batch);'],
    ['queue.push(req.body);', 'console.log(queue.find((one) => one.id === 1));'],
    [
      'new Promise((resolve) => { queue.push(resolve); }).then(() => res.end(), next);',
      'queue.shift()?.();',
    ],
    ['const queue2 = []; queue2.push(req.body); res.json(queue2);', 'queue.shift();'],
  ])('%s', (push, take) => {
    expectSilence(`
      import express from 'express';
      const LIMIT = 1000;
      const queue = [];
      express().post('/', (req, res, next) => { ${push} });
      setInterval(() => { ${take} }, 1000);
    `);
  });

  test('for what only the start-up fills', () => {
    expectSilence(`
      const plugins = [];
      function register(plugin) { plugins.push(plugin); }
      register('a');
      export const next = () => plugins.shift();
    `);
  });
});

test('the fix refuses', () => {
  expectFix(
    queue,
    `
    import express from 'express';
    const queue = [];
    const app = express();
    app.post('/events', (req, res) => {
      queue.push(req.body);
      res.sendStatus(202);
    });
    export const next = () => queue.shift();
    `,
    `
    import express from 'express';
    const queue = [];
    const app = express();
    app.post('/events', (req, res) => {
      if (queue.length >= 10_000) {
        res.sendStatus(503);
        return;
      }
      queue.push(req.body);
      res.sendStatus(202);
    });
    export const next = () => queue.shift();
    `,
  );
});

test('a field that a constructor begins', () => {
  expectLines(
    queue,
    `
    import { createServer } from 'node:http';
    class Backlog {
      constructor() {
        this.items = [];
      }
      add(item) {
        this.items.push(item); //!
      }
      next() {
        return this.items.shift();
      }
    }
    const backlog = new Backlog();
    createServer((req, res) => {
      backlog.add(req.url);
      res.end();
    });
    setInterval(() => backlog.next(), 10);
    `,
  );
});

test('a list in an object of the module, and a bound by what push gives', () => {
  expectLines(
    queue,
    `
    import { createSocket } from 'node:dgram';
    const journal = { since: Date.now(), lines: [], last: [] };
    const keep = (facility) => (message) => {
      journal.lines.push({ facility, text: String(message) }); //!
      if (journal.last.push(String(message)) > 100) journal.last.shift();
    };
    createSocket('udp4', keep('syslog')).bind(5514);
    export const recent = () => journal.lines.slice(-20);
    `,
  );
});
