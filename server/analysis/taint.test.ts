import { expect, test } from 'vitest';
import { checkFile } from '../lint/check-file.ts';
import type { Rule } from '../rules/rule.ts';
import { parseFixture } from '../testing/fixture.ts';
import { Project } from './project.ts';
import { taintOf } from './taint.ts';

/** Where what is given to `sink` comes from. */
function taintAtSink(text: string): string | null {
  const project = new Project('/');
  for (const [path, body] of Object.entries(parseFixture(text).files))
    expect(project.set(path, body)).toBeNull();
  let found: string | null = null;
  const look: Rule = {
    id: 'test/sink',
    level: 'hint',
    summary: 'sink',
    create: (context) => ({
      CallExpression(call) {
        const [value] = call.arguments;
        if (context.source.textOf(call.callee) === 'sink' && value) found = taintOf(value, context);
      },
    }),
  };
  checkFile(project, '/main.js', [look]);
  return found;
}

const express = "import express from 'express'; const app = express();";

test.each([
  [
    `${express} app.post('/', (req, res) => { const { name } = req.body; sink(name.trim()); });`,
    'body',
  ],
  [`${express} app.get('/', (req, res) => { sink(String(req.query.q ?? '')); });`, 'line'],
  [
    'export function handler(request, response) { const { body: { text } } = request; sink(`<${text}>`); }',
    'body',
  ],
  [
    "import http from 'node:http'; http.createServer((req, res) => { sink(new URL(req.url, 'http://x').searchParams.get('q')); });",
    'line',
  ],
  [
    "import http from 'node:http'; http.createServer(async (req) => { let all = ''; for await (const part of req) all += part; sink(all); });",
    'body',
  ],
  [
    "import http from 'node:http'; http.createServer((req) => { const parts = []; req.on('data', (part) => parts.push(part)); req.on('end', () => sink(Buffer.concat(parts).toString())); });",
    'body',
  ],
  ['export async function POST(request) { sink(await request.text()); }', 'body'],
  [
    "import net from 'node:net'; net.createServer((socket) => { socket.on('data', (data) => sink(data.toString())); });",
    'message',
  ],
  [
    "import { readFile } from 'node:fs/promises'; const text = await readFile('x', 'utf8'); sink(text.split(','));",
    'file',
  ],
  [
    `${express} function clean(text) { sink(text); } app.post('/', (req, res) => { clean(req.body.text); });`,
    'body',
  ],
  [
    "import Koa from 'koa'; const app = new Koa(); app.use(async (ctx) => { sink(ctx.query.name); });",
    'line',
  ],
])('comes from outside: %s', (text, source) => {
  expect(taintAtSink(text)).toBe(source);
});

test.each([
  "const name = 'x'; sink(name);",
  'export function format(options) { sink(options.body); }',
  `${express} app.post('/', (req, res) => { sink(req.body.text.length); });`,
  `${express} app.post('/', (req, res) => { sink(req.body.text.slice(0, 10)); });`,
  `${express} app.post('/', async (req, res) => { const rows = await db.query(req.body.id); sink(rows); });`,
  'sink(process.argv[2]);',
])('does not: %s', (text) => {
  expect(taintAtSink(text)).toBeNull();
});

test.each([
  [
    `
    //- /main.js
    export function decode(bytes) { sink(bytes.toString()); }
    //- /routes.js
    import express from 'express';
    import { decode } from './main.js';
    const app = express();
    app.post('/', (req, res) => { res.json(decode(req.body)); });
    `,
    'body',
  ],
  [
    `
    //- /main.js
    import http from 'node:http';
    import { readAll } from './read-all.js';
    http.createServer(async (req) => { const text = await readAll(req); sink(text); });
    //- /read-all.js
    export async function readAll(stream) {
      const parts = [];
      for await (const part of stream) parts.push(part);
      return Buffer.concat(parts).toString();
    }
    `,
    'body',
  ],
  [
    `
    //- /main.js
    import http from 'node:http';
    import { collect } from './collect.js';
    function decode(bytes) { sink(bytes.toString()); }
    http.createServer((req) => collect(req, (err, raw) => { if (!err) decode(raw); }));
    //- /collect.js
    export function collect(req, done) {
      const chunks = [];
      req.on('data', (chunk) => chunks.push(chunk));
      req.on('error', done);
      req.on('end', () => done(null, Buffer.concat(chunks)));
    }
    `,
    'body',
  ],
  [
    `
    //- /main.js
    export function decode(bytes) { sink(bytes.toString()); }
    //- /start.js
    import { decode } from './main.js';
    decode(process.argv[2]);
    `,
    null,
  ],
])('is followed over files: %s', (text, source) => {
  expect(taintAtSink(text)).toBe(source);
});
