import { expect, test } from 'vitest';
import { parseFixture } from '../testing/fixture.ts';
import { Project } from './project.ts';

function projectOf(text: string): Project {
  const project = new Project('/');
  for (const [path, body] of Object.entries(parseFixture(text).files))
    expect(project.set(path, body)).toBeNull();
  return project;
}

/** How the loop reaches the function with this name. */
function pathTo(project: Project, file: string, name: string) {
  const id = project.summaryOf(file)?.functions.findIndex((fn) => fn.name === name) ?? -1;
  expect(id).toBeGreaterThan(0);
  return project.graph.loopPath(file, id);
}

test('a function that a route reaches over three files', () => {
  const project = projectOf(`
    //- /app.js
    import express from 'express';
    import * as pages from './pages/index.js';
    const app = express();
    app.get('/hello', async (req, res) => { res.send(await pages.render('hello')); });
    //- /pages/index.js
    export * from './render.js';
    //- /pages/render.js
    import Store from '../store.js';
    const store = new Store();
    export function render(name) { return store.load(name); }
    //- /store.js
    export default class Store {
      load(name) { return name; }
      unused() {}
    }
  `);
  const path = pathTo(project, '/store.js', 'load');
  expect(path).toMatchObject({ kind: 'request', root: 'GET /hello' });
  expect(path?.places.map(({ file, line }) => `${file}:${line}`)).toEqual([
    '/pages/render.js:3',
    '/app.js:4',
    '/app.js:4',
  ]);
  expect(pathTo(project, '/store.js', 'unused')).toBeNull();
});

test('what only the start-up calls is not on the loop, async or not', () => {
  const project = projectOf(`
    //- /main.js
    const { readConfig } = require('./config');
    async function main() { await readConfig(); }
    main();
    //- /config.js
    async function readConfig() { parse(); }
    function parse() {}
    module.exports = { readConfig };
  `);
  expect(pathTo(project, '/config.js', 'readConfig')).toBeNull();
  expect(pathTo(project, '/config.js', 'parse')).toBeNull();
});

test.each([
  [
    "import { createServer } from 'node:http'; createServer((req, res) => work(req));",
    'HTTP request',
  ],
  ['setInterval(() => work(), 1000);', 'setInterval'],
  ["process.on('message', work);", "'message' listener"],
  ["export function routes(app) { app.post('/x', (req, res) => work(req)); }", 'POST /x'],
  ["const fastify = require('fastify')(); fastify.get('/x', async () => work());", 'GET /x'],
  ['export async function GET(request) { return work(request); }', 'GET'],
  ['export class A { async run() { work(); } }', 'run'],
  [
    "import Koa from 'koa'; const app = new Koa(); app.use(async (ctx) => { work(); });",
    'middleware',
  ],
  ["app.get('/x', handlers.bind(null)); function handlers() { work(); }", 'GET /x'],
])('a root: %s', (text, root) => {
  const project = projectOf(`${text}\nfunction work() {}\n`);
  expect(pathTo(project, '/main.js', 'work')).toMatchObject({ root });
});

test.each([
  "import { Worker } from 'node:worker_threads'; new Worker(new URL('./worker.js', import.meta.url));",
  "import Piscina from 'piscina'; new Piscina({ filename: path.join(__dirname, 'worker.js') });",
  "const { fork } = require('child_process'); const file = './dist/worker.js'; fork(file);",
])('what a worker runs is not on the loop: %s', (text) => {
  const project = projectOf(`
    //- /main.js
    ${text}
    //- /worker.js
    import { compute } from './compute.js';
    export default async function (data) { return compute(data); }
    //- /compute.js
    export function compute() {}
    export async function other() {}
  `);
  expect(pathTo(project, '/compute.js', 'compute')).toBeNull();
  expect(pathTo(project, '/compute.js', 'other')).not.toBeNull();
  expect(project.graph.isOnlyInWorkers('/compute.js', 1)).toBe(true);
  expect(project.graph.isOnlyInWorkers('/compute.js', 2)).toBe(false);
});

test.each([
  'export async function initialize() { work(); }',
  "export default async function routes(fastify) { work(); fastify.get('/x', async () => 1); }",
  'export async function open(app) { work(); await app.listen({ port: 1 }); }',
])('setting up is not on the loop: %s', (text) => {
  const project = projectOf(`${text}\nfunction work() {}\n`);
  expect(pathTo(project, '/main.js', 'work')).toBeNull();
});

test.each([
  'work();',
  'async function main() { work(); } main().catch(console.error);',
  "process.on('exit', () => work());",
  "import { program } from 'commander'; program.command('x').action(async () => work());",
  "import { test } from 'node:test'; test('x', async () => { work(); });",
  'export function load() { work(); }',
  "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => work());",
])('no root: %s', (text) => {
  const project = projectOf(`${text}\nfunction work() {}\n`);
  expect(pathTo(project, '/main.js', 'work')).toBeNull();
});

test('methods of a prototype, and a name for this', () => {
  const project = projectOf(`
    //- /server.js
    var http = require('http');
    function Server() {}
    Server.prototype.uptime = function uptime() { return 1; };
    Server.prototype.idle = function idle() { return 2; };
    Server.prototype.start = function start() {
      var self = this;
      http.createServer(function (req, res) { res.end(self.uptime()); }).listen(80);
    };
    new Server().start();
  `);
  expect(pathTo(project, '/server.js', 'uptime')).toMatchObject({ kind: 'request' });
  expect(pathTo(project, '/server.js', 'idle')).toBeNull();
});

test('handlers among the options of a consumer', () => {
  const project = projectOf(`
    //- /consumer.js
    import { Consumer } from 'sqs-consumer';
    function keep(message) { return message; }
    Consumer.create({ queueUrl: 'q', handleMessage: async (message) => keep(message) });
  `);
  expect(pathTo(project, '/consumer.js', 'keep')).toMatchObject({ kind: 'message' });
});

test('a table of handlers', () => {
  const project = projectOf(`
    //- /server.js
    import { createServer } from 'node:http';
    const routes = { '/one': (res) => one(res), '/two': (res) => { res.end(); } };
    function one(res) { res.end('1'); }
    createServer((req, res) => {
      const route = routes[req.url];
      route?.(res);
    });
    //- /direct.js
    import { createServer } from 'node:http';
    const routes = { two(res) { two(res); } };
    function two(res) { res.end('2'); }
    createServer((req, res) => routes[req.url]?.(res));
  `);
  expect(pathTo(project, '/server.js', 'one')).toMatchObject({ kind: 'request' });
  expect(pathTo(project, '/direct.js', 'two')).toMatchObject({ kind: 'request' });
});

test('a route of hapi', () => {
  const project = projectOf(`
    //- /server.js
    import Hapi from '@hapi/hapi';
    const server = Hapi.server({ port: 80 });
    function show() { return 'hello'; }
    server.route({ method: 'GET', path: '/', handler: () => show() });
  `);
  expect(pathTo(project, '/server.js', 'show')).toMatchObject({ root: 'GET /' });
});

test('names that all objects have are no exports', () => {
  const project = projectOf(`
    //- /app.js
    import * as util from './util.js';
    export function show(value) { return util.toString(value) + util.constructor; }
    //- /util.js
    export const kinds = [];
  `);
  expect(project.settle('/app.js', { module: './util.js', path: '.toString' })).toEqual({
    module: '/util.js',
    path: '.toString',
  });
});

test('a function that is given to another one by name is reached where that one calls it', () => {
  const project = projectOf(`
    //- /main.js
    import { serve } from './serve.js';
    async function load(id) { return parse(id); }
    function parse(id) { return id; }
    serve(8080, load);
    //- /serve.js
    export function serve(port, load) {
      const answer = (query) => load(query.id);
      start(port, { 'GET /orders': answer });
    }
  `);
  const path = pathTo(project, '/main.js', 'parse');
  expect(path).toMatchObject({ kind: 'request', root: 'GET /orders' });
  expect(path?.places.map(({ file, line }) => `${file}:${line}`)).toEqual([
    '/main.js:2',
    '/serve.js:2',
    '/serve.js:3',
  ]);
  const load = project.summaryOf('/main.js')?.functions.findIndex(({ name }) => name === 'load');
  expect(project.graph.handedCallsOf('/main.js', load ?? 0)).toHaveLength(1);
  // A call that is made there is no reason to change it there.
  expect(project.graph.callersOf('/main.js', load ?? 0)).toEqual([]);
});

test('the guess that the loop calls an async function does not carry over to what that is given', () => {
  const project = projectOf(`
    //- /main.js
    import { run } from './run.js';
    function load() {}
    export async function start() { run(load); }
    //- /run.js
    export function run(action) { action(); }
  `);
  expect(pathTo(project, '/run.js', 'run')).toMatchObject({ kind: 'async' });
  expect(pathTo(project, '/main.js', 'load')).toBeNull();
});

test('callbacks that a constructor keeps are called by the loop, and not by who constructs', () => {
  const project = projectOf(`
    //- /mail.js
    import { SMTPServer } from 'smtp-server';
    new SMTPServer({ onAuth(auth, session, done) { check(auth); done(); }, onClose() { report(); } });
    function check(auth) { return auth; }
    function report() {}
    //- /lines.js
    import { Transform } from 'node:stream';
    import { pipeline } from 'node:stream/promises';
    export const lines = new Transform({
      construct(done) { begin(); done(); },
      transform(chunk, encoding, done) { done(null, split(chunk)); },
    });
    const source = process.argv;
    await pipeline(source, new Transform({ transform(chunk, encoding, done) { done(null, seed(chunk)); } }));
    function begin() {}
    function split(chunk) { return chunk; }
    function seed(chunk) { return chunk; }
    //- /app.js
    import { App } from './framework.js';
    new App({ onStart() { configure(); }, load() { configure(); } });
    function configure() {}
  `);
  expect(pathTo(project, '/mail.js', 'check')).toMatchObject({ kind: 'event', root: 'onAuth' });
  expect(pathTo(project, '/lines.js', 'split')).toMatchObject({ root: 'transform of a stream' });
  for (const [file, name] of [
    ['/mail.js', 'report'],
    ['/lines.js', 'begin'],
    ['/lines.js', 'seed'],
    ['/app.js', 'configure'],
  ] as const)
    expect(pathTo(project, file, name)).toBeNull();
});

test('a method without code leads to those of the classes that implement or extend its type', () => {
  const project = projectOf(`
    //- /store.ts
    export interface Store { load(name: string): string }
    export abstract class Cached implements Store {
      abstract read(name: string): string;
      load(name: string) { return this.read(name); }
    }
    //- /disk.ts
    import { Cached } from './store.ts';
    export class Disk extends Cached {
      read(name: string) { return name; }
      unused() {}
    }
    //- /app.ts
    import express from 'express';
    import type { Store } from './store.ts';
    export function routes(store: Store) {
      const app = express();
      app.get('/hello', (req, res) => { res.send(store.load('hello')); });
    }
  `);
  expect(pathTo(project, '/disk.ts', 'read')).toMatchObject({ root: 'GET /hello' });
  expect(pathTo(project, '/disk.ts', 'unused')).toBeNull();
});

test('reading a member runs its getter, and assigning to it does not', () => {
  const project = projectOf(`
    //- /main.js
    class Settings {
      get banner() { return load(); }
      set banner(text) { keep(text); }
    }
    const settings = new Settings();
    function load() { return ''; }
    function keep(text) {}
    setInterval(() => { console.log(settings.banner); }, 1000);
  `);
  expect(pathTo(project, '/main.js', 'load')).toMatchObject({ kind: 'timer' });
  expect(pathTo(project, '/main.js', 'keep')).toBeNull();
});

test('the fields of a table of resolvers are requests', () => {
  const project = projectOf(`
    //- /resolvers.js
    export const resolvers = {
      Query: { user: () => loadUser() },
      User: { posts },
    };
    function loadUser() {}
    function posts() {}
  `);
  expect(pathTo(project, '/resolvers.js', 'loadUser')).toMatchObject({ root: 'Query.user' });
  expect(pathTo(project, '/resolvers.js', 'posts')).toMatchObject({ root: 'User.posts' });
});

test('a folder of a page, unless its file runs on Node', () => {
  const project = projectOf(`
    //- /frontend/form.js
    export const send = () => fetch('/form');
    //- /browser/pool.js
    import puppeteer from 'puppeteer';
    export const open = () => puppeteer.launch();
    //- /browser/files.js
    import { readFile } from 'node:fs/promises';
    export const load = () => readFile('page.html');
  `);
  const roles = ['/frontend/form.js', '/browser/pool.js', '/browser/files.js'].map(
    (path) => project.file(path)?.role,
  );
  expect(roles).toEqual(['browser', 'service', 'service']);
});

test('what a factory of another file gives: a function, and an object with some', () => {
  const project = projectOf(`
    //- /app.js
    import express from 'express';
    import { makeOrders, showWith } from './orders.js';
    const app = express();
    const orders = makeOrders({});
    app.get('/orders', orders.list);
    app.get('/order', showWith({}));
    //- /orders.js
    export function makeOrders(db) {
      const find = (req, res) => res.json(query(db));
      return { list: find, unused() { other(); } };
    }
    export const showWith = (db) => (req, res) => one(db);
    function query() {}
    function other() {}
    function one() {}
  `);
  expect(pathTo(project, '/orders.js', 'query')).toMatchObject({ root: 'GET /orders' });
  expect(pathTo(project, '/orders.js', 'one')).toMatchObject({ root: 'GET /order' });
  expect(pathTo(project, '/orders.js', 'other')).toBeNull();
});

test('methods of what is put into a map or a list, and of what types say is in one', () => {
  const project = projectOf(`
    //- /rooms.ts
    export class Room {
      send() { log(); }
      close() {}
      count() {}
      open() {}
      all() {}
    }
    function log() {}
    //- /app.ts
    import express from 'express';
    import { Room } from './rooms.js';
    const app = express();
    const rooms = new Map();
    rooms.set('lobby', new Room());
    const list = [new Room()];
    class Hall {
      readonly #rooms: readonly Room[] = [];
      count() { for (const one of this.#rooms) one.count(); }
    }
    const hall = new Hall();
    const mixed = [new Room(), new Hall()];
    app.post('/send', (req, res) => rooms.get(req.query.id).send());
    app.post('/close', (req, res) => { for (const [, room] of rooms) room.close(); });
    app.post('/count', (req, res) => hall.count());
    app.post('/open', (req, res) => list.forEach((room) => room.open()));
    app.post('/all', (req, res) => mixed.forEach((one) => one.all()));
  `);
  expect(pathTo(project, '/rooms.ts', 'log')).toMatchObject({ root: 'POST /send' });
  expect(pathTo(project, '/rooms.ts', 'close')).toMatchObject({ root: 'POST /close' });
  expect(pathTo(project, '/rooms.ts', 'count')).toMatchObject({ root: 'POST /count' });
  expect(pathTo(project, '/rooms.ts', 'open')).toMatchObject({ root: 'POST /open' });
  // It may be either.
  expect(pathTo(project, '/rooms.ts', 'all')).toBeNull();
});

test('a getter that is read by taking an object apart', () => {
  const project = projectOf(`
    //- /app.js
    import express from 'express';
    class Settings {
      get banner() { return read(); }
      show(res) { const { banner } = this; res.send(banner); }
    }
    function read() {}
    const settings = new Settings();
    express().get('/', (req, res) => settings.show(res));
  `);
  expect(pathTo(project, '/app.js', 'read')).toMatchObject({ root: 'GET /' });
});

test('handlers of Nitro, and loaders of Remix', () => {
  const project = projectOf(`
    //- /server/api/desk.get.ts
    export default defineEventHandler((event) => value());
    function value() {}
    //- /app/routes/orders.ts
    import type { LoaderFunctionArgs } from '@remix-run/node';
    export function loader({ params }: LoaderFunctionArgs) { return orders(params); }
    function orders(params: unknown) {}
    //- /lib/plugins.ts
    export function loader(name: string) { return load(name); }
    function load(name: string) {}
  `);
  expect(pathTo(project, '/server/api/desk.get.ts', 'value')?.kind).toBe('request');
  expect(pathTo(project, '/app/routes/orders.ts', 'orders')?.kind).toBe('request');
  expect(pathTo(project, '/lib/plugins.ts', 'load')).toBeNull();
});

test('handlers of a map that is asked for one', () => {
  const project = projectOf(`
    //- /app.js
    import { createServer } from 'node:http';
    const routes = new Map([['/health', () => 'ok'], ['/album', (url) => list(url)]]);
    function list() {}
    createServer((req, res) => res.end(routes.get(req.url)?.(req.url))).listen(1);
  `);
  expect(pathTo(project, '/app.js', 'list')).toMatchObject({ root: 'HTTP request' });
});
