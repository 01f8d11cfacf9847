/**
 * Where a value comes from, as a path of accesses that begins at a module: `pg.Pool#connect` is the method of what
 * `new Pool()` of `pg` makes, `express().get` the method of what calling express gives. Two names of one thing have
 * one origin, and a method of the user's that happens to be called like Node's has another.
 *
 * `X.m` is a member, `X()` the result of a call, awaited or not, `X#` an instance, `X#m` its member. Modules: a package
 * name without `node:`; `global`; `.` for this file; `./x.js` for another file, as it is imported.
 */

export interface Origin {
  readonly module: string;
  readonly path: string;
}

export const originKey = ({ module, path }: Origin): string => module + path;

export const isOfFile = ({ module }: Origin): boolean =>
  module.startsWith('.') || module.startsWith('/');

export const globalOrigin = (name: string): Origin =>
  canonical({ module: 'global', path: `.${name}` });

export const instanceOfGlobal = (name: string): Origin => ({ module: 'global', path: `.${name}#` });

export const memberOf = (origin: Origin, name: string): Origin =>
  canonical({
    module: origin.module,
    path: origin.path.endsWith('#') ? origin.path + name : `${origin.path}.${name}`,
  });

export const instanceOf = (origin: Origin): Origin =>
  canonical({ module: origin.module, path: `${origin.path}#` });

export const resultOf = (origin: Origin): Origin =>
  canonical({ module: origin.module, path: `${origin.path}()` });

/** A module specifier as origins spell it. */
export function moduleName(specifier: string): string {
  const name = specifier.startsWith('node:') ? specifier.slice(5) : specifier;
  return name === 'timers' ? 'global' : name;
}

/** What an export called `default` of a package is, its namespace is as well: nobody exports both. */
export const importedOrigin = (specifier: string, name: string): Origin => {
  const module = moduleName(specifier);
  const isFile = module.startsWith('.') || module.startsWith('/');
  return canonical({ module, path: name === 'default' && !isFile ? '' : `.${name}` });
};

const promisesModules = new Set(['fs', 'dns', 'timers', 'stream', 'readline']);
/** Modules that export globals. */
const globals: ReadonlyMap<string, RegExp> = new Map([
  ['buffer', /^\.Buffer/],
  ['perf_hooks', /^\.performance/],
  ['url', /^\.URL/],
  ['util', /^\.Text(?:En|De)coder/],
  ['worker_threads', /^\.Message(?:Channel|Port)/],
]);
const selfReturning = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'setEncoding',
  'setTimeout',
  'setMaxListeners',
  'unref',
  'ref',
  'setNoDelay',
  'setKeepAlive',
]);
/** The modules that the next two speak of. */
const listModules = new Set(['global', 'fs', 'fs/promises']);
const arrayResults =
  /^(?:fs(?:\/promises\.readdir|\.readdirSync)|global\.(?:Array#(?:map|filter|slice|concat|flat|flatMap|reverse|sort|toSorted|toReversed|with|splice|fill)|Array\.(?:from|of)|Object\.(?:keys|values|entries)|String#split))\(\)$/;
const stringResults =
  /^(?:global\.(?:String#(?:trim|slice|substring|substr|toLowerCase|toUpperCase|padStart|padEnd|replace|replaceAll|repeat|normalize|concat|charAt)|JSON\.stringify|String)|global\.Array#join)\(\)$/;

/** What factories return, under the name of the class. */
const instances: Readonly<Record<string, string>> = {
  'http.createServer()': 'http.Server#',
  'https.createServer()': 'https.Server#',
  'http2.createServer()': 'http2.Http2Server#',
  'http2.createSecureServer()': 'http2.Http2Server#',
  'net.createServer()': 'net.Server#',
  'net.connect()': 'net.Socket#',
  'net.createConnection()': 'net.Socket#',
  'tls.connect()': 'net.Socket#',
  'http.request()': 'http.ClientRequest#',
  'http.get()': 'http.ClientRequest#',
  'https.request()': 'http.ClientRequest#',
  'https.get()': 'http.ClientRequest#',
  'fs.createReadStream()': 'fs.ReadStream#',
  'fs.createWriteStream()': 'fs.WriteStream#',
  'fs/promises.open()': 'fs/promises.FileHandle#',
  'fs/promises.FileHandle#createReadStream()': 'fs.ReadStream#',
  'fs/promises.FileHandle#createWriteStream()': 'fs.WriteStream#',
  'child_process.spawn()': 'child_process.ChildProcess#',
  'child_process.exec()': 'child_process.ChildProcess#',
  'child_process.execFile()': 'child_process.ChildProcess#',
  'child_process.fork()': 'child_process.ChildProcess#',
  'readline.createInterface()': 'readline.Interface#',
  'zlib.createGzip()': 'zlib.Transform#',
  'zlib.createGunzip()': 'zlib.Transform#',
  'zlib.createDeflate()': 'zlib.Transform#',
  'zlib.createInflate()': 'zlib.Transform#',
  'zlib.createBrotliCompress()': 'zlib.Transform#',
  'zlib.createBrotliDecompress()': 'zlib.Transform#',
  'crypto.createCipheriv()': 'crypto.Transform#',
  'crypto.createHash()': 'crypto.Hash#',
  'events#': 'events.EventEmitter#',
  'stream.Duplex#': 'stream.Duplex#',
  'pg#': 'pg.Pool#',
  'pg.Pool#connect()': 'pg.PoolClient#',
  'mysql2/promise.createPool()': 'mysql2/promise.Pool#',
  'mysql2.createPool()': 'mysql2.Pool#',
  'mysql2/promise.Pool#getConnection()': 'mysql2/promise.PoolConnection#',
  'mysql2.Pool#promise()': 'mysql2/promise.Pool#',
  'express.Router()': 'express()',
  'express.Router#': 'express()',
  'express.Application#': 'express()',
  'express.Express#': 'express()',
  'fastify.FastifyInstance#': 'fastify()',
  'fastify.fastify()': 'fastify()',
  'fastify.FastifyRequest#': 'fastify.Request#',
  'koa-router#': '@koa/router#',
  'koa-router()': '@koa/router#',
  'ws.default#': 'ws.WebSocket#',
  'ws#': 'ws.WebSocket#',
  'ws.Server#': 'ws.WebSocketServer#',
  'global.Array()': 'global.Array#',
  'global.ReadonlyArray#': 'global.Array#',
  'global.ReadonlyMap#': 'global.Map#',
  'global.ReadonlySet#': 'global.Set#',
  'global.AbortSignal.timeout()': 'global.AbortSignal#',
  'global.AbortSignal.any()': 'global.AbortSignal#',
  'global.AbortController#signal': 'global.AbortSignal#',
  'express.Request#query': 'global.Input#',
  'express.Request#params': 'global.Input#',
  'ioredis.Redis#': 'ioredis#',
  'ioredis.Cluster#': 'ioredis#',
  'async-mutex.Mutex#acquire()': 'async-mutex.Release',
};

/** Of what has results with names of their own. */
const instanceModules = new Set(Object.keys(instances).map((key) => splitKey(key).module));

/** One spelling for each thing. Asked for each call and each member of a program. */
function canonical(origin: Origin): Origin {
  const named = isOfFile(origin) ? origin : ofPackage(origin);
  const { module, path } = named;
  if (path.endsWith('()')) {
    const at = Math.max(path.lastIndexOf('.'), path.lastIndexOf('#'));
    if (selfReturning.has(path.slice(at + 1, -2)))
      return { module, path: path.slice(0, path[at] === '#' ? at + 1 : at) };
    if (listModules.has(module)) {
      const key = module + path;
      if (arrayResults.test(key)) return instanceOfGlobal('Array');
      if (stringResults.test(key)) return instanceOfGlobal('String');
    }
  }
  const instance = instanceModules.has(module) ? instances[module + path] : undefined;
  if (instance === undefined) return named;
  // Package names may hold dots and slashes, so the module is kept where it can be.
  return instance.startsWith(module)
    ? { module, path: instance.slice(module.length) }
    : splitKey(instance);
}

/** What packages and globals have under several names. */
function ofPackage(origin: Origin): Origin {
  let { module, path } = origin;
  if (module === 'global') {
    if (/^\.(?:globalThis|global|window|self)\./.test(path))
      path = path.slice(path.indexOf('.', 1));
    if (path.startsWith('.process')) {
      module = 'process';
      path = path.slice('.process'.length);
    } else if (/^\.promises\.(?:set\w+|scheduler)\b/.test(path)) {
      module = 'timers/promises';
      path = path.slice('.promises'.length);
    }
  } else if (globals.get(module)?.test(path)) module = 'global';
  else if (promisesModules.has(module) && path.startsWith('.promises.')) {
    module += '/promises';
    path = path.slice('.promises'.length);
  }
  // `import { default as x }` and what CommonJS output of compilers reads.
  if (path.startsWith('.default')) path = path.slice('.default'.length);
  return module === origin.module && path === origin.path ? origin : { module, path };
}

/** Module names in tables hold no dot. */
function splitKey(key: string): Origin {
  const at = key.search(/[.(#]/);
  return { module: key.slice(0, at), path: key.slice(at) };
}

/** From a key as tables spell it. */
export const originFromKey = (key: string): Origin => canonical(splitKey(key));
