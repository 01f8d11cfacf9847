/**
 * Code that takes a waiter from a collection and settles it by what was received: a `switch` or a chain of `if`, most
 * branches of which call its `resolve` or `reject`.
 */
import type { Node, Of } from './ast.ts';
import { enclosingFunction, isInside, keyName, memberName, unwrapped, walk } from './ast.ts';
import type { SourceFile, Variable } from './source-file.ts';
import { constantValue, definitionOf } from './variables.ts';

export interface ForgottenBranch {
  /** The test of the branch. */
  readonly test: Node;
  /** Its last statement that does something. */
  readonly last: Node;
  /** What would reject the waiter. */
  readonly reject: string;
}

interface Branch {
  readonly test: Node;
  readonly body: readonly Node[];
}

/** What such a message is for: the answer comes later. */
const notTheEnd =
  /\b(?:progress|partial|chunk|data|ack|p[io]ng|heart|alive|start|pending|update|log|std|info|noti|event|queue|accept|stream|wait|retr|delay)|(?:Progress|Partial|Chunk|Data|Update|Event|Started|Ack)\b/;
const asksAgain = /send|publish|retry|emit|post|request|enqueue|schedule|resolve|reject/i;

/** @returns the branches of a dispatch that leave the waiter to wait; none when it is no such dispatch */
export function forgottenBranches(
  source: SourceFile,
  dispatch: Of<'SwitchStatement'> | Of<'IfStatement'>,
): ForgottenBranch[] {
  const branches =
    dispatch.type === 'SwitchStatement' ? branchesOfSwitch(dispatch) : branchesOfChain(dispatch);
  if (branches.length < 3) return [];
  const waiter = branches.map(({ body }) => settledIn(source, body)).find((one) => one !== null);
  if (!waiter || isSettledElsewhere(waiter.variables, dispatch)) return [];
  const mentions = (body: readonly Node[]): boolean =>
    waiter.variables.some((variable) =>
      variable.references.some(({ identifier }) => body.some((node) => isInside(identifier, node))),
    );
  const settling = branches.filter(({ body }) => settledIn(source, body) !== null);
  if (settling.length < 2) return [];
  return branches.flatMap(({ test, body }) => {
    const last = body.findLast(({ type }) => type === 'ExpressionStatement');
    const goesOn = notTheEnd.test(source.textOf(test)) || body.some((node) => mayGoOn(node));
    if (!last || goesOn || mentions(body)) return [];
    return [{ test, last, reject: waiter.reject }];
  });
}

/** Cases that end by themselves: one that falls into the next is a part of that. */
function branchesOfSwitch({ cases }: Of<'SwitchStatement'>): Branch[] {
  return cases.flatMap(({ test, consequent }) => {
    const body = consequent.flatMap((node) => (node.type === 'BlockStatement' ? node.body : node));
    const end = body.at(-1);
    const isWhole = end?.type === 'BreakStatement' || end?.type === 'ReturnStatement';
    return test && isWhole ? [{ test, body }] : [];
  });
}

function branchesOfChain(first: Of<'IfStatement'>): Branch[] {
  if (first.parent?.type === 'IfStatement' && first.parent.alternate === first) return [];
  const branches: Branch[] = [];
  for (let node: Node | null = first; node?.type === 'IfStatement'; node = node.alternate) {
    const { test, consequent } = node;
    branches.push({
      test,
      body: consequent.type === 'BlockStatement' ? consequent.body : [consequent],
    });
  }
  return branches;
}

interface Waiter {
  readonly variables: readonly Variable[];
  readonly reject: string;
}

/** `waiter.resolve(reply)` or `resolve(reply)` of something that was taken from a collection. */
function settledIn(source: SourceFile, body: readonly Node[]): Waiter | null {
  let found: Waiter | null = null;
  for (const statement of body)
    walk(statement, (node) => {
      if (node.type === 'CallExpression') found ??= waiterOf(source, node.callee);
    });
  return found;
}

function waiterOf(source: SourceFile, callee: Node): Waiter | null {
  if (callee.type === 'MemberExpression') {
    const isSettling = /^(?:resolve|reject)$/.test(memberName(callee) ?? '');
    const variable = callee.object.type === 'Identifier' ? source.variableOf(callee.object) : null;
    const value = variable && constantValue(variable);
    return isSettling && variable && value && isTaken(value)
      ? { variables: [variable], reject: `${variable.name}.reject` }
      : null;
  }
  if (callee.type !== 'Identifier' || !/^(?:resolve|reject)$/.test(callee.name)) return null;
  const declarator = definitionOfName(source, callee);
  if (declarator?.id.type !== 'ObjectPattern' || !declarator.init || !isTaken(declarator.init))
    return null;
  const variables = declarator.id.properties.flatMap((property) => {
    const variable =
      property.type === 'Property' && /^(?:resolve|reject)$/.test(keyName(property) ?? '')
        ? source.variableOf(property.value)
        : null;
    return variable ? [variable] : [];
  });
  return variables.length === 2 ? { variables, reject: 'reject' } : null;
}

function definitionOfName(source: SourceFile, name: Node): Of<'VariableDeclarator'> | null {
  const variable = source.variableOf(name);
  const definition = variable && definitionOf(variable);
  return definition?.type === 'VariableDeclarator' ? definition : null;
}

/** `waiting.get(id)`, `queue.shift()`, `waiting[id]` */
function isTaken(init: Node): boolean {
  const value = unwrapped(init);
  if (value.type === 'CallExpression')
    return /^(?:get|shift|pop|take)$/.test(memberName(unwrapped(value.callee)) ?? '');
  return value.type === 'MemberExpression' && value.computed;
}

/** It is settled, or handed on, behind the dispatch, or in a function within. */
function isSettledElsewhere(variables: readonly Variable[], dispatch: Node): boolean {
  const fn = enclosingFunction(dispatch);
  return variables.some((variable) =>
    variable.references.some(({ identifier }) => {
      const node = identifier;
      return node.start > dispatch.end || enclosingFunction(node) !== fn;
    }),
  );
}

/** What throws is seen by others, and what asks again will have an answer. */
function mayGoOn(statement: Node): boolean {
  let found = statement.type === 'ThrowStatement';
  walk(statement, (node) => {
    if (node.type !== 'CallExpression') return;
    const name =
      memberName(node.callee) ?? (node.callee.type === 'Identifier' ? node.callee.name : '');
    found ||= asksAgain.test(name);
  });
  return found;
}
