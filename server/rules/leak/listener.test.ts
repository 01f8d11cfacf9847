import { describe, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { listener } from './listener.ts';

describe('finds', () => {
  test.each([
    [
      'a listener for each connection',
      `
      import { WebSocketServer } from 'ws';
      import { bus } from './bus.js';
      const wss = new WebSocketServer({ port: 80 });
      wss.on('connection', (socket) => {
        const forward = (text) => socket.send(text);
        bus.on('news', forward);
      //^^^^^^^^^^^^^^^^^^^^^^^ leak/listener: Each 'connection' listener adds a listener to bus
      });
      `,
    ],
    [
      'an emitter that the routes were given',
      `
      export function routes(app, feed) {
        app.get('/feed', (req, res) => {
          feed.on('item', (item) => res.write(item));
        //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ leak/listener: Each GET /feed
        });
      }
      `,
    ],
    [
      'a wait for an answer',
      `
      import { EventEmitter } from 'node:events';
      const replies = new EventEmitter();
      export async function ask(id) {
        return new Promise((resolve) => {
          replies.on('reply', (reply) => { if (reply.id === id) resolve(reply); });
        //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ leak/listener
        });
      }
      `,
    ],
    [
      'an interval for each connection',
      `
      import { createServer } from 'node:net';
      createServer((socket) => {
        const timer = setInterval(() => socket.write('ping'), 1000);
                    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ leak/listener: Each connection starts an interval
        timer.unref();
      }).listen(80);
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(listener, text);
  });
});

describe('is silent', () => {
  test.each([
    ["const f = () => {}; bus.on('x', f); res.on('close', () => bus.off('x', f));"],
    ["bus.once('x', () => res.end());"],
    ["bus.addEventListener('x', () => res.end(), { once: true });"],
    ["target.addEventListener('x', () => res.end(), { signal: req.signal });"],
    ["req.on('data', () => {}); res.on('finish', () => {});"],
    ["const child = spawn('ls'); child.on('exit', () => res.end());"],
    [
      "const timer = setInterval(() => res.write('x'), 100); res.on('close', () => clearInterval(timer));",
    ],
    [
      "const f = () => {}; bus.on('x', f); try { await work(); } finally { bus.removeListener('x', f); }",
    ],
    ["const f = () => {}; bus.on('x', f); listeners.set(req, f);"],
  ])('%s', (statement) => {
    expectSilence(
      `
      import { spawn } from 'node:child_process';
      import express from 'express';
      import { bus, target, work } from './bus.js';
      const listeners = new Map();
      const app = express();
      app.get('/', async (req, res) => { ${statement} });
      `,
      ['settle/events'],
    );
  });

  test.each([
    [
      'at start-up',
      `
      import { bus } from './bus.js';
      bus.on('x', () => console.log('x'));
      process.on('SIGTERM', () => process.exit());
      export async function setUp() { bus.on('y', () => console.log('y')); }
      `,
    ],
    [
      'for what is made anew each time',
      `
      import { Worker } from 'node:worker_threads';
      function spawn() {
        const worker = new Worker('./job.js');
        worker.on('error', console.error);
        worker.on('exit', () => spawn());
      }
      spawn();
      `,
    ],
    [
      'in a client that connects again',
      `
      import { connect } from 'node:net';
      export class Client {
        open() {
          this.socket = connect(80);
          this.socket.on('data', (data) => console.log(data));
          this.socket.on('close', () => this.open());
        }
      }
      `,
    ],
  ])('%s', (_, text) => expectSilence(text, ['settle/events']));
});

test('the fix takes it away when the response is closed', () => {
  expectFix(
    listener,
    `
    import express from 'express';
    import { news } from './news.js';
    const app = express();
    app.get('/stream', (req, res) => {
      news.on('item', (item) => res.write(item.title));
    });
    `,
    `
    import express from 'express';
    import { news } from './news.js';
    const app = express();
    app.get('/stream', (req, res) => {
      const listener = (item) => res.write(item.title);
      news.on('item', listener);
      res.on('close', () => news.off('item', listener));
    });
    `,
  );
});

test('a handler that is taken away elsewhere, and a listener of listeners', () => {
  expectSilence(`
    export class Transport {
      start(bus, seen) {
        process.on('message', this.onMessage);
        setTimeout(() => {
          process.removeListener('message', this.onMessage);
          setTimeout(() => { process.on('message', this.onMessage); }, 200);
        }, 3000);
        bus.on('newListener', (event) => {
          if (seen.has(event)) return;
          seen.add(event);
          bus.on(event, () => console.log(event));
        });
      }
      onMessage(message) { console.log(message); }
    }
  `);
});

test('a source is piped in once', () => {
  expectSilence(`
    export function guard(stream) {
      stream.on('pipe', (source) => {
        stream.on('close', () => source.destroy());
      });
    }
  `);
});

test('an interval of a field that another method clears', () => {
  expectSilence(`
    import { WebSocketServer } from 'ws';
    class Client {
      constructor(socket) {
        this.pings = setInterval(() => socket.ping(), 1000);
        socket.once('close', this.onClose);
      }
      onClose = () => clearInterval(this.pings);
    }
    new WebSocketServer({ port: 80 }).on('connection', (socket) => new Client(socket));
  `);
});

test('an interval that the first request starts', () => {
  expectSilence(`
    import express from 'express';
    import { open, gather } from './io.js';
    let io = null;
    express().use((req, res, next) => {
      if (io === null || io === undefined) {
        io = open(req.socket.server);
        [1, 2].forEach((span) => {
          const interval = setInterval(() => gather(io), span * 1000);
          interval.unref();
        });
      }
      next();
    });
  `);
});

describe('what was passed and lives longer', () => {
  const emitter = `
    //- /feed.js
    import { EventEmitter } from 'node:events';
    export const feed = new EventEmitter();
    `;
  test('as a field, or as a parameter', () => {
    expectLines(
      listener,
      `${emitter}
    //- /ticker.js
    export class Ticker {
      #feed;
      constructor(feed) {
        this.#feed = feed;
      }
      attach(res) {
        this.#feed.on('tick', (price) => res.write(price)); //!
      }
    }
    export function follow(feed, res) {
      feed.on('tick', (price) => res.write(price)); //!
    }
    //- /server.js
    import express from 'express';
    import { feed } from './feed.js';
    import { follow, Ticker } from './ticker.js';
    const app = express();
    app.get('/ticks', (req, res) => new Ticker(feed).attach(res));
    app.get('/follow', (req, res) => follow(feed, res));
    `,
    );
  });

  test('but is let go of, or made for each', () => {
    expectSilence(`${emitter}
    //- /ticker.js
    export class Ticker {
      constructor(feed) {
        this.feed = feed;
      }
      attach(res) {
        const onTick = (price) => res.write(price);
        this.feed.on('tick', onTick);
        this.end = () => this.stop(onTick);
      }
      stop(onTick) {
        this.feed.off('tick', onTick);
      }
    }
    export function follow(feed, res) {
      feed.on('tick', (price) => res.write(price));
    }
    //- /server.js
    import { EventEmitter } from 'node:events';
    import express from 'express';
    import { feed } from './feed.js';
    import { follow, Ticker } from './ticker.js';
    const app = express();
    app.get('/ticks', (req, res) => new Ticker(feed).attach(res));
    app.get('/follow', (req, res) => follow(new EventEmitter(), res));
    `);
  });
});

test('a listener that another method of the same object takes away, and options that are frozen', () => {
  expectLines(
    listener,
    `
    import { EventEmitter } from 'node:events';
    const bus = new EventEmitter();
    const target = new EventTarget();
    const defaults = Object.freeze({ passive: true });
    export function GET(request, response) {
      let push;
      const body = new ReadableStream({
        start(controller) {
          push = (tick) => controller.enqueue(tick);
          bus.on('tick', push);
        },
        cancel() { bus.off('tick', push); },
      });
      const other = new ReadableStream({
        start(controller) {
          bus.on('tick', (tick) => controller.enqueue(tick)); //!
        },
      });
      target.addEventListener('tick', () => response.write('tick'), { ...defaults, capture: false }); //!
      return [body, other];
    }
    `,
  );
});
