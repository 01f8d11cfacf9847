/** Objects that hold connections or threads, and are meant to be made once and shared, by origin key. */

const constructors: Readonly<Record<string, string>> = {
  'pg.Pool': 'pool',
  'pg.Client': 'client',
  pg: 'pool',
  'pg-pool': 'pool',
  'http.Agent': 'agent',
  'https.Agent': 'agent',
  'undici.Agent': 'agent',
  'undici.Pool': 'pool',
  'undici.BalancedPool': 'pool',
  'undici.Client': 'client',
  'undici.ProxyAgent': 'agent',
  agentkeepalive: 'agent',
  'agentkeepalive.HttpsAgent': 'agent',
  '@prisma/client.PrismaClient': 'client',
  ioredis: 'client',
  'ioredis.Redis': 'client',
  'ioredis.Cluster': 'client',
  'mongodb.MongoClient': 'client',
  'worker_threads.Worker': 'worker',
  piscina: 'pool',
  'piscina.Piscina': 'pool',
  tinypool: 'pool',
  'tinypool.Tinypool': 'pool',
  'sequelize.Sequelize': 'client',
  sequelize: 'client',
  'kafkajs.Kafka': 'client',
  'typeorm.DataSource': 'client',
  '@elastic/elasticsearch.Client': 'client',
  'mssql.ConnectionPool': 'pool',
  memcached: 'client',
  'cassandra-driver.Client': 'client',
  'bullmq.Queue': 'client',
};

const factories: Readonly<Record<string, string>> = {
  'mysql.createPool': 'pool',
  'mysql2.createPool': 'pool',
  'mysql2/promise.createPool': 'pool',
  'mariadb.createPool': 'pool',
  'generic-pool.createPool': 'pool',
  'redis.createClient': 'client',
  'redis.createClientPool': 'pool',
  knex: 'pool',
  'knex.knex': 'pool',
  postgres: 'pool',
  'mongoose.createConnection': 'client',
  'mongodb.MongoClient.connect': 'client',
  'nodemailer.createTransport': 'client',
  'amqplib.connect': 'client',
  'workerpool.pool': 'pool',
  'pg-promise()': 'pool',
};

/** What a call or `new` of this makes: `pool`, `client`, `agent` or `worker`; `null` when it is nothing to share. */
export function sharedClient(key: string, isNew: boolean): string | null {
  if (!isNew) return factories[key] ?? null;
  if (/^@aws-sdk\/client-[\w-]+\.\w+Client$/.test(key)) return 'client';
  return constructors[key] ?? (key === 'knex' ? 'pool' : null);
}

/** Methods that end such an object. */
export const endingMethods =
  /^(?:end|close|destroy|quit|disconnect|\$disconnect|terminate|drain|dispose)$/;
