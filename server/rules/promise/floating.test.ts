import { expect, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { floating } from './floating.ts';

test('an async function of the same file', () => {
  expectFindings(
    floating,
    `
    async function record(event) { await fetchIt(event); }
    export function onOrder(order) {
      record(order);
    //^^^^^^^^^^^^^ promise/floating: Nobody waits
      order && record(order.id);
             //^^^^^^^^^^^^^^^^ promise/floating
      void record(order.total);
         //^^^^^^^^^^^^^^^^^^^ promise/floating
      record(order).then(() => order.done());
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/floating
      const unused = record(order);
                   //^^^^^^^^^^^^^ promise/floating
    }
    `,
  );
});

test('methods, other files, packages and annotated types', () => {
  expectFindings(
    floating,
    `
    //- /mail.ts
    export class Mailer { async send(to: string): Promise<void> { await post(to); } }
    export const notify = async (to: string) => { await post(to); };
    //- /app.ts
    import { writeFile } from 'node:fs/promises';
    import { Pool } from 'pg';
    import { Mailer, notify } from './mail.ts';
    interface Metrics { flush(): Promise<void>; count: (name: string) => Promise<number>; }
    const mailer = new Mailer();
    const pool = new Pool();
    class Service {
      constructor(private readonly metrics: Metrics, private readonly mails: Mailer) {}
      async #store(order: string) { await pool.query('insert', [order]); }
      handle(order: string) {
        this.#store(order);
      //^^^^^^^^^^^^^^^^^^ promise/floating
        this.metrics.flush();
      //^^^^^^^^^^^^^^^^^^^^ promise/floating
        this.metrics.count('orders');
      //^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/floating
        this.mails.send(order);
      //^^^^^^^^^^^^^^^^^^^^^^ promise/floating
        mailer.send(order);
      //^^^^^^^^^^^^^^^^^^ promise/floating
        notify(order);
      //^^^^^^^^^^^^^ promise/floating
        writeFile('/tmp/order', order);
      //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/floating
        pool.query('insert');
      //^^^^^^^^^^^^^^^^^^^^ promise/floating
      }
    }
    export { Service };
    `,
  );
});

test('a list of promises that is dropped', () => {
  expectFindings(
    floating,
    `
    export async function warm(keys, load) {
      keys.map(async (key) => { await load(key); });
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ promise/floating: Nobody waits for these promises
    }
    `,
  );
});

test('what is awaited, caught, returned, kept or cannot fail', () => {
  expectSilence(`
    import { setTimeout as delay } from 'node:timers/promises';
    import test from 'node:test';
    async function record(event) { await post(event); }
    async function careful(event) {
      try { await post(event); } catch (error) { console.error(error); }
    }
    async function ticking() {
      for (;;) {
        await delay(1000);
        await record('tick').catch(console.error);
      }
    }
    function send(event) { return record(event); }
    export async function onOrder(order, pending) {
      await record(order);
      record(order).catch((error) => console.error(error));
      void record(order).catch(console.error);
      record(order).then(() => order.done(), console.error);
      record(order).catch(console.error).finally(() => order.done());
      careful(order);
      void careful(order);
      ticking();
      pending.push(send(order));
      const last = record(order);
      pending.add(last);
      (async () => {
        try { await record(order); } catch (error) { console.error(error); }
      })();
      return record(order);
    }
    function log(event) { console.log(event); }
    export function quietly(order, sink) {
      log(order);
      sink.flush();
    }
    test('is known to be safe', async () => { await post('x'); });
    await record('at the start');
  `);
});

test('express answers with json, fetch reads it', () => {
  expectSilence(`
    export async function load(res) {
      const answer = await res.json();
      return answer;
    }
    export function reply(res) {
      res.json({ ok: true });
    }
  `);
});

test('a start that fails ends the program with its stack', () => {
  expectSilence(`
    async function start() { await listen(); }
    start();
  `);
});

test('a method that is awaited elsewhere', () => {
  expectFindings(
    floating,
    `
    export function routes(app, db) {
      app.post('/a', async (req, res) => {
        await db.insert(req.body);
        res.end();
      });
      app.post('/b', (req, res) => {
        db.insert(req.body);
      //^^^^^^^^^^^^^^^^^^^ promise/floating
        res.end();
      });
    }
    `,
  );
});

test('the fixes: wait, or log the failure', () => {
  const before = `
    async function record(event) { await post(event); }
    export async function onOrder(order) {
      record(order);
    }
    `;
  expectFix(
    floating,
    before,
    `
    async function record(event) { await post(event); }
    export async function onOrder(order) {
      await record(order);
    }
    `,
  );
  expectFix(
    floating,
    before,
    `
    async function record(event) { await post(event); }
    export async function onOrder(order) {
      record(order).catch((error) => console.error(error));
    }
    `,
    { title: 'Log' },
  );
});

test('a callback instead of a promise', () => {
  expectSilence(`
    import fse from 'fs-extra';
    export function save(document, done) {
      fse.outputFile(document.path, document.text, (error) => {
        if (error) console.error(error);
      });
      fse.copy(document.path, '/backup', done);
    }
    `);
});

test('calls of clients', () => {
  expectLines(
    floating,
    `
    import { MongoClient } from 'mongodb';
    import { setTimeout as sleep } from 'node:timers/promises';
    const client = new MongoClient('mongodb://localhost');
    export function log(entry) {
      client.db('app').collection('log').insertOne(entry); //!
    }
    export async function again(task) {
      sleep(100); //!
      return await task();
    }
    `,
  );
});

test('a microtask of its own, and what a method gives when one call of many awaits it', () => {
  expectSilence(`
    export class Profiler {
      #session;
      constructor(session) { this.#session = session; }
      start(view) {
        Promise.resolve().then(() => view.draw());
        this.#session.post('Profiler.enable');
        this.#session.post('Profiler.start', (error) => view.show(error));
      }
      stop() {
        this.#session.post('Profiler.stop');
      }
      async snapshot() {
        await this.#session.post('HeapProfiler.takeHeapSnapshot');
      }
    }
  `);
});

test('what a promisified function gives has methods of its own', () => {
  expectSilence(`
    import { connect } from 'node:http2';
    import { promisify } from 'node:util';
    const open = promisify(connect);
    export async function ask(url) {
      const session = await open(url);
      session.ref();
      session.unref();
    }
  `);
});

test('void is said on purpose: a hint', () => {
  const [finding] = expectFindings(
    floating,
    `
    async function record(event) { await post(event); }
    export function onOrder(order) {
      void record(order);
         //^^^^^^^^^^^^^ promise/floating
    }
    `,
  );
  expect(finding?.level).toBe('hint');
});

test('a comment that says so, and a page: a hint', () => {
  const levels = expectLines(
    floating,
    `
    //- /service.js
    const check = async (log) => { await log.write('checked'); };
    export function open(req, res, log) {
      // Let it run in the background:
      // the page does not need it.
      check(log); //!
      // Says what is new.
      check(log); //!
      res.end();
    }
    //- /page.js
    const count = async () => { await fetch('/count'); };
    export function show() {
      document.querySelector('h1').textContent = 'Welcome';
      count(); //!
    }
    `,
  ).map(({ level }) => level);
  expect(levels).toEqual(['hint', 'warning', 'hint']);
});

test('what follows promises that are caught one by one: a hint', () => {
  const levels = expectLines(
    floating,
    `
    export function install(modules, load, report) {
      const all = [];
      for (const one of modules) all.push(load(one).catch(report));
      Promise.all(all).then(() => report(null)); //!
      const others = modules.map((one) => load(one));
      Promise.all(others).then(() => report(null)); //!
    }
    `,
  ).map(({ level }) => level);
  expect(levels).toEqual(['hint', 'warning']);
});

test('promises that are caught in the list itself', () => {
  expectLines(
    floating,
    `
    export function listenAgain(listeners, listen, report) {
      Promise.all(listeners.map((one) => listen(one).catch(report)));
      Promise.all(listeners.map(async (one) => { try { await listen(one); } catch (error) { report(error); } }));
      Promise.all(listeners.map((one) => listen(one))); //!
      const asked = listeners.map((one) => new Promise((resolve) => one.ask(resolve)));
      Promise.all(asked).then((answers) => { report(answers); });
    }
    `,
  );
});

test('what ends, what says that something is over, and what tells by a callback: a hint', () => {
  const levels = expectLines(
    floating,
    `
    class Socket {
      async _destroy(code) { await this.leave(code); }
      async closeAll() { await this.leave(1); }
      async save(text) { await this.store.put(text); }
      async write(text, done) { await this.store.put(text); }
      onTimeout() {
        this._destroy(4001); //!
        this.closeAll().then(() => this.forget()); //!
        this.save('x').then(() => this.forget()); //!
        Promise.all([...this.servers.map((one) => one.stop())]); //!
        this.write('x', (err) => this.forget(err)); //!
      }
      async follow() { await this.leave(2); }
      async closed() { await this.leave(3); }
      watch() {
        this.closed().then(() => this.forget()); //!
        this.follow().then(() => this.forget()); //!
      }
    }
    `,
  ).map(({ level }) => level);
  expect(levels).toEqual(['hint', 'hint', 'warning', 'hint', 'hint', 'hint', 'warning']);
});

test('a component with hooks runs on a page', () => {
  const [finding] = expectLines(
    floating,
    `
    import { useState } from 'react';
    async function save(order) { await fetch('/orders', { method: 'POST', body: order }); }
    export function Form({ order }) {
      const [sent, setSent] = useState(false);
      return { sent, submit() { save(order).then(() => setSent(true)); } }; //!
    }
    `,
  );
  expect(finding?.level).toBe('hint');
});

test('what another linter was told, and a list of the module that nobody declares', () => {
  const levels = expectLines(
    floating,
    `
    import { remove } from 'fs-extra';
    const load = async (id) => { await fetch(\`/items/\${id}\`); };
    export function begin(ids, q) {
      // eslint-disable-next-line @typescript-eslint/no-floating-promises
      load(ids[0]); //!
      // noinspection JSIgnoredPromiseFromCall
      load(ids[1]); //!
      load(ids[2]); //!
      promises.push(ids[3]);
      q.allResolved(ids.map(load)).then((all) => { report(all); }); //!
    }
    export function forget(path, callback) {
      remove(path, callback || (() => {})); //!
      remove(path); //!
    }
    `,
  ).map(({ level }) => level);
  expect(levels).toEqual(['hint', 'hint', 'warning', 'hint', 'hint', 'warning']);
});

test('a comment says that it is never rejected: a hint', () => {
  const found = expectLines(
    floating,
    `
    export function tell(peers, text) {
      // Should not fail.
      peers.first.deliver(text).then(() => peers.told()); //!

      peers.second.deliver(text).then(() => peers.told()); //!
    }
    `,
  );
  expect(found.map(({ level }) => level)).toEqual(['hint', 'warning']);
});

test('what only a command for a terminal imports: a hint, unless requests come by', () => {
  const found = expectLines(
    floating,
    `
    //- /lib/command.js
    import { Command } from 'commander';
    import { sync } from './tasks.js';
    import { serve } from './server.js';
    new Command().command('sync').action(sync).command('serve').action(serve);
    //- /lib/tasks.js
    import { mirror } from './mirror.js';
    export function sync() { mirror('a'); } //!
    //- /lib/mirror.js
    export async function mirror(name) { await fetch('https://example.com/' + name); }
    export function both() { mirror('b'); } //!
    //- /lib/server.js
    import express from 'express';
    import { mirror } from './mirror.js';
    export function serve() {
      express().get('/', (req, res) => {
        mirror(req.query.name); //!
        res.end();
      });
    }
    //- /lib/index.js
    import { mirror } from './mirror.js';
    export function all() { mirror('c'); } //!
    `,
  );
  expect(found.map(({ file, level }) => `${file} ${level}`)).toEqual([
    '/lib/tasks.js hint',
    '/lib/mirror.js warning',
    '/lib/server.js warning',
    '/lib/index.js warning',
  ]);
});

test('what follows promises that have nothing to be rejected with', () => {
  expectLines(
    floating,
    `
    export class Token {
      constructor() {
        this.promise = new Promise((resolve) => { this.end = resolve; });
      }
      watch(listeners) {
        this.promise.then((reason) => { for (const one of listeners) one(reason); });
        this.promise.then(() => fetch('https://example.com/')); //!
      }
    }
    export function pulse(leds, callback) {
      const signals = [];
      for (const led of leds) signals.push(new Promise((resolve) => led.pulse(() => resolve())));
      Promise.all(signals).then(callback);
      const asked = [];
      for (const led of leds) asked.push(led.ask());
      Promise.all(asked).then(callback); //!
      const reset = new Promise((resolve) => setTimeout(resolve, 650));
      reset
        .then(() => new Promise((resolve) => leds[0].read(resolve)))
        .then((data) => { leds[0].set(data); });
    }
    `,
  );
});
