import { describe, test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { ws } from './ws.ts';

describe('finds', () => {
  test.each([
    [
      'a broadcast with forEach',
      `
      const { WebSocketServer } = require('ws');
      const wss = new WebSocketServer({ port: 8080 });
      setInterval(() => {
        wss.clients.forEach((client) => {
          client.send(String(Date.now()));
        //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ flow/ws: Nobody looks at client.bufferedAmount
        });
      }, 10);
      `,
    ],
    [
      'a set that the file fills',
      `
      import { WebSocketServer } from 'ws';
      const clients = new Set();
      new WebSocketServer({ port: 8080 }).on('connection', (socket) => {
        clients.add(socket);
        socket.on('close', () => clients.delete(socket));
      });
      export function publish(text) {
        for (const one of [...clients]) one.send(text);
                                      //^^^^^^^^^^^^^^ flow/ws
      }
      `,
    ],
    [
      'many messages to one',
      `
      import { WebSocketServer } from 'ws';
      new WebSocketServer({ port: 8080 }).on('connection', (socket) => {
        socket.on('message', (data) => {
          for (const part of split(data)) socket.send(part);
                                        //^^^^^^^^^^^^^^^^^ flow/ws
        });
      });
      const split = (data) => String(data).split(',');
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(ws, text);
  });
});

describe('is silent', () => {
  test.each([
    ['for (const client of wss.clients) if (client.bufferedAmount < 1000) client.send(text);'],
    ['for (const client of wss.clients) client.send(text, (error) => error && client.close());'],
    ["for (const name of ['a', 'b']) socket.send(name);"],
    ['for (const mail of mails) mailer.send(mail);'],
    ['for (const child of children) child.send({ text });'],
    ['socket.send(text);'],
  ])('%s', (statement) => {
    expectSilence(`
      import { WebSocketServer } from 'ws';
      import { mailer } from './mailer.js';
      const wss = new WebSocketServer({ port: 8080 });
      const children = [];
      wss.on('connection', (socket) => {
        socket.on('message', (text) => { const mails = [text]; ${statement} });
      });
    `);
  });
});

test('the fix leaves out who is slow', () => {
  expectFix(
    ws,
    `
    import { WebSocketServer } from 'ws';
    const wss = new WebSocketServer({ port: 8080 });
    export function publish(text) {
      for (const client of wss.clients) {
        client.send(text);
      }
    }
    `,
    `
    import { WebSocketServer } from 'ws';
    const wss = new WebSocketServer({ port: 8080 });
    export function publish(text) {
      for (const client of wss.clients) {
        if (client.bufferedAmount < 1_000_000) client.send(text);
      }
    }
    `,
  );
});

test('options say nothing, a callback says when it is sent', () => {
  expectLines(
    ws,
    `
    import { WebSocketServer } from 'ws';
    const wss = new WebSocketServer({ port: 8080 });
    export function publish(frame, done) {
      for (const one of wss.clients) one.send(frame, { binary: true }); //!
      for (const one of wss.clients) one.send(frame, { binary: true }, done);
    }
    `,
  );
});

test('a field that the constructor gets a socket for', () => {
  expectLines(
    ws,
    `
    import { createReadStream } from 'node:fs';
    import { WebSocketServer } from 'ws';
    class Playback {
      #socket;
      constructor(socket) { this.#socket = socket; }
      async play(file) {
        for await (const chunk of createReadStream(file)) this.#socket.send(chunk); //!
      }
    }
    class Mail {
      constructor(box) { this.box = box; }
      async all(file) {
        for await (const chunk of createReadStream(file)) this.box.send(chunk);
      }
    }
    new WebSocketServer({ port: 1 }).on('connection', (socket) => new Playback(socket).play('a'));
    export const mail = (box) => new Mail(box).all('b');
    `,
  );
});
