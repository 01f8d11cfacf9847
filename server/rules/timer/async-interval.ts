/**
 * `setInterval` does not wait for an async callback: slow runs overlap.
 *
 * The interval starts the next run when its time has come, whether the last one is done or not. When a run takes longer
 * than the period, runs pile up and work on the same things; what a run rejects with, nobody catches.
 *
 * Bad:
 * ```js
 * export function keepFresh(cache) {
 *   setInterval(async () => {
 *     await cache.refresh();
 *   }, 1000);
 * }
 * ```
 *
 * Good:
 * ```js
 * import { setTimeout as delay } from 'node:timers/promises';
 * export async function keepFresh(cache, signal) {
 *   while (!signal.aborted) {
 *     await cache.refresh();
 *     await delay(1000, undefined, { signal });
 *   }
 * }
 * ```
 */
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import { argument, findOwn, isFunction, unwrapped, walk } from '../../analysis/ast.ts';
import { constantNumber } from '../../analysis/constant-number.ts';
import { referencedFunction } from '../../analysis/referenced-function.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { freeName } from '../../fixes/imports.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const asyncInterval: Rule = {
  id: 'timer/async-interval',
  level: 'warning',
  summary: 'async callback of setInterval',
  create: (context) => ({
    CallExpression(call) {
      if (context.file.role === 'test' || context.calleeKey(call) !== 'global.setInterval') return;
      const callback = argument(call, 0);
      if (!callback || !takesTime(context, callback)) return;
      const period = argument(call, 1);
      context.report({
        node: callback,
        ...(period && isLong(context, period) ? { level: 'hint' as const } : {}),
        message:
          'The interval does not wait for this: when a run takes longer than the period, the next one begins beside it.',
        fixes: [fixOf(context, call, callback)],
      });
    },
  }),
};

/** Milliseconds. What takes ten minutes has other faults. */
const longPeriod = 600_000;

/** Also `options.period || 24 * 60 * 60 * 1000`. */
function isLong(context: RuleContext, period: Node): boolean {
  const value = unwrapped(period);
  const ms = constantNumber(context, value.type === 'LogicalExpression' ? value.right : value);
  return ms !== null && ms >= longPeriod;
}

/** An async function that waits and lets the next run begin meanwhile. */
function takesTime(context: RuleContext, callback: Node): boolean {
  const fn = referencedFunction(context.source, callback);
  if (!fn) return isFunctionOfPromise(context, callback);
  if (!fn.async) {
    // `() => poll()` hands on a promise that nobody looks at.
    const { body } = fn;
    const called = body && body.type === 'CallExpression' ? context.functionOf(body) : null;
    return (
      body?.type === 'CallExpression' &&
      !/^(?:catch|finally)$/.test(methodOf(body)) &&
      context.isPromise(body) &&
      !(called && guardsItself(context, called))
    );
  }
  const only = onlyCallOf(fn);
  const called = only && context.functionOf(only);
  return waits(fn) && !guardsItself(context, fn) && !(called && guardsItself(context, called));
}

/** `async () => await this.onCron()` */
function onlyCallOf({ body }: FunctionNode): Node | null {
  const [first, more] = body?.type === 'BlockStatement' ? body.body : [body];
  const value = first?.type === 'ExpressionStatement' ? first.expression : first;
  if (!value || more) return null;
  return value.type === 'AwaitExpression' ? unwrapped(value.argument) : value;
}

/** An async function of another file. */
function isFunctionOfPromise(context: RuleContext, callback: Node): boolean {
  const origin = context.file.origins.of(callback);
  const id = origin && context.project.functionAt(context.source.path, origin);
  return id ? context.project.functionSummary(id)?.isAsync === true : false;
}

const methodOf = ({ callee }: CallNode): string =>
  callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
    ? callee.property.name
    : '';

const waits = (fn: FunctionNode): boolean =>
  fn.body !== null &&
  (fn.body.type !== 'BlockStatement' ||
    findOwn(
      fn.body,
      (node) => node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await),
    ) !== null);

/** `if (running) return;` with `running = true` after it, or a lock. */
function guardsItself(context: RuleContext, fn: FunctionNode): boolean {
  let guards = false;
  walk(fn, (node) => {
    if (
      node.type === 'CallExpression' &&
      /\b(?:runExclusive|tryAcquire|isLocked|acquire|lock|tryLock)$/.test(methodOf(node))
    )
      guards = true;
    if (node.type !== 'IfStatement') return;
    const leaves = findOwn(node.consequent, ({ type }) => type === 'ReturnStatement') !== null;
    const written = [...writtenIn(context, fn)];
    const test = context.source.textOf(node.test);
    if (
      written.some(
        (name) =>
          (leaves || node.alternate === null) &&
          new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`).test(test),
      )
    )
      guards = true;
  });
  return guards;
}

const escaped = (text: string): string => text.replaceAll(/[$.#()[\]]/g, String.raw`\$&`);

/** What a function sets: `running`, `this.running`. */
function writtenIn(context: RuleContext, fn: FunctionNode): Set<string> {
  const names = new Set<string>();
  walk(fn, (node) => {
    if (node.type !== 'AssignmentExpression') return;
    if (node.right.type === 'AwaitExpression') return;
    names.add(context.source.textOf(node.left));
  });
  return names;
}

/** The run schedules the next one when it is done. */
function fixOf(context: RuleContext, call: CallNode, callback: Node): FixBuilder | null {
  const [, period] = call.arguments;
  if (call.arguments.length !== 2 || !period || call.parent?.type !== 'ExpressionStatement')
    return null;
  if (!isFunction(callback) || !callback.async || callback.params.length > 0) return null;
  if (callback.type !== 'ArrowFunctionExpression' || callback.body.type !== 'BlockStatement')
    return null;
  const fix = context.fix('Begin the next run when the last one is done');
  const { text } = context.source;
  const indent = fix.indentOf(call);
  const step = /^\t/m.test(text) ? '\t' : '  ';
  const inner = text
    .slice(callback.body.start + 1, callback.body.end - 1)
    .replace(/^\s*\n/, '\n')
    .trimEnd();
  const isOneLine = !inner.includes('\n');
  const body = isOneLine
    ? `\n${indent}${step}${step}${inner.trim()}`
    : inner.replaceAll(/\n(?=[^\n])/g, `\n${step}`);
  const run = freeName(context.source, 'run');
  const next = `setTimeout(${run}, ${fix.textOf(period)})`;
  return fix.replace(
    call.parent,
    [
      `const ${run} = async () => {`,
      `${indent}${step}try {${body}`,
      `${indent}${step}} finally {`,
      `${indent}${step}${step}${next};`,
      `${indent}${step}}`,
      `${indent}};`,
      `${indent}${next};`,
    ].join('\n'),
  );
}
