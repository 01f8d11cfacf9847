/** What ends the process: nothing has to be settled or released after it. */
import type { Node } from './ast.ts';
import { memberName } from './ast.ts';

/** A function of the program that is named after it: `exitWithError`, `die`. */
const named = /^(?:exit(?:[A-Z_]\w*)?|die|bail(?:Out)?)$/;

/** `process.exit(1)`, `this.exitCli()`, `die('no such file')`; not `editor.exit()`. */
export function isProcessExit(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  if (callee.type === 'Identifier') return named.test(callee.name);
  const name = memberName(callee) ?? '';
  if (callee.type !== 'MemberExpression') return false;
  if (callee.object.type === 'Identifier' && callee.object.name === 'process')
    return /^(?:exit|abort|reallyExit)$/.test(name);
  return name !== 'exit' && named.test(name);
}
