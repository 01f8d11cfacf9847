/** Functions of Node and of well-known packages that give promises, by origin key. */

const modules =
  /^(?:fs\/promises|timers\/promises|dns\/promises|stream\/promises|readline\/promises)\.(?!constants)\w+$/;
const single = new Set([
  'global.fetch',
  'events.once',
  'global.Promise.all',
  'global.Promise.allSettled',
  'global.Promise.any',
  'global.Promise.race',
  'global.Promise.resolve',
  'global.Promise.reject',
  'global.Promise.try',
  'undici.fetch',
  'undici.request',
  'fs/promises.FileHandle#read',
  'fs/promises.FileHandle#readFile',
  'fs/promises.FileHandle#write',
  'fs/promises.FileHandle#writeFile',
  'fs/promises.FileHandle#close',
  'fs/promises.FileHandle#stat',
  'pg.Pool#connect',
  'pg.Pool#query',
  'pg.Pool#end',
  'pg.PoolClient#query',
  'pg.Client#query',
  'pg.Client#connect',
  'pg.Client#end',
  'async-mutex.Mutex#acquire',
  'async-mutex.Mutex#runExclusive',
  'async-mutex.Semaphore#acquire',
  'async-mutex.Semaphore#runExclusive',
  'got',
  'ky',
  'node-fetch',
  'delay',
  'p-map',
  'p-all',
  'execa',
  'execa.execa',
]);
const families = [
  /^axios(?:\.create\(\))?(?:\.(?:get|post|put|patch|delete|head|options|request))?$/,
  /^(?:got|ky)\.(?:get|post|put|patch|delete|head)$/,
  /^mysql2\/promise\.(?:Pool|PoolConnection)#(?:query|execute|end|getConnection|beginTransaction|commit|rollback)$/,
  /^(?:ioredis|redis\.createClient\(\))[#.](?:get|set|del|connect|quit|hget|hset|publish|expire|incr)$/,
  /^fs-extra\.(?!\w+Sync$)(?:readFile|writeFile|copy|move|remove|outputFile|readJson|writeJson|ensureDir|pathExists|mkdir|stat|readdir)$/,
  /^mongodb\.MongoClient#(?:connect|close|db\(\)\.collection\(\)\.(?:(?:insert|update|replace|delete)\w+|findOne\w*|bulkWrite|countDocuments))$/,
  /^@prisma\/client\.PrismaClient#(?:\$\w+|\w+\.(?:create|update|upsert|delete|find|count)\w*)$/,
  /^@aws-sdk\/client-[\w-]+\.\w+Client#send$/,
  /^bullmq\.Queue#(?:add|addBulk|close)$/,
  /^nodemailer\.createTransport\(\)\.sendMail$/,
  /^promisify:/,
];

export const isPromiseApi = (key: string): boolean =>
  modules.test(key) || single.has(key) || families.some((family) => family.test(key));
