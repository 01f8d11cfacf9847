/**
 * A promise is under way while the function waits for something else.
 *
 * Nobody listens to it until its own `await` is reached. If it is rejected before, or if the other one fails and its
 * `await` is never reached, the rejection is unhandled, and ends the process.
 *
 * Bad:
 * ```js
 * import { readFile } from 'node:fs/promises';
 * export async function load(id) {
 *   const profile = readFile(`profiles/${id}.json`, 'utf8');
 *   const orders = readFile(`orders/${id}.json`, 'utf8');
 *   const profileText = await profile;
 *   const ordersText = await orders;
 *   return { profileText, ordersText };
 * }
 * ```
 *
 * Good:
 * ```js
 * import { readFile } from 'node:fs/promises';
 * export async function load(id) {
 *   const [profileText, ordersText] = await Promise.all([
 *     readFile(`profiles/${id}.json`, 'utf8'),
 *     readFile(`orders/${id}.json`, 'utf8'),
 *   ]);
 *   return { profileText, ordersText };
 * }
 * ```
 */
import type { FunctionNode, Node, Of } from '../../analysis/ast.ts';
import { enclosingFunction, unwrapped } from '../../analysis/ast.ts';
import { calledName } from '../../analysis/call-names.ts';
import { controlFlow } from '../../analysis/control-flow.ts';
import { findAfter } from '../../analysis/flow-graph.ts';
import { isHandled, isQuiet } from '../../analysis/quiet-functions.ts';
import { definitionOf, isNeverReassigned, readsOf, writesOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** Those that wait for an event or a time are made before what brings it about. */
const waiting =
  /^(?:timers\/promises\.|events\.(?:once|on)$|stream\/promises\.finished$|delay$|global\.Promise\.(?:resolve|reject|allSettled|withResolvers)$)/;

const waitingNames = /^(?:once|wait|until|delay|sleep|pause|defer|next|when|then)/;

export const lateAwait: Rule = {
  id: 'promise/late-await',
  level: 'warning',
  summary: 'A promise that is awaited after another one',
  create: (context) => ({
    VariableDeclarator(declarator) {
      // A rejection that nobody handles fails the run of a test, wherever it is.
      const fn = context.file.role === 'test' ? null : enclosingFunction(declarator);
      if (!fn?.async) return;
      for (const { id, init } of bindings(declarator))
        if (isRisky(context, unwrapped(init))) check(context, fn, declarator, id);
    },
    AssignmentExpression(assignment) {
      const { left, right, operator, parent } = assignment;
      const fn = context.file.role === 'test' ? null : enclosingFunction(assignment);
      if (!fn?.async || operator !== '=' || parent?.type !== 'ExpressionStatement') return;
      if (left.type === 'Identifier' && isGivenOnce(context, left))
        if (isRisky(context, unwrapped(right))) check(context, fn, assignment, left);
    },
  }),
};

/** `let sum;` that gets its only value here. */
function isGivenOnce(context: RuleContext, id: Of<'Identifier'>): boolean {
  const variable = context.variableOf(id);
  const declarator = variable && definitionOf(variable);
  if (!variable || declarator?.type !== 'VariableDeclarator') return false;
  return declarator.init === null && writesOf(variable).length === 1;
}

/** `a = f()`, and the parts of `[a, b] = [f(), g()]`. */
function bindings({ id, init }: Of<'VariableDeclarator'>): { id: Of<'Identifier'>; init: Node }[] {
  const value = init && unwrapped(init);
  if (!value) return [];
  if (id.type === 'Identifier') return [{ id, init: value }];
  if (id.type !== 'ArrayPattern' || value.type !== 'ArrayExpression') return [];
  return id.elements.flatMap((element, index) => {
    const part = value.elements[index];
    return element?.type === 'Identifier' && part ? [{ id: element, init: part }] : [];
  });
}

function check(
  context: RuleContext,
  fn: FunctionNode,
  begun: Of<'VariableDeclarator'> | Of<'AssignmentExpression'>,
  id: Of<'Identifier'>,
): void {
  const variable = context.variableOf(id);
  if (!variable) return;
  if (begun.type === 'VariableDeclarator' && !isNeverReassigned(variable)) return;
  const reads = readsOf(variable);
  // Whoever else has the promise may listen to it.
  if (reads.some((read) => enclosingFunction(read) !== fn)) return;
  const late = reads.find((read) => read.parent?.type === 'AwaitExpression')?.parent;
  const flow = controlFlow(fn);
  const start = flow.at(begun);
  if (!late || !start) return;
  const other = findAfter(start, ({ node }) => node?.type === 'AwaitExpression', {
    avoid: ({ node }) => node !== null && reads.includes(node),
    edge: ({ isThrow }) => !isThrow,
  })?.node;
  // The step of an await follows that of what it waits for.
  if (!other || reads.some((read) => read.parent === other) || !isAfter(late, other)) return;
  context.report({
    node: late,
    message: `${id.name} is under way since line ${context.source.positionAt(begun.start).line}, and nobody listens to it before this await: if it is rejected earlier, or the await before fails, its rejection is unhandled.`,
    path: [context.related(other, 'the function waits here for something else')],
    fixes: [
      together(context, late),
      begun.type === 'VariableDeclarator'
        ? context
            .fix('Handle its rejection at once: this await still throws it', true)
            .insertLinesAfter(begun, [`${id.name}.catch(() => {});`])
        : null,
    ],
  });
}

const isAfter = (late: Node, other: Node): boolean => late.start > other.start;

/** A call that does something and may fail. That it gives a promise is seen by its being awaited. */
function isRisky(context: RuleContext, init: Node): boolean {
  if (init.type !== 'CallExpression' || isHandled(init)) return false;
  const key = context.calleeKey(init);
  if (key !== null && waiting.test(key)) return false;
  if (waitingNames.test(calledName(init) ?? '')) return false;
  const called = context.called(init);
  return !called || !isQuiet(called.fn, called.facts);
}

/** `const x = await a; const y = await b;` as one `const [x, y] = await Promise.all([a, b]);`. */
function together(context: RuleContext, late: Node): FixBuilder | null {
  const statement = awaitingStatement(late.parent?.parent);
  const list = statement?.parent;
  if (!statement || list?.type !== 'BlockStatement') return null;
  const at = list.body.indexOf(statement);
  let first = at;
  while (awaitingStatement(list.body[first - 1])) first--;
  let last = at;
  while (awaitingStatement(list.body[last + 1])) last++;
  const run = list.body.slice(first, last + 1).flatMap((one) => awaitingStatement(one) ?? []);
  const declarators = run.flatMap(({ declarations }) => declarations);
  if (declarators.length < 2) return null;
  const names = declarators.map(({ id }) => context.source.textOf(id));
  const values = declarators.map(({ init }) =>
    init?.type === 'AwaitExpression' ? context.source.textOf(init.argument) : '',
  );
  const [begin, end] = [run[0] as Node, run.at(-1) as Node];
  return context
    .fix('Wait for them together')
    .replace(
      { start: begin.start, end: end.end },
      `const [${names.join(', ')}] = await Promise.all([${values.join(', ')}]);`,
    );
}

/** `const x = await p;` where `p` is a variable. */
function awaitingStatement(node: Node | null | undefined): Of<'VariableDeclaration'> | null {
  if (node?.type !== 'VariableDeclaration' || node.kind !== 'const') return null;
  const [declarator, more] = node.declarations;
  const isAwait =
    declarator?.init?.type === 'AwaitExpression' && declarator.init.argument.type === 'Identifier';
  return isAwait && !more ? node : null;
}
