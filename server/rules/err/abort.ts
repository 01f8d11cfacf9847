/**
 * A loop catches the abort that should end it.
 *
 * When the signal is aborted, the awaited call throws; the `catch` takes that for one more failure, and the loop goes
 * on: with a call that fails at once it spins, and the program does not end.
 *
 * Bad:
 * ```js
 * export async function consume(queue, handle, signal) {
 *   for (;;) {
 *     try {
 *       handle(await queue.next({ signal }));
 *     } catch (error) {
 *       console.error('The job failed', error);
 *     }
 *   }
 * }
 * ```
 *
 * Good:
 * ```js
 * export async function consume(queue, handle, signal) {
 *   for (;;) {
 *     try {
 *       handle(await queue.next({ signal }));
 *     } catch (error) {
 *       if (signal.aborted) throw error;
 *       console.error('The job failed', error);
 *     }
 *   }
 * }
 * ```
 */
import type { LoopNode, Node, Of } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  enclosingLoop,
  findOwn,
  isInside,
  memberName,
  walk,
} from '../../analysis/ast.ts';
import { controlFlow } from '../../analysis/control-flow.ts';
import { findAfter } from '../../analysis/flow-graph.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

const signalName = /^(?:signal|abortSignal|\w+Signal)$/;

export const abort: Rule = {
  id: 'err/abort',
  level: 'warning',
  summary: 'A loop that goes on after an abort',
  create: (context) => ({
    CatchClause(clause) {
      const { parent } = clause;
      const loop = parent && enclosingLoop(parent);
      if (parent?.type !== 'TryStatement' || !loop) return;
      if (!findOwn(parent.block, isWaiting)) return;
      const signal = signalFor(context, parent.block, loop);
      if (!signal || looksAtAbort(context, loop) || !goesOn(clause, loop)) return;
      context.report({
        node: { start: clause.start, end: clause.body.end },
        message:
          'This catches the abort as well: the loop goes on after the signal said that it is to end.',
        path: [context.related(signal, 'the signal')],
        fixes: [throwing(context, clause, signal)],
      });
    },
  }),
};

const isWaiting = (node: Node): boolean => node.type === 'AwaitExpression';

/** A signal that the awaited work gets, or that the function was given for it; made outside of the loop. */
function signalFor(context: RuleContext, block: Node, loop: LoopNode): Node | null {
  let found: Node | null = null;
  walk(block, (node) => {
    if (!found && isSignal(context, node, loop)) found = node;
  });
  return found ?? parameterSignal(context, loop);
}

function isSignal(context: RuleContext, node: Node, loop: LoopNode): boolean {
  if (node.type === 'MemberExpression')
    return (
      /^#?(?:signal|abortSignal)$/.test(memberName(node) ?? '') &&
      (node.object.type === 'ThisExpression' ||
        (node.object.type === 'Identifier' && isOutside(context, node.object, loop)))
    );
  if (node.type !== 'Identifier') return false;
  const isNamed = signalName.test(node.name) || context.key(node) === 'global.AbortSignal#';
  return isNamed && isOutside(context, node, loop);
}

function isOutside(context: RuleContext, identifier: Node, loop: LoopNode): boolean {
  const declared = context.variableOf(identifier)?.identifiers[0];
  return declared !== undefined && !isInside(declared, loop);
}

/** `async function retry(task, { signal })` */
function parameterSignal(context: RuleContext, loop: LoopNode): Node | null {
  const fn = enclosingFunction(loop);
  let found: Node | null = null;
  for (const parameter of fn?.params ?? [])
    walk(parameter, (node) => {
      if (node.type !== 'Identifier' || !signalName.test(node.name)) return;
      if (context.variableOf(node)?.identifiers.includes(node)) found = node;
    });
  return found;
}

/** Anything in the loop that asks whether it is aborted. */
function looksAtAbort(context: RuleContext, loop: LoopNode): boolean {
  return (
    /\.aborted\b|throwIfAborted|AbortError|ABORT_ERR|isAbort/.test(context.source.textOf(loop)) ||
    waitsOutside(context, loop)
  );
}

/** An await with the signal that no `try` is around ends the loop. */
function waitsOutside(context: RuleContext, loop: LoopNode): boolean {
  return (
    findOwn(
      loop.body,
      (node) =>
        node.type === 'AwaitExpression' &&
        !ancestor(
          node,
          (outer) => outer === loop || (outer.type === 'TryStatement' && outer.handler !== null),
        )?.type.startsWith('Try') &&
        /\b(?:signal|abortSignal)\b/.test(context.source.textOf(node)),
    ) !== null
  );
}

/** Whether there is a way from the catch to the next round. */
function goesOn(clause: Of<'CatchClause'>, loop: LoopNode): boolean {
  const fn = enclosingFunction(clause);
  if (!fn) return false;
  const flow = controlFlow(fn);
  const start = flow.at(clause);
  const head = flow.at(loop);
  return start !== null && head !== null && findAfter(start, (step) => step === head) !== null;
}

function throwing(
  context: RuleContext,
  clause: Of<'CatchClause'>,
  signal: Node,
): FixBuilder | null {
  const [first] = clause.body.body;
  if (clause.param?.type !== 'Identifier' || !first) return null;
  const text = context.source.textOf(signal);
  return context
    .fix('End the loop when the signal is aborted')
    .insertLinesBefore(first, [`if (${text}.aborted) throw ${clause.param.name};`]);
}
