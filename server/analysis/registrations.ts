/** The calls by which a program hands functions to the event loop: routes, listeners, timers, hooks. */
import type { CallNode, NewNode, Node } from './ast.ts';
import { isFunction, memberName, propertyOf, stringValue } from './ast.ts';

export type RootKind = 'request' | 'message' | 'event' | 'timer' | 'hook';

export interface Registration {
  /** `startup`: called by the loop once, when the program begins or for a command line. */
  readonly kind: RootKind | 'startup';
  /** For people: `GET /hello`, `'data' listener`, `setInterval`. */
  readonly label: string;
  /** What the loop will call: functions or names of functions. */
  readonly callbacks: readonly Node[];
  /** Origin keys of the callbacks' parameters. */
  readonly parameters: readonly (string | null)[];
}

const routeMethods =
  /^(?:get|post|put|patch|delete|del|options|head|all|use|route|query|mutation)$/;
const routers =
  /^(?:express\(\)(?:\.route\(\))?|fastify\(\)|@koa\/router#|koa#|hono\.Hono#|hono#|polka\(\)|restify\.createServer\(\)|find-my-way\(\)|itty-router\.Router\(\)|connect\(\)|h3\.createRouter\(\)|elysia\.Elysia#)$/;
/** Nitro and Nuxt have them as globals. */
const eventHandlers =
  /^(?:h3|global|nitropack\/runtime|nitro\/\w+|#imports)\.(?:define(?:Cached)?EventHandler|(?:cached)?[eE]ventHandler)$/;
/** Hooks of fastify that come once, before or after all requests; the others come with each. */
const hooksOfStart = /^(?:onReady|onListen|onRoute|onRegister|preClose|onClose)$/;
const fastifyParameters = ['fastify.Request#', 'fastify.Reply#'];
const expressParameters = ['express.Request#', 'express.Response#', 'express.next'];
const koaParameters = ['koa.Context#', 'koa.next'];

const timers: Readonly<Record<string, string>> = {
  'global.setTimeout': 'setTimeout',
  'global.setInterval': 'setInterval',
  'global.setImmediate': 'setImmediate',
  'global.queueMicrotask': 'queueMicrotask',
  'process.nextTick': 'process.nextTick',
  'node-cron.schedule': 'cron job',
  'node-schedule.scheduleJob': 'scheduled job',
  'cron.CronJob': 'cron job',
};

/** Callbacks that run once, while nobody waits: command lines and what comes before or after the service. */
const startupMethods = /^(?:listen|ready|register|action|command|before|beforeAll|after|afterAll)$/;
/** Events of a program's end, and the one of a server's beginning. */
const startupEvents = new Set([
  'exit',
  'beforeExit',
  'listening',
  'uncaughtException',
  'unhandledRejection',
]);
/** Sent to end or to restart a program: seldom, and by somebody who waits for that. */
const signals = /^SIG[A-Z]+\d?$/;
const listenerMethods =
  /^(?:on|once|addListener|addEventListener|prependListener|prependOnceListener)$/;
const testFrameworks =
  /^(?:global\.(?:test|it|describe|suite)|node:test|test|vitest|mocha|ava|tap)\b/;

/** @param key of the callee, see origin.ts; `null` when it is not known */
export function registrationOf(call: CallNode | NewNode, key: string | null): Registration | null {
  const callbacks = call.arguments.filter(mayBeFunction);
  const { callee } = call;
  const method = memberName(callee);
  if (key !== null) {
    const known = knownCall(call, key, callbacks);
    if (known) return known;
    const owner = key.slice(0, key.length - (method?.length ?? 0)).replace(/\.$/, '');
    if (method !== null && routeMethods.test(method) && routers.test(owner))
      return route(call, method, owner, callbacks);
    if (owner === 'fastify()' && method === 'addHook')
      return {
        kind: hooksOfStart.test(stringValue(call.arguments[0]) ?? '') ? 'startup' : 'hook',
        label: `${stringValue(call.arguments[0]) ?? 'fastify'} hook`,
        callbacks,
        parameters: fastifyParameters,
      };
    if (owner === 'fastify()' && (method === 'register' || method === 'after'))
      return { kind: 'startup', label: `fastify.${method}`, callbacks, parameters: ['fastify()'] };
  }
  if (method === null || callbacks.length === 0) return null;
  const name = stringValue(call.arguments[0]);
  if (listenerMethods.test(method) && name !== null) {
    // What is typed or piped in is for a command line.
    const isOnce =
      startupEvents.has(name) || signals.test(name) || key?.startsWith('process.stdin') === true;
    const kind = isOnce ? 'startup' : name === 'message' ? 'message' : 'event';
    return {
      kind,
      label: `'${name}' listener`,
      callbacks,
      parameters: listenerParameters(key, name),
    };
  }
  // A router that was handed in from elsewhere: its routes tell it.
  if (routeMethods.test(method) && name?.startsWith('/') && isUnknown(key))
    return {
      kind: 'request',
      label: `${verb(method)} ${name}`,
      callbacks,
      parameters: expressParameters,
    };
  if (startupMethods.test(method))
    return { kind: 'startup', label: method, callbacks, parameters: [] };
  return null;
}

/** Not a thing of a package: `null`, an undeclared name, or something of the project's own. */
const isUnknown = (key: string | null): boolean =>
  key === null || key.startsWith('global.') || key.startsWith('.') || key.startsWith('/');

function knownCall(
  call: CallNode | NewNode,
  key: string,
  callbacks: readonly Node[],
): Registration | null {
  if (testFrameworks.test(key))
    return { kind: 'startup', label: 'test', callbacks, parameters: [] };
  const timer = timers[key];
  if (timer !== undefined) return { kind: 'timer', label: timer, callbacks, parameters: [] };
  if (/^(?:https?\.createServer|http\.Server|http2\.create(?:Secure)?Server)$/.test(key))
    return {
      kind: 'request',
      label: 'HTTP request',
      callbacks,
      parameters: ['http.IncomingMessage#', 'http.ServerResponse#'],
    };
  if (key === 'net.createServer' || key === 'tls.createServer')
    return { kind: 'event', label: 'connection', callbacks, parameters: ['net.Socket#'] };
  if (key === 'bullmq.Worker')
    return { kind: 'message', label: 'queue job', callbacks, parameters: [] };
  if (/^(?:bull#|bull\(\)\.|bee-queue#)process$/.test(key))
    return { kind: 'message', label: 'queue job', callbacks, parameters: [] };
  if (/\bkafkajs\b.*[.#]run$/.test(key)) {
    const each = ['eachMessage', 'eachBatch'].map((name) => propertyOf(call.arguments[0], name));
    return {
      kind: 'message',
      label: 'Kafka message',
      callbacks: each.filter((node) => node !== null),
      parameters: [],
    };
  }
  if (eventHandlers.test(key))
    return { kind: 'request', label: 'HTTP request', callbacks, parameters: ['h3.H3Event#'] };
  if (key === 'dgram.createSocket')
    return { kind: 'message', label: 'datagram', callbacks: callbacks.slice(-1), parameters: [] };
  if (/^amqplib\b.*[.#]consume$/.test(key))
    return { kind: 'message', label: 'AMQP message', callbacks, parameters: [] };
  if (
    /^(?:sqs-consumer\.Consumer\.create|global\.(?:Bun|Deno)\.serve|@hono\/node-server\.serve)$/.test(
      key,
    )
  ) {
    const names = ['handleMessage', 'handleMessageBatch', 'fetch'];
    const handlers = names.map((name) => propertyOf(call.arguments[0], name));
    return {
      kind: key.startsWith('sqs') ? 'message' : 'request',
      label: key.startsWith('sqs') ? 'SQS message' : 'HTTP request',
      callbacks: handlers.filter((node) => node !== null),
      parameters: [],
    };
  }
  if (/^(?:@grpc\/grpc-js|grpc)\.Server#addService$/.test(key))
    return {
      kind: 'request',
      label: 'gRPC call',
      callbacks: valuesOf(call.arguments[1]),
      parameters: [],
    };
  if (/^(?:@apollo\/server|@as-integrations|apollo-server|graphql-yoga\.createYoga$)/.test(key)) {
    const context = propertyOf(call.arguments.at(-1), 'context');
    return context
      ? { kind: 'request', label: 'GraphQL request', callbacks: [context], parameters: [] }
      : null;
  }
  if (/rocedure\b.*\.(?:query|mutation|subscription)$/.test(key))
    return { kind: 'request', label: 'tRPC call', callbacks, parameters: [] };
  if (key === 'fastify().route' || /^@hapi\/hapi\.(?:server\(\)|Server#)\.?route$/.test(key)) {
    const handler = propertyOf(call.arguments[0], 'handler');
    const url =
      stringValue(propertyOf(call.arguments[0], 'url')) ??
      stringValue(propertyOf(call.arguments[0], 'path')) ??
      '';
    const verbs = stringValue(propertyOf(call.arguments[0], 'method')) ?? '';
    return handler
      ? {
          kind: 'request',
          label: `${verbs} ${url}`.trim(),
          callbacks: [handler],
          parameters: key.startsWith('fastify') ? fastifyParameters : [],
        }
      : null;
  }
  return null;
}

/** The handlers of `{ watch, list: (call) => {} }` */
const valuesOf = (handlers: Node | undefined): Node[] =>
  handlers?.type === 'ObjectExpression'
    ? handlers.properties.flatMap((one) => (one.type === 'Property' ? [one.value] : []))
    : [];

function route(
  call: CallNode | NewNode,
  method: string,
  owner: string,
  callbacks: readonly Node[],
): Registration {
  const path = stringValue(call.arguments[0]);
  const isKoa = owner.startsWith('koa') || owner.startsWith('@koa');
  const isHono = owner.startsWith('hono');
  const parameters = isKoa
    ? koaParameters
    : isHono
      ? ['hono.Context#']
      : owner === 'fastify()'
        ? fastifyParameters
        : expressParameters;
  const inObject = propertyOf(call.arguments.at(-1), 'handler');
  return {
    kind: 'request',
    label:
      path === null ? (method === 'use' ? 'middleware' : verb(method)) : `${verb(method)} ${path}`,
    callbacks: inObject ? [...callbacks, inObject] : callbacks,
    parameters,
  };
}

const verb = (method: string): string => (method === 'del' ? 'DELETE' : method.toUpperCase());

/** A function, or a name that may stand for one. */
const mayBeFunction = (node: Node): boolean =>
  isFunction(node) ||
  node.type === 'Identifier' ||
  node.type === 'MemberExpression' ||
  // `app.get('/', wrap(async () => {}))`, `handler.bind(this)`
  (node.type === 'CallExpression' &&
    (memberName(node.callee) === 'bind' || node.arguments.some((one) => isFunction(one))));

function listenerParameters(key: string | null, event: string): readonly (string | null)[] {
  if (event === 'request') return ['http.IncomingMessage#', 'http.ServerResponse#'];
  if (event !== 'connection') return [];
  if (key?.startsWith('ws.')) return ['ws.WebSocket#', 'http.IncomingMessage#'];
  if (key?.startsWith('net.') || key?.startsWith('http')) return ['net.Socket#'];
  return key?.includes('socket.io') ? ['socket.io.Socket#'] : [];
}
