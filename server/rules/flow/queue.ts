/**
 * A list that requests or messages are pushed onto, and that nothing bounds, grows as long as they come faster than they
 * are worked off.
 *
 * It works until the consumer is slow for a while. Then the list takes the memory of the process, and each entry waits
 * longer than whoever sent it. A bound makes the overload visible where it can be dealt with: answer 503, drop, or wait.
 *
 * Bad:
 * ```js
 * import express from 'express';
 *
 * const queue = [];
 * const app = express();
 * app.post('/events', (req, res) => {
 *   queue.push(req.body);
 *   res.sendStatus(202);
 * });
 * export const next = () => queue.shift();
 * ```
 *
 * Good:
 * ```js
 * import express from 'express';
 *
 * const queue = [];
 * const app = express();
 * app.post('/events', (req, res) => {
 *   if (queue.length >= 10_000) {
 *     res.sendStatus(503);
 *     return;
 *   }
 *   queue.push(req.body);
 *   res.sendStatus(202);
 * });
 * export const next = () => queue.shift();
 * ```
 */

import type { CallNode, Node } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  isFunction,
  memberName,
  numberValue,
  propertyOf,
  unwrapped,
} from '../../analysis/ast.ts';
import { classAround, classMember } from '../../analysis/class-members.ts';
import { constantBehind } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const queue: Rule = {
  id: 'flow/queue',
  level: 'hint',
  summary: 'list of a module that requests fill, without a bound',
  create: (context) => ({
    CallExpression(call) {
      if (!/^(?:push|unshift)$/.test(memberName(call.callee) ?? '')) return;
      if (call.callee.type !== 'MemberExpression' || isInExecutor(context, call)) return;
      const list = unwrapped(call.callee.object);
      if (!isOfModule(context, list) || call.arguments.some(isFunction)) return;
      // What was taken out is put back.
      if (/^[#_]?(?:idle|free|available|pool|spare)/.test(memberName(list) ?? '')) return;
      const path = context.loopPath(call);
      if (!path || !/^(?:request|message|event|hook)$/.test(path.kind)) return;
      const uses = usesOf(context, list);
      if (uses.some((use) => isBound(use) || isEmptied(use))) return;
      const isConsumed = uses.some((use) => isTakenFrom(use));
      const isLog = path.kind !== 'request' && !uses.some((use) => isSearched(use));
      if (!isConsumed && !isLog && uses.some((use) => isLookedThrough(use))) return;
      const name = context.source.textOf(list);
      context.report({
        node: call,
        message: `Nothing bounds ${name}: when ${path.root} comes faster than the list is worked off it grows until the memory is full.`,
        path: path.places,
        fixes: [refusing(context, call, name)],
      });
    },
  }),
};

/** A top-level `const queue = []`, or a field that begins as `[]`. */
function isOfModule(context: RuleContext, list: Node): boolean {
  if (list.type === 'MemberExpression' && list.object.type === 'ThisExpression') {
    const owner = classAround(list);
    const field = owner && classMember(owner, memberName(list) ?? '');
    const value = owner?.body.body.find(
      (one) =>
        one.type === 'PropertyDefinition' && context.source.textOf(one.key) === memberName(list),
    );
    const initial = value?.type === 'PropertyDefinition' ? value.value : field;
    return initial?.type === 'ArrayExpression' && initial.elements.length === 0;
  }
  if (list.type === 'MemberExpression') {
    // `journal.lines` of `const journal = { lines: [] }`
    const owner = isOfTopLevel(context, list.object) ? constantBehind(context, list.object) : null;
    const initial = propertyOf(owner, memberName(list) ?? '');
    return initial !== null && isEmptyArray(initial);
  }
  const variable = isOfTopLevel(context, list) ? context.variableOf(list) : null;
  if (!variable) return false;
  const [definition] = variable.defs;
  const declarator = definition?.node;
  return (
    declarator?.type === 'VariableDeclarator' &&
    declarator.init !== null &&
    isEmptyArray(unwrapped(declarator.init))
  );
}

function isOfTopLevel(context: RuleContext, node: Node): boolean {
  const variable = context.variableOf(node);
  return variable !== null && context.source.topLevel(variable.name) === variable;
}

const isEmptyArray = (node: Node): boolean =>
  (node.type === 'ArrayExpression' && node.elements.length === 0) ||
  (node.type === 'NewExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'Array' &&
    node.arguments.length === 0);

/** Who is pushed as `resolve` waits for an answer: there are no more of them than callers. */
const isInExecutor = (context: RuleContext, call: CallNode): boolean =>
  ancestor(
    call,
    (node) => node.type === 'NewExpression' && context.calleeKey(node) === 'global.Promise',
  ) !== null;

function usesOf(context: RuleContext, list: Node): Node[] {
  const { source } = context;
  if (list.type === 'Identifier') {
    const variable = context.variableOf(list);
    return source.nodes('Identifier').filter((one) => context.variableOf(one) === variable);
  }
  const name = source.textOf(list);
  return source.nodes('MemberExpression').filter((one) => source.textOf(one) === name);
}

/** `queue.length >= 100`: compared with anything but nothing. */
function isBound(use: Node): boolean {
  const member = use.parent;
  if (member?.type !== 'MemberExpression') return false;
  // `push` gives the new length.
  const isPushed = /^(?:push|unshift)$/.test(memberName(member) ?? '');
  const length = isPushed ? member.parent : member;
  if (!isPushed && memberName(member) !== 'length') return false;
  const test = length?.parent;
  if (test?.type !== 'BinaryExpression' || !/^(?:[<>]=?|===?)$/.test(test.operator)) return false;
  const other = numberValue(test.left === length ? test.right : test.left);
  return other === null || other > 1;
}

/** Taken as a whole: `queue.splice(0)`, `queue = []`, `queue.length = 0`. */
function isEmptied(use: Node): boolean {
  const parent = use.parent;
  if (parent?.type === 'AssignmentExpression' && parent.left === use) return !isBeginning(parent);
  if (parent?.type !== 'MemberExpression') return false;
  if (memberName(parent) === 'length')
    return parent.parent?.type === 'AssignmentExpression' && parent.parent.left === parent;
  const call = parent.parent;
  if (memberName(parent) !== 'splice' || call?.type !== 'CallExpression') return false;
  const [, count] = call.arguments;
  return !count || (count.type === 'MemberExpression' && memberName(count) === 'length');
}

/** `this.items = []` in the constructor. */
const isBeginning = (assignment: Node): boolean => {
  const method = enclosingFunction(assignment)?.parent;
  return method?.type === 'MethodDefinition' && method.kind === 'constructor';
};

const isTakenFrom = ({ parent }: Node): boolean =>
  parent?.type === 'MemberExpression' && /^(?:shift|pop|splice)$/.test(memberName(parent) ?? '');

const isSearched = ({ parent }: Node): boolean =>
  parent?.type === 'MemberExpression' &&
  /^(?:find\w*|some|every|includes|indexOf)$/.test(memberName(parent) ?? '');

/** A store: it is searched, or shown as a whole. */
function isLookedThrough(use: Node): boolean {
  const { parent } = use;
  if (parent?.type === 'MemberExpression')
    return (
      /^(?:find\w*|filter|map|some|every|includes|indexOf|reduce|at|flatMap|sort|toSorted|entries|values)$/.test(
        memberName(parent) ?? '',
      ) ||
      (parent.computed && parent.object === use)
    );
  return (
    (parent?.type === 'CallExpression' && parent.callee !== use) ||
    parent?.type === 'ReturnStatement' ||
    parent?.type === 'Property' ||
    parent?.type === 'ExportSpecifier' ||
    parent?.type === 'ForOfStatement' ||
    parent?.type === 'SpreadElement' ||
    (parent?.type === 'ArrowFunctionExpression' && parent.body === use)
  );
}

function refusing(context: RuleContext, call: CallNode, name: string): FixBuilder | null {
  const fn = enclosingFunction(call);
  const reply = fn?.params[1];
  if (call.parent?.type !== 'ExpressionStatement' || reply?.type !== 'Identifier') return null;
  if (context.key(reply) !== 'express.Response#') return null;
  return context
    .fix('Answer 503 when 10,000 wait')
    .insertLinesBefore(call, [
      `if (${name}.length >= 10_000) {`,
      `  ${reply.name}.sendStatus(503);`,
      '  return;',
      '}',
    ]);
}
