/**
 * Waiting for an event without a signal waits for ever when the event does not come.
 *
 * `await once(emitter, 'message')` has no limit, and `for await (... of on(emitter, 'job'))` no end: when the other side
 * dies, or the service is to stop, what waits here stays, and so do its listeners. Both take a `signal`. Events that are
 * sure to come, as `'drain'`, `'close'` or `'exit'`, are left alone.
 *
 * Bad:
 * ```js
 * import { once } from 'node:events';
 *
 * export async function ask(socket, question) {
 *   socket.send(question);
 *   const [answer] = await once(socket, 'message');
 *   return answer;
 * }
 * ```
 *
 * Good:
 * ```js
 * import { once } from 'node:events';
 *
 * export async function ask(socket, question) {
 *   socket.send(question);
 *   const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(5000) });
 *   return answer;
 * }
 * ```
 */
import type { CallNode } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  enclosingLoop,
  isLoop,
  stringValue,
} from '../../analysis/ast.ts';
import { optionState } from '../../analysis/call-options.ts';
import { isSureEvent } from '../../analysis/signal-places.ts';
import { runsAtStartOnly } from '../../analysis/startup.ts';
import { withOption } from '../../fixes/call-option.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const once: Rule = {
  id: 'time/once',
  level: 'hint',
  summary: 'waiting for an event without a signal',
  create(context) {
    if (context.file.role !== 'service') return {};
    return {
      CallExpression(call) {
        const key = context.calleeKey(call);
        if (key !== 'events.once' && key !== 'events.on') return;
        if (call.arguments.length < 2 || !isWaitedFor(call)) return;
        if (optionState(context.source, call.arguments[2], /^signal$/) !== 'lacks') return;
        const event = stringValue(call.arguments[1]);
        if (isSureEvent(event)) return;
        const isOnce = key === 'events.once';
        if (isOnce && (isCondition(call) || isInRace(context, call))) return;
        if (!enclosingFunction(call) || runsAtStartOnly(context.project, context.file, call))
          return;
        const what = event === null ? 'the event' : `'${event}'`;
        context.report({
          node: call,
          message: isOnce
            ? `This waits for ever when ${what} does not come: pass a signal.`
            : `Nothing ends this loop over ${what}, not even the end of the service: pass a signal.`,
          path: context.loopPath(call)?.places ?? [],
          fixes: isOnce
            ? [
                withOption(
                  context,
                  call,
                  2,
                  { name: 'signal', text: 'AbortSignal.timeout(10_000)' },
                  'Give up after 10 seconds',
                ),
              ]
            : [],
        });
      },
    };
  },
};

const isWaitedFor = ({ parent }: CallNode): boolean =>
  parent?.type === 'AwaitExpression' ||
  parent?.type === 'ReturnStatement' ||
  parent?.type === 'ArrowFunctionExpression' ||
  (parent?.type === 'ForOfStatement' && parent.await);

/** `while (queue.length === 0) await once(queue, 'item')`: a wait of a consumer, that is to last. */
const isCondition = (call: CallNode): boolean =>
  enclosingLoop(call) !== null ||
  ancestor(
    call,
    (node) => node.type === 'IfStatement' || isLoop(node) || node.type.includes('Function'),
  )?.type === 'IfStatement';

const isInRace = (context: RuleContext, call: CallNode): boolean =>
  ancestor(
    call,
    (node) =>
      node.type === 'CallExpression' &&
      /race|timeout|any/i.test(context.source.textOf(node.callee)),
  ) !== null;
