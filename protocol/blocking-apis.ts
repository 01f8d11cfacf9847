/** Functions that stop their thread until they are done: what they wait for, what it costs, and what waits without. */

export type BlockingCost =
  /** Answered by the kernel at once, as a rule: `existsSync`. */
  | 'low'
  /** As long as the disk and the size of the data have it. */
  | 'medium'
  /** Tens of milliseconds and more by their nature: processes, key derivation. */
  | 'high';

/** How a call of the twin differs from the blocking one. */
export type TwinShape =
  /** The same arguments, and a promise of the same result. */
  | 'promise'
  /** As `promise`, behind `util.promisify`: the twin takes a callback. */
  | 'callback'
  /** Rejects instead of answering no. */
  | 'exists'
  /** Behind `util.promisify`, a promise of `{ stdout, stderr }`. */
  | 'output'
  /** Another way to write it: for people only. */
  | 'other';

export interface AsyncTwin {
  readonly module: string;
  /** Of the export; `default` for a module that is a function. */
  readonly name: string;
  readonly shape: TwinShape;
}

export interface BlockingApi {
  /** As `server/analysis/origin.ts` spells it: `fs.readFileSync`, `bcrypt.hashSync`. */
  readonly key: string;
  readonly cost: BlockingCost;
  /** What the thread waits for: `the disk`. */
  readonly waitsFor: string;
  readonly twin: AsyncTwin | null;
}

const row = (
  key: string,
  cost: BlockingCost,
  waitsFor: string,
  twin: AsyncTwin | null,
): BlockingApi => ({ key, cost, waitsFor, twin });

const other = (module: string, name: string): AsyncTwin => ({ module, name, shape: 'other' });
const promise = (module: string, name: string): AsyncTwin => ({ module, name, shape: 'promise' });

/** Of `fs`, by their names without `Sync`; all have a twin with the same result in `fs/promises`. */
const fileSystem: Readonly<Record<BlockingCost, readonly string[]>> = {
  low: ['access', 'lstat', 'stat', 'statfs', 'readlink', 'realpath', 'lutimes', 'utimes'],
  medium: [
    'appendFile',
    'chmod',
    'chown',
    'copyFile',
    'lchown',
    'link',
    'mkdir',
    'mkdtemp',
    'opendir',
    'readdir',
    'readFile',
    'rename',
    'rmdir',
    'symlink',
    'truncate',
    'unlink',
    'writeFile',
  ],
  high: ['cp', 'rm'],
};

/** Those that take a descriptor have their twins on a `FileHandle`. */
const descriptors: Readonly<Record<string, readonly [cost: BlockingCost, method: string | null]>> =
  {
    open: ['low', null],
    close: ['low', 'close'],
    fstat: ['low', 'stat'],
    fchmod: ['low', 'chmod'],
    fchown: ['low', 'chown'],
    futimes: ['low', 'utimes'],
    ftruncate: ['medium', 'truncate'],
    fsync: ['high', 'sync'],
    fdatasync: ['high', 'datasync'],
    read: ['medium', 'read'],
    readv: ['medium', 'readv'],
    write: ['medium', 'write'],
    writev: ['medium', 'writev'],
  };

const compression = [
  'gzip',
  'gunzip',
  'deflate',
  'deflateRaw',
  'inflate',
  'inflateRaw',
  'unzip',
  'brotliCompress',
  'brotliDecompress',
  'zstdCompress',
  'zstdDecompress',
];

const cryptography: Readonly<Record<string, BlockingCost>> = {
  pbkdf2: 'high',
  scrypt: 'high',
  argon2: 'high',
  generateKeyPair: 'high',
  generatePrime: 'high',
  checkPrime: 'high',
  generateKey: 'low',
  hkdf: 'low',
};

const nodeApis: readonly BlockingApi[] = [
  row('fs.existsSync', 'low', 'the disk', {
    module: 'node:fs/promises',
    name: 'access',
    shape: 'exists',
  }),
  ...Object.entries(fileSystem).flatMap(([cost, names]) =>
    names.map((name) =>
      row(
        `fs.${name}Sync`,
        cost as BlockingCost,
        'the disk',
        // An `fs.Dir` is another thing than the one for promises only by its methods.
        name === 'opendir' || name === 'statfs'
          ? other('node:fs/promises', name)
          : promise('node:fs/promises', name),
      ),
    ),
  ),
  row('fs.realpathSync.native', 'low', 'the disk', promise('node:fs/promises', 'realpath')),
  row('fs.globSync', 'high', 'the disk', other('node:fs/promises', 'glob')),
  ...Object.entries(descriptors).map(([name, [cost, method]]) =>
    row(
      `fs.${name}Sync`,
      cost,
      'the disk',
      other('node:fs/promises', method === null ? name : `open().${method}`),
    ),
  ),
  row('child_process.execSync', 'high', 'a process', {
    module: 'node:child_process',
    name: 'exec',
    shape: 'output',
  }),
  row('child_process.execFileSync', 'high', 'a process', {
    module: 'node:child_process',
    name: 'execFile',
    shape: 'output',
  }),
  row('child_process.spawnSync', 'high', 'a process', other('node:child_process', 'spawn')),
  ...Object.entries(cryptography).map(([name, cost]) =>
    row(`crypto.${name}Sync`, cost, 'a computation on this thread', {
      module: 'node:crypto',
      name,
      // A pair comes as an object from the one and as two values from the other: promisify knows that.
      shape: 'callback',
    }),
  ),
  ...compression.map((name) =>
    row(`zlib.${name}Sync`, 'high', 'a computation on this thread', {
      module: 'node:zlib',
      name,
      shape: 'callback',
    }),
  ),
];

const packageApis: readonly BlockingApi[] = [
  ...['bcrypt', 'bcryptjs', '@node-rs/bcrypt'].flatMap((module) => [
    row(`${module}.hashSync`, 'high', 'a computation on this thread', promise(module, 'hash')),
    row(
      `${module}.compareSync`,
      'high',
      'a computation on this thread',
      promise(module, 'compare'),
    ),
    row(`${module}.genSaltSync`, 'low', 'a computation on this thread', promise(module, 'genSalt')),
  ]),
  row(
    '@node-rs/argon2.hashSync',
    'high',
    'a computation on this thread',
    promise('@node-rs/argon2', 'hash'),
  ),
  row(
    '@node-rs/argon2.verifySync',
    'high',
    'a computation on this thread',
    promise('@node-rs/argon2', 'verify'),
  ),
  row('glob.sync', 'high', 'the disk', other('glob', 'glob')),
  row('glob.globSync', 'high', 'the disk', promise('glob', 'glob')),
  row('glob.glob.sync', 'high', 'the disk', promise('glob', 'glob')),
  row('fast-glob.sync', 'high', 'the disk', promise('fast-glob', 'default')),
  row('fast-glob.globSync', 'high', 'the disk', promise('fast-glob', 'glob')),
  row('tinyglobby.globSync', 'high', 'the disk', promise('tinyglobby', 'glob')),
  row('globby.sync', 'high', 'the disk', promise('globby', 'default')),
  row('globby.globbySync', 'high', 'the disk', promise('globby', 'globby')),
  row('sync-request', 'high', 'the network', other('global', 'fetch')),
  row('sync-fetch', 'high', 'the network', other('global', 'fetch')),
  row('deasync()', 'high', 'a callback', other('node:util', 'promisify')),
  row('deasync.sleep', 'high', 'the clock', promise('node:timers/promises', 'setTimeout')),
  row('deasync.loopWhile', 'high', 'a condition', null),
  row('deasync.runLoopOnce', 'medium', 'the event loop', null),
  row('synckit.createSyncFn()', 'high', 'a worker', null),
  row('make-synchronized()', 'high', 'a worker', null),
  row('execa.execaSync', 'high', 'a process', promise('execa', 'execa')),
  row('execa.sync', 'high', 'a process', promise('execa', 'default')),
  row('execa.execaCommandSync', 'high', 'a process', promise('execa', 'execaCommand')),
  row('execa.commandSync', 'high', 'a process', promise('execa', 'command')),
  row('cross-spawn.sync', 'high', 'a process', other('cross-spawn', 'default')),
  row('shelljs.exec', 'high', 'a process', other('node:child_process', 'exec')),
  ...['cat', 'cp', 'find', 'grep', 'ls', 'mkdir', 'mv', 'rm', 'sed', 'which'].map((name) =>
    row(`shelljs.${name}`, 'high', 'the disk', null),
  ),
  row('rimraf.sync', 'high', 'the disk', other('rimraf', 'rimraf')),
  row('rimraf.rimrafSync', 'high', 'the disk', promise('rimraf', 'rimraf')),
  row('make-dir.sync', 'medium', 'the disk', promise('make-dir', 'default')),
  row('make-dir.makeDirectorySync', 'medium', 'the disk', promise('make-dir', 'makeDirectory')),
  row('mkdirp.sync', 'medium', 'the disk', promise('mkdirp', 'default')),
  row('mkdirp.mkdirpSync', 'medium', 'the disk', promise('mkdirp', 'mkdirp')),
  row('del.sync', 'high', 'the disk', promise('del', 'default')),
  row('del.deleteSync', 'high', 'the disk', promise('del', 'deleteAsync')),
  row('find-up.sync', 'medium', 'the disk', promise('find-up', 'default')),
  row('find-up.findUpSync', 'medium', 'the disk', promise('find-up', 'findUp')),
  row('which.sync', 'medium', 'the disk', promise('which', 'default')),
  row('resolve.sync', 'medium', 'the disk', null),
  row('load-json-file.sync', 'medium', 'the disk', promise('load-json-file', 'default')),
  row(
    'load-json-file.loadJsonFileSync',
    'medium',
    'the disk',
    promise('load-json-file', 'loadJsonFile'),
  ),
  row('write-json-file.sync', 'medium', 'the disk', promise('write-json-file', 'default')),
  row(
    'write-json-file.writeJsonFileSync',
    'medium',
    'the disk',
    promise('write-json-file', 'writeJsonFile'),
  ),
  row('write-file-atomic.sync', 'medium', 'the disk', promise('write-file-atomic', 'default')),
  row('jsonfile.readFileSync', 'medium', 'the disk', promise('jsonfile', 'readFile')),
  row('jsonfile.writeFileSync', 'medium', 'the disk', promise('jsonfile', 'writeFile')),
  row('path-exists.sync', 'low', 'the disk', promise('path-exists', 'default')),
  row('path-exists.pathExistsSync', 'low', 'the disk', promise('path-exists', 'pathExists')),
  row('tmp.fileSync', 'medium', 'the disk', null),
  row('tmp.dirSync', 'medium', 'the disk', null),
  row('xlsx.readFile', 'high', 'the disk', null),
  row('xlsx.writeFile', 'high', 'the disk', null),
  row('pngjs.PNG.sync.read', 'high', 'a computation on this thread', null),
  row('pngjs.PNG.sync.write', 'high', 'a computation on this thread', null),
  row('snappy.compressSync', 'high', 'a computation on this thread', promise('snappy', 'compress')),
  row(
    'snappy.uncompressSync',
    'high',
    'a computation on this thread',
    promise('snappy', 'uncompress'),
  ),
  ...['gzip', 'gunzip', 'zip', 'unzip', 'deflate', 'inflate'].map((name) =>
    row(`fflate.${name}Sync`, 'high', 'a computation on this thread', other('fflate', name)),
  ),
  row('sass.compile', 'high', 'a computation on this thread', promise('sass', 'compileAsync')),
  row(
    'sass.compileString',
    'high',
    'a computation on this thread',
    promise('sass', 'compileStringAsync'),
  ),
  row('sass.renderSync', 'high', 'a computation on this thread', other('sass', 'compileAsync')),
  row('esbuild.buildSync', 'high', 'a process', promise('esbuild', 'build')),
  row('esbuild.transformSync', 'high', 'a process', promise('esbuild', 'transform')),
  ...['transform', 'transformFile', 'parse'].map((name) =>
    row(
      `@babel/core.${name}Sync`,
      'high',
      'a computation on this thread',
      promise('@babel/core', `${name}Async`),
    ),
  ),
  row(
    '@swc/core.transformSync',
    'high',
    'a computation on this thread',
    promise('@swc/core', 'transform'),
  ),
  row('pug.renderFile', 'medium', 'the disk', null),
  row('pug.compileFile', 'medium', 'the disk', null),
];

/** Of `fs-extra`, beyond those of `fs`. */
const fsExtra = [
  'copy',
  'move',
  'remove',
  'emptyDir',
  'ensureDir',
  'ensureFile',
  'mkdirs',
  'mkdirp',
  'outputFile',
  'outputJson',
  'outputJSON',
  'pathExists',
  'readJson',
  'readJSON',
  'writeJson',
  'writeJSON',
];

/** What `fs` has, two packages have under the same names. */
const fileSystemPackages: readonly BlockingApi[] = [
  ...nodeApis
    .filter(({ key }) => key.startsWith('fs.'))
    .flatMap(({ key, cost, waitsFor, twin }) => [
      row(
        key.replace('fs.', 'fs-extra.'),
        cost,
        waitsFor,
        twin?.shape === 'promise'
          ? promise('fs-extra', twin.name)
          : key === 'fs.existsSync'
            ? promise('fs-extra', 'pathExists')
            : twin,
      ),
      row(key.replace('fs.', 'graceful-fs.'), cost, waitsFor, twin),
    ]),
  ...fsExtra.map((name) =>
    row(`fs-extra.${name}Sync`, 'medium', 'the disk', promise('fs-extra', name)),
  ),
];

/** Databases that answer on the thread of the caller: quick as a rule, and as slow as their query. */
const databaseApis: readonly BlockingApi[] = [
  ...['better-sqlite3#', 'better-sqlite3.Database#', 'sqlite.DatabaseSync#'].flatMap((database) => [
    row(`${database}exec`, 'low', 'the database', null),
    ...['all', 'get', 'run', 'iterate'].map((method) =>
      row(`${database}prepare().${method}`, 'low', 'the database', null),
    ),
  ]),
  ...['better-sqlite3.Statement#', 'sqlite.StatementSync#'].flatMap((statement) =>
    ['all', 'get', 'run', 'iterate'].map((method) =>
      row(`${statement}${method}`, 'low', 'the database', null),
    ),
  ),
];

const byKey = (apis: readonly BlockingApi[]): ReadonlyMap<string, BlockingApi> =>
  new Map(apis.map((api) => [api.key, api]));

/** Node's own. */
export const blockingNodeApis = byKey(nodeApis);
/** Those of well-known packages. */
export const blockingPackageApis = byKey([...packageApis, ...fileSystemPackages, ...databaseApis]);
