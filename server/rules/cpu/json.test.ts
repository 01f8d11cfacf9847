import { describe, test } from 'vitest';
import { expectLines, expectSilence } from '../../testing/check-rule.ts';
import { json } from './json.ts';

describe('finds', () => {
  test.each([
    [
      'chunks that are put together',
      "import http from 'node:http';\nhttp.createServer(async (req, res) => { const chunks = []; for await (const chunk of req) chunks.push(chunk);\nconst data = JSON.parse(Buffer.concat(chunks).toString()); //!\nres.end(data.name); });",
    ],
    [
      'a function that reads the body',
      "import http from 'node:http';\nasync function readBody(req) { let text = ''; for await (const chunk of req) text += chunk; return text; }\nhttp.createServer(async (req, res) => { const text = await readBody(req);\nres.end(JSON.parse(text).name); //!\n});",
    ],
    [
      'a limit that is none',
      "import express from 'express';\nconst app = express();\napp.use(express.raw({ limit: '1gb' }));\napp.post('/', (req, res) => {\nconst copy = JSON.parse(req.body.toString()); //!\nres.json(copy.id); });",
    ],
    [
      'a file that a request names',
      "import { readFileSync } from 'node:fs';\nexport function report(req, res) {\nconst report = JSON.parse(readFileSync(`reports/${req.params.name}.json`, 'utf8')); //!\nres.json(report.title); }",
    ],
    [
      'an export',
      "import { readFile } from 'node:fs/promises';\nexport async function events(req, res) { const text = await readFile('./data/events-export.json', 'utf8');\nres.json(JSON.parse(text).length); //!\n}",
    ],
    [
      'all of a feed',
      "import { createServer } from 'node:http';\nasync function downloadAll(url) { const response = await fetch(url); return response.text(); }\ncreateServer(async (req, res) => { const feed = await downloadAll('https://example.com/feed');\nres.end(String(JSON.parse(feed).length)); //!\n});",
    ],
  ])('%s', (_, text) => {
    expectLines(json, text);
  });
});

describe('is silent about', () => {
  test.each([
    [
      'what a parser has limited',
      "import express from 'express';\nconst app = express();\napp.use(express.json());\napp.post('/', (req, res) => { const copy = structuredClone(req.body); res.json(JSON.parse(copy.text)); });",
    ],
    [
      'a limit of its own',
      "import http from 'node:http';\nhttp.createServer(async (req, res) => { let text = ''; for await (const chunk of req) { text += chunk; if (text.length > 1e5) return res.writeHead(413).end(); } res.end(JSON.parse(text).name); });",
    ],
    [
      'the header that tells',
      "import http from 'node:http';\nhttp.createServer(async (req, res) => { if (Number(req.headers['content-length']) > 1e5) return res.writeHead(413).end(); let text = ''; for await (const chunk of req) text += chunk; res.end(JSON.parse(text).name); });",
    ],
    [
      'a file of ones own',
      "import { readFile } from 'node:fs/promises';\nexport async function config(req, res) { res.json(JSON.parse(await readFile('config.json', 'utf8')).name); }",
    ],
    [
      'a page of a feed, and what is not text of others',
      "import { createServer } from 'node:http';\nasync function downloadPage(url) { const response = await fetch(url, { signal: AbortSignal.timeout(1000) }); return response.text(); }\nfunction exportAll(items) { return items.join(); }\ncreateServer(async (req, res) => { const page = await downloadPage('https://example.com/feed?page=1'); const own = await exportAll(['1']); res.end(JSON.parse(page).name + JSON.parse(own)); });",
    ],
    [
      'all of a feed, up to a size',
      "import { createServer } from 'node:http';\nasync function downloadAll(url) { const response = await fetch(url, { signal: AbortSignal.timeout(1000) }); const text = await response.text(); if (text.length > 1e6) throw new Error('too much'); return text; }\ncreateServer(async (req, res) => { const feed = await downloadAll('https://example.com/feed'); res.end(String(JSON.parse(feed).length)); });",
    ],
    [
      'the start',
      "import { readFileSync } from 'node:fs';\nconst file = process.argv[2];\nexport default JSON.parse(readFileSync(file, 'utf8'));",
    ],
    [
      'answers and messages',
      "import { WebSocketServer } from 'ws';\nconst server = new WebSocketServer({ port: 1 });\nserver.on('connection', (socket) => { socket.on('message', (data) => { socket.send(JSON.stringify(JSON.parse(data.toString()).id)); }); });",
    ],
  ])('%s', (_, text) => {
    expectSilence(text);
  });
});

test('the body that an event handler of Nitro reads', () => {
  expectLines(
    json,
    `
    import { defineEventHandler, readRawBody } from 'h3';
    function rows(text) { return JSON.parse(text); } //!
    function few(text) { return JSON.parse(text); }
    export default defineEventHandler(async (event) => {
      const raw = (await readRawBody(event)) ?? '[]';
      return rows(raw);
    });
    export const limited = defineEventHandler(async (event) => {
      const raw = (await readRawBody(event)) ?? '[]';
      if (raw.length > 1000) return [];
      return few(raw);
    });
    `,
  );
});
