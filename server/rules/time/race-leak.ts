/**
 * The loser of `Promise.race` goes on: its timer stays, or the work that was given up does.
 *
 * A race only says who is first. A timer that was not cleared keeps the process alive and the closure in memory for its
 * whole time, once per call; work that was not aborted holds its socket although nobody wants the result. Clear the timer
 * in `finally`, or pass the work a signal and let that end it.
 *
 * Bad:
 * ```js
 * export function withTimeout(work, ms) {
 *   const late = new Promise((_, reject) => {
 *     setTimeout(() => reject(new Error('late')), ms);
 *   });
 *   return Promise.race([work, late]);
 * }
 * ```
 *
 * Good:
 * ```js
 * export async function withTimeout(work, ms) {
 *   let timer;
 *   const late = new Promise((_, reject) => {
 *     timer = setTimeout(() => reject(new Error('late')), ms);
 *   });
 *   try {
 *     return await Promise.race([work, late]);
 *   } finally {
 *     clearTimeout(timer);
 *   }
 * }
 * ```
 */
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  isFunction,
  isInside,
  memberName,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import { calledFunction } from '../../analysis/called-function.ts';
import { controlFlow } from '../../analysis/control-flow.ts';
import { type FlowEdge, findAfter } from '../../analysis/flow-graph.ts';
import { originKey } from '../../analysis/origin.ts';
import type { AnalyzedFile } from '../../analysis/project.ts';
import { isTimerPromise, type TimerFacts } from '../../analysis/timer-promises.ts';
import { constantBehind, constantValue } from '../../analysis/variables.ts';
import { withOption } from '../../fixes/call-option.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const raceLeak: Rule = {
  id: 'time/race-leak',
  level: 'warning',
  summary: 'Promise.race with a timer that nothing clears',
  create(context) {
    if (context.file.role === 'test' || context.file.role === 'build') return {};
    const facts = factsOf(context, context.file);
    return {
      CallExpression(call) {
        if (context.calleeKey(call) !== 'global.Promise.race') return;
        const members = listOf(context, call.arguments[0]);
        if (!members || members.length < 2) return;
        const fn = enclosingFunction(call);
        if (fn && isClearedOnAllWays(context, fn, call, members)) return;
        if (!fn && /\bclearTimeout\(|\.abort\(/.test(context.source.text)) return;
        const timer = members.find((member) => isTimerPromise(facts, member));
        if (!timer || isClearedAround(context, timer, fn)) return;
        context.report({
          node: call,
          message:
            'When this race is decided its timer runs on, and what lost it works on: nothing clears or aborts them.',
          path: isInside(timer, call) ? [] : [context.related(timer, 'the timer')],
          fixes: [limitedBySignal(context, members, timer)],
        });
      },
    };
  },
};

function factsOf(context: RuleContext, file: AnalyzedFile): TimerFacts {
  return {
    source: file.source,
    keyOf(callee) {
      const origin = file.origins.of(callee);
      return origin && originKey(origin);
    },
    called(call) {
      const found = calledFunction(context.project, file, call);
      return found && { fn: found.fn, facts: factsOf(context, found.file) };
    },
  };
}

function listOf(context: RuleContext, node: Node | undefined): Node[] | null {
  const value = node && unwrapped(node);
  if (value?.type === 'ArrayExpression') return value.elements.filter((one) => one !== null);
  const constant = constantBehind(context, value);
  return constant?.type === 'ArrayExpression' ? listOf(context, constant) : null;
}

/** The timer was started further out, and another function there clears it: `release()`. */
function isClearedAround(context: RuleContext, timer: Node, fn: FunctionNode | null): boolean {
  const made = constantBehind(context, timer);
  const owner = made ? enclosingFunction(made) : null;
  return (
    owner !== null &&
    owner !== fn &&
    context.source
      .nodes('CallExpression')
      .some((one) => isInside(one, owner) && context.calleeKey(one) === 'global.clearTimeout')
  );
}

/** Whether on every way after the race, its rejection included, something clears or aborts. */
function isClearedOnAllWays(
  context: RuleContext,
  fn: FunctionNode,
  race: CallNode,
  members: readonly Node[],
): boolean {
  const clearing: Node[] = [];
  walk(fn, (node) => {
    if (node.type !== 'CallExpression') return;
    const given = unwrapped(node.callee);
    // `(options.clear ?? clearTimeout)(timer)`
    const callee = given.type === 'LogicalExpression' ? unwrapped(given.right) : given;
    const name = callee.type === 'Identifier' ? callee.name : memberName(callee);
    if (/^(?:clearTimeout|abort|cancel|clear|stop|dispose|destroy|kill)$/.test(name ?? ''))
      clearing.push(node);
  });
  if (clearing.length === 0) return false;
  const flow = controlFlow(fn);
  const steps = new Set(clearing.map((node) => flow.at(node)).filter((step) => step !== null));
  // In a callback, as `.finally(() => clearTimeout(timer))`: it will be called.
  if (steps.size < clearing.length) return true;
  const settled = race.parent?.type === 'AwaitExpression' ? race.parent : race;
  const start = flow.at(settled);
  if (!start) return true;
  const mayReject = !members.every((member) => neverRejects(context, member));
  const isFlag = flagsOf(context, members, clearing);
  return (
    findAfter(start, (step) => step === flow.returned || step === flow.thrown, {
      avoid: (step) => steps.has(step),
      // What throws after a decided race is another matter.
      edge: ({ isThrow, test }, from) =>
        (!isThrow || (from === start && mayReject) || from.node?.type === 'ThrowStatement') &&
        !(test !== null && isFlag(test)),
    }) === null
  );
}

/** `new Promise((resolve) => ...)`, which has nothing to reject with. */
function neverRejects(context: RuleContext, member: Node): boolean {
  const value = unwrapped(member);
  const variable = value.type === 'Identifier' ? context.variableOf(value) : null;
  const made = variable ? constantValue(variable) : value;
  if (made?.type !== 'NewExpression' || context.calleeKey(made) !== 'global.Promise') return false;
  const [executor] = made.arguments;
  return isFunction(executor) && executor.params.length === 1;
}

/** Tells tests that hold only when there is nothing to clear: what the timer itself sets, and that there is none. */
function flagsOf(
  context: RuleContext,
  members: readonly Node[],
  clearing: readonly Node[],
): (test: NonNullable<FlowEdge['test']>) => boolean {
  const { source } = context;
  const set = new Set<string>();
  for (const member of members)
    walk(member, (node) => {
      const isTrue =
        node.type === 'AssignmentExpression' &&
        node.right.type === 'Literal' &&
        node.right.value === true;
      if (isTrue) set.add(source.textOf(node.left));
    });
  const timers = new Set(
    clearing.flatMap((node) =>
      node.type === 'CallExpression' && node.arguments[0] ? [source.textOf(node.arguments[0])] : [],
    ),
  );
  return ({ node, value }) => {
    if (set.has(source.textOf(node))) return value;
    if (timers.has(source.textOf(node))) return !value;
    if (node.type !== 'BinaryExpression' || !timers.has(source.textOf(node.left))) return false;
    return /^!==?$/.test(node.operator) ? !value : /^===?$/.test(node.operator) && value;
  };
}

/** `delay(ms)` of `node:timers/promises` beside a `fetch`: the signal of the request does both. */
function limitedBySignal(context: RuleContext, members: readonly Node[], timer: Node) {
  const [first, second] = members;
  const work = members.length === 2 ? (first === timer ? second : first) : null;
  const call = work && unwrapped(work);
  if (call?.type !== 'CallExpression' || timer.type !== 'CallExpression') return null;
  const key = context.calleeKey(call);
  if (key !== 'global.fetch' && key !== 'undici.fetch') return null;
  const ms = timer.arguments[0];
  if (!ms || context.calleeKey(timer) !== 'timers/promises.setTimeout') return null;
  const race = timer.parent?.parent;
  if (race?.type !== 'CallExpression') return null;
  const text = `AbortSignal.timeout(${context.source.textOf(ms)})`;
  const fix = withOption(
    context,
    call,
    1,
    { name: 'signal', text },
    `Abort the request instead: ${text}`,
  );
  return (
    fix
      ?.remove({ start: race.start, end: call.start })
      .remove({ start: call.end, end: race.end }) ?? null
  );
}
