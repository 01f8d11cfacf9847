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

import { isAskedFor } from '../../analysis/asked-for.ts';
import type { CallNode, Node, Of } from '../../analysis/ast.ts';
import {
  ancestor,
  argument,
  enclosingFunction,
  enclosingLoop,
  enclosingStatement,
  findOwn,
  functionName,
  isFunction,
  isLoop,
  memberName,
  stringValue,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import {
  calledName,
  soundsLikeCleanup,
  soundsLikeEffect,
  soundsLikeRead,
} from '../../analysis/call-names.ts';
import { functionBehind } from '../../analysis/function-behind.ts';
import { readsOf } from '../../analysis/variables.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { checkCallback } from './ignored-error.ts';

/** Their failure is an answer, or there is nothing left to do about it. */
const attempts =
  /^(?:parse|parseInt|require|decodeURIComponent|decodeURI|access|accessSync|stat|lstat|mkdir|mkdirSync|existsSync|resolve|import|kill|log|warn|error|info|debug|toString|trim|get|has|set|return)$/;
/** UTF-16 units of a comment that says why. */
const reasonLength = 20;
/** What says that the failure was thought of. */
const dismissal =
  /\b(?:nothing|ignor\w+|no-?op|best.effort|matters?|important|expected|move on|may fail|can fail|optional)\b/i;

export const swallow: Rule = {
  id: 'err/swallow',
  level: 'warning',
  summary: 'A failure that is caught and forgotten',
  create: (context) => ({
    CatchClause(clause) {
      if (clause.parent?.type !== 'TryStatement' || !doesNothing(clause.body, clause.parent))
        return;
      const { block } = clause.parent;
      // The loop is not concerned with what is tried at once; an error that is on its way already goes first.
      if (!findOwn(block, isWait) || isBesideError(clause.parent)) return;
      if (isExpected(context, block)) return;
      // A reason that is given for a look-up, or at length.
      if (isExplained(context, clause.body, isLookUp(block) ? reasonLength : 50)) return;
      if (isExplained(context, clause.body, reasonLength, dismissal)) return;
      if (isRemoval(block) && isExplained(context, clause.body, 1)) return;
      if (isSeenByItsAbsence(context, clause.parent)) return;
      context.report({
        node: { start: clause.start, end: clause.body.end },
        ...(isMeant(context, clause) || !isLoss(block) || isWithinCleanup(clause)
          ? { level: 'hint' as const }
          : {}),
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

/** Empty, or with nothing but a jump to where the program comes without it. */
function doesNothing(body: Of<'BlockStatement'>, statement: Of<'TryStatement'>): boolean {
  const [only, more] = body.body;
  if (!only) return true;
  if (more || statement.parent?.type !== 'BlockStatement') return false;
  // What is tried until one succeeds goes on to the next.
  if (findOwn(statement.block, ({ type }) => /^(?:Return|Break)Statement$/.test(type)))
    return false;
  const block = statement.parent;
  if (block.body.at(-1) !== statement) return false;
  if (only.type === 'ContinueStatement') return !only.label && isLoop(block.parent);
  return only.type === 'ReturnStatement' && !only.argument && isFunction(block.parent);
}

const isWait = ({ type }: Node): boolean => type === 'AwaitExpression';

/** `try { await rollback() } catch {}` in a `catch` or a `finally`, or before a `throw`: it must not hide the first error. */
function isBesideError(statement: Node): boolean {
  const outer = ancestor(
    statement,
    (one) =>
      isFunction(one) ||
      one.type === 'CatchClause' ||
      (one.parent?.type === 'TryStatement' && one.parent.finalizer === one),
  );
  if (outer && !isFunction(outer)) return true;
  for (let node: Node = statement; node.parent && !isFunction(node); node = node.parent) {
    const { parent } = node;
    if (parent.type !== 'BlockStatement') continue;
    const next = parent.body[parent.body.indexOf(node as never) + 1];
    if (next) return next.type === 'ThrowStatement';
  }
  return false;
}

const isExplained = (context: RuleContext, body: Node, length: number, pattern = /(?:)/): boolean =>
  context.source.comments.some(
    ({ start, end, value }) =>
      body.start < start && end < body.end && value.trim().length >= length && pattern.test(value),
  );

/** What should have been done is not: somebody has to know. What could only not be asked for seldom matters. */
const isLoss = (block: Node): boolean =>
  findOwn(block, (node) => node.type === 'AwaitExpression' && isEffect(node.argument)) !== null;

/** What is taken away may be gone already. */
function isEffect(call: Node): boolean {
  const name = calledName(call);
  return name !== null && soundsLikeEffect(name) && !removals.test(name);
}

/** Somebody wrote down that it is meant, if not why. */
const isMeant = (context: RuleContext, { param, body }: Of<'CatchClause'>): boolean =>
  (param?.type === 'Identifier' && /^_?ignor/i.test(param.name)) || isExplained(context, body, 1);

/** The failure leads another way: what worked returns, or a value is missing that is asked for afterwards. */
function isSeenByItsAbsence(context: RuleContext, statement: Of<'TryStatement'>): boolean {
  const after = statementsAfter(statement);
  const last = statement.block.body.at(-1);
  if (last && leavesWhenItWorked(last, statement))
    return after.length > 0 || enclosingLoop(statement) !== null;
  const value = last?.type === 'ExpressionStatement' ? unwrapped(last.expression) : null;
  if (value?.type !== 'AssignmentExpression' || value.left.type !== 'Identifier') return false;
  const variable = context.variableOf(value.left);
  return (
    variable !== null &&
    readsOf(variable).some((read) => read.start > statement.end && isAskedFor(read))
  );
}

/** `return`, also below an `if`, and what ends the loop around that tries again. */
function leavesWhenItWorked(last: Node, statement: Node): boolean {
  if (last.type === 'ReturnStatement') return true;
  if (!enclosingLoop(statement)) return false;
  return (
    last.type === 'BreakStatement' ||
    (last.type === 'IfStatement' &&
      findOwn(last, ({ type }) => type === 'ReturnStatement' || type === 'BreakStatement') !== null)
  );
}

function statementsAfter(statement: Node): readonly Node[] {
  const { parent } = statement;
  if (parent?.type !== 'BlockStatement') return [];
  return parent.body.slice(parent.body.indexOf(statement as never) + 1);
}

/** Name of the call that is waited for first. */
function awaitedName(block: Node): string | null {
  const wait = findOwn(block, isWait);
  return wait?.type === 'AwaitExpression' ? calledName(wait.argument) : null;
}

const removals = /^(?:delete|remove|unset|revoke)/;

/** Takes away something that may be gone already. */
const isRemoval = (block: Node): boolean => removals.test(awaitedName(block) ?? '');

/** Asks for something that may be missing. */
function isLookUp(block: Node): boolean {
  const name = awaitedName(block);
  return name !== null && (soundsLikeRead(name) || name.startsWith('check'));
}

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
    // Of `open(path).close()` it is the last call that fails.
    if (node.type !== 'CallExpression' || isReceiver(node)) return;
    const name = calledName(node);
    calls++;
    if (name !== null && (soundsLikeCleanup(name) || attempts.test(name))) expected++;
  });
  return calls === expected;
}

const isReceiver = ({ parent }: CallNode): boolean =>
  parent?.type === 'MemberExpression' && parent.parent?.type === 'CallExpression';

function checkCatch(context: RuleContext, call: CallNode, handler: Node | null): void {
  if (!handler || call.callee.type !== 'MemberExpression') return;
  const { object } = call.callee;
  // `work()?.catch?.(noop)` asks whether there is a promise at all.
  const forgets = isNoop(context, handler) || (isUnused(call) && givesNull(handler));
  if (call.optional || !forgets || hasReasonBeside(context, call)) return;
  if (isBesideError(call) || isDefault(handler, call)) return;
  const value = unwrapped(object);
  // A promise that is awaited elsewhere is marked as handled by this.
  if (value.type !== 'CallExpression' || isCleanup(value)) return;
  if (keepsItsFailure(context, value)) return;
  context.report({
    node: handler,
    // A function that is there to do nothing was chosen, this is how something ends, or nothing is lost.
    ...(isFunction(handler) && !isWithinCleanup(call) && isEffect(value)
      ? {}
      : { level: 'hint' as const }),
    message: 'This rejection is forgotten: nobody learns that the work failed.',
    fixes: [
      isFunction(handler)
        ? context.fix('Log it').replace(handler, '(error) => console.error(error)')
        : null,
    ],
  });
}

/** `.catch((error) => log(error))` */
function looksAtError(call: Node | null | undefined): boolean {
  const handler = call?.type === 'CallExpression' ? call.arguments[0] : null;
  return (
    isFunction(handler) && (handler.body?.type !== 'BlockStatement' || handler.body.body.length > 0)
  );
}

/** What is called looks at its failures itself. */
function keepsItsFailure(context: RuleContext, call: CallNode): boolean {
  const body = functionBehind(context.project, context.file, call.callee)?.fn.body;
  if (!body) return false;
  return (
    findOwn(
      body,
      (node) =>
        (node.type === 'CatchClause' && node.body.body.length > 0) ||
        (memberName(node) === 'catch' && looksAtError(node.parent)),
    ) !== null
  );
}

/** `close() { this.channel.request('close').catch(() => {}); }` */
function isWithinCleanup(node: Node): boolean {
  const fn = enclosingFunction(node);
  const name = fn && functionName(fn)?.replace(/^[_#]+/, '');
  return name !== null && name !== undefined && (soundsLikeCleanup(name) || endings.test(name));
}

/** `closeChannel`, `destroyAll`. */
const endings = /^(?:close|destroy|dispose|disconnect|terminate|shutdown|teardown|cleanup)[A-Z]/;

/** `const view = await load().catch(() => undefined)`: there is none then. */
const isDefault = (handler: Node, call: CallNode): boolean =>
  // `.catch(() => {}).then((found) => found ?? [])`
  (isReceiver(call) && memberName(call.parent as Node) === 'then') ||
  (isFunction(handler) &&
    call.parent?.type === 'AwaitExpression' &&
    call.parent.parent?.type !== 'ExpressionStatement');

/** The statement is nothing else: what the handler gives is nobody's. */
const isUnused = ({ parent }: CallNode): boolean =>
  (parent?.type === 'AwaitExpression' ? parent.parent : parent)?.type === 'ExpressionStatement';

const givesNull = (handler: Node): boolean =>
  isFunction(handler) && handler.body?.type === 'Literal' && handler.body.value === null;

/** A comment above the statement, or at the end of its line. */
function hasReasonBeside({ source }: RuleContext, call: CallNode): boolean {
  const { start, end } = enclosingStatement(call);
  const first = source.positionAt(start).line;
  const last = source.positionAt(end).line;
  return source.comments.some(
    (comment) =>
      comment.value.trim().length >= reasonLength &&
      (source.positionAt(comment.end).line === first - 1 ||
        source.positionAt(comment.start).line === last),
  );
}

/** `file.close().catch(() => {})`, `agent.call('abort').catch(() => {})`, also behind other steps. */
function isCleanup(call: CallNode): boolean {
  const name = calledName(call);
  if (name === null) return false;
  if (soundsLikeCleanup(name) || attempts.test(name)) return true;
  const command = /^(?:call|send|post|request|command|execute|emit|invoke)$/.test(name)
    ? stringValue(call.arguments[0])
    : null;
  // The last part of `Debugger.disable`, the verb of `releaseObject`.
  const verb = command && /^[a-z]+/.exec(command.split(/[.:/_-]/).at(-1) ?? '')?.[0];
  if (verb && (soundsLikeCleanup(verb) || verb === 'disable' || verb === 'resume')) return true;
  const { callee } = call;
  const before = callee.type === 'MemberExpression' ? unwrapped(callee.object) : null;
  return /^(?:then|finally)$/.test(name) && before?.type === 'CallExpression' && isCleanup(before);
}

/**
 * A function that does nothing and gives nothing.
 * @param length of a comment in it that is reason enough, in UTF-16 units
 */
function isNoop(context: RuleContext, handler: Node, length = 1): boolean {
  const found = functionBehind(context.project, context.file, handler);
  if (!found) return handler.type === 'Identifier' && handler.name === 'noop';
  const { body } = found.fn;
  if (!body) return false;
  if (body.type === 'BlockStatement') {
    const [only, more] = body.body;
    const isEmpty = !only || (!more && only.type === 'ReturnStatement' && !only.argument);
    return isEmpty && !isExplained(context, body, length);
  }
  const value = unwrapped(body);
  return (
    (value.type === 'Identifier' && value.name === 'undefined') ||
    (value.type === 'UnaryExpression' &&
      value.operator === 'void' &&
      value.argument.type === 'Literal')
  );
}

function checkProcess(context: RuleContext, call: CallNode): void {
  const event = stringValue(argument(call, 0));
  const handler = argument(call, 1);
  if (context.calleeKey(call) !== 'process.on' || !handler) return;
  if (event !== 'unhandledRejection' && event !== 'uncaughtException') return;
  if (!isNoop(context, handler, 2 * reasonLength)) return;
  context.report({
    node: call,
    message: `This hides every '${event}' of the process: failures that nobody handles are not seen any more.`,
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
