/**
 * An async listener of 'data' does not slow the stream down.
 *
 * A stream calls its listeners and goes on: it waits for no promise. With an `await` in the listener all chunks are in
 * work at the same time, in any order, and 'end' comes before they are done; a rejection is nobody's. `for await` takes
 * the next chunk when the last one is done, and throws what goes wrong.
 *
 * Bad:
 * ```js
 * import { createReadStream } from 'node:fs';
 *
 * export function copy(path, store) {
 *   const source = createReadStream(path);
 *   source.on('data', async (chunk) => {
 *     await store.append(chunk);
 *   });
 * }
 * ```
 *
 * Good:
 * ```js
 * import { createReadStream } from 'node:fs';
 *
 * export async function copy(path, store) {
 *   for await (const chunk of createReadStream(path)) {
 *     await store.append(chunk);
 *   }
 * }
 * ```
 */

import type { CallNode, FunctionNode } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  enclosingStatement,
  findOwn,
  functionName,
  isFunction,
  memberName,
  parameterPattern,
  stringValue,
} from '../../analysis/ast.ts';
import { functionBehind } from '../../analysis/function-behind.ts';
import { referencedFunction } from '../../analysis/referenced-function.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

const listenerMethods = /^(?:on|addListener|prependListener)$/;

export const dataAsync: Rule = {
  id: 'flow/data-async',
  level: 'warning',
  summary: "async 'data' listener",
  create: (context) => ({
    CallExpression(call) {
      if (!listenerMethods.test(memberName(call.callee) ?? '')) return;
      if (stringValue(call.arguments[0]) !== 'data') return;
      const [, listener] = call.arguments;
      const given = listener && referencedFunction(context.source, listener);
      const fn = given && (passedTo(context, given) ?? given);
      if (!fn?.async || !waits(fn) || holdsStream(context, fn)) return;
      if (given && holdsStream(context, given)) return;
      const name = fn === given && isFunction(listener) ? null : functionName(fn);
      context.report({
        node: call,
        message: `The stream does not wait for ${name ?? 'this async listener'}: all chunks are in work at once, and 'end' comes before they are done.`,
        fixes: [asLoop(context, call, fn)],
      });
    },
  }),
};

/** `write` in `(chunk) => write(chunk)`, where nobody waits for it. */
function passedTo(context: RuleContext, given: FunctionNode): FunctionNode | null {
  const { body } = given;
  const only = body?.type === 'BlockStatement' && body.body.length === 1 ? body.body[0] : body;
  const value = only?.type === 'ExpressionStatement' ? only.expression : only;
  const call = value?.type === 'UnaryExpression' ? value.argument : value;
  if (given.async || call?.type !== 'CallExpression' || call.arguments.length === 0) return null;
  return functionBehind(context.project, context.file, call.callee)?.fn ?? null;
}

const waits = (fn: FunctionNode): boolean =>
  findOwn(
    fn,
    ({ type }) =>
      type === 'AwaitExpression' || type === 'ForOfStatement' || type === 'ReturnStatement',
  ) !== null;

/** `source.pause(); await ...; source.resume();` */
const holdsStream = (context: RuleContext, fn: FunctionNode): boolean =>
  /\.(?:pause|resume)\(/.test(context.source.textOf(fn));

/** The listener as the body of a `for await`, where nothing else listens to the stream. */
function asLoop(context: RuleContext, call: CallNode, fn: FunctionNode): FixBuilder | null {
  const around = enclosingFunction(call);
  const statement = enclosingStatement(call);
  if (!around?.async || !isFunction(call.arguments[1]) || call.parent !== statement) return null;
  if (call.callee.type !== 'MemberExpression' || fn.body?.type !== 'BlockStatement') return null;
  const stream = context.source.textOf(call.callee.object);
  const uses = context.source.textOf(around).split(`${stream}.`).length - 1;
  const [parameter] = fn.params;
  if (uses !== 1 || fn.params.length !== 1 || !parameter) return null;
  if (findOwn(fn, ({ type }) => type === 'ReturnStatement')) return null;
  const chunk = context.source.textOf(parameterPattern(parameter)).replace(/\s*:.*$/, '');
  const body = context.source.textOf(fn.body);
  return context
    .fix('Take one chunk after the other: for await', false)
    .replace(statement, `for await (const ${chunk} of ${stream}) ${body}`);
}
