/** Puts what follows a statement into a `try` whose `finally` does what the end did. */
import type { CallNode, Node } from '../analysis/ast.ts';
import { enclosingStatement, walk } from '../analysis/ast.ts';
import { readsOf, writesOf } from '../analysis/variables.ts';
import type { RuleContext } from '../rules/rule.ts';
import type { FixBuilder } from './fix-builder.ts';

/**
 * @param after the statement behind which the `try` begins
 * @param releases the calls that are to be in the `finally`: one, or the fix is not offered
 */
export function wrappedInFinally(
  context: RuleContext,
  after: Node,
  releases: readonly CallNode[],
): FixBuilder | null {
  const block = after.parent;
  const [call] = releases;
  if (block?.type !== 'BlockStatement' || !call || releases.length > 1) return null;
  const end = enclosingStatement(call);
  if (end.type !== 'ExpressionStatement' || end.parent !== block) return null;
  const isPlain =
    end.expression === call ||
    (end.expression.type === 'AwaitExpression' && end.expression.argument === call);
  if (!isPlain) return null;
  const body = block.body.slice(block.body.indexOf(after as never) + 1, block.body.indexOf(end));
  const [first] = body;
  const last = body.at(-1);
  if (!first || !last) return null;
  const result = body.some((one) => declaresFor(context, one, end)) ? resultAfter(end) : null;
  if (!result && body.some((one) => declaresFor(context, one, end))) return null;
  const range = { start: first.start, end: last.end };
  // Moving the lines of a text to the right would change it.
  if (hasLongText(context, { ...range, end: (result ?? last).end }, block)) return null;
  const fix = context.fix('Release in finally: on every way', true);
  const indent = fix.indentOf(end);
  const text = result ? `${fix.textOf(range)}\n${indent}${fix.textOf(result)}` : fix.textOf(range);
  const inner = text.replaceAll(/\n(?=[^\n])/g, '\n  ');
  return fix.replace(
    { start: first.start, end: (result ?? end).end },
    `try {\n${indent}  ${inner}\n${indent}} finally {\n${indent}  ${fix.textOf(end)}\n${indent}}`,
  );
}

/** The `return` behind the end, when it only gives a value: it may as well stand before. */
function resultAfter(end: Node): Node | null {
  const block = end.parent;
  if (block?.type !== 'BlockStatement') return null;
  const [result, more] = block.body.slice(block.body.indexOf(end as never) + 1);
  if (result?.type !== 'ReturnStatement' || more) return null;
  let isPlain = true;
  walk(result, ({ type }) => {
    isPlain &&= !/^(?:Call|New|Await|Assignment|Update|TaggedTemplate)Expression$/.test(type);
  });
  return isPlain ? result : null;
}

/** Whether a declaration of the statement is used after the end. */
function declaresFor(context: RuleContext, statement: Node, end: Node): boolean {
  if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration')
    return true;
  if (statement.type !== 'VariableDeclaration') return false;
  let isUsed = false;
  for (const { id } of statement.declarations)
    walk(id, (node) => {
      const variable = node.type === 'Identifier' ? context.variableOf(node) : null;
      if (!variable) return;
      isUsed ||= [...readsOf(variable), ...writesOf(variable)].some(
        ({ start }) => start >= end.start,
      );
    });
  return isUsed;
}

function hasLongText(
  context: RuleContext,
  range: { readonly start: number; readonly end: number },
  block: Node,
): boolean {
  let isSo = false;
  walk(block, (node) => {
    isSo ||=
      node.type === 'TemplateLiteral' &&
      node.start >= range.start &&
      node.end <= range.end &&
      context.source.textOf(node).includes('\n');
  });
  return isSo;
}
