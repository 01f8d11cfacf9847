/** Promises that somebody leaves alone for a reason: that they may be rejected is worth a hint. */
import type { FunctionNode, Node } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  isFunction,
  memberName,
  parameterPattern,
  returnedValues,
  stringValue,
  unwrapped,
} from '../../analysis/ast.ts';
import { calledName, soundsLikeCleanup } from '../../analysis/call-names.ts';
import { commentBeside } from '../../analysis/comments.ts';
import { eachOfAll } from '../../analysis/promise-lists.ts';
import { isHandled } from '../../analysis/quiet-functions.ts';
import { parameterIndex, pushesTo, readsOf } from '../../analysis/variables.ts';
import type { RuleContext } from '../rule.ts';

/** What a comment says where nobody is to wait. */
const intended =
  /\b(?:no-floating-promises|JSIgnoredPromiseFromCall|a?wait|waiting|background|fire\W+(?:and|&)\W+forget|floating|detached|(?:should|must|can|will) ?(?:not|never) (?:error|fail|reject|throw))\b/i;
/** They wait for all, and are not rejected: `allSettled` of other libraries. */
const settles = /^(?:allSettled|allResolved|settle|settleAll)$/;

/** Whether the text says why nobody waits, what is begun is an end, or failures are told in another way. */
export function isLeftAlone(context: RuleContext, node: Node): boolean {
  const value = unwrapped(node);
  return (
    followsHandled(context, value) ||
    followsEnd(value) ||
    isAllOfEnds(context, value) ||
    isForSignal(context, node) ||
    isEnd(value) ||
    tellsByCallback(context, value) ||
    intended.test(commentBeside(context.source, node))
  );
}

/** `process.on('SIGTERM', () => { shutdown(); })`: the signal is to end the process, and so does the failure. */
function isForSignal(context: RuleContext, node: Node): boolean {
  const listener = enclosingFunction(node)?.parent;
  return (
    listener?.type === 'CallExpression' &&
    /^process\.(?:on|once)$/.test(context.calleeKey(listener) ?? '') &&
    /^SIG[A-Z]+\d?$/.test(stringValue(listener.arguments[0]) ?? '')
  );
}

/** `connection.destroy()`, `this._closeAll().then(log)`: what ends has little left to fail. */
function isEnd(call: Node): boolean {
  const name = calledName(call)?.replace(/^_+/, '');
  if (name === undefined) return false;
  if (soundsLikeCleanup(name) || endings.test(name) || /[bB]ackground/.test(name)) return true;
  const before = name === 'then' ? receiverOf(call) : null;
  return before !== null && isEnd(before);
}

/** `close_server`; and an emitter whose `emit` is async waits for listeners that nobody else waits for. */
const endings =
  /^(?:emit$|closed$|(?:close|destroy|dispose|disconnect|release|terminate|shutdown|stop)[A-Z_])/;

/** What says of something that it is over: `connection.closed.then(forget)`, `iterator.done.then(report)`. */
const ended = /(?:^|[a-z_])(?:closed|done|ended|finished|exited|disconnected|destroyed)$/i;

function followsEnd(call: Node): boolean {
  const before = calledName(call) === 'then' ? receiverOf(call) : null;
  if (!before) return false;
  if (settles.test(calledName(before) ?? '')) return true;
  return ended.test(calledName(before) ?? memberName(before) ?? '');
}

const receiverOf = (call: Node): Node | null =>
  call.type === 'CallExpression' && call.callee.type === 'MemberExpression'
    ? unwrapped(call.callee.object)
    : null;

/** `this.load(streams, (error) => {})`: whoever waits does so by the callback. */
function tellsByCallback(context: RuleContext, call: Node): boolean {
  if (call.type !== 'CallExpression') return false;
  const given = call.arguments.at(-1);
  // `callback || (() => {})`
  const last = given?.type === 'LogicalExpression' ? unwrapped(given.left) : given;
  if (isFunction(last) && takesError(last)) return true;
  if (last !== given && last?.type === 'Identifier' && /^(?:cb|callback|done)$/.test(last.name))
    return true;
  const passed = last?.type === 'Identifier' ? context.variableOf(last) : null;
  if (!isFunction(last) && (!passed || parameterIndex(passed) === null)) return false;
  const called = context.called(call);
  const parameter = called?.fn.params[call.arguments.length - 1];
  const pattern = parameter && parameterPattern(parameter);
  const variable = pattern?.type === 'Identifier' ? called?.facts.variableOf(pattern) : null;
  // What is only passed on, to a list for example, may not be how the work ends.
  return (
    variable !== null &&
    variable !== undefined &&
    readsOf(variable).some(
      ({ parent, start }) => parent?.type === 'CallExpression' && parent.callee.start === start,
    )
  );
}

/** `(err, text) => {}` */
const takesError = ({ params: [first] }: FunctionNode): boolean =>
  first?.type === 'Identifier' && /^(?:e|err|error)$/.test(first.name);

/** `Promise.all(list).then(done)` where each promise of the list is caught when it is put there. */
function followsHandled(context: RuleContext, call: Node): boolean {
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const all = unwrapped(call.callee.object);
  if (all.type !== 'CallExpression' || context.calleeKey(all) !== 'global.Promise.all')
    return false;
  const [list] = all.arguments;
  const variable = list?.type === 'Identifier' ? context.variableOf(list) : null;
  if (!variable || memberName(call.callee) !== 'then') return false;
  const pushed = pushesTo(variable).flatMap((one) => one.arguments);
  return pushed.length > 0 && pushed.every(isHandled);
}

/** `Promise.all(servers.map((one) => one.stop()))` */
function isAllOfEnds(context: RuleContext, call: Node): boolean {
  const each = call.type === 'CallExpression' ? eachOfAll(context, call) : null;
  const values = each ? returnedValues(each) : [];
  return values.length > 0 && values.every((one) => isEnd(unwrapped(one)));
}
