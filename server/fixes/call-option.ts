/** Adds one option to what a call passes. */
import type { CallNode, NewNode } from '../analysis/ast.ts';
import { isFunction } from '../analysis/ast.ts';
import type { RuleContext } from '../rules/rule.ts';
import type { FixBuilder } from './fix-builder.ts';

export interface CallOption {
  readonly name: string;
  readonly text: string;
}

/** @param at where the options are among the arguments, or have to go */
export function withOption(
  context: RuleContext,
  call: CallNode | NewNode,
  at: number,
  { name, text }: CallOption,
  title: string,
): FixBuilder | null {
  const property = name === text ? name : `${name}: ${text}`;
  const options = call.arguments[at];
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return null;
  const fix = context.fix(title);
  if (options?.type === 'ObjectExpression') {
    const [first] = options.properties;
    return first
      ? fix.insertBefore(first, `${property}, `)
      : fix.replace(options, `{ ${property} }`);
  }
  if (options && isFunction(options)) return fix.insertBefore(options, `{ ${property} }, `);
  if (options?.type === 'Identifier' && options.name === 'undefined')
    return fix.replace(options, `{ ${property} }`);
  if (options) return null;
  const missing = 'undefined, '.repeat(Math.max(0, at - call.arguments.length));
  const last = call.arguments.at(-1);
  return last
    ? fix.insertAfter(last, `, ${missing}{ ${property} }`)
    : fix.insertBefore({ start: call.end - 1 }, `${missing}{ ${property} }`);
}
