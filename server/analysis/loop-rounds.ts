/** How many rounds a loop makes, and how long a list is, where the text tells. */
import type { LoopNode, Node, Of } from './ast.ts';
import { ancestor, enclosingLoop, findOwn, isLoop, memberName, unwrapped, walkOwn } from './ast.ts';
import { constantNumber } from './constant-number.ts';
import type { FileFacts } from './file-facts.ts';
import { constantBehind, definitionOf } from './variables.ts';

const allocators =
  /^global\.(?:Array|(?:Float(?:32|64)|(?:Big)?(?:Ui|I)nt(?:8|16|32|64)|Uint8Clamped)Array)$/;

/** Rounds of a loop and of those in it, where they can be told. */
export function totalRounds(facts: FileFacts, node: LoopNode): number | null {
  const own = roundsOf(facts, node);
  if (own === null) return null;
  let inner = 1;
  walkOwn(node.body, (one) => {
    if (!isLoop(one) || enclosingLoop(one) !== node) return;
    inner = Math.max(inner, totalRounds(facts, one) ?? 1);
  });
  return own * inner;
}

export function roundsOf(facts: FileFacts, node: LoopNode): number | null {
  if (node.type === 'ForOfStatement') return lengthOf(facts, unwrapped(node.right));
  if (
    node.type !== 'ForStatement' &&
    node.type !== 'WhileStatement' &&
    node.type !== 'DoWhileStatement'
  )
    return null;
  if (leavesEarly(node)) return null;
  const { test } = node;
  if (!test || test.type !== 'BinaryExpression' || !/^(?:[<>]=?|!==?)$/.test(test.operator))
    return null;
  // What is compared with a number is a counter, not what a call says: `clock() - start < 5_000_000n`.
  if (findOwn(test, ({ type }) => type === 'CallExpression') !== null) return null;
  const right = constantNumber(facts, test.right) ?? allocatedLength(facts, test.right);
  const left = constantNumber(facts, test.left);
  const start = node.type === 'ForStatement' ? startOf(facts, node) : null;
  const step = node.type === 'ForStatement' ? stepOf(facts, node) : 1;
  if (step === null) return null;
  const down = right === null ? null : countdownFrom(facts, node, test.left);
  if (down !== null && right !== null && !test.operator.startsWith('<'))
    return Math.max(0, down - right);
  if (right !== null && test.operator.startsWith('<'))
    return Math.max(0, right - (start ?? 0)) / step;
  if (left !== null && test.operator.startsWith('>'))
    return Math.max(0, left - (start ?? 0)) / step;
  // Counting down.
  if (start !== null && right !== null && test.operator.startsWith('>'))
    return Math.max(0, start - right) / step;
  return null;
}

/** `let left = 1e6; while (left-- > 0)` */
function countdownFrom(facts: FileFacts, loop: LoopNode, tested: Node): number | null {
  const counter = tested.type === 'UpdateExpression' ? tested : null;
  if (loop.type === 'ForStatement' || counter?.operator !== '--') return null;
  const variable =
    counter.argument.type === 'Identifier' ? facts.source.variableOf(counter.argument) : null;
  const definition = variable && definitionOf(variable);
  return definition?.type === 'VariableDeclarator' && definition.init
    ? constantNumber(facts, definition.init)
    : null;
}

/** A search that is done when it has found. */
function leavesEarly(node: LoopNode): boolean {
  let leaves = false;
  walkOwn(node.body, (one) => {
    if (
      one.type === 'BreakStatement' &&
      enclosingLoop(one) === node &&
      ancestor(one, (up) => up.type === 'SwitchStatement' || up === node) === node
    )
      leaves = true;
  });
  return leaves;
}

function startOf(facts: FileFacts, { init }: Of<'ForStatement'>): number | null {
  if (init?.type === 'VariableDeclaration') {
    const [declarator] = init.declarations;
    return declarator?.init ? constantNumber(facts, declarator.init) : null;
  }
  return init?.type === 'AssignmentExpression' ? constantNumber(facts, init.right) : null;
}

/** `i++`, `i += 2`; `null` for steps that grow. */
function stepOf(facts: FileFacts, { update }: Of<'ForStatement'>): number | null {
  if (!update || update.type === 'UpdateExpression') return 1;
  if (update.type !== 'AssignmentExpression' || !/^[+-]=$/.test(update.operator)) return null;
  return constantNumber(facts, update.right);
}

/** `new Array(1e6)`, `Array.from({ length: 1e6 })`, a list that is written out. */
export function lengthOf(facts: FileFacts, list: Node): number | null {
  if (list.type === 'ArrayExpression')
    return list.elements.some((one) => one?.type === 'SpreadElement') ? null : list.elements.length;
  if (list.type !== 'CallExpression' && list.type !== 'NewExpression') return null;
  const key = facts.calleeKey(list);
  if (key !== null && allocators.test(key))
    return list.arguments[0] ? constantNumber(facts, list.arguments[0]) : null;
  if (key === 'global.Array.from') {
    const [from] = list.arguments;
    if (from?.type !== 'ObjectExpression') return null;
    for (const property of from.properties)
      if (
        property.type === 'Property' &&
        property.key.type === 'Identifier' &&
        property.key.name === 'length'
      )
        return constantNumber(facts, property.value);
    return null;
  }
  if (list.callee.type !== 'MemberExpression') return null;
  return /^(?:fill|keys|map|entries)$/.test(memberName(list.callee) ?? '')
    ? lengthOf(facts, unwrapped(list.callee.object))
    : null;
}

/** `samples.length` of `const samples = new Float64Array(2_000_000)` */
function allocatedLength(facts: FileFacts, node: Node): number | null {
  if (node.type !== 'MemberExpression' || memberName(node) !== 'length') return null;
  const list = constantBehind(facts.source, node.object);
  return list?.type === 'NewExpression' ? lengthOf(facts, list) : null;
}
