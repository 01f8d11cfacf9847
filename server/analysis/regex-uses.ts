/** Where a regular expression is applied, in its own file and in those that import it. */
import type { Node } from './ast.ts';
import { enclosingFunction, keyName, memberName } from './ast.ts';
import { type FileFacts, factsOf } from './file-facts.ts';
import { createOrigins } from './origins.ts';
import type { SourceFile } from './source-file.ts';
import { constantValue, readsOf } from './variables.ts';

export interface RegexUse {
  readonly call: Node & { type: 'CallExpression' };
  /** What it is applied to; `null` when somebody else applies it, as a validator does. */
  readonly input: Node | null;
  /** Of the file where that is. */
  readonly facts: FileFacts;
}

const ofRegex = /^(?:test|exec)$/;
const ofText = /^(?:match|matchAll|replace|replaceAll|search|split)$/;
const validators = /^(?:regex|pattern|matches|matchRegex|regexp)$/;

/** Where an expression is applied in its own file, by itself or by the constant that holds it. */
export function usesOf(facts: FileFacts, regex: Node, depth = 0): RegexUse[] {
  const { parent } = regex;
  if (!parent) return [];
  const direct = useAt(facts, regex);
  if (direct) return [direct];
  if (
    parent.type === 'VariableDeclarator' &&
    parent.init === regex &&
    parent.id.type === 'Identifier'
  ) {
    const variable = facts.variableOf(parent.id);
    if (!variable || !constantValue(variable) || depth > 2) return [];
    return readsOf(variable).flatMap((read) => usesOf(facts, read, depth + 1));
  }
  // `static EMAIL = /…/`, `const patterns = { email: /…/ }`: whoever reads a member of this name.
  if (
    (parent.type === 'PropertyDefinition' || parent.type === 'Property') &&
    parent.value === regex &&
    parent.key.type === 'Identifier'
  ) {
    const { name } = parent.key;
    return facts.source
      .nodes('MemberExpression')
      .filter((one) => memberName(one) === name)
      .flatMap((one) => useAt(facts, one) ?? []);
  }
  return [];
}

/** Where other files apply an expression that a constant of the module holds, or a property of one. */
export function usesElsewhere({ project, source }: FileFacts, regex: Node): RegexUse[] {
  const path = constantPath(source, regex);
  if (path === null) return [];
  const name = path.slice(path.lastIndexOf('.') + 1);
  return project.paths.flatMap((other) => {
    if (other === source.path || !project.mentions(other, name)) return [];
    const file = project.file(other);
    if (!file) return [];
    const facts = factsOf(project, file);
    // Of an expression it is asked where it is declared, not what it is.
    const named = createOrigins(file.source);
    return [...file.source.nodes('Identifier'), ...file.source.nodes('MemberExpression')].flatMap(
      (node): RegexUse[] => {
        const last = node.type === 'Identifier' ? node.name : memberName(node);
        const use = last === name ? useAt(facts, node) : null;
        const origin = use && named.of(node);
        const declared = origin && project.declarationOf(other, origin);
        return use && declared?.module === source.path && declared.path === path ? [use] : [];
      },
    );
  });
}

/** `.EMAIL` and `.patterns.email` at the top level of a file. */
function constantPath(source: SourceFile, regex: Node): string | null {
  const { parent } = regex;
  const property = parent?.type === 'Property' ? keyName(parent) : null;
  const declarator = parent?.type === 'Property' ? parent.parent?.parent : parent;
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return null;
  if (enclosingFunction(declarator) || !source.topLevel(declarator.id.name)) return null;
  return `.${declarator.id.name}${property === null ? '' : `.${property}`}`;
}

function useAt(facts: FileFacts, regex: Node): RegexUse | null {
  const { parent } = regex;
  if (
    parent?.type === 'MemberExpression' &&
    parent.object === regex &&
    parent.parent?.type === 'CallExpression'
  ) {
    const call = parent.parent;
    const [input] = call.arguments;
    return call.callee === parent && ofRegex.test(memberName(parent) ?? '') && input
      ? { call, input, facts }
      : null;
  }
  if (parent?.type !== 'CallExpression' || parent.arguments[0] !== regex) return null;
  const { callee } = parent;
  const method = memberName(callee);
  if (callee.type !== 'MemberExpression' || method === null) return null;
  if (ofText.test(method)) return { call: parent, input: callee.object, facts };
  return validators.test(method) ? { call: parent, input: null, facts } : null;
}
