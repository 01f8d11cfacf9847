/**
 * Which variable a name means. Scopes are made when the first name is asked for, and a name is looked up when it is
 * asked for itself: most names of a program never are, so that this takes less than half of what a whole analysis does.
 */
import type { FunctionNode, Node } from '../ast.ts';
import { isFunction } from '../ast.ts';
import { type Declaration, declarationsIn, isOfBody, type NodesOf } from './declarations.ts';
import { type Meaning, meaningOf, usesOf } from './uses.ts';
import type { Definition, Identifier, NameNode, Reference, Variable } from './variable.ts';

export interface Names {
  /** The variable that an identifier reads, writes or declares; `null` for globals and property names. */
  variableOf(identifier: Node): Variable | null;
  /** The top-level variable with this name. */
  topLevel(name: string): Variable | null;
}

export function namesIn(program: Node, nodes: NodesOf): Names {
  let scopes: Scopes | null = null;
  const made = (): Scopes => {
    scopes ??= new Scopes(program, nodes);
    return scopes;
  };
  return {
    variableOf: (identifier) =>
      identifier.type === 'Identifier' || identifier.type === 'JSXIdentifier'
        ? made().variableOf(identifier)
        : null,
    topLevel: (name) => made().in(program, name),
  };
}

class DeclaredVariable implements Variable {
  readonly name: string;
  readonly identifiers: Identifier[] = [];
  readonly defs: Definition[] = [];
  readonly #find: (variable: DeclaredVariable) => Reference[];
  #references: Reference[] | null = null;

  constructor(name: string, find: (variable: DeclaredVariable) => Reference[]) {
    this.name = name;
    this.#find = find;
  }

  /** Values come first, since most of what asks is about them. */
  add(definition: Definition): void {
    const after = this.defs.findLastIndex(({ isValue, identifier }) =>
      isValue === definition.isValue ? identifier.start < definition.identifier.start : isValue,
    );
    this.defs.splice(after + 1, 0, definition);
    this.identifiers.splice(after + 1, 0, definition.identifier);
  }

  get references(): Reference[] {
    this.#references ??= this.#find(this);
    return this.#references;
  }
}

class Scopes {
  readonly #nodes: NodesOf;
  readonly #byScope = new Map<Node, Map<string, DeclaredVariable>>();
  readonly #declared = new Map<Node, DeclaredVariable>();
  readonly #known = new Map<Node, DeclaredVariable | null>();
  #byName: ReadonlyMap<string, readonly NameNode[]> | null = null;

  constructor(program: Node, nodes: NodesOf) {
    this.#nodes = nodes;
    for (const declaration of declarationsIn(nodes, program)) this.#declare(declaration);
  }

  in(scope: Node, name: string): DeclaredVariable | null {
    return this.#byScope.get(scope)?.get(name) ?? null;
  }

  variableOf(identifier: NameNode): DeclaredVariable | null {
    const declared = this.#declared.get(identifier);
    if (declared) return declared;
    const known = this.#known.get(identifier);
    if (known !== undefined) return known;
    const meaning = meaningOf(identifier);
    const found = meaning && this.#lookUp(identifier, meaning);
    this.#known.set(identifier, found);
    return found;
  }

  #declare({ scope, ...definition }: Declaration): void {
    let names = this.#byScope.get(scope);
    if (!names) {
      names = new Map();
      this.#byScope.set(scope, names);
    }
    const { identifier, node } = definition;
    const { name } = identifier;
    const known = names.get(name);
    // A parameter hides the name of its function.
    const isHiding = known && node === scope && !definition.isParameter && isFunction(node);
    const variable =
      known && !isHiding ? known : new DeclaredVariable(name, (one) => this.#referencesTo(one));
    if (!known) names.set(name, variable);
    variable.add(definition);
    this.#declared.set(identifier, variable);
  }

  #lookUp(identifier: NameNode, meaning: Meaning): DeclaredVariable | null {
    const { name } = identifier;
    let inside: Node = identifier;
    for (
      let scope: Node | null = identifier.parent ?? null;
      scope;
      inside = scope, scope = scope.parent ?? null
    ) {
      const variable = this.#byScope.get(scope)?.get(name);
      if (variable && means(variable, meaning) && !isHidden(variable, scope, inside))
        return variable;
      if (name === 'arguments' && isFunction(scope) && scope.type !== 'ArrowFunctionExpression')
        return this.#argumentsOf(scope);
    }
    return null;
  }

  /** Nobody declares it, and it is no global. */
  #argumentsOf(fn: FunctionNode): DeclaredVariable {
    const names = this.#byScope.get(fn) ?? new Map<string, DeclaredVariable>();
    this.#byScope.set(fn, names);
    const variable = new DeclaredVariable('arguments', (one) => this.#referencesTo(one));
    names.set('arguments', variable);
    return variable;
  }

  #referencesTo(variable: DeclaredVariable): Reference[] {
    this.#byName ??= byName([...this.#nodes('Identifier'), ...this.#nodes('JSXIdentifier')]);
    const found: Reference[] = [];
    for (const identifier of this.#byName.get(variable.name) ?? [])
      if (this.variableOf(identifier) === variable)
        found.push(...usesOf(identifier, this.#declared.has(identifier)));
    return found.sort((a, b) => a.identifier.start - b.identifier.start);
  }
}

function means({ defs }: Variable, meaning: Meaning): boolean {
  if (meaning === 'either' || defs.length === 0) return true;
  return defs.some((one) => (meaning === 'type' ? one.isType : one.isValue));
}

/** The default of a parameter does not see what the body declares, nor what is switched on what the cases do. */
function isHidden({ defs }: Variable, scope: Node, inside: Node): boolean {
  if (scope.type === 'SwitchStatement') return inside === scope.discriminant;
  return isFunction(scope) && inside !== scope.body && defs.every((one) => isOfBody(scope, one));
}

function byName(identifiers: readonly NameNode[]): Map<string, NameNode[]> {
  const found = new Map<string, NameNode[]>();
  for (const identifier of identifiers) {
    const same = found.get(identifier.name);
    if (same) same.push(identifier);
    else found.set(identifier.name, [identifier]);
  }
  return found;
}
