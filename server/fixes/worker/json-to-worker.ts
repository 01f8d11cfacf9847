/**
 * Has a worker parse JSON, where only little of it is needed afterwards. A value goes to another thread as a copy, and
 * reading a copy takes as long as parsing (Node 24: 7.4 MB of objects, 129 ms to parse, 123 ms to read a copy, 101 ms to
 * write one; Node 20 is slower), while a text goes over in 6 ms.
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import { argument, memberName, unwrapped } from '../../analysis/ast.ts';
import { constantValue, definitionOf, writesOf } from '../../analysis/variables.ts';
import type { FixResult, RuleContext } from '../../rules/rule.ts';
import { annotationOf } from './captured-values.ts';
import { toWorker } from './to-worker.ts';

/** As many statements as make something small of what was parsed. */
const mostFollowing = 20;

export function jsonToWorker(context: RuleContext, call: CallNode): FixResult {
  const what = 'the parsing';
  const given = argument(call, 0);
  if (context.calleeKey(call) !== 'global.JSON.parse')
    return {
      title: 'Move this to a worker thread',
      reason: 'what it is given would be copied for the worker, which takes as long',
    };
  return toWorker(context, call, {
    what,
    following: mostFollowing,
    given: given && { node: given, text: asText(context, given), type: 'string' },
    refusedResult: (value) =>
      holdsAll(context, value, call)
        ? 'what is parsed would be copied back, which takes as long as parsing it'
        : null,
  });
}

/** `JSON.parse` makes a text of a Buffer; a worker would get one without its class. */
function asText(context: RuleContext, node: Node): string {
  const text = context.source.textOf(node);
  return /\.[cm]?tsx?$/.test(context.source.path) || isText(context, node)
    ? text
    : `String(${text})`;
}

function isText(context: RuleContext, node: Node): boolean {
  const value = unwrapped(node);
  switch (value.type) {
    case 'Literal':
    case 'TemplateLiteral':
      return true;
    case 'AwaitExpression':
      return isText(context, value.argument);
    case 'Identifier': {
      const variable = context.variableOf(value);
      const init = variable && constantValue(variable);
      return (
        variable !== null &&
        annotationOf(variable) === null &&
        Boolean(init) &&
        isText(context, init as Node)
      );
    }
    case 'CallExpression':
      return (
        /^(?:toString|text|join|trim)$/.test(memberName(value.callee) ?? '') ||
        (/^fs\b.*readFile/.test(context.calleeKey(value) ?? '') &&
          value.arguments[1]?.type === 'Literal')
      );
    default:
      return false;
  }
}

const sameSize =
  /^(?:concat|entries|flat|flatMap|keys|map|reverse|sort|toReversed|toSorted|values|with)$/;

/** Whether a value may be as large as what the call gives: all of it, or a part that is not counted or chosen. */
function holdsAll(
  context: RuleContext,
  node: Node,
  call: Node,
  seen: Set<Node> = new Set(),
): boolean {
  const value = unwrapped(node);
  const has = (one: Node | null): boolean => one !== null && holdsAll(context, one, call, seen);
  if (value === call) return true;
  switch (value.type) {
    case 'Identifier': {
      const variable = context.variableOf(value);
      const definition = variable && definitionOf(variable);
      if (!variable || definition?.type !== 'VariableDeclarator' || seen.has(definition))
        return false;
      seen.add(definition);
      return (
        has(definition.init) ||
        writesOf(variable).some(
          ({ parent }) => parent?.type === 'AssignmentExpression' && has(parent.right),
        )
      );
    }
    case 'MemberExpression':
      return !/^(?:length|size)$/.test(memberName(value) ?? '') && has(value.object);
    case 'ArrayExpression':
      return value.elements.some(has);
    case 'ObjectExpression':
      return value.properties.some((one) =>
        has(one.type === 'Property' ? one.value : one.argument),
      );
    case 'SpreadElement':
      return has(value.argument);
    case 'NewExpression':
      return value.arguments.some(has);
    case 'ConditionalExpression':
      return has(value.consequent) || has(value.alternate);
    case 'LogicalExpression':
      return has(value.left) || has(value.right);
    case 'CallExpression':
      return (
        (value.callee.type === 'MemberExpression' &&
          sameSize.test(memberName(value.callee) ?? '') &&
          has(value.callee.object)) ||
        (/^global\.(?:Object\.\w+|structuredClone|Array\.from)$/.test(
          context.calleeKey(value) ?? '',
        ) &&
          value.arguments.some(has))
      );
    default:
      return false;
  }
}
