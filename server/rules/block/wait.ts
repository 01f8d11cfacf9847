/**
 * `Atomics.wait` on the main thread stops everything, the reply that it waits for included.
 *
 * The thread sleeps in the kernel: no timer, no message and no request is served, and what a worker sends to wake it up
 * by the event loop is never read. In workers it is what it is made for.
 *
 * Bad:
 * ```js
 * import express from 'express';
 * const app = express();
 * const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
 * app.get('/retry', (req, res) => {
 *   sleep(500);
 *   res.send('ok');
 * });
 * ```
 *
 * Good:
 * ```js
 * import { setTimeout } from 'node:timers/promises';
 * import express from 'express';
 * const app = express();
 * app.get('/retry', async (req, res) => {
 *   await setTimeout(500);
 *   res.send('ok');
 * });
 * ```
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import {
  ancestor,
  argument,
  enclosingFunction,
  isFunction,
  isInside,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import { constantValue } from '../../analysis/variables.ts';
import { addAwait } from '../../fixes/await-twin.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const wait: Rule = {
  id: 'block/wait',
  level: 'error',
  summary: 'Atomics.wait on the main thread',
  create: (context) => ({
    CallExpression(call) {
      if (context.calleeKey(call) !== 'global.Atomics.wait') return;
      const { file, source, project } = context;
      if (file.role !== 'service') return;
      if (!isWhereMain(context, call) && !isCalledWhereMain(context, call)) {
        if (asksForThread(context, call)) return;
        if (project.graph.isOnlyInWorkers(source.path, file.ids.idAround(call))) return;
      }
      const path = context.loopPath(call);
      context.report({
        node: call,
        message: `Atomics.wait stops the main thread${path ? `, and ${path.root} comes by here` : ''}: nothing else runs until it is woken by another thread or its time is over.`,
        path: path?.places ?? [],
        fixes: [fixOf(context, call)],
      });
    },
  }),
};

/** `isMainThread` is looked at on the way here. */
function asksForThread(context: RuleContext, call: Node): boolean {
  const isAsked = (node: Node): boolean => {
    let found = false;
    walk(node, (one) => {
      if (one.type !== 'Identifier' && one.type !== 'MemberExpression') return;
      found ||= context.key(one) === 'worker_threads.isMainThread';
    });
    return found;
  };
  const fn = enclosingFunction(call);
  if (fn && isAsked(fn)) return true;
  return ancestor(call, (one) => one.type === 'IfStatement' && isAsked(one.test)) !== null;
}

/** In `if (isMainThread) { here }`, or in `if (!isMainThread) {} else { here }`. */
const isWhereMain = (context: RuleContext, call: Node): boolean =>
  ancestor(call, (one) => {
    if (one.type !== 'IfStatement') return false;
    const test = unwrapped(one.test);
    const isNot = test.type === 'UnaryExpression' && test.operator === '!';
    const asked = isNot ? unwrapped(test.argument) : test;
    if (context.key(asked) !== 'worker_threads.isMainThread') return false;
    const branch = isNot ? one.alternate : one.consequent;
    return branch !== null && isInside(call, branch);
  }) !== null;

/** In a function that the file calls there. */
function isCalledWhereMain(context: RuleContext, call: Node): boolean {
  const fn = enclosingFunction(call);
  return (
    fn !== null &&
    context.source
      .nodes('CallExpression')
      .some((one) => isWhereMain(context, one) && context.called(one)?.fn === fn)
  );
}

function fixOf(context: RuleContext, call: CallNode): FixBuilder | null {
  const fn = ancestor(call, isFunction);
  if (!isFunction(fn) || !fn.async) return null;
  const timeout = argument(call, 3);
  if (timeout && isPrivate(context, argument(call, 0)) && isStatement(call)) {
    const fix = context.fix('Wait by a timer');
    const delay = fix.use('node:timers/promises', 'setTimeout', 'delay');
    return fix.replace(call, `await ${delay}(${fix.textOf(timeout)})`);
  }
  const fix = context.fix('Await Atomics.waitAsync').replace(call.callee, 'Atomics.waitAsync');
  fix.insertAfter(call, '.value');
  addAwait(fix, call);
  return fix;
}

const isStatement = ({ parent }: Node): boolean => parent?.type === 'ExpressionStatement';

/** Memory that nobody else has, so that nobody can wake the thread: it is a sleep. */
function isPrivate(context: RuleContext, array: Node | null): boolean {
  if (!array) return false;
  if (array.type === 'Identifier') {
    const variable = context.variableOf(array);
    const value = variable && constantValue(variable);
    const isOnlyHere = variable?.references.filter((one) => one.isRead).length === 1;
    return (
      value !== null && value !== undefined && isOnlyHere && isPrivate(context, unwrapped(value))
    );
  }
  if (array.type !== 'NewExpression') return false;
  const [buffer] = array.arguments;
  return (
    buffer?.type === 'NewExpression' && context.calleeKey(buffer) === 'global.SharedArrayBuffer'
  );
}
