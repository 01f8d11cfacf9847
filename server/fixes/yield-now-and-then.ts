/** Gives the others a turn every thousand rounds of a loop, in an async function. */
import type { LoopNode, Node } from '../analysis/ast.ts';
import { enclosingFunction } from '../analysis/ast.ts';
import { roundsOf, totalRounds } from '../analysis/loop-rounds.ts';
import type { RuleContext } from '../rules/rule.ts';
import type { FixBuilder } from './fix-builder.ts';
import { freeName } from './imports.ts';

export function yieldNowAndThen(context: RuleContext, node: LoopNode): FixBuilder | null {
  const fn = enclosingFunction(node);
  if (!fn?.async || node.type !== 'ForStatement' || node.body.type !== 'BlockStatement')
    return null;
  const { init } = node;
  const counter = init?.type === 'VariableDeclaration' ? init.declarations[0]?.id : null;
  const last = node.body.body.at(-1);
  if (counter?.type !== 'Identifier' || !last || node.update?.type !== 'UpdateExpression')
    return null;
  const fix = context.fix('Give way to the event loop now and then');
  const turn = fix.use(
    'node:timers/promises',
    'setImmediate',
    freeName(context.source, 'nextTurn'),
  );
  const first = node.body.body[0] as Node;
  const every =
    (totalRounds(context, node) ?? 0) > (roundsOf(context, node) ?? 0) * 100 ? 10 : 1_000;
  return fix.insertLinesBefore(first, [
    `if (${counter.name} % ${every === 10 ? '10' : '1_000'} === 0) await ${turn}();`,
  ]);
}
