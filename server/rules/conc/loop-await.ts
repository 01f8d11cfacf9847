/**
 * A loop reads for one element after another, and no element needs what was read before.
 *
 * Each round waits for an answer before the next question is asked, so that the whole takes as long as all of them
 * together.
 *
 * Bad:
 * ```js
 * export async function loadAll(api, ids) {
 *   const users = [];
 *   for (const id of ids) {
 *     users.push(await api.getUser(id));
 *   }
 *   return users;
 * }
 * ```
 *
 * Good:
 * ```js
 * import pMap from 'p-map';
 * export async function loadAll(api, ids) {
 *   return await pMap(ids, (id) => api.getUser(id), { concurrency: 10 });
 * }
 * ```
 */
import type { LoopNode, Node, Of } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  findOwn,
  functionName,
  memberName,
  unwrapped,
  walk,
  walkOwn,
} from '../../analysis/ast.ts';
import { type ReadTest, readTest, speaksOfOrder } from '../../analysis/read-calls.ts';
import { constantValue } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { freeName } from '../../fixes/imports.ts';
import type { Rule, RuleContext } from '../rule.ts';

const collecting = /^(?:push|set|add)$/;
/** Iterators that several loops may share. */
const shared = /^(?:left|remaining|rest|iterator|it|queue|lane)$/;

export const loopAwait: Rule = {
  id: 'conc/loop-await',
  level: 'hint',
  summary: 'A loop that reads for one element after another',
  create(context) {
    if (context.file.role !== 'service') return {};
    const isRead = readTest(context.project, context.file);
    return {
      ForOfStatement(loop) {
        if (!loop.await && isList(context, loop.right)) check(context, loop, loop.left, isRead);
      },
      ForStatement(loop) {
        if (loop.init?.type === 'VariableDeclaration' && loop.update?.type === 'UpdateExpression')
          check(context, loop, loop.init, isRead);
      },
    };
  },
};

/** Not an iterator, which others may read from as well, and not a handful that is written out. */
function isList(context: RuleContext, list: Node): boolean {
  const value = unwrapped(list);
  if (value.type === 'ArrayExpression' || value.type === 'YieldExpression') return false;
  if (value.type !== 'Identifier') return value.type === 'MemberExpression';
  if (shared.test(value.name)) return false;
  const variable = context.variableOf(value);
  const constant = variable && constantValue(variable);
  return !(
    constant?.type === 'CallExpression' &&
    /^(?:values|keys|entries|matchAll)$/.test(memberName(constant.callee) ?? '')
  );
}

function check(
  context: RuleContext,
  loop: Of<'ForOfStatement'> | Of<'ForStatement'>,
  head: Node,
  isRead: ReadTest,
): void {
  const waits: Of<'AwaitExpression'>[] = [];
  walkOwn(loop.body, (node) => {
    if (node.type === 'AwaitExpression') waits.push(node);
  });
  // `await (await fetch(url)).json()` begins with the one within.
  const [wait, more] = waits.sort((one, other) => one.end - other.end);
  if (!wait || (more && !isBodyOf(context, more, wait))) return;
  if (waits.length > 2 || !isRead(wait.argument) || !context.loopPath(wait)) return;
  const collections = onlyCollects(context, loop);
  if (!collections || !usesOnly(context, wait.argument, head, collections)) return;
  const fn = enclosingFunction(loop);
  const comments = context.source.comments.filter(
    ({ start, end }) => start >= loop.start - 120 && end <= loop.end,
  );
  if (comments.some(({ value }) => speaksOfOrder(value))) return;
  if (fn && speaksOfOrder((functionName(fn) ?? '').replaceAll(/([A-Z])/g, ' $1'))) return;
  context.report({
    node: wait,
    message:
      'Each round waits for the answer of the one before, and needs nothing of it: the loop takes as long as all answers together.',
    fixes: [limited(context, loop, wait)],
  });
}

/** `await res.json()` after `const res = await fetch(url)`, or around it */
function isBodyOf(
  context: RuleContext,
  { argument }: Of<'AwaitExpression'>,
  answer: Of<'AwaitExpression'>,
): boolean {
  const call = unwrapped(argument);
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  if (!/^(?:json|text|arrayBuffer|bytes|blob)$/.test(memberName(call.callee) ?? '')) return false;
  const object = unwrapped(call.callee.object);
  if (object === answer) return true;
  const { parent } = answer;
  const variable = context.variableOf(object);
  return (
    parent?.type === 'VariableDeclarator' &&
    parent.id.type === 'Identifier' &&
    variable !== null &&
    variable === context.variableOf(parent.id)
  );
}

/** The collections that a loop fills, if that is all it does. */
function onlyCollects(context: RuleContext, loop: LoopNode): Set<unknown> | null {
  const { body } = loop;
  const statements = body.type === 'BlockStatement' ? body.body : [body];
  const collections = new Set<unknown>();
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && statement.kind === 'const') continue;
    const target =
      statement.type === 'ExpressionStatement' ? collectionOf(statement.expression) : null;
    const variable = target && context.variableOf(target);
    const constant = variable && constantValue(variable);
    if (!constant || !/^(?:Array|Object|New)Expression$/.test(unwrapped(constant).type))
      return null;
    collections.add(variable);
  }
  return collections.size > 0 ? collections : null;
}

/** `list.push(x)`, `map.set(k, x)`, `object[k] = x`. */
function collectionOf(node: Node): Node | null {
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression')
    return collecting.test(memberName(node.callee) ?? '') &&
      node.callee.object.type === 'Identifier'
      ? node.callee.object
      : null;
  if (node.type !== 'AssignmentExpression' || node.operator !== '=') return null;
  const { left } = node;
  return left.type === 'MemberExpression' && left.computed && left.object.type === 'Identifier'
    ? left.object
    : null;
}

/** The call uses the element of the round, and nothing of what the rounds before have collected. */
function usesOnly(
  context: RuleContext,
  call: Node,
  head: Node,
  collections: ReadonlySet<unknown>,
): boolean {
  const names = new Set<unknown>();
  walk(head, (node) => {
    if (node.type === 'Identifier') names.add(context.variableOf(node));
  });
  let usesElement = false;
  let usesOthers = false;
  walk(call, (node) => {
    const variable = node.type === 'Identifier' ? context.variableOf(node) : null;
    if (!variable) return;
    if (names.has(variable)) usesElement = true;
    if (collections.has(variable)) usesOthers = true;
  });
  return usesElement && !usesOthers;
}

/** `for (const id of ids) all.push(await get(id))` with p-limit. */
function limited(
  context: RuleContext,
  loop: LoopNode,
  wait: Of<'AwaitExpression'>,
): FixBuilder | null {
  if (loop.type !== 'ForOfStatement' || loop.left.type !== 'VariableDeclaration') return null;
  const [declarator] = loop.left.declarations;
  const push = wait.parent;
  if (!declarator || push?.type !== 'CallExpression' || push.arguments.length !== 1) return null;
  if (memberName(push.callee) !== 'push' || push.callee.type !== 'MemberExpression') return null;
  const statements = loop.body.type === 'BlockStatement' ? loop.body.body : [loop.body];
  if (statements.length !== 1 || push.parent?.type !== 'ExpressionStatement') return null;
  if (findOwn(loop.body, ({ type }) => type === 'ThisExpression')) return null;
  const fix = context.fix('Have 10 under way at a time, with p-limit');
  const pLimit = fix.use('p-limit', 'default', 'pLimit');
  const limit = freeName(context.source, 'limit');
  const indent = fix.indentOf(loop);
  const list = fix.textOf(loop.right);
  const each = `(${fix.textOf(declarator.id)}) => ${limit}(() => ${fix.textOf(wait.argument)})`;
  const all = fix.textOf(push.callee.object);
  return fix.replace(
    loop,
    `const ${limit} = ${pLimit}(10);\n${indent}${all}.push(...(await Promise.all(${list}.map(${each}))));`,
  );
}
