/**
 * A signal that is not passed on aborts nothing.
 *
 * A function that takes an `AbortSignal` promises that its work can be given up. When it calls something that takes a
 * signal as well and does not pass its own, the abort is only seen after that call has come back: after the whole delay,
 * or when the server has answered.
 *
 * Bad:
 * ```js
 * import { setTimeout as delay } from 'node:timers/promises';
 *
 * export async function poll(client, { signal }) {
 *   while (!(await client.isDone())) {
 *     signal.throwIfAborted();
 *     await delay(2000);
 *   }
 * }
 * ```
 *
 * Good:
 * ```js
 * import { setTimeout as delay } from 'node:timers/promises';
 *
 * export async function poll(client, { signal }) {
 *   while (!(await client.isDone())) {
 *     signal.throwIfAborted();
 *     await delay(2000, undefined, { signal });
 *   }
 * }
 * ```
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import {
  argument,
  enclosingFunction,
  enclosingLoop,
  isFunction,
  propertyOf,
  walk,
} from '../../analysis/ast.ts';
import { option, optionState, optionsObject } from '../../analysis/call-options.ts';
import { calledFunction } from '../../analysis/called-function.ts';
import { signalInScope } from '../../analysis/signal-in-scope.ts';
import {
  declaredSignalPlace,
  isListener,
  knownSignalPlace,
  type SignalPlace,
  signalPlaceOf,
} from '../../analysis/signal-places.ts';
import { isOneTurn } from '../../analysis/turns.ts';
import { constantBehind } from '../../analysis/variables.ts';
import { withOption } from '../../fixes/call-option.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const forwardSignal: Rule = {
  id: 'time/forward-signal',
  level: 'warning',
  summary: 'signal in scope that is not passed on',
  create: (context) => ({
    CallExpression(call) {
      const fn = enclosingFunction(call);
      if (!fn || isCleanUp(context, call) || isOneTurn(call, context)) return;
      const signal = signalInScope(context, call);
      if (!signal || isOfSignal(context, call, signal)) return;
      const key = context.calleeKey(call);
      const place =
        (key === null ? null : knownSignalPlace(call, key)) ?? ownSignalPlace(context, call);
      if (!place || !lacks(context, call, place, signal)) return;
      context.report({
        node: call,
        ...(isListenedTo(context, fn, signal) ? { level: 'hint' as const } : {}),
        message: `${signal} is not passed on here: an abort is only noticed when this call has come back.`,
        fixes: [passedOn(context, call, place, signal)],
      });
    },
  }),
};

/** `signal.addEventListener('abort', () => source.cancel())`: the function may give up in its own way. */
const isListenedTo = ({ source }: RuleContext, fn: Node, signal: string): boolean =>
  source.textOf(fn).includes(`${signal}.addEventListener(`);

function ownSignalPlace(context: RuleContext, call: CallNode): SignalPlace | null {
  const called = calledFunction(context.project, context.file, call, context.functionOf(call));
  if (called) return signalPlaceOf(called.file.source, called.fn);
  const declared = declaredSignalPlace(context.source, call);
  if (declared) return declared;
  const origin = context.file.origins.of(call.callee);
  return (origin && context.project.summaryOf(origin.module)?.signalMembers[origin.path]) ?? null;
}

/** Clean-up has to be done although, or because, the rest was aborted. */
function isCleanUp(context: RuleContext, call: CallNode): boolean {
  const isDelay = context.calleeKey(call) === 'timers/promises.setTimeout';
  let inner: Node = call;
  for (let node = call.parent ?? null; node; node = node.parent ?? null) {
    // To wait before the next attempt cleans nothing up.
    if (node.type === 'CatchClause') return !(isDelay && enclosingLoop(node) !== null);
    if (node.type === 'TryStatement' && node.finalizer === inner) return true;
    if (isListener(node)) return true;
    inner = node;
  }
  return false;
}

/** `signal.addEventListener(...)`, `AbortSignal.any([signal])`. */
const isOfSignal = (context: RuleContext, call: CallNode, signal: string): boolean =>
  context.source.textOf(call.callee).startsWith(`${signal}.`) ||
  context.source.textOf(call.callee).startsWith('AbortSignal.');

function lacks(context: RuleContext, call: CallNode, place: SignalPlace, signal: string): boolean {
  const { source } = context;
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return false;
  const passed = argument(call, place.at);
  const root = signal.replace(/\..*$/, '');
  // It is passed in another way, or what is passed holds it.
  const isPassed = (one: Node): boolean => !isFunction(one) && mentions(context, one, root, signal);
  if (call.arguments.some((one) => isPassed(one) || isPassed(requestBehind(context, one))))
    return false;
  if (place.kind === 'argument') return passed === null;
  const names = new RegExp(`^(?:${place.option}|cancelSignal|cancelToken)$`);
  // `request(options, callback)`
  if (passed && isFunction(passed)) {
    const before = argument(call, place.at - 1);
    return !before || !isOptions(context, before) || optionState(source, before, names) === 'lacks';
  }
  // A process that is detached lives on by intention.
  if (option(source, passed, 'detached')) return false;
  const state = optionState(source, passed, names);
  if (state === 'lacks') return true;
  const own = option(source, passed, place.option);
  return state === 'has' && own?.type === 'CallExpression' && isOnlyTimeout(context, own);
}

/** `new Request(url, { signal })` of `const request = ...`. */
function requestBehind(context: RuleContext, node: Node): Node {
  const constant = constantBehind(context, node);
  return constant?.type === 'NewExpression' ? constant : node;
}

/** An object, as far as it is seen: not an address. */
const isOptions = (context: RuleContext, node: Node): boolean =>
  optionsObject(context.source, node) !== null;

/** `name`, but not another member of it than `signal`: `context.url` says nothing of `context.signal`. */
function mentions(context: RuleContext, node: Node, name: string, signal: string): boolean {
  let isFound = false;
  walk(node, (one) => {
    if (one.type !== 'Identifier' || one.name !== name || !context.variableOf(one)) return;
    const { parent } = one;
    const isOther =
      signal !== name &&
      parent?.type === 'MemberExpression' &&
      parent.object === one &&
      context.source.textOf(parent) !== signal;
    isFound ||= !isOther;
  });
  return isFound;
}

const isOnlyTimeout = (context: RuleContext, value: Node): boolean =>
  context.calleeKey(value) === 'global.AbortSignal.timeout';

function passedOn(
  context: RuleContext,
  call: CallNode,
  place: SignalPlace,
  signal: string,
): FixBuilder | null {
  const passed = argument(call, place.at);
  const own = passed?.type === 'ObjectExpression' ? propertyOf(passed, place.option) : null;
  if (own) {
    const text = context.source.textOf(own);
    return context
      .fix('Abort by either signal', true)
      .replace(own, `AbortSignal.any([${signal}, ${text}])`);
  }
  if (place.kind === 'option')
    return withOption(
      context,
      call,
      place.at,
      { name: place.option, text: signal },
      `Pass ${signal} on`,
    );
  const missing = place.at - call.arguments.length;
  const last = call.arguments.at(-1);
  if (missing > 0) return null;
  const fix = context.fix(`Pass ${signal} on`);
  return last
    ? fix.insertAfter(last, `, ${signal}`)
    : fix.insertBefore({ start: call.end - 1 }, signal);
}
