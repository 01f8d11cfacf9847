/**
 * Two reads that need nothing of each other run one after the other.
 *
 * The second begins when the first has been answered, so that whoever waits waits for the sum of both.
 *
 * Bad:
 * ```js
 * export async function dashboard(api, id) {
 *   const user = await api.getUser(id);
 *   const news = await api.getNews();
 *   return { user, news };
 * }
 * ```
 *
 * Good:
 * ```js
 * export async function dashboard(api, id) {
 *   const [user, news] = await Promise.all([api.getUser(id), api.getNews()]);
 *   return { user, news };
 * }
 * ```
 */
import type { Node, Of } from '../../analysis/ast.ts';
import { enclosingFunction, unwrapped, walk } from '../../analysis/ast.ts';
import { type ReadTest, readTest, speaksOfOrder } from '../../analysis/read-calls.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

interface Step {
  readonly statement: Of<'VariableDeclaration'>;
  readonly id: Node;
  readonly wait: Of<'AwaitExpression'>;
}

export const sequential: Rule = {
  id: 'conc/sequential',
  level: 'hint',
  summary: 'Independent reads that run in a row',
  create(context) {
    if (context.file.role !== 'service') return {};
    const isRead = readTest(context.project, context.file);
    return {
      BlockStatement({ body }) {
        for (let at = 0; at < body.length; ) {
          const run = runAt(context, body, at, isRead);
          if (run.length > 1) report(context, run);
          at += Math.max(1, run.length);
        }
      },
    };
  },
};

/** The statements from there on that read and need nothing of each other. */
function runAt(context: RuleContext, body: readonly Node[], at: number, isRead: ReadTest): Step[] {
  const run: Step[] = [];
  const texts = new Set<string>();
  for (const statement of body.slice(at)) {
    const step = stepOf(context, statement, isRead);
    if (!step || run.some((before) => needs(context, step, before))) break;
    const text = context.source.textOf(step.wait.argument);
    // The same call again is made to see a change.
    if (texts.has(text)) break;
    texts.add(text);
    run.push(step);
  }
  return run;
}

/** `const x = await read();` */
function stepOf(context: RuleContext, statement: Node, isRead: ReadTest): Step | null {
  if (statement.type !== 'VariableDeclaration') return null;
  const [declarator, more] = statement.declarations;
  if (!declarator || more || declarator.init?.type !== 'AwaitExpression') return null;
  const wait = declarator.init;
  const call = unwrapped(wait.argument);
  if (call.type !== 'CallExpression' || !isRead(call)) return null;
  let isPlain = true;
  for (const argument of call.arguments)
    walk(argument, ({ type }) => {
      if (/^(?:Await|Assignment|Update|Yield)Expression$/.test(type)) isPlain = false;
    });
  if (!isPlain || !context.loopPath(wait)) return null;
  return { statement, id: declarator.id, wait };
}

/** Whether a step uses a name that an earlier one gives. */
function needs(context: RuleContext, step: Step, before: Step): boolean {
  const names = new Set<unknown>();
  walk(before.id, (node) => {
    if (node.type === 'Identifier') names.add(context.variableOf(node));
  });
  let uses = false;
  walk(step.statement, (node) => {
    if (node.type === 'Identifier' && names.has(context.variableOf(node) ?? node)) uses = true;
  });
  return uses;
}

function report(context: RuleContext, run: readonly Step[]): void {
  const [first, second] = run;
  const last = run.at(-1);
  const fn = first && enclosingFunction(first.wait);
  if (!first || !second || !last || !fn?.async) return;
  const comments = context.source.comments.filter(
    ({ start, end }) => start >= first.statement.start - 120 && end <= last.statement.end,
  );
  if (comments.some(({ value }) => speaksOfOrder(value))) return;
  if (/\b(?:begin|transaction|for update)\b/i.test(context.source.textOf(fn))) return;
  context.report({
    node: second.wait,
    message:
      'This waits for the answer before it, and needs nothing of it: the two take as long as both together.',
    path: [context.related(first.wait, 'this could be under way at the same time')],
    fixes: [together(context, run)],
  });
}

function together(context: RuleContext, run: readonly Step[]): FixBuilder | null {
  const { source } = context;
  const [first] = run;
  const last = run.at(-1);
  if (!first || !last || run.some(({ statement }) => statement.kind !== 'const')) return null;
  if (run.some(({ id }) => 'typeAnnotation' in id && id.typeAnnotation)) return null;
  const range = { start: first.statement.start, end: last.statement.end };
  if (source.comments.some(({ start, end }) => range.start < start && end < range.end)) return null;
  const names = run.map(({ id }) => source.textOf(id)).join(', ');
  const calls = run.map(({ wait }) => source.textOf(wait.argument)).join(', ');
  return context
    .fix('Wait for them together')
    .replace(range, `const [${names}] = await Promise.all([${calls}]);`);
}
