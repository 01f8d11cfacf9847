import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, expectSilence } from '../../testing/check-rule.ts';
import { noTimeout } from './no-timeout.ts';

test('says who waits', () => {
  const [finding] = expectFindings(
    noTimeout,
    `
    import { createServer } from 'node:http';
    const BASE = 'https://rates.example.com';
    const rate = async (currency) => {
      const response = await fetch(BASE + currency, { headers: { accept: 'text/plain' } });
                           //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/no-timeout: Nothing ends this fetch
      return response.text();
    };
    createServer(async (req, res) => { res.end(await rate(req.url)); }).listen(80);
    `,
  );
  expect(finding?.path.at(-1)?.label).toContain('HTTP request');
});

describe('finds', () => {
  test.each([
    [
      'what a route calls that was given it by name',
      `
      //- /main.js
      import { serve } from './serve.js';
      async function rate(url) {
        const response = await fetch(url);
                             //^^^^^^^^^^ time/no-timeout: Nothing ends this fetch
        return response.json();
      }
      serve(rate);
      //- /serve.js
      import { run } from './run.js';
      export function serve(rate) {
        async function total() { return rate('https://rates.example.com/USD'); }
        run({ 'GET /total': total });
      }
      `,
    ],
    [
      'undici, under another name',
      `
      //- /main.ts
      import { request as send } from 'undici';
      export class Api {
        constructor(private readonly base: string) {}
        async get(path: string) {
          const { body } = await send(this.base + path);
                               //^^^^^^^^^^^^^^^^^^^^^^ time/no-timeout: Nothing ends this undici.request
          return body.json();
        }
      }
      `,
    ],
    [
      'https with an agent that has no timeout',
      `
      const https = require('https');
      const agent = new https.Agent({ keepAlive: true });
      exports.status = (path, done) => {
        https.get({ host: 'api.example.com', path, agent }, (res) => done(null, res.statusCode)).on('error', done);
      //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/no-timeout
      };
      `,
    ],
    [
      'axios, and an instance of it',
      `
      import axios from 'axios';
      const api = axios.create({ baseURL: 'https://api.example.com' });
      export const create = async (user) => (await api.post('users', user, { headers: {} })).data;
                                                 //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/no-timeout
      `,
    ],
    [
      'a request object',
      `
      export async function send(body) {
        const message = new Request('https://hooks.example.com', { method: 'POST', body });
        return fetch(message);
             //^^^^^^^^^^^^^^ time/no-timeout
      }
      `,
    ],
    [
      'a database client',
      `
      import { Client } from 'pg';
      const client = new Client({ connectionString: process.env.DATABASE_URL });
                   //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ time/no-timeout
      await client.connect();
      `,
    ],
  ])('%s', (_, text) => {
    expectFindings(noTimeout, text);
  });
});

describe('is silent', () => {
  test.each([
    ["await fetch('https://a.example.com', { signal: AbortSignal.timeout(1000) });"],
    ["await fetch('https://a.example.com', options);"],
    ["await fetch('https://a.example.com', { method: 'POST', ...options });"],
    ["await fetch('http://localhost:8080/ready');"],
    ['await fetch(`http://127.0.0.1:${options.port}/`);'],
    ["await fetch('/api/items');"],
    ['await fetch(options);'],
    ["await fetch(new Request('https://a.example.com', { signal: options.signal }));"],
    ["await Promise.race([fetch('https://a.example.com'), options.late]);"],
    ["await withTimeout(fetch('https://a.example.com'), 1000);"],
    ["await axios.get('https://a.example.com', { timeout: 1000 });"],
    ["await api.get('/a');"],
    ["https.get('https://a.example.com', (res) => res.resume()).setTimeout(1000);"],
    ["https.get('https://a.example.com', { agent }, (res) => res.resume());"],
  ])('%s', (statement) => {
    expectSilence(
      `
      import https from 'node:https';
      import axios from 'axios';
      const api = axios.create({ baseURL: 'https://a.example.com', timeout: 3000 });
      const agent = new https.Agent({ keepAlive: true, timeout: 3000 });
      declare function withTimeout(work, ms);
      export async function run(options) { ${statement} }
      `.replaceAll('declare', '//'),
      ['promise/floating'],
    );
  });

  test.each([
    [
      'with a default for all requests, set in another file',
      `
      //- /main.js
      import { Agent, setGlobalDispatcher } from 'undici';
      setGlobalDispatcher(new Agent({ headersTimeout: 2000, bodyTimeout: 2000 }));
      //- /rates.js
      export async function rate() { return fetch('https://rates.example.com'); }
      `,
    ],
    ['at start-up', "const config = await (await fetch('https://config.example.com')).json();\n"],
    [
      'in a test',
      `
      //- /api.test.js
      import { test } from 'node:test';
      test('answers', async () => { await fetch('https://api.example.com'); });
      `,
    ],
    [
      'for a function of that name',
      `
      import { fetch } from './store.js';
      export async function load() { return fetch('https://a'); }
      `,
    ],
  ])('%s', (_, text) => expectSilence(text));
});

test('the fix adds a signal to the options', () => {
  expectFix(
    noTimeout,
    `
    export async function send(body) {
      await fetch('https://a.example.com', { method: 'POST', body });
    }
    `,
    `
    export async function send(body) {
      await fetch('https://a.example.com', { signal: AbortSignal.timeout(10_000), method: 'POST', body });
    }
    `,
  );
});

test('a signal at hand is for another rule', () => {
  expectSilence(
    `
    export async function rate(currency, { signal }) {
      const response = await fetch('https://rates.example.com/' + currency);
      return response.json();
    }
    `,
    ['time/forward-signal'],
  );
});
