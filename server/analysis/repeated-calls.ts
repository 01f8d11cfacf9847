/** Loops that run as often as their data is long, with `forEach` among them. */
import type { CallNode, LoopNode, Node } from './ast.ts';
import {
  enclosingFunction,
  enclosingLoop,
  findOwn,
  isEndless,
  memberName,
  numberValue,
  unwrapped,
} from './ast.ts';
import type { SourceFile } from './source-file.ts';
import { constantBehind } from './variables.ts';

export interface Repetition {
  readonly loop: LoopNode | CallNode;
  /** What is gone through, if it is a list. */
  readonly list: Node | null;
  /** The name of the element, if it has one. */
  readonly element: Node | null;
}

/** The loop or `forEach` that repeats a node within its function. */
export function repetitionOf(node: Node): Repetition | null {
  const loop = enclosingLoop(node);
  if (loop) {
    if (loop.type !== 'ForOfStatement' && loop.type !== 'ForInStatement')
      return { loop, list: null, element: null };
    const { left } = loop;
    const element = left.type === 'VariableDeclaration' ? (left.declarations[0]?.id ?? null) : left;
    return { loop, list: unwrapped(loop.right), element };
  }
  const fn = enclosingFunction(node);
  const call = fn?.parent;
  if (!fn || call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression')
    return null;
  if (memberName(call.callee) !== 'forEach' || call.arguments[0] !== fn) return null;
  return { loop: call, list: unwrapped(call.callee.object), element: fn.params[0] ?? null };
}

const few = 100;

/** A few rounds, by what is written there. */
export function isShort(file: SourceFile, { loop, list }: Repetition): boolean {
  if (list) return isLiteralList(file, list);
  if (loop.type !== 'ForStatement' || loop.test?.type !== 'BinaryExpression') return false;
  const { left, right, operator } = loop.test;
  const bound = constantNumber(file, operator.startsWith('<') ? right : left);
  return bound !== null && bound <= few;
}

function isLiteralList(file: SourceFile, list: Node): boolean {
  if (list.type === 'ArrayExpression')
    return list.elements.every((one) => one?.type !== 'SpreadElement');
  const constant = constantBehind(file, list);
  const value = constant && unwrapped(constant);
  return value?.type === 'ArrayExpression' && value.elements.length > 0
    ? isLiteralList(file, value)
    : false;
}

function constantNumber(file: SourceFile, node: Node): number | null {
  const value = numberValue(node);
  if (value !== null || node.type !== 'Identifier') return value;
  const constant = constantBehind(file, node);
  return constant ? numberValue(constant) : null;
}

/** What gives the next part of a source: a loop over these is as fast as `for await` is. */
const taking = /^(?:next|tryNext|hasNext|read)$/;

/** A loop that waits for something in each round does not outrun what it writes to by its own speed. */
export function isPaced({ loop }: Repetition): boolean {
  if (loop.type === 'CallExpression') return false;
  if (findOwn(loop.body, (node) => node.type === 'AwaitExpression' && !isTaking(node.argument)))
    return true;
  return isEndless(loop) && findOwn(loop.body, ({ type }) => type === 'YieldExpression') !== null;
}

function isTaking(node: Node): boolean {
  const call = unwrapped(node);
  return call.type === 'CallExpression' && taking.test(memberName(unwrapped(call.callee)) ?? '');
}
