import { describe, test } from 'vitest';
import { expectFindings, expectFix, expectSilence } from '../../testing/check-rule.ts';
import { dataAsync } from './data-async.ts';

const except = { except: ['promise/async-callback'] };

describe('finds', () => {
  test.each([
    [
      'a named listener',
      `
      async function save(chunk) { await store(chunk); }
      const store = (chunk) => Promise.resolve(chunk);
      export function follow(child) {
        child.stdout.on('data', save);
      //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ flow/data-async: The stream does not wait for save
      }
      `,
    ],
    [
      'a method',
      `
      //- /main.ts
      import type { Socket } from 'node:net';
      export class Session {
        attach(socket: Socket) {
          socket.on('data', this.take.bind(this));
        //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ flow/data-async
        }
        async take(chunk: Buffer) { await this.store(chunk); }
        async store(chunk: Buffer) { console.log(chunk); }
      }
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(dataAsync, text);
  });
});

describe('is silent', () => {
  test.each([
    ["source.on('data', (chunk) => { store(chunk); });"],
    [
      "source.on('data', async (chunk) => { source.pause(); await store(chunk); source.resume(); });",
    ],
    ['for await (const chunk of source) await store(chunk);'],
  ])('%s', (statement) => {
    expectSilence(`export async function run(source, store) { ${statement} }\n`, [
      'promise/async-callback',
      'settle/throw',
    ]);
  });
});

test('the fix is a loop', () => {
  expectFix(
    dataAsync,
    `
    import { createReadStream } from 'node:fs';
    export async function copy(path, store) {
      const source = createReadStream(path);
      source.on('data', async (chunk) => {
        await store.append(chunk);
      });
    }
    `,
    `
    import { createReadStream } from 'node:fs';
    export async function copy(path, store) {
      const source = createReadStream(path);
      for await (const chunk of source) {
        await store.append(chunk);
      }
    }
    `,
    except,
  );
});
