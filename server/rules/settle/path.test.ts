import { test } from 'vitest';
import { expectFindings, expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { path } from './path.ts';

test('a way out of the executor, of a callback and of the last event', () => {
  expectFindings(
    path,
    `
    import { spawn } from 'node:child_process';
    import { get } from 'node:https';
    export const one = (cache, key) => new Promise((resolve) => {
                                     //^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/path: One way through this code
      if (!key) return;
      cache.load(key, resolve);
    });
    export const two = (db) => new Promise((resolve, reject) => {
                             //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/path
      db.query('select 1', (err, rows) => {
        if (err) return reject(err);
        if (rows.length > 0) resolve(rows[0]);
      });
    });
    export const three = () => new Promise((resolve, reject) => {
                             //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/path
      const child = spawn('ls');
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
      });
    });
    export const four = (url) => new Promise((resolve, reject) => {
                               //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/path
      const request = get(url, (response) => {
        if (response.statusCode === 404) {
          response.resume();
          return;
        }
        response.on('end', resolve);
      });
      request.on('error', reject);
    });
    export const five = (text, queue) => new Promise((resolve) => {
                                       //^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/path
      queue.once('reply', (reply) => {
        try {
          resolve(JSON.parse(reply));
        } catch (error) {
          console.error(error);
        }
      });
    });
    `,
  );
});

test('withResolvers', () => {
  expectFindings(
    path,
    `
    import { stat } from 'node:fs';
    export function size(file) {
      const { promise, resolve } = Promise.withResolvers();
                                 //^^^^^^^^^^^^^^^^^^^^^^^ settle/path
      stat(file, (error, found) => {
        if (error) console.error(error);
        else resolve(found.size);
      });
      return promise;
    }
    `,
  );
});

test('resolvers that are kept, flags, counters, time-outs, and other events', () => {
  expectSilence(`
    import { spawn } from 'node:child_process';
    export class Calls {
      waiters = new Map();
      ask(id) {
        return new Promise((resolve, reject) => {
          this.waiters.set(id, { resolve, reject });
          this.send(id);
        });
      }
      send(id) { console.log(id); }
    }
    export const run = (jobs) => new Promise((resolve, reject) => {
      let left = jobs.length;
      for (const job of jobs)
        job.start((error) => {
          if (error) return reject(error);
          left--;
          if (left === 0) resolve();
        });
    });
    export const answer = (socket) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('late')), 1000);
      socket.on('message', (message) => {
        if (message.type !== 'answer') return;
        clearTimeout(timer);
        resolve(message);
      });
    });
    export const once = (socket) => new Promise((resolve, reject) => {
      let done = false;
      const finish = (error) => {
        if (done) return;
        done = true;
        if (error) reject(error);
        else resolve();
      };
      socket.on('error', finish);
      socket.on('close', () => finish());
    });
    export const command = (name) => new Promise((resolve, reject) => {
      const child = spawn(name);
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code !== 0) reject(new Error(name));
      });
      child.on('close', () => resolve());
    });
    export const attempt = (load) => new Promise((resolve, reject) => {
      const next = (left) => {
        load((error, value) => {
          if (!error) resolve(value);
          else if (left > 0) next(left - 1);
          else reject(error);
        });
      };
      next(3);
    });
    export const forever = () => new Promise(() => {});
    export const thrown = (value) => new Promise((resolve) => {
      if (!value) throw new Error('No value');
      resolve(value);
    });
    export function pair() {
      const { promise, resolve, reject } = Promise.withResolvers();
      return { promise, resolve, reject };
    }
  `);
});

test('fix: return', () => {
  expectFix(
    path,
    `
    import { readFile } from 'node:fs';
    export const read = (file) => new Promise((resolve) => {
      readFile(file, 'utf8', (error, text) => {
        if (error) return;
        resolve(text);
      });
    });
    `,
    `
    import { readFile } from 'node:fs';
    export const read = (file) => new Promise((resolve, reject) => {
      readFile(file, 'utf8', (error, text) => {
        if (error) return reject(error);
        resolve(text);
      });
    });
    `,
  );
});

test('fix: else, and the end of a catch', () => {
  expectFix(
    path,
    `
    export const read = (db) => new Promise((resolve, reject) => {
      db.find((error, rows) => {
        if (error) return reject(error);
        if (rows.length > 0) resolve(rows[0]);
      });
    });
    `,
    `
    export const read = (db) => new Promise((resolve, reject) => {
      db.find((error, rows) => {
        if (error) return reject(error);
        if (rows.length > 0) resolve(rows[0]); else reject(new Error('There is no result'));
      });
    });
    `,
  );
  expectFix(
    path,
    `
    export const read = (queue) => new Promise((resolve) => {
      queue.once('reply', (reply) => {
        try {
          resolve(JSON.parse(reply));
        } catch (error) {
          console.error(error);
        }
      });
    });
    `,
    `
    export const read = (queue) => new Promise((resolve, reject) => {
      queue.once('reply', (reply) => {
        try {
          resolve(JSON.parse(reply));
        } catch (error) {
          console.error(error);
          reject(error);
        }
      });
    });
    `,
  );
});

test('a test of what was received', () => {
  expectLines(
    path,
    `
    export const read = (request, limit) =>
      new Promise((resolve, reject) => { //!
        let text = '';
        request.on('data', (part) => { text += part; });
        request.on('end', () => {
          if (text.length > limit) return;
          resolve(text);
        });
        request.on('error', reject);
      });
    `,
  );
});

const desk = (backorder: string) => `
  export class PriceDesk {
    #waiting = new Map();
    onReply(reply) {
      const waiter = this.#waiting.get(reply.id);
      switch (reply.type) {
        case 'offer':
          waiter.resolve(reply);
          break;
        case 'declined':
          waiter.reject(new Error(reply.reason));
          break;
${backorder}
      }
    }
  }
`;

test('a reply type that is noted, but whose waiter is never told', () => {
  expectFindings(
    path,
    desk(`        case 'backorder':
      //^^^^^^^^^^^^^^^^ settle/path: The other branches
          reply.notedAt = Date.now();
          break;`),
  );
  expectFix(
    path,
    desk(`        case 'backorder':
          reply.notedAt = Date.now();
          break;`),
    desk(`        case 'backorder':
          reply.notedAt = Date.now();
          waiter.reject(new Error('There is no result'));
          break;`),
  );
});

test('the same as a chain of tests, with the functions taken apart', () => {
  expectFindings(
    path,
    `
    const waiting = new Map();
    export function onReply(reply) {
      const { resolve, reject } = waiting.get(reply.id);
      if (reply.type === 'offer') resolve(reply);
      else if (reply.type === 'declined') reject(new Error(reply.reason));
      else if (reply.type === 'backorder') {
             //^^^^^^^^^^^^^^^^^^^^^^^^^^ settle/path
        console.log('on order', reply.id);
      }
    }
    `,
  );
});

test.each([
  "case 'progress': reply.seen = true; break;",
  "case 'busy': this.publish(reply); break;",
  "case 'backorder': this.later.set(reply.id, waiter); break;",
  "case 'broken': throw new Error('broken');",
  "case 'backorder': reply.notedAt = Date.now();\ncase 'late': waiter.reject(new Error('late')); break;",
  'default: console.warn(reply);',
])('a waiter that goes on waiting, or that is told: %s', (branch) => {
  expectSilence(desk(branch));
});

test('a loop over a list that is written out has a first round', () => {
  expectSilence(`
    export function ended() {
      return new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, resolve);
      });
    }
  `);
});

test('a function that schedules itself', () => {
  expectSilence(`
    export function poll(check) {
      return new Promise((resolve) => {
        const step = () => {
          if (check()) resolve();
          else setTimeout(step, 100);
        };
        setTimeout(step, 100);
      });
    }
  `);
});

test('one of those that race may stay behind', () => {
  expectLines(
    path,
    `
    export function end(connections, limit, destroy) {
      let timer;
      return Promise.race([
        new Promise((resolve) => { if (limit !== null) timer = setTimeout(resolve, limit); }),
        Promise.all(connections.map((one) => one.end())),
      ]).finally(() => clearTimeout(timer));
    }
    export function wait(limit) {
      return new Promise((resolve) => { if (limit !== null) setTimeout(resolve, limit); }); //!
    }
    `,
  );
});

test('a listener that takes itself and the others away', () => {
  const ask = (stale: string, close: string) => `
    export function ask(socket, id) {
      return new Promise((resolve, reject) => {
        const onClose = () => reject(new Error('closed'));
        const onMessage = (reply) => {
          if (reply.id !== id) return;
          socket.off('message', onMessage);
          ${close}
          if (reply.state === 'ok') resolve(reply.text);
          else if (reply.state === 'stale') ${stale};
          else reject(new Error(reply.text));
        };
        socket.on('message', onMessage);
        socket.once('close', onClose);
        socket.send(id);
      });
    }
  `;
  expectLines(
    path,
    ask('console.log(id)', "socket.off('close', onClose);").replace(
      'return new Promise((resolve, reject) => {',
      'return new Promise((resolve, reject) => { //!',
    ),
  );
  expectSilence(ask('reject(new Error("stale"))', "socket.off('close', onClose);"));
  // The end of the connection still rejects it.
  expectSilence(ask('console.log(id)', ''));
});

test('handed to what may be missing', () => {
  expectSilence(`
    export function stopped(api, notify) {
      return new Promise((resolve) => {
        api?.addHook('onClose', async () => {
          notify('stopping');
          resolve();
        });
      });
    }
  `);
});

test('a switch over a type that has more values than cases', () => {
  const claim = (type: string, mark: string) => `
    //- /main.ts
    export function claim(client: Client, key: string): Promise<string> {
      return new Promise((resolve, reject) => {${mark}
        client.set(key, (err: Error | null, reply: ${type}) => {
          if (err) {
            reject(err);
            return;
          }
          switch (reply) {
            case 'OK':
              resolve(key);
              break;
            case 'QUEUED':
              reject(new Error('queued'));
              break;
          }
        });
      });
    }
  `;
  expectLines(path, claim('string | null', ' //!'));
  expectSilence(claim("'OK' | 'QUEUED'", ''));
});

test('a way that ends the process', () => {
  expectLines(
    path,
    `
    export const confirmed = (terminal, cli, editor) => [
      new Promise((resolve) => {
        terminal.ask('Go on?', (answer) => (answer === 'y' ? resolve() : process.exit(1)));
      }),
      new Promise((resolve) => {
        terminal.ask('Go on?', (answer) => {
          if (answer === 'y') resolve();
          else cli.exitWithError('not confirmed');
        });
      }),
      new Promise((resolve) => { //!
        terminal.ask('Go on?', (answer) => {
          if (answer === 'y') resolve();
          else editor.exit();
        });
      }),
    ];
    `,
  );
});
