/** What statements that move to a worker are given: values of the function around them that are the same in a copy. */
import type { Extent, FunctionNode, Node } from '../../analysis/ast.ts';
import { isInside, memberName, unwrapped } from '../../analysis/ast.ts';
import type { Variable } from '../../analysis/source-file.ts';
import { definitionOf, parameterOwner, readsOf } from '../../analysis/variables.ts';
import type { RuleContext } from '../../rules/rule.ts';
import { Refusal } from '../cannot-wait.ts';
import { refusedType } from './plain-types.ts';
import { PlainValues } from './plain-values.ts';

/** Whether it is declared where it cannot be sent from: it may help to take the declaration along. */
export class CaptureRefusal extends Refusal {
  readonly variable: Variable;

  constructor(variable: Variable, reason: string) {
    super(reason);
    this.variable = variable;
  }
}

export class CapturedValues {
  readonly #context: RuleContext;
  readonly #fn: FunctionNode;
  readonly #isMoving: (node: Node) => boolean;

  /** @param isMoving whether a node is among the statements that move */
  constructor(context: RuleContext, fn: FunctionNode, isMoving: (node: Node) => boolean) {
    this.#context = context;
    this.#fn = fn;
    this.#isMoving = isMoving;
  }

  /** @throws CaptureRefusal when a copy of it would not do */
  check(variable: Variable): void {
    const { name } = variable;
    const isWritten = variable.references.some(
      (one) => one.isWrite && this.#isMoving(one.identifier),
    );
    if (isWritten)
      throw new CaptureRefusal(variable, `it changes ${name}, which is used elsewhere`);
    const annotation = annotationOf(variable);
    const reason = annotation
      ? refusedType(this.#context.project, this.#context.source, annotation)
      : this.isPlain(variable)
        ? null
        : `what ${name} holds cannot be told`;
    const reads = readsOf(variable).filter(this.#isMoving);
    const refused =
      reason ?? this.#values().refusedUse(this.#fn, variable, annotation !== null, 0, reads);
    if (refused !== null) throw new CaptureRefusal(variable, refused);
  }

  isPlain(variable: Variable, moved: ReadonlySet<FunctionNode> = new Set()): boolean {
    const [identifier] = variable.identifiers;
    return (
      identifier !== undefined &&
      definitionOf(variable)?.type === 'VariableDeclarator' &&
      this.#values(moved).isPlain(identifier)
    );
  }

  /** Whether an expression of the statements that move gives what is the same in a copy. */
  isPlainResult(node: Node, moved: ReadonlySet<FunctionNode>): boolean {
    return this.#values(moved).isPlain(node);
  }

  #values(moved: ReadonlySet<FunctionNode> = new Set()): PlainValues {
    return new PlainValues(this.#context, moved, (parameter) => {
      const owner = parameterOwner(parameter);
      // What is called in the worker is given only what the worker has.
      if (owner && this.#isMoving(owner)) return true;
      const type = annotationOf(parameter);
      const { project, source } = this.#context;
      return type !== null && refusedType(project, source, type) === null;
    });
  }

  /** Its type as text. @throws CaptureRefusal when it is neither written down nor plain to see */
  typeOf(variable: Variable): string {
    const { source } = this.#context;
    const annotation = annotationOf(variable);
    const [identifier] = variable.identifiers;
    if (annotation?.type === 'TSTypeAnnotation') {
      const isOptional = identifier && 'optional' in identifier && identifier.optional;
      return source.textOf(annotation.typeAnnotation) + (isOptional ? ' | undefined' : '');
    }
    const declarator = definitionOf(variable);
    const type =
      declarator?.type === 'VariableDeclarator' && declarator.init
        ? this.#primitiveType(declarator.init)
        : null;
    if (type === null)
      throw new CaptureRefusal(variable, `the type of ${variable.name} is not written down`);
    return type;
  }

  #primitiveType(node: Node): 'number' | 'string' | 'boolean' | null {
    const value = unwrapped(node);
    switch (value.type) {
      case 'Literal': {
        const type = typeof value.value;
        return type === 'number' || type === 'string' || type === 'boolean' ? type : null;
      }
      case 'TemplateLiteral':
        return 'string';
      case 'BinaryExpression':
        return /^(?:[-*/%]|\*\*)$/.test(value.operator) &&
          value.left.type !== 'PrivateIdentifier' &&
          [value.left, value.right].every((one) => this.#primitiveType(one) === 'number')
          ? 'number'
          : null;
      case 'MemberExpression':
        return memberName(value) === 'length' ? 'number' : null;
      case 'CallExpression': {
        const key = this.#context.calleeKey(value) ?? '';
        if (/^global\.(?:Number(?:\.parse\w+)?|Math\.\w+|parse(?:Int|Float)|Date\.now)$/.test(key))
          return 'number';
        return key === 'global.String' ? 'string' : null;
      }
      default:
        return null;
    }
  }
}

export function annotationOf(variable: Variable): Node | null {
  const [identifier] = variable.identifiers;
  return (identifier && 'typeAnnotation' in identifier && identifier.typeAnnotation) || null;
}

/** The variables that are declared among the statements and named behind them, in the order of the text. */
export function namedLater(
  identifiers: readonly Node[],
  extent: Extent,
  variableOf: (identifier: Node) => Variable | null,
): Variable[] {
  const found = new Set<Variable>();
  for (const identifier of identifiers) {
    const variable = isInside(identifier, extent) ? variableOf(identifier) : null;
    const definition = variable && definitionOf(variable);
    if (!variable || !definition || !isInside(definition, extent)) continue;
    const outside = variable.references
      .map((one) => one.identifier)
      .filter((one) => !isInside(one, extent));
    if (outside.some(({ start }) => start < extent.start))
      throw new Refusal(`${variable.name} is named before it is computed`);
    if (outside.length > 0) found.add(variable);
  }
  return [...found];
}
