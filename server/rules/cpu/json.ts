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
import { comparesSize, hasSizeComparison } from '../../analysis/size-guard.ts';
import { isRequest, taintOf } from '../../analysis/taint.ts';
import { constantValue, parameterIndex } from '../../analysis/variables.ts';
import { jsonToWorker } from '../../fixes/worker/json-to-worker.ts';
import type { Rule, RuleContext } from '../rule.ts';

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
      const what = unbounded(context, value);
      if (!what || comparesSize(call)) return;
      context.report({
        node: call,
        message: `${context.source.textOf(call.callee)} keeps the event loop for as long as its input is long, and ${what} may be of any size.`,
        path: path.places,
        fixes: [jsonToWorker(context, call)],
      });
    },
  }),
};

function unbounded(context: RuleContext, value: Node): string | null {
  switch (taintOf(value, context)) {
    case 'body':
      if (isParsedBody(context, value, 0)) return hasLargeLimit(context) ? 'this body' : null;
      return readsWithoutLimit(context, value) ? 'this body' : null;
    case 'file':
      return isChosenFile(context, value) ? 'this file' : null;
    default:
      return bringsEverything(context, value);
  }
}

/** What brings a whole of somebody else's, by its name: how large that is, they decide. */
const everything =
  /^(?:download|fetch|pull|export|dump)(?:All|Everything|Whole|Entire|Full)(?![a-z])/;

/** The name of an async function of the project whose text this is; those that look at its size are left alone. */
function bringsEverything(context: RuleContext, value: Node): string | null {
  const node = unwrapped(value);
  const awaited = unwrapped((node.type === 'Identifier' && constantOf(context, node)) || node);
  if (awaited.type !== 'AwaitExpression') return null;
  const call = unwrapped(awaited.argument);
  if (call.type !== 'CallExpression') return null;
  const name = call.callee.type === 'Identifier' ? call.callee.name : memberName(call.callee);
  if (name === null || !everything.test(name) || !context.isPromise(call)) return null;
  const fn = context.functionOf(call);
  return fn && hasSizeComparison(fn) ? null : `what ${name} brings`;
}

/** What a body parser has left of a request: it has a limit. */
function isParsedBody(context: RuleContext, node: Node, depth: number): boolean {
  let found = false;
  walk(node, (one) => {
    if (isFunction(one)) return false;
    if (
      /^(?:body|rawBody)$/.test(memberName(one) ?? '') &&
      one.type === 'MemberExpression' &&
      isRequest(one.object, context)
    )
      found = true;
    const key =
      one.type === 'MemberExpression' || one.type === 'Identifier' ? context.key(one) : null;
    if (key !== null && /^(?:express|fastify|koa)\.\w+#(?:request\.)?(?:body|rawBody)\b/.test(key))
      found = true;
    if (one.type !== 'Identifier' || depth > 4) return undefined;
    const variable = context.variableOf(one);
    const init = variable && constantValue(variable);
    if (init && !found) found = isParsedBody(context, init, depth + 1);
    return undefined;
  });
  return found;
}

function hasLargeLimit({ source }: RuleContext): boolean {
  for (const property of source.nodes('Property')) {
    if (
      property.key.type !== 'Identifier' ||
      !/^(?:limit|bodyLimit|jsonLimit|textLimit)$/.test(property.key.name)
    )
      continue;
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
function readsWithoutLimit(context: RuleContext, value: Node): boolean {
  const calls: CallNode[] = [];
  collectCalls(context, value, calls, 0);
  for (const call of calls) {
    const fn = context.functionOf(call);
    if (fn) return !hasSizeComparison(fn);
    const key = context.calleeKey(call) ?? '';
    if (/^(?:raw-body|co-body|micro)\b/.test(key))
      return !call.arguments.some(
        (one) =>
          propertyOf(one, 'limit') !== null ||
          (one.type === 'Identifier' && propertyOf(constantOf(context, one), 'limit') !== null),
      );
    // A function of another file may have a limit of its own.
    if (call.callee.type === 'Identifier' && !/^stream\/consumers\b/.test(key)) return false;
  }
  return true;
}

const constantOf = (context: RuleContext, node: Node): Node | null => {
  const variable = context.variableOf(node);
  return (variable && constantValue(variable)) ?? null;
};

/** The calls that take part in making a value and are given the request. */
function collectCalls(context: RuleContext, node: Node, calls: CallNode[], depth: number): void {
  walk(node, (one) => {
    if (isFunction(one)) return false;
    if (one.type === 'CallExpression' && one.arguments.some((given) => isRequest(given, context)))
      calls.push(one);
    if (one.type !== 'Identifier' || depth > 4) return undefined;
    const init = constantOf(context, one);
    if (init) collectCalls(context, init, calls, depth + 1);
    return undefined;
  });
}

const bulk =
  /(?:^|[^a-z])(?:dump|exports?|huge|large|big|dataset|bulk|archive|snapshot|backup|catalogue?)(?:[^a-z]|$)/i;

/** A file that a parameter names, or whose name says that it is large. */
function isChosenFile(context: RuleContext, value: Node): boolean {
  let chosen = false;
  const look = (node: Node, depth: number): void => {
    walk(node, (one) => {
      if (isFunction(one)) return false;
      if (one.type === 'CallExpression' && /readFile/.test(context.calleeKey(one) ?? '')) {
        const [path] = one.arguments;
        if (path && (dependsOnParameter(context, path) || bulk.test(nameOf(context, path))))
          chosen = true;
      }
      if (one.type !== 'Identifier' || depth > 4) return undefined;
      const init = constantOf(context, one);
      if (init) look(init, depth + 1);
      return undefined;
    });
  };
  look(unwrapped(value), 0);
  return chosen;
}

function nameOf(context: RuleContext, path: Node): string {
  const constant = path.type === 'Identifier' ? constantOf(context, path) : null;
  return stringValue(constant ?? path) ?? '';
}

function dependsOnParameter(context: RuleContext, path: Node): boolean {
  let depends = false;
  const look = (node: Node, depth: number): void => {
    walk(node, (one) => {
      if (one.type !== 'Identifier' || isFunction(one)) return;
      const variable = context.variableOf(one);
      if (!variable) return;
      if (parameterIndex(variable) !== null) depends = true;
      const init = constantValue(variable);
      if (init && enclosingFunction(init) && depth < 4) look(init, depth + 1);
    });
  };
  look(path, 0);
  return depends;
}
