import { describe, test } from 'vitest';
import { expectFix, expectLines, expectSilence } from '../../testing/check-rule.ts';
import { redos } from './redos.ts';

describe('finds', () => {
  test.each([
    [
      'a query',
      "import fastify from 'fastify';\nconst app = fastify();\napp.get('/', async (request) => {\nconst ok = /^(a+)+$/.test(request.query.name); //!\nreturn { ok }; });",
    ],
    [
      'a constant and a helper',
      "import express from 'express';\nconst NAME = /^([a-z]+)*$/; //!\nconst isName = (text) => NAME.test(text);\nconst app = express();\napp.post('/', (req, res) => { res.json(isName(req.body.name)); });",
    ],
    [
      'a built expression',
      "const express = require('express');\nconst app = express();\nconst tag = new RegExp('^(x+x+)+y$', 'i'); //!\napp.use((req, res, next) => { if (req.headers['x-tag'].match(tag)) next(); });",
    ],
    [
      'a match in a handler by its signature',
      'export function handler(req, res) {\nconst [word] = req.body.text.match(/(\\w+\\s*)+:/); //!\nres.end(word); }',
    ],
    [
      'a schema',
      "import { z } from 'zod';\nexport const user = z.object({\nname: z.string().regex(/^(\\w+\\s?)*$/), //!\n});",
    ],
    [
      'a message',
      "import { WebSocketServer } from 'ws';\nconst server = new WebSocketServer({ port: 1 });\nserver.on('connection', (socket) => { socket.on('message', (data) => {\nif (/^(\\d+)+$/.test(data.toString())) socket.close(); //!\n}); });",
    ],
    [
      'the end of a body',
      'export function handler(req, res) {\nres.end(req.body.text.replace(/\\s+$/, "")); //!\n}',
    ],
  ])('%s', (_, text) => {
    expectLines(redos, text);
  });
});

describe('is silent about', () => {
  test.each([
    [
      'linear ones',
      'export function handler(req, res) { res.json([/^\\w+(?: \\w+)*$/.test(req.body.a), /^[a-z]+$/.test(req.body.b), /^\\d{4}-\\d\\d$/.test(req.query.c)]); }',
    ],
    [
      'usual addresses',
      'export function handler(req, res) { res.json(/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(req.body.mail)); }',
    ],
    [
      'the end of a path',
      "export function handler(req, res) { res.end(req.url.replace(/\\/+$/, '')); }",
    ],
    [
      'text of ones own',
      'const version = /^(\\d+\\.?)+$/.test(process.version);\nexport default version;',
    ],
    [
      'a length that is checked',
      'export function handler(req, res) { const name = String(req.query.name); if (name.length > 40) return res.sendStatus(400); res.json(/^(a+)+$/.test(name)); }',
    ],
    [
      'a text that is cut',
      'export function handler(req, res) { const name = String(req.query.name).slice(0, 40); res.json(/^(a+)+$/.test(name)); }',
    ],
    ['a script', '#!/usr/bin/env node\nconsole.log(/^(a+)+$/.test(process.argv[2]));'],
  ])('%s', (_, text) => {
    expectSilence(text);
  });
});

test('a check that others call, with what they like', () => {
  expectLines(
    redos,
    `
    import { serve } from './reviews.js';
    const name = /^(\\w+\\s?)+$/; //!
    function isName(text) {
      return name.test(text);
    }
    serve(isName);
    export const isList = (text) => /^(?:[a-z]+,?)+$/.test(text); //!
    `,
  );
  expectSilence(`
    const name = /^(\\w+\\s?)+$/;
    function isName(text) {
      return name.test(text);
    }
    console.log(isName('start'));
    export const isList = (text) => text.length < 40 && /^(?:[a-z]+,?)+$/.test(text);
  `);
});

test('the fixes trim, and look at the length', () => {
  expectFix(
    redos,
    `
    export function handler(req, res) {
      res.end(req.body.text.replace(/\\s+$/, ''));
    }
    `,
    `
    export function handler(req, res) {
      res.end(req.body.text.trimEnd());
    }
    `,
  );
  expectFix(
    redos,
    `
    export function handler(req, res) {
      const { name } = req.body;
      res.json(!/^(a+)+$/.test(name));
    }
    `,
    `
    export function handler(req, res) {
      const { name } = req.body;
      res.json(!(name.length <= 1_000 && /^(a+)+$/.test(name)));
    }
    `,
  );
});

test('lines of a socket, unless whoever passes them has looked at their length', () => {
  expectLines(
    redos,
    `
    import { createServer } from 'node:net';
    import { createInterface } from 'node:readline';
    const tidy = (line) => line.replace(/[ \\t]+$/, ''); //!
    const short = (line) => line.replace(/[ ]+$/, '');
    async function read(socket) {
      for await (const line of createInterface({ input: socket })) tidy(line);
    }
    async function readShort(socket) {
      for await (const line of createInterface({ input: socket }))
        if (line.length <= 256) short(line);
    }
    createServer((socket) => read(socket)).listen(1);
    createServer((socket) => readShort(socket)).listen(2);
    `,
  );
});
