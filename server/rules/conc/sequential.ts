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
import {
  enclosingFunction,
  enclosingStatement,
  memberName,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import { type ReadTest, readTest, speaksOfOrder } from '../../analysis/read-calls.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

interface Step {
  readonly statement: Node;
  /** What the answer is bound to; `null` for a part of an expression. */
  readonly id: Node | null;
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
      ObjectExpression({ properties }) {
        const values = properties.map((one) => (one.type === 'Property' ? one.value : null));
        checkParts(context, values, isRead);
      },
      ArrayExpression({ elements, parent }) {
        // In a combinator another rule speaks of it.
        if (parent?.type !== 'CallExpression') checkParts(context, elements, isRead);
      },
    };
  },
};

/** The statements from there on that read and need nothing of each other. */
function runAt(context: RuleContext, body: readonly Node[], at: number, isRead: ReadTest): Step[] {
  const run: Step[] = [];
  const texts = new Set<string>();
  /** What is made of the first answer. */
  const shapes: Node[] = [];
  for (const statement of body.slice(at)) {
    if (run.length === 1 && isShaping(statement)) {
      for (const { id } of statement.declarations) shapes.push(id);
      continue;
    }
    const step = stepOf(context, statement, isRead);
    const given = [...run.map(({ id }) => id), ...shapes];
    if (!step || given.some((id) => id && needs(context, step, id))) break;
    const text = context.source.textOf(step.wait.argument);
    // The same call again is made to see a change.
    if (texts.has(text)) break;
    texts.add(text);
    run.push(step);
  }
  return run;
}

/** `const names = users.map((user) => user.name).sort();`: what was read gets another shape before the next read. */
function isShaping(statement: Node): statement is Of<'VariableDeclaration'> {
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return false;
  let isPlain = true;
  walk(statement, (node) => {
    if (/^(?:Await|Yield|New|Assignment|Update)Expression$/.test(node.type)) isPlain = false;
    if (node.type === 'CallExpression' && !shaping.test(memberName(node.callee) ?? ''))
      isPlain = false;
  });
  return isPlain;
}

const shaping =
  /^(?:map|filter|flatMap|flat|sort|toSorted|slice|join|reduce|find|some|every|includes|at|trim|split|concat)$/;

/** `{ user: await readUser(), news: await readNews() }`: the parts of an expression have no names for each other. */
function checkParts(context: RuleContext, parts: readonly (Node | null)[], isRead: ReadTest): void {
  const waits = parts.flatMap((part) => (part?.type === 'AwaitExpression' ? [part] : []));
  const run = waits.flatMap((wait): Step[] => {
    const isStep = isPlainRead(context, wait, isRead);
    return isStep ? [{ statement: enclosingStatement(wait), id: null, wait }] : [];
  });
  const texts = new Set(run.map(({ wait }) => context.source.textOf(wait.argument)));
  if (run.length > 1 && run.length === waits.length && texts.size === run.length)
    report(context, run);
}

/** `const x = await read();`, `x = await read();` */
function stepOf(context: RuleContext, statement: Node, isRead: ReadTest): Step | null {
  const bound = boundIn(statement);
  if (bound?.value?.type !== 'AwaitExpression') return null;
  const wait = bound.value;
  return isPlainRead(context, wait, isRead) ? { statement, id: bound.id, wait } : null;
}

function boundIn(statement: Node): { id: Node; value: Node | null } | null {
  if (statement.type === 'VariableDeclaration') {
    const [declarator, more] = statement.declarations;
    return declarator && !more ? { id: declarator.id, value: declarator.init } : null;
  }
  if (statement.type !== 'ExpressionStatement') return null;
  const { expression } = statement;
  if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return null;
  const { left, right } = expression;
  return left.type === 'Identifier' ? { id: left, value: right } : null;
}

function isPlainRead(context: RuleContext, wait: Of<'AwaitExpression'>, isRead: ReadTest): boolean {
  const call = unwrapped(wait.argument);
  if (call.type !== 'CallExpression' || !isRead(call)) return false;
  let isPlain = true;
  for (const argument of call.arguments)
    walk(argument, ({ type }) => {
      if (/^(?:Await|Assignment|Update|Yield)Expression$/.test(type)) isPlain = false;
    });
  return isPlain && context.loopPath(wait) !== null;
}

/** Whether a step uses a name that an earlier one gives. */
function needs(context: RuleContext, step: Step, id: Node): boolean {
  const names = new Set<unknown>();
  walk(id, (node) => {
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
  const names: string[] = [];
  for (const { statement, id } of run) {
    if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const' || !id) return null;
    if ('typeAnnotation' in id && id.typeAnnotation) return null;
    names.push(source.textOf(id));
  }
  if (!first || !last || !areBeside(run)) return null;
  const range = { start: first.statement.start, end: last.statement.end };
  if (source.comments.some(({ start, end }) => range.start < start && end < range.end)) return null;
  const calls = run.map(({ wait }) => promiseOf(context, wait.argument)).join(', ');
  return context
    .fix('Wait for them together')
    .replace(range, `const [${names.join(', ')}] = await Promise.all([${calls}]);`);
}

/** Each statement follows the one before. */
const areBeside = (run: readonly Step[]): boolean =>
  run.every(({ statement }, index) => {
    const before = run[index - 1]?.statement;
    const { parent } = statement;
    if (!before || parent?.type !== 'BlockStatement') return true;
    return parent.body.indexOf(statement as never) === parent.body.indexOf(before as never) + 1;
  });

/** `(await fetch(url)).json()` as a promise: `fetch(url).then((answer) => answer.json())`. */
function promiseOf({ source }: RuleContext, call: Node): string {
  const value = unwrapped(call);
  const callee = value.type === 'CallExpression' ? unwrapped(value.callee) : value;
  const object = callee.type === 'MemberExpression' ? unwrapped(callee.object) : callee;
  return callee.type === 'MemberExpression' && object.type === 'AwaitExpression'
    ? `${source.textOf(object.argument)}.then((answer) => answer.${memberName(callee)}())`
    : source.textOf(call);
}
