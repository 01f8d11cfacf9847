/** Loops that go on until something outside of them says otherwise. */
import type { LoopNode, Node } from './ast.ts';
import { isEndless, memberName, walkOwn } from './ast.ts';
import type { SourceFile } from './source-file.ts';

/** `while (true)`, `while (running)`, `while (!this.#stopped)`, with nothing in the loop that changes it. */
export function isLasting(source: SourceFile, loop: LoopNode): boolean {
  if (isEndless(loop)) return true;
  if (loop.type !== 'WhileStatement' && loop.type !== 'DoWhileStatement') return false;
  const test = loop.test as Node;
  const value = test.type === 'UnaryExpression' && test.operator === '!' ? test.argument : test;
  if (value.type !== 'Identifier' && value.type !== 'MemberExpression') return false;
  if (memberName(value) === 'length' || memberName(value) === 'size') return false;
  const text = source.textOf(value);
  let changes = false;
  walkOwn(loop.body, (node) => {
    if (node.type === 'AssignmentExpression' && source.textOf(node.left) === text) changes = true;
  });
  return !changes;
}
