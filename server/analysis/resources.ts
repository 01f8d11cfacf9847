/** What has to be given back: how it is acquired, by origin key or by name, and what releases it. */

export interface ResourceKind {
  /** For people. */
  readonly name: string;
  /** Methods of the value that release it. */
  readonly methods: RegExp;
  /** Functions and methods that release it when they get it. */
  readonly functions: RegExp;
  /** A path is no handle: whoever gets it owns nothing. */
  readonly isPath?: boolean;
}

const connection: ResourceKind = {
  name: 'connection',
  methods: /^(?:release|destroy|end|close)$/,
  functions: /^(?:release|destroy|releaseConnection|releaseClient)$/,
};
const ended: ResourceKind = {
  name: 'connection',
  methods: /^(?:end|close|destroy|quit|disconnect)$/,
  functions: /^(?:end|close|destroy|disconnect)\w*$/,
};
const pooled: ResourceKind = {
  name: 'resource',
  methods: /^(?:release|destroy)$/,
  functions: /^(?:release|destroy)$/,
};
const handle: ResourceKind = {
  name: 'file handle',
  // What streams and lines of a handle are made of closes it.
  methods: /^(?:close|createReadStream|createWriteStream|readLines|readableWebStream)$/,
  functions: /^(?:close|closeSync|closeQuietly)$/,
};
const lock: ResourceKind = {
  name: 'lock',
  methods: /^(?:release|unlock|free)$/,
  functions: /^(?:release|unlock)\w*$/,
};
const folder: ResourceKind = {
  name: 'temporary folder',
  methods: /^(?:cleanup|remove)$/,
  functions: /^(?:rm|rmSync|rmdir|rmdirSync|rimraf|remove\w*|del|delete\w*|clean\w*)$/,
  isPath: true,
};

const byKey: Readonly<Record<string, ResourceKind>> = {
  'pg.Pool#connect': connection,
  'pg-pool#connect': connection,
  'mysql.createPool().getConnection': connection,
  'mysql2.Pool#getConnection': connection,
  'mysql2/promise.Pool#getConnection': connection,
  'mariadb.createPool().getConnection': connection,
  'mysql2/promise.createConnection': ended,
  'oracledb.getConnection': ended,
  'generic-pool.createPool().acquire': pooled,
  'tarn.Pool#acquire': pooled,
  'fs/promises.open': handle,
  'fs.openSync': handle,
  'fs.open': handle,
  'async-mutex.Mutex#acquire': lock,
  'async-mutex.Semaphore#acquire': lock,
  'async-mutex.withTimeout().acquire': lock,
  'proper-lockfile.lock': lock,
  'redlock#acquire': lock,
  'redlock#lock': lock,
  'fs/promises.mkdtemp': folder,
  'fs.mkdtempSync': folder,
};

export const resourceOfKey = (key: string): ResourceKind | null => byKey[key] ?? null;

const shaped: ResourceKind = {
  name: 'resource',
  methods: /^(?:release|unlock|free|close|end|destroy|dispose|endSession|giveBack|checkin)$/,
  functions: /^(?:release|unlock|giveBack|checkin|returnToPool|putBack|free|destroy)\w*$/,
};

/** Acquires, whatever it is a method of, when the code around it shows that it is to be released. */
const acquiringNames =
  /^(?:acquire|lock|checkout|checkOut|reserve|borrow|take|getConnection|getClient|connect|createConnection|open|startSession|launch|newPage|newContext|newBrowserContext|createQueryRunner)(?:[A-Z]\w*)?$/;
/** Among these, what is told by the name alone to need a release. */
export const surelyAcquiring = /^(?:acquire|checkout|checkOut|borrow|getConnection)(?:[A-Z]\w*)?$/;

export const resourceOfName = (name: string): ResourceKind | null =>
  acquiringNames.test(name) ? shaped : null;

/** `await gate.acquire()` is undone by the gate itself: what the method is called, by what acquires. */
export const ownReleases: Readonly<Record<string, RegExp>> = {
  acquire: /^(?:release|signal)$/,
  acquireAsync: /^release$/,
  lock: /^(?:unlock|release)$/,
  wait: /^(?:signal|release|post)$/,
  take: /^(?:give|release|leave|put)$/,
  enter: /^(?:leave|exit)$/,
  down: /^up$/,
  p: /^v$/,
  reserve: /^(?:release|free)$/,
  connect: /^(?:end|close|disconnect|quit)$/,
};
