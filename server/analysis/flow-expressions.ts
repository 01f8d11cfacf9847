/** Adds what an expression evaluates to a control-flow graph. */
import type { Node } from './ast.ts';
import { forEachChild, isClass, isFunction } from './ast.ts';
import type { FlowDraft, Loose } from './flow-draft.ts';

/** Evaluates a condition, and gives the edges for true and for false. */
export function branch(draft: FlowDraft, test: Node): { yes: Loose[]; no: Loose[] } {
  if (test.type === 'LogicalExpression' && test.operator !== '??') {
    const left = branch(draft, test.left);
    draft.loose = test.operator === '&&' ? left.yes : left.no;
    const right = branch(draft, test.right);
    const result =
      test.operator === '&&'
        ? { yes: right.yes, no: [...left.no, ...right.no] }
        : { yes: [...left.yes, ...right.yes], no: right.no };
    return result;
  }
  if (test.type === 'UnaryExpression' && test.operator === '!') {
    const { yes, no } = branch(draft, test.argument);
    return { yes: no, no: yes };
  }
  evaluate(draft, test);
  const withTest = (value: boolean): Loose[] =>
    draft.loose.map(({ from, isThrow, test: before }) => ({
      from,
      isThrow,
      test: before ?? { node: test, value },
    }));
  if (test.type === 'Literal')
    return test.value ? { yes: draft.loose, no: [] } : { yes: [], no: draft.loose };
  return { yes: withTest(true), no: withTest(false) };
}

export function evaluate(draft: FlowDraft, node: Node): void {
  if (isFunction(node) || isClass(node)) {
    draft.step(node);
    return;
  }
  switch (node.type) {
    case 'LogicalExpression': {
      evaluate(draft, node.left);
      const skipped = draft.loose;
      evaluate(draft, node.right);
      draft.loose = [...draft.loose, ...skipped];
      draft.step(node);
      return;
    }
    case 'ConditionalExpression': {
      const { yes, no } = branch(draft, node.test);
      draft.loose = yes;
      evaluate(draft, node.consequent);
      const first = draft.loose;
      draft.loose = no;
      evaluate(draft, node.alternate);
      draft.loose = [...first, ...draft.loose];
      draft.step(node);
      return;
    }
    case 'ChainExpression': {
      const skipped = draft.loose;
      evaluate(draft, node.expression);
      draft.loose = [...draft.loose, ...skipped];
      draft.step(node);
      return;
    }
    case 'AssignmentExpression':
      // The value is there before the place takes it.
      if (node.left.type !== 'Identifier') evaluate(draft, node.left);
      evaluate(draft, node.right);
      draft.step(node);
      return;
    case 'VariableDeclarator':
      if (node.init) evaluate(draft, node.init);
      draft.step(node);
      return;
    default:
      if (isTypeOnly(node)) return;
      forEachChild(node, (child) => evaluate(draft, child));
      draft.step(node);
  }
}

export const isTypeOnly = ({ type }: Node): boolean =>
  type.startsWith('TS') &&
  type !== 'TSAsExpression' &&
  type !== 'TSSatisfiesExpression' &&
  type !== 'TSNonNullExpression' &&
  type !== 'TSTypeAssertion' &&
  type !== 'TSParameterProperty' &&
  type !== 'TSInstantiationExpression';
