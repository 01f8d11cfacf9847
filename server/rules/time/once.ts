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
import type { CallNode, Node } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  enclosingLoop,
  isEndless,
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
        const method = /^events\.(?:EventEmitter\.)?(once|on)$/.exec(key ?? '')?.[1];
        if (!method || call.arguments.length < 2 || !isWaitedFor(context, call)) return;
        if (optionState(context.source, call.arguments[2], /^signal$/) !== 'lacks') return;
        const event = stringValue(call.arguments[1]);
        if (isSureEvent(event)) return;
        const isOnce = method === 'once';
        if (isOnce && (isCondition(call) || isInRace(context, call))) return;
        if (!enclosingFunction(call)) return;
        // A loop over events goes on when the start is over.
        if (isOnce && runsAtStartOnly(context.project, context.file, call)) return;
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

const isWaitedFor = (context: RuleContext, { parent }: CallNode): boolean =>
  (parent?.type === 'ArrayExpression' &&
    parent.parent?.type === 'CallExpression' &&
    context.calleeKey(parent.parent) === 'global.Promise.all') ||
  parent?.type === 'AwaitExpression' ||
  parent?.type === 'ReturnStatement' ||
  parent?.type === 'ArrowFunctionExpression' ||
  (parent?.type === 'ForOfStatement' && parent.await);

/**
 * `while (queue.length === 0) await once(queue, 'item')`: a wait of a consumer, that is to last. Whoever waits in
 * `while (this.#held) await once(this, 'released')` goes on with something else afterwards.
 */
const isCondition = (call: CallNode): boolean =>
  isOfConsumer(call) ||
  (!isAnswer(call) &&
    ancestor(
      call,
      (node) => node.type === 'IfStatement' || isLoop(node) || node.type.includes('Function'),
    )?.type === 'IfStatement');

/** `[url] = await once(bus, id)`: what comes with the event is what is waited for. */
const isAnswer = ({ parent }: CallNode): boolean =>
  parent?.type === 'AwaitExpression' && parent.parent?.type !== 'ExpressionStatement';

function isOfConsumer(call: CallNode): boolean {
  const loop = enclosingLoop(call);
  const isConditional = loop?.type === 'WhileStatement' || loop?.type === 'DoWhileStatement';
  return isConditional && !isEndless(loop) && !isWaitForTurn(call);
}

/** The only thing that a loop of its own does, until a field of the same object has changed. */
function isWaitForTurn(call: CallNode): boolean {
  const loop = enclosingLoop(call);
  if (loop?.type !== 'WhileStatement' || enclosingLoop(loop)) return false;
  const { body, test } = loop;
  const only = body.type === 'BlockStatement' && body.body.length === 1 ? body.body[0] : body;
  const isOnly = only?.type === 'ExpressionStatement' && only.expression === call.parent;
  const asked = test.type === 'UnaryExpression' ? test.argument : test;
  return isOnly && call.arguments[0]?.type === 'ThisExpression' && isFieldOfThis(asked);
}

const isFieldOfThis = (node: Node): boolean =>
  node.type === 'MemberExpression' && node.object.type === 'ThisExpression';

const isInRace = (context: RuleContext, call: CallNode): boolean =>
  ancestor(
    call,
    (node) =>
      node.type === 'CallExpression' &&
      /race|timeout|any/i.test(context.source.textOf(node.callee)),
  ) !== null;
