/**
 * `JSON.parse` of something of any size keeps the event loop for as long as it is long.
 *
 * 50 MB take about half a second, in which nobody else is served. Bodies that are collected by hand, and files that a
 * request chooses, may be of any size: look at the size first, or read them in pieces or on a worker.
 *
 * Bad:
 * ```js
 * import { createServer } from 'node:http';
 * createServer((req, res) => {
 *   let body = '';
 *   req.on('data', (chunk) => { body += chunk; });
 *   req.on('error', (error) => { res.destroy(error); });
 *   req.on('end', () => { res.end(JSON.parse(body).name); });
 * }).listen(80);
 * ```
 *
 * Good:
 * ```js
 * import { createServer } from 'node:http';
 * createServer((req, res) => {
 *   let body = '';
 *   req.on('data', (chunk) => {
 *     body += chunk;
 *     if (body.length > 100_000) req.destroy();
 *   });
 *   req.on('error', (error) => { res.destroy(error); });
 *   req.on('end', () => { res.end(JSON.parse(body).name); });
 * }).listen(80);
 * ```
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import {
  argument,
  enclosingFunction,
  isFunction,
  memberName,
  propertyOf,
  stringValue,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import type { FileFacts, Passed } from '../../analysis/file-facts.ts';
import { isRequest } from '../../analysis/request-values.ts';
import { comparesSize, hasSizeComparison } from '../../analysis/size-guard.ts';
import { taintOf } from '../../analysis/taint.ts';
import {
  constantBehind,
  constantValue,
  definitionOf,
  parameterIndex,
} from '../../analysis/variables.ts';
import { jsonToWorker } from '../../fixes/worker/json-to-worker.ts';
import type { Rule } from '../rule.ts';

const functions = new Set(['global.JSON.parse', 'global.JSON.stringify', 'global.structuredClone']);
/** Beyond this a limit is none: the time it takes is felt. */
const largestLimit = 5 * 1024 * 1024;

export const json: Rule = {
  id: 'cpu/json',
  level: 'hint',
  summary: 'JSON of any size on the event loop',
  create: (context) => ({
    CallExpression(call) {
      const key = context.calleeKey(call);
      const value = argument(call, 0);
      if (key === null || !functions.has(key) || !value) return;
      const path = context.loopPath(call);
      if (!path) return;
      const what = unbounded(context, value, call, 0);
      if (!what) return;
      context.report({
        node: call,
        message: `${context.source.textOf(call.callee)} keeps the event loop for as long as its input is long, and ${what} may be of any size.`,
        path: path.places,
        fixes: [jsonToWorker(context, call)],
      });
    },
  }),
};

/**
 * What is of any size, with nobody looking at its size first, here or where it is passed from.
 * @param at where it is parsed or passed
 */
function unbounded(facts: FileFacts, value: Node, at: Node, depth: number): string | null {
  if (comparesSize(at)) return null;
  const passed = depth < 3 ? passedFor(facts, value, 0) : [];
  if (passed.length === 0) return unboundedHere(facts, value);
  for (const one of passed) {
    const found = unbounded(one.facts, one.value, one.call, depth + 1);
    if (found) return found;
  }
  return null;
}

const copies = /^global\.(?:String|Buffer\.from)$/;

/** What callers pass, when a value is a parameter, perhaps in another form: `bytes.toString('utf8')`. */
function passedFor(facts: FileFacts, node: Node, depth: number): readonly Passed[] {
  const value = unwrapped(node);
  if (value.type === 'CallExpression') {
    const given = argument(value, 0);
    if (given && copies.test(facts.calleeKey(value) ?? ''))
      return passedFor(facts, given, depth + 1);
    return value.callee.type === 'MemberExpression'
      ? passedFor(facts, value.callee.object, depth + 1)
      : [];
  }
  const variable = value.type === 'Identifier' && depth < 5 ? facts.variableOf(value) : null;
  if (!variable) return [];
  const init = constantValue(variable);
  if (init) return passedFor(facts, init, depth + 1);
  const index = parameterIndex(variable);
  const owner = definitionOf(variable);
  return index !== null && isFunction(owner) && owner.params[index]?.type === 'Identifier'
    ? facts.passedTo(owner, index)
    : [];
}

function unboundedHere(facts: FileFacts, value: Node): string | null {
  switch (taintOf(value, facts)) {
    case 'body':
      if (isParsedBody(facts, value, 0))
        return hasLargeLimit(facts, parserLimits) ? 'this body' : null;
      return readsWithoutLimit(facts, value) && !isLimitedBefore(facts) ? 'this body' : null;
    case 'file':
      return isChosenFile(facts, value) ? 'this file' : null;
    case 'message':
      // Nobody sets a limit of so much who expects little.
      return hasLargeLimit(facts, messageLimits) ? 'this message' : null;
    default:
      return bringsEverything(facts, value);
  }
}

const parserLimits = /^(?:limit|bodyLimit|jsonLimit|textLimit)$/;
const messageLimits = /^(?:maxPayload|maxHttpBufferSize)$/;
const limiter = 'hono/body-limit';

/** Middleware refuses what is too large, in whichever file the application is put together. */
const isLimitedBefore = (facts: FileFacts): boolean =>
  !hasLargeLimit(facts, /^maxSize$/) &&
  facts.project.paths.some((path) => facts.project.summaryOf(path)?.imports.includes(limiter));

/** What brings a whole of somebody else's, by its name: how large that is, they decide. */
const everything =
  /^(?:download|fetch|pull|export|dump)(?:All|Everything|Whole|Entire|Full)(?![a-z])/;

/** The name of an async function of the project whose text this is; those that look at its size are left alone. */
function bringsEverything(facts: FileFacts, value: Node): string | null {
  const node = unwrapped(value);
  const awaited = unwrapped((node.type === 'Identifier' && constantOf(facts, node)) || node);
  if (awaited.type !== 'AwaitExpression') return null;
  const call = unwrapped(awaited.argument);
  if (call.type !== 'CallExpression') return null;
  const name = call.callee.type === 'Identifier' ? call.callee.name : memberName(call.callee);
  if (name === null || !everything.test(name) || !facts.isPromise(call)) return null;
  const fn = facts.called(call)?.fn;
  return fn && hasSizeComparison(fn) ? null : `what ${name} brings`;
}

/** What a body parser has left of a request: it has a limit. */
function isParsedBody(facts: FileFacts, node: Node, depth: number): boolean {
  let found = false;
  walk(node, (one) => {
    if (isFunction(one)) return false;
    if (
      /^(?:body|rawBody)$/.test(memberName(one) ?? '') &&
      one.type === 'MemberExpression' &&
      isRequest(one.object, facts)
    )
      found = true;
    const key =
      one.type === 'MemberExpression' || one.type === 'Identifier' ? facts.key(one) : null;
    if (key !== null && /^(?:express|fastify|koa)\.\w+#(?:request\.)?(?:body|rawBody)\b/.test(key))
      found = true;
    if (one.type !== 'Identifier' || depth > 4) return undefined;
    const init = constantBehind(facts, one);
    if (init && !found) found = isParsedBody(facts, init, depth + 1);
    return undefined;
  });
  return found;
}

function hasLargeLimit({ source }: FileFacts, names: RegExp): boolean {
  for (const property of source.nodes('Property')) {
    if (property.key.type !== 'Identifier' || !names.test(property.key.name)) continue;
    const text = source.textOf(property.value).replaceAll(/['"_\s]/g, '');
    const [, count, unit] = /^([\d.]+)([kmg]b)?$/i.exec(text) ?? [];
    const product = text.split('*').reduce((size, factor) => size * Number(factor), 1);
    const units: Record<string, number> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };
    const size = count ? Number(count) * (units[(unit ?? '').toLowerCase()] ?? 1) : product;
    if (size >= largestLimit || text === 'Infinity') return true;
  }
  return false;
}

/** How the body was read, if that is in sight: by listeners and loops, or by a function that has no limit. */
function readsWithoutLimit(facts: FileFacts, value: Node): boolean {
  const calls: CallNode[] = [];
  collectCalls(facts, value, calls, 0);
  for (const call of calls) {
    const called = facts.called(call);
    if (called) return !hasSizeComparison(called.fn);
    const key = facts.calleeKey(call) ?? '';
    // Nitro's have none.
    if (/^(?:h3|global|#imports)\.read(?:Raw)?Body$/.test(key)) return true;
    if (/^(?:raw-body|co-body|micro)\b/.test(key))
      return !call.arguments.some(
        (one) =>
          propertyOf(one, 'limit') !== null ||
          (one.type === 'Identifier' && propertyOf(constantOf(facts, one), 'limit') !== null),
      );
    // A function that is not in sight may have a limit of its own.
    if (call.callee.type === 'Identifier' && !/^stream\/consumers\b/.test(key)) return false;
  }
  return true;
}

const constantOf = (facts: FileFacts, node: Node): Node | null => {
  const variable = facts.variableOf(node);
  return (variable && constantValue(variable)) ?? null;
};

/** The calls that take part in making a value and are given the request. */
function collectCalls(facts: FileFacts, node: Node, calls: CallNode[], depth: number): void {
  walk(node, (one) => {
    if (isFunction(one)) return false;
    if (one.type === 'CallExpression' && one.arguments.some((given) => isRequest(given, facts)))
      calls.push(one);
    if (one.type !== 'Identifier' || depth > 4) return undefined;
    const init = constantOf(facts, one);
    if (init) collectCalls(facts, init, calls, depth + 1);
    return undefined;
  });
}

const bulk =
  /(?:^|[^a-z])(?:dump|exports?|huge|large|big|dataset|bulk|archive|snapshot|backup|catalogue?)(?:[^a-z]|$)/i;

/** A file that a parameter names, or whose name says that it is large. */
function isChosenFile(facts: FileFacts, value: Node): boolean {
  let chosen = false;
  const look = (node: Node, depth: number): void => {
    walk(node, (one) => {
      if (isFunction(one)) return false;
      if (one.type === 'CallExpression' && /readFile/.test(facts.calleeKey(one) ?? '')) {
        const [path] = one.arguments;
        if (path && isChosen(facts, path)) chosen = true;
      }
      if (one.type !== 'Identifier' || depth > 4) return undefined;
      const path = pathOfCallback(facts, one);
      if (path && isChosen(facts, path)) chosen = true;
      const init = constantOf(facts, one);
      if (init) look(init, depth + 1);
      return undefined;
    });
  };
  look(unwrapped(value), 0);
  return chosen;
}

const isChosen = (facts: FileFacts, path: Node): boolean =>
  dependsOnParameter(facts, path) || bulk.test(nameOf(facts, path));

/** The path in `readFile(path, (error, text) => ...)`, for `text`. */
function pathOfCallback(facts: FileFacts, identifier: Node): Node | null {
  const variable = facts.variableOf(identifier);
  const callback = variable && parameterIndex(variable) === 1 ? definitionOf(variable) : null;
  const call = callback?.parent;
  return call?.type === 'CallExpression' && facts.calleeKey(call) === 'fs.readFile'
    ? argument(call, 0)
    : null;
}

function nameOf(facts: FileFacts, path: Node): string {
  const constant = path.type === 'Identifier' ? constantOf(facts, path) : null;
  return stringValue(constant ?? path) ?? '';
}

function dependsOnParameter(facts: FileFacts, path: Node): boolean {
  let depends = false;
  const look = (node: Node, depth: number): void => {
    walk(node, (one) => {
      if (one.type !== 'Identifier' || isFunction(one)) return;
      const variable = facts.variableOf(one);
      if (!variable) return;
      if (parameterIndex(variable) !== null) depends = true;
      const init = constantValue(variable);
      if (init && enclosingFunction(init) && depth < 4) look(init, depth + 1);
    });
  };
  look(path, 0);
  return depends;
}
