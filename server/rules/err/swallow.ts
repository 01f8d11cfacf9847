/**
 * A failure is caught and forgotten.
 *
 * The program goes on as if it had worked. Nothing is logged, so that the first trace is the damage that it does later.
 *
 * Bad:
 * ```js
 * export async function save(db, item) {
 *   try {
 *     await db.save(item);
 *   } catch {}
 * }
 * ```
 *
 * Good:
 * ```js
 * export async function save(db, item) {
 *   try {
 *     await db.save(item);
 *   } catch (error) {
 *     console.error('The item is not saved', error);
 *     throw error;
 *   }
 * }
 * ```
 */
import type { CallNode, FunctionNode, Node, Of } from '../../analysis/ast.ts';
import {
  argument,
  findOwn,
  isFunction,
  memberName,
  stringValue,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import { calledName, soundsLikeCleanup } from '../../analysis/call-names.ts';
import { functionBehind } from '../../analysis/function-behind.ts';
import { readsOf } from '../../analysis/variables.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** Their failure is an answer, or there is nothing left to do about it. */
const attempts =
  /^(?:parse|parseInt|require|decodeURIComponent|decodeURI|access|accessSync|stat|lstat|mkdir|mkdirSync|existsSync|resolve|import|kill|log|warn|error|info|debug|toString|trim|get|has|set)$/;
const errorName = /^(?:e|er|err|error)$/i;
const callbackApis =
  /^(?:fs\.(?!.*(?:watch|Stream)$)\w+|child_process\.(?:exec|execFile)|dns\.\w+|zlib\.\w+)$/;
const cleanupApis = /^fs\.(?:unlink|rm|rmdir|close|access|stat|lstat|exists|mkdir|utimes|futimes)$/;

export const swallow: Rule = {
  id: 'err/swallow',
  level: 'warning',
  summary: 'A failure that is caught and forgotten',
  create: (context) => ({
    CatchClause(clause) {
      if (clause.body.body.length > 0 || clause.parent?.type !== 'TryStatement') return;
      const { block } = clause.parent;
      if (isExpected(context, block)) return;
      // A reason that is given for a look-up, or at length.
      if (isExplained(context, clause.body, findOwn(block, isWait) ? 50 : 1)) return;
      context.report({
        node: { start: clause.start, end: clause.body.end },
        message:
          'This failure is forgotten: the program goes on as if it had worked, and nothing is logged.',
        fixes: [rethrown(context, clause)],
      });
    },
    CallExpression(call) {
      const method = memberName(call.callee);
      if (method === 'catch') checkCatch(context, call, argument(call, 0));
      else if (method === 'then') checkCatch(context, call, argument(call, 1));
      else if (method === 'on') checkProcess(context, call);
      checkCallback(context, call);
    },
  }),
};

const isWait = ({ type }: Node): boolean => type === 'AwaitExpression';

const isExplained = (context: RuleContext, body: Node, length: number): boolean =>
  context.source.comments.some(
    ({ start, end, value }) =>
      body.start < start && end < body.end && value.trim().length >= length,
  );

/** Cleaning up, or trying something whose failure is an answer. */
function isExpected(context: RuleContext, block: Of<'BlockStatement'>): boolean {
  // Several steps that are waited for are what the function is there to do.
  if (block.body.length > 1 && findOwn(block, isWait)) return false;
  let calls = 0;
  let expected = 0;
  walk(block, (node) => {
    if (node.type === 'ImportExpression') {
      calls++;
      expected++;
    }
    if (node.type === 'NewExpression' && context.calleeKey(node) === 'global.URL') {
      calls++;
      expected++;
    }
    if (node.type !== 'CallExpression') return;
    const name = calledName(node);
    calls++;
    if (name !== null && (soundsLikeCleanup(name) || attempts.test(name))) expected++;
  });
  return calls === expected;
}

function checkCatch(context: RuleContext, call: CallNode, handler: Node | null): void {
  if (!handler || call.callee.type !== 'MemberExpression') return;
  const { object } = call.callee;
  if (!isNoop(context, handler)) return;
  const value = unwrapped(object);
  // A promise that is awaited elsewhere is marked as handled by this.
  if (value.type !== 'CallExpression' || isCleanup(value)) return;
  context.report({
    node: handler,
    message: 'This rejection is forgotten: nobody learns that the work failed.',
    fixes: [
      isFunction(handler)
        ? context.fix('Log it').replace(handler, '(error) => console.error(error)')
        : null,
    ],
  });
}

/** `file.close().catch(() => {})`, also behind other steps. */
function isCleanup(call: CallNode): boolean {
  const name = calledName(call);
  if (name === null) return false;
  if (soundsLikeCleanup(name) || attempts.test(name)) return true;
  const { callee } = call;
  const before = callee.type === 'MemberExpression' ? unwrapped(callee.object) : null;
  return /^(?:then|finally)$/.test(name) && before?.type === 'CallExpression' && isCleanup(before);
}

/** A function that does nothing and gives nothing. */
function isNoop(context: RuleContext, handler: Node): boolean {
  const found = functionBehind(context.project, context.file, handler);
  if (!found) return handler.type === 'Identifier' && handler.name === 'noop';
  const { body } = found.fn;
  if (!body) return false;
  if (body.type === 'BlockStatement')
    return body.body.length === 0 && !isExplained(context, body, 1);
  const value = unwrapped(body);
  return (
    (value.type === 'Identifier' && value.name === 'undefined') ||
    (value.type === 'UnaryExpression' && value.operator === 'void')
  );
}

function checkProcess(context: RuleContext, call: CallNode): void {
  const event = stringValue(argument(call, 0));
  const handler = argument(call, 1);
  if (context.calleeKey(call) !== 'process.on' || !handler) return;
  if (event !== 'unhandledRejection' && event !== 'uncaughtException') return;
  if (!isNoop(context, handler)) return;
  context.report({
    node: call,
    message: `This hides every '${event}' of the process: failures that nobody handles are not seen any more.`,
  });
}

/** A callback that gets an error and does not look at it. */
function checkCallback(context: RuleContext, call: CallNode): void {
  const callback = call.arguments.at(-1);
  if (!callback || !isFunction(callback)) return;
  const key = context.calleeKey(call);
  const isNode = key !== null && callbackApis.test(key) && !cleanupApis.test(key);
  const [first] = callback.params;
  if (!first) {
    if (isNode && /^fs\.(?:writeFile|appendFile|rename|copyFile|write|cp)$/.test(key))
      reportCallback(context, call, callback);
    return;
  }
  if (first.type !== 'Identifier' || !errorName.test(first.name)) return;
  const isErrorFirst = isNode || (callback.params.length === 2 && !isPromiseMethod(call));
  const variable = context.variableOf(first);
  if (!isErrorFirst || !variable || readsOf(variable).length > 0) return;
  reportCallback(context, call, callback);
}

const isPromiseMethod = (call: CallNode): boolean =>
  /^(?:then|catch|finally|map|filter|reduce|forEach|on|once|use|sort|find)$/.test(
    memberName(call.callee) ?? '',
  );

function reportCallback(context: RuleContext, call: CallNode, callback: FunctionNode): void {
  const [first] = callback.params;
  const block = callback.body?.type === 'BlockStatement' ? callback.body : null;
  const fix = context.fix('Throw it');
  context.report({
    node: call,
    message:
      'The callback does not look at the error it gets: it goes on as if the call had worked.',
    fixes: [
      first && block?.body[0]
        ? fix.insertLinesBefore(block.body[0], [
            `if (${fix.textOf(first)}) throw ${fix.textOf(first)};`,
          ])
        : null,
    ],
  });
}

/** Logs and throws on. */
function rethrown(context: RuleContext, clause: Of<'CatchClause'>) {
  const fix = context.fix('Log it and throw it on');
  const name = clause.param?.type === 'Identifier' ? clause.param.name : 'error';
  if (clause.param && clause.param.type !== 'Identifier') return null;
  const indent = fix.indentOf(clause);
  const comments = fix.textOf({ start: clause.body.start + 1, end: clause.body.end - 1 }).trimEnd();
  if (comments.includes('/*')) return null;
  return fix.replace(
    { start: clause.start, end: clause.body.end },
    `catch (${name}) {${comments}\n${indent}  console.error(${name});\n${indent}  throw ${name};\n${indent}}`,
  );
}
