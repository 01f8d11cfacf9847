/** Expressions that read the clock and do nothing else. */
import type { Node } from './ast.ts';

const keys =
  /^(?:global\.Date\.now|global\.performance\.now|process\.hrtime(?:\.bigint)?|process\.uptime|global\.Date#(?:getTime|valueOf)|global\.Date)$/;

/** @param calleeKey of what a call or `new` calls */
export function isClockRead(node: Node, calleeKey: (call: Node) => string | null): boolean {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
  const key = calleeKey(node);
  if (key === null || !keys.test(key)) return false;
  return !(key === 'global.Date' && node.arguments.length > 0);
}
