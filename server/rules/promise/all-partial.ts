/**
 * `Promise.all` of calls that change something leaves the change half done.
 *
 * The first rejection ends the wait; the other calls go on, and nobody learns whether they succeeded. What reads only is
 * not concerned.
 *
 * Bad:
 * ```js
 * export async function checkOut(order, payments, stock) {
 *   await Promise.all([payments.chargeCard(order), stock.reserveItems(order)]);
 *   order.done = true;
 * }
 * ```
 *
 * Good:
 * ```js
 * export async function checkOut(order, payments, stock) {
 *   const results = await Promise.allSettled([
 *     payments.chargeCard(order),
 *     stock.reserveItems(order),
 *   ]);
 *   const errors = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
 *   if (errors.length > 0) throw new AggregateError(errors);
 *   order.done = true;
 * }
 * ```
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import { findOwn, memberName, propertyOf, stringValue, unwrapped } from '../../analysis/ast.ts';
import { calledName, soundsLikeEffect } from '../../analysis/call-names.ts';
import { functionBehind } from '../../analysis/function-behind.ts';
import { isHandled } from '../../analysis/quiet-functions.ts';
import { constantBehind } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { freeName } from '../../fixes/imports.ts';
import type { Rule, RuleContext } from '../rule.ts';

const otherApis = /^(?:fs\/promises|fs-extra|timers\/promises|events)\b/;
const writers = /^(?:fs\/promises|fs-extra)\.(?:writeFile|appendFile|outputFile|rename|copyFile)$/;
/** Of these alone what is left over is left for the next time; after something that is written it is half a change. */
const removers = /^(?:fs\/promises|fs-extra)\.(?:rm|unlink|remove|truncate)$/;
/** `send(new GetObjectCommand(...))`: what is sent says by its name that it reads. */
const readingCommand =
  /^(?:Batch|Transact)?(?:Get|List|Head|Query|Scan|Describe|Search|Select|Count|Find|Lookup)(?=[A-Z])/;
/** A transaction undoes what was done. */
const transaction = /^(?:tx|trx|transaction|transaction\w*|t|session|batch|multi)$/i;
const changingSql = /^\s*(?:insert|update|delete|merge)\b/i;

export const allPartial: Rule = {
  id: 'promise/all-partial',
  level: 'hint',
  summary: 'Promise.all of calls that change something',
  create: (context) => ({
    CallExpression(call) {
      if (context.calleeKey(call) !== 'global.Promise.all') return;
      if (context.file.role === 'test' || context.file.role === 'script') return;
      const list = listOf(context, call)?.map((one) => one && begun(context, one));
      if (!list) return;
      const changing = list.filter((one) => one !== null && changes(context, one));
      const [one] = changing;
      if (one)
        changing.push(
          ...list.filter((other) => other !== null && other !== one && removes(context, other)),
        );
      if (changing.length < 2) return;
      context.report({
        node: call,
        message: `If one of these ${changing.length} calls fails, the others go on, and nobody learns whether what they change was changed.`,
        fixes: [settled(context, call)],
      });
    },
  }),
};

function listOf(context: RuleContext, call: CallNode): readonly (Node | null)[] | null {
  const [argument] = call.arguments;
  if (!argument) return null;
  const value = unwrapped(argument);
  if (value.type === 'ArrayExpression') return value.elements;
  const constant = constantBehind(context, value);
  return constant?.type === 'ArrayExpression' ? constant.elements : null;
}

/** The call itself, also where its promise has a name. */
function begun(context: RuleContext, element: Node): Node {
  const value = unwrapped(element);
  const constant = constantBehind(context, value);
  return constant ? unwrapped(constant) : value;
}

const removes = (context: RuleContext, call: Node): boolean =>
  removers.test(context.calleeKey(call) ?? '') && !isHandled(call);

function changes(context: RuleContext, call: Node): boolean {
  if (call.type !== 'CallExpression' || isHandled(call)) return false;
  const key = context.calleeKey(call);
  if (key !== null && otherApis.test(key)) return writers.test(key);
  if (call.callee.type === 'MemberExpression') {
    const owner = unwrapped(call.callee.object);
    const name = owner.type === 'Identifier' ? owner.name : memberName(owner);
    if (name !== null && transaction.test(name)) return false;
  }
  // Within a transaction it gets as an argument.
  if (call.arguments.some((one) => one.type === 'Identifier' && transaction.test(one.name)))
    return false;
  const name = calledName(call);
  if (name !== null && soundsLikeEffect(name)) return !sendsReading(call);
  if (sendsChange(context, call)) return true;
  const called = functionBehind(context.project, context.file, call.callee);
  return (
    called?.file === context.file &&
    called.fn.body !== null &&
    findOwn(called.fn.body, (node) => sendsChange(context, node)) !== null
  );
}

function sendsReading({ arguments: [sent] }: CallNode): boolean {
  return (
    sent?.type === 'NewExpression' &&
    sent.callee.type === 'Identifier' &&
    readingCommand.test(sent.callee.name)
  );
}

/** A request or a statement that changes what is on the other side. */
function sendsChange(context: RuleContext, node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const key = context.calleeKey(node);
  if (key === 'global.fetch' || key === 'undici.fetch' || key === 'undici.request') {
    const method = stringValue(propertyOf(node.arguments[1], 'method'));
    return method !== null && /^(?:post|put|patch|delete)$/i.test(method);
  }
  if (key !== null && /^axios(?:\.create\(\))?\.(?:post|put|patch|delete)$/.test(key)) return true;
  const name = calledName(node);
  const [text] = node.arguments;
  const sql = text?.type === 'TemplateLiteral' ? text.quasis[0]?.value.raw : stringValue(text);
  return (name === 'query' || name === 'execute') && changingSql.test(sql ?? '');
}

/** Waits for all of them, and throws all failures. */
function settled(context: RuleContext, call: CallNode): FixBuilder | null {
  const statement = call.parent?.parent;
  if (call.parent?.type !== 'AwaitExpression' || statement?.type !== 'ExpressionStatement')
    return null;
  if (call.callee.type !== 'MemberExpression') return null;
  const results = freeName(context.source, 'results');
  const errors = freeName(context.source, 'errors');
  return context
    .fix('Wait for all, then throw what failed')
    .insertBefore(statement, `const ${results} = `)
    .replace(call.callee.property, 'allSettled')
    .insertLinesAfter(statement, [
      `const ${errors} = ${results}.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));`,
      `if (${errors}.length > 0) throw new AggregateError(${errors});`,
    ]);
}
