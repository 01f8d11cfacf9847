/** Lists of promises that a combinator waits for. */
import type { CallNode, FunctionNode, Node, Of } from './ast.ts';
import { isFunction, memberName, unwrapped } from './ast.ts';
import type { FileFacts } from './file-facts.ts';
import { constantBehind } from './variables.ts';

/** What makes the promises of `Promise.all(list.map(each))`, where the list may have a name. */
export function eachOfAll(facts: FileFacts, call: CallNode): FunctionNode | null {
  if (facts.calleeKey(call) !== 'global.Promise.all') return null;
  const [given] = call.arguments;
  const value = given && unwrapped(given);
  const named = constantBehind(facts, value);
  const list = named
    ? unwrapped(named)
    : value?.type === 'ArrayExpression'
      ? spreadIn(value)
      : value;
  if (list?.type !== 'CallExpression' || memberName(list.callee) !== 'map') return null;
  const [each] = list.arguments;
  return isFunction(each) ? each : null;
}

/** `list` of `[...list]` */
function spreadIn({ elements: [only, more] }: Of<'ArrayExpression'>): Node | null {
  return only?.type === 'SpreadElement' && more === undefined ? unwrapped(only.argument) : null;
}
