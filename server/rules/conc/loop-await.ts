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
import type { Node, Of } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  findOwn,
  functionName,
  memberName,
  numberValue,
  unwrapped,
  walk,
  walkOwn,
} from '../../analysis/ast.ts';
import { type ReadTest, readTest, speaksOfOrder, takesBody } from '../../analysis/read-calls.ts';
import type { Variable } from '../../analysis/source-file.ts';
import { constantBehind, constantValue, definitionOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { freeName } from '../../fixes/imports.ts';
import type { Rule, RuleContext } from '../rule.ts';

type EachLoop = Of<'ForOfStatement'> | Of<'ForInStatement'> | Of<'ForStatement'>;

const collecting = /^(?:push|set|add)$/;
/** What lists the parts of a value, and what makes another list of one. */
const listing = /^global\.Object\.(?:keys|values|entries)$/;
const parts = /^(?:filter|slice|map|flatMap|flat|concat|sort|toSorted|reverse|toReversed)$/;
/** Waits of one round beside the first. */
const mostWaits = 2;
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
      ForInStatement: (loop) => check(context, loop, loop.left, isRead),
      ForStatement(loop) {
        if (loop.init?.type === 'VariableDeclaration' && loop.update)
          check(context, loop, loop.init, isRead);
      },
    };
  },
};

/** Not an iterator, which others may read from as well, and not a handful that is written out. */
function isList(context: RuleContext, list: Node): boolean {
  const value = unwrapped(list);
  switch (value.type) {
    case 'MemberExpression':
    case 'AwaitExpression':
      return true;
    case 'CallExpression': {
      const { callee } = value;
      if (listing.test(context.calleeKey(value) ?? '')) return true;
      const isPart = callee.type === 'MemberExpression' && parts.test(memberName(callee) ?? '');
      return isPart && isList(context, callee.object);
    }
    case 'Identifier': {
      if (shared.test(value.name)) return false;
      const constant = constantBehind(context, value);
      return !(
        constant?.type === 'CallExpression' &&
        /^(?:values|keys|entries|matchAll)$/.test(memberName(constant.callee) ?? '')
      );
    }
    default:
      return false;
  }
}

function check(context: RuleContext, loop: EachLoop, head: Node, isRead: ReadTest): void {
  const waits: Of<'AwaitExpression'>[] = [];
  walkOwn(loop.body, (node) => {
    if (node.type === 'AwaitExpression') waits.push(node);
  });
  // `await (await fetch(url)).json()` begins with the one within.
  const [wait, ...more] = waits.sort((one, other) => one.end - other.end);
  if (!wait || more.length > mostWaits || !isRead(wait.argument) || !context.loopPath(wait)) return;
  if (!more.every(({ argument }) => takesBody(argument) || isRead(argument))) return;
  const collections = onlyCollects(context, loop, head);
  if (!collections) return;
  const names = namesOfRound(context, loop, head);
  if (!waits.every(({ argument }) => usesOnly(context, argument, names, collections))) return;
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
    fixes: [limited(context, loop)],
  });
}

/** What a loop fills or adds to, if that is all it does, and it does not look at what it has so far. */
function onlyCollects(context: RuleContext, loop: EachLoop, head: Node): Set<unknown> | null {
  const element = declaredIn(context, head);
  const fillings = new Map<Node, unknown>();
  const isFilling = (expression: Node): boolean => {
    if (isReport(context, expression)) return true;
    const target = collectionOf(expression) ?? sumOf(expression);
    const variable = target && context.variableOf(target);
    if (!target || !variable) return false;
    if (!element.has(variable)) {
      if (!isNew(expression, variable)) return false;
    } else if (expression.type !== 'AssignmentExpression') return false;
    fillings.set(target, variable);
    return true;
  };
  const isCollecting = (statement: Node): boolean => {
    switch (statement.type) {
      case 'VariableDeclaration':
        return statement.kind === 'const';
      case 'BlockStatement':
        return statement.body.every(isCollecting);
      case 'IfStatement':
        return (
          isCollecting(statement.consequent) &&
          (!statement.alternate || isCollecting(statement.alternate))
        );
      case 'ExpressionStatement':
        return isFilling(statement.expression);
      default:
        return statement.type === 'ContinueStatement' || statement.type === 'ThrowStatement';
    }
  };
  if (!isCollecting(loop.body) || fillings.size === 0) return null;
  // What is written to the element of a round is of no other round.
  const collections = new Set([...fillings.values()].filter((one) => !element.has(one)));
  let looks = false;
  walk(loop.body, (node) => {
    if (node.type === 'Identifier' && !fillings.has(node))
      looks ||= collections.has(context.variableOf(node) ?? node);
  });
  return looks ? null : collections;
}

/** `console.log(...)`: the lines may come in another order. */
function isReport({ source }: RuleContext, node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const name = memberName(node.callee) ?? '';
  return (
    /^(?:log|trace|debug|info|warn|error)$/.test(name) &&
    /^(?:console|(?:.*\.)?#?log(?:ger)?)$/.test(source.textOf(node.callee.object))
  );
}

/** A list, an object, a map or a set that begins empty, and a number for what is added up. */
function isNew(filling: Node, variable: Variable): boolean {
  const definition = definitionOf(variable);
  if (definition?.type !== 'VariableDeclarator' || !definition.init) return false;
  const initial = unwrapped(definition.init);
  if (sumOf(filling)) return numberValue(initial) !== null;
  // A property with a fixed name is written anew in each round.
  const { left } = filling.type === 'AssignmentExpression' ? filling : { left: null };
  if (left?.type === 'MemberExpression' && !left.computed) return false;
  return constantValue(variable) !== null && /^(?:Array|Object|New)Expression$/.test(initial.type);
}

/** The collection in `list.push(x)`, `map.set(k, x)` and `object[k] = x`, and the object in `object.name = x`. */
function collectionOf(node: Node): Node | null {
  if (node.type === 'CallExpression')
    return node.callee.type === 'MemberExpression' &&
      collecting.test(memberName(node.callee) ?? '') &&
      node.callee.object.type === 'Identifier'
      ? node.callee.object
      : null;
  if (node.type !== 'AssignmentExpression' || node.operator !== '=') return null;
  const { left } = node;
  return left.type === 'MemberExpression' && left.object.type === 'Identifier' ? left.object : null;
}

/** `total += x`, `count++` */
function sumOf(node: Node): Node | null {
  const target =
    node.type === 'AssignmentExpression' && /^[-+]=$/.test(node.operator)
      ? node.left
      : node.type === 'UpdateExpression'
        ? node.argument
        : null;
  return target?.type === 'Identifier' ? target : null;
}

function declaredIn(context: RuleContext, pattern: Node): Set<unknown> {
  const names = new Set<unknown>();
  walk(pattern, (node) => {
    const variable = node.type === 'Identifier' ? context.variableOf(node) : null;
    if (variable) names.add(variable);
  });
  return names;
}

/** The element of the loop, and what is made of it in a round. */
function namesOfRound(context: RuleContext, loop: EachLoop, head: Node): Set<unknown> {
  const names = declaredIn(context, head);
  walkOwn(loop.body, (node) => {
    if (node.type !== 'VariableDeclarator' || !node.init) return;
    let isOfRound = false;
    walk(node.init, (one) => {
      isOfRound ||= one.type === 'Identifier' && names.has(context.variableOf(one) ?? one);
    });
    if (isOfRound) for (const name of declaredIn(context, node.id)) names.add(name);
  });
  return names;
}

/** The call uses the element of the round, and nothing of what the rounds before have collected. */
function usesOnly(
  context: RuleContext,
  call: Node,
  names: ReadonlySet<unknown>,
  collections: ReadonlySet<unknown>,
): boolean {
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

/**
 * `for (const id of ids) all.push(await get(id))` with p-limit: what is pushed comes in the order of the list, what is
 * stored by a key is stored as it comes.
 */
function limited(context: RuleContext, loop: EachLoop): FixBuilder | null {
  if (loop.type !== 'ForOfStatement' || loop.left.type !== 'VariableDeclaration') return null;
  const [declarator] = loop.left.declarations;
  const { body } = loop;
  const statements = body.type === 'BlockStatement' ? body.body : [body];
  const last = statements.at(-1);
  if (!declarator || !last || enclosingFunction(loop)?.async !== true) return null;
  if (findOwn(body, ({ type }) => /^(?:If|Continue|Throw)Statement$/.test(type))) return null;
  const push = pushOf(last);
  const others = push ? statements.slice(0, -1) : statements;
  if (others.some((one) => pushOf(one) !== null || isSum(one))) return null;
  const fix = context.fix('Have 10 under way at a time, with p-limit');
  const pLimit = fix.use('p-limit', 'default', 'pLimit');
  const limit = freeName(context.source, 'limit');
  const right = unwrapped(loop.right);
  const list = right.type === 'AwaitExpression' ? `(${fix.textOf(right)})` : fix.textOf(right);
  const each = `${list}.map((${fix.textOf(declarator.id)}) => ${limit}(`;
  const first = `const ${limit} = ${pLimit}(10);\n${fix.indentOf(loop)}`;
  const before = push ? `${fix.textOf(push.list)}.push(...(` : '';
  const after = push ? '))' : '';
  const all = `${first}${before}await Promise.all(${each}`;
  if (push && others.length === 0 && push.value.type === 'AwaitExpression') {
    const { argument } = push.value;
    // `(await fetch(url)).json()`
    const isWaiting = findOwn(argument, ({ type }) => type === 'AwaitExpression') !== null;
    const once = `${isWaiting ? 'async ' : ''}() => ${fix.textOf(argument)}`;
    return fix.replace(loop, `${all}${once})))${after};`);
  }
  if (body.type !== 'BlockStatement') return null;
  fix.replace({ start: loop.start, end: body.start }, `${all}async () => `);
  if (push) fix.replace(last, `return ${fix.textOf(push.value)};`);
  return fix.insertAfter(body, `)))${after};`);
}

/** `list.push(value)` */
function pushOf(statement: Node): { list: Node; value: Node } | null {
  const call = statement.type === 'ExpressionStatement' ? statement.expression : null;
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return null;
  const [value, more] = call.arguments;
  if (memberName(call.callee) !== 'push' || !value || more || value.type === 'SpreadElement')
    return null;
  return { list: call.callee.object, value };
}

const isSum = (statement: Node): boolean =>
  statement.type === 'ExpressionStatement' && sumOf(statement.expression) !== null;
