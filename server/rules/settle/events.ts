/**
 * A promise waits for the good end of a stream or a process, and not for its failure.
 *
 * When it fails, `end`, `finish` or `exit` never comes: the promise is never settled, and whoever awaits it waits for
 * ever.
 *
 * Bad:
 * ```js
 * import { createWriteStream } from 'node:fs';
 * export async function save(file, lines) {
 *   const out = createWriteStream(file);
 *   out.end(lines.join('\n'));
 *   await new Promise((resolve) => out.on('finish', resolve));
 * }
 * ```
 *
 * Good:
 * ```js
 * import { createWriteStream } from 'node:fs';
 * import { finished } from 'node:stream/promises';
 * export async function save(file, lines) {
 *   const out = createWriteStream(file);
 *   out.end(lines.join('\n'));
 *   await finished(out);
 * }
 * ```
 */
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  isInside,
  memberName,
  stringValue,
  unwrapped,
} from '../../analysis/ast.ts';
import {
  executorPromise,
  type ManualPromise,
  resolversPromise,
  settlingOf,
} from '../../analysis/settling.ts';
import { parameterIndex } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { rejectName } from '../../fixes/reject-name.ts';
import type { Rule, RuleContext } from '../rule.ts';

const listeners = /^(?:on|once|addListener|prependListener|prependOnceListener)$/;
const goodEnds = new Set(['end', 'finish', 'exit']);
const failures = new Set(['error', 'close', 'aborted', 'abort', 'timeout']);
/** Their answer does not come either when they fail. */
const answering = /^(?:worker_threads\.Worker|child_process\.ChildProcess)#/;
/** Their callback gets a stream, which is what has to end. */
const responses = /^https?\.(?:get|request)$/;
/** What is never in danger, and classes of the project's own. */
const others = /^(?:process\b|[./])/;

export const events: Rule = {
  id: 'settle/events',
  level: 'warning',
  summary: 'A wait for the end that a failure never ends',
  create: (context) => ({
    NewExpression(node) {
      if (context.calleeKey(node) !== 'global.Promise') return;
      const promise = executorPromise(context.source, node);
      if (promise) check(context, promise);
    },
    VariableDeclarator(declarator) {
      if (context.calleeKey(declarator.init) !== 'global.Promise.withResolvers') return;
      const promise = resolversPromise(context.source, declarator);
      if (promise) check(context, promise);
    },
  }),
};

function check(context: RuleContext, promise: ManualPromise): void {
  // Where nobody listens to 'error', it is thrown: that ends a test or a script loudly enough.
  if (/^(?:test|script|build)$/.test(context.file.role)) return;
  const settling = settlingOf(context.source, promise);
  if (settling.isKept(promise.fn)) return;
  const calls = settling
    .handovers(promise.fn)
    .flatMap(({ call, fn }) =>
      fn && responses.test(context.calleeKey(call) ?? '')
        ? settling.handovers(fn).map((inner) => inner.call)
        : [call],
    );
  const [first] = calls;
  if (first?.type !== 'CallExpression') return;
  if (!calls.every((call) => call.type === 'CallExpression' && waitsForGoodEnd(context, call)))
    return;
  const around = enclosingFunction(promise.node);
  if (isOwnEmitter(context, first) || isBegunElsewhere(context, first)) return;
  if (closes(context, promise.fn, first) || isKilled(context, around, first)) return;
  if (listensForFailure(context, promise.fn) || (around && hasListener(context, around, first)))
    return;
  const event = stringValue(first.arguments[0]);
  context.report({
    node: first,
    message: `Nothing settles the promise when there is an error instead of '${event}': whoever awaits it waits for ever.`,
    path: [context.related(promise.node, 'the promise')],
    fixes: [addFailure(context, promise, first)],
  });
}

function waitsForGoodEnd(context: RuleContext, call: CallNode): boolean {
  const method = memberName(call.callee);
  const event = stringValue(call.arguments[0]);
  const key = context.calleeKey(call);
  if (method === null || !listeners.test(method) || event === null) return false;
  if (key !== null && others.test(key)) return false;
  return goodEnds.has(event) || (event === 'message' && key !== null && answering.test(key));
}

/** `child.once('exit', resolve)` of a child that was handed in: that it could not be begun was told to others. */
function isBegunElsewhere(context: RuleContext, call: CallNode): boolean {
  const emitter = call.callee.type === 'MemberExpression' ? unwrapped(call.callee.object) : null;
  const variable = emitter?.type === 'Identifier' ? context.variableOf(emitter) : null;
  return eventOf(call) === 'exit' && variable !== null && parameterIndex(variable) !== null;
}

/** `const done = new EventEmitter()` in a file that never emits 'error': there is no failure to wait for. */
function isOwnEmitter(context: RuleContext, call: CallNode): boolean {
  const emitter = call.callee.type === 'MemberExpression' ? unwrapped(call.callee.object) : null;
  return (
    emitter !== null &&
    /^events\.(?:EventEmitter|default)#$|^events#$/.test(context.key(emitter) ?? '') &&
    !context.source
      .nodes('CallExpression')
      .some(
        (one) =>
          memberName(one.callee) === 'emit' && failures.has(stringValue(one.arguments[0]) ?? ''),
      )
  );
}

const eventOf = (call: CallNode): string | null => {
  const method = memberName(call.callee);
  return method !== null && listeners.test(method) ? stringValue(call.arguments[0]) : null;
};

const listensForFailure = (context: RuleContext, fn: FunctionNode): boolean =>
  context.source
    .nodes('CallExpression')
    .some((call) => isInside(call, fn) && failures.has(eventOf(call) ?? ''));

const closing = /^(?:close|destroy|disconnect|kill|terminate|quit)$/;

/** `connection.once('end', resolve); connection.close();`: what is closed here tells of its end in any case. */
const closes = (context: RuleContext, fn: FunctionNode, waiting: CallNode): boolean =>
  isCalledOnEmitter(context, fn, waiting, closing);

/** `child.kill('SIGKILL')` beside it: its end is sure to come. */
const isKilled = (context: RuleContext, around: FunctionNode | null, waiting: CallNode): boolean =>
  around !== null &&
  eventOf(waiting) === 'exit' &&
  isCalledOnEmitter(context, around, waiting, /^kill$/);

/** Whether `fn` calls one of these methods of what is waited for. */
const isCalledOnEmitter = (
  context: RuleContext,
  fn: FunctionNode,
  waiting: CallNode,
  methods: RegExp,
): boolean =>
  context.source
    .nodes('CallExpression')
    .some(
      (call) =>
        isInside(call, fn) &&
        call.callee.type === 'MemberExpression' &&
        methods.test(memberName(call.callee) ?? '') &&
        context.source.textOf(call.callee.object) === emitterOf(context, waiting),
    );

/** Whether the same emitter has a listener for failures close by. */
function hasListener(context: RuleContext, around: FunctionNode, waiting: CallNode): boolean {
  const emitter = emitterOf(context, waiting);
  return context.source
    .nodes('CallExpression')
    .some(
      (call) =>
        isInside(call, around) &&
        failures.has(eventOf(call) ?? '') &&
        emitterOf(context, call) === emitter,
    );
}

/** The text of what the first call of a chain is made on. */
function emitterOf(context: RuleContext, call: CallNode): string {
  let current: Node = call;
  while (current.type === 'CallExpression' && eventOf(current) !== null)
    current = current.callee.type === 'MemberExpression' ? current.callee.object : current.callee;
  return context.source.textOf(current);
}

function addFailure(
  context: RuleContext,
  promise: ManualPromise,
  call: CallNode,
): FixBuilder | null {
  const fix = context.fix('Reject when there is an error');
  const reject = rejectName(context.source, promise, fix);
  return reject === null ? null : fix.insertAfter(call, `.once('error', ${reject})`);
}
