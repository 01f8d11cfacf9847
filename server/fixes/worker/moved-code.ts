/** What a function takes along when it moves to a file of its own: imports, constants, other functions, types. */
import type { FunctionNode, Node, Of } from '../../analysis/ast.ts';
import { ancestor, isClass, isFunction, isInside, stringValue, walk } from '../../analysis/ast.ts';
import { moduleName } from '../../analysis/origin.ts';
import type { SourceFile, Variable } from '../../analysis/source-file.ts';
import { constantValue, definitionOf, isNeverReassigned } from '../../analysis/variables.ts';
import { Refusal } from '../cannot-wait.ts';
import { isOnlyRead, isPlainLiteral } from './constant-data.ts';

export interface MovedImport {
  readonly module: string;
  /** `default`, `*`, or the name of the export. */
  readonly imported: string;
  readonly local: string;
  readonly isType: boolean;
  readonly variable: Variable;
}

export interface MovedCode {
  readonly imports: readonly MovedImport[];
  /** Statements of the top level besides that of the function, in the order of the text. */
  readonly statements: readonly Node[];
  /** The functions among them, and the one that moves. */
  readonly functions: ReadonlySet<FunctionNode>;
  /** Types that are declared in this file. */
  readonly types: readonly (Of<'TSInterfaceDeclaration'> | Of<'TSTypeAliasDeclaration'>)[];
  /** What is named in the statements, to see what else names it. */
  readonly variables: ReadonlyMap<Node, Variable>;
}

/** Modules of Node that keep nothing that the threads of a process would have to share. */
const harmlessModules =
  /^(?:assert|buffer|crypto|fs|os|path|path\/posix|querystring|string_decoder|url|util|zlib)$/;
const harmlessGlobals =
  /^(?:Array|ArrayBuffer|BigInt|BigInt64Array|BigUint64Array|Boolean|DataView|Date|Error|EvalError|Float32Array|Float64Array|Infinity|Int8Array|Int16Array|Int32Array|Intl|JSON|Map|Math|NaN|Number|Object|RangeError|RegExp|Set|String|Symbol|SyntaxError|TextDecoder|TextEncoder|TypeError|URIError|URL|URLSearchParams|Uint8Array|Uint8ClampedArray|Uint16Array|Uint32Array|WeakMap|WeakSet|atob|btoa|console|decodeURI|decodeURIComponent|encodeURI|encodeURIComponent|isFinite|isNaN|parseFloat|parseInt|performance|structuredClone|undefined)$/;

export interface Moving {
  /** A function, or statements of one. */
  readonly nodes: readonly Node[];
  /** In them, and given as an argument instead. */
  readonly given?: Node | null;
  /**
   * Something that is declared around them becomes an argument.
   * @returns its type, if that is written down
   * @throws Refusal
   */
  readonly capture?: (variable: Variable) => Node | null;
}

/** @throws Refusal when it would not be the same on another thread */
export function movedCode(source: SourceFile, { nodes, given, capture }: Moving): MovedCode {
  const imports = new Map<Variable, MovedImport>();
  const statements = new Map<Node, Variable>();
  const functions = new Set(nodes.filter(isFunction));
  const types = new Set<Of<'TSInterfaceDeclaration'> | Of<'TSTypeAliasDeclaration'>>();
  const own = topLevelStatement(nodes[0] as Node);
  const queue: Node[] = [...nodes];
  const captured = new Set<Variable>();

  const take = (identifier: Of<'Identifier'>, from: Node): void => {
    const variable = source.variableOf(identifier);
    if (!variable) {
      if (isReference(identifier) && !harmlessGlobals.test(identifier.name))
        throw new Refusal(`${identifier.name} is of this thread`);
      return;
    }
    const definition = definitionOf(variable);
    if (!definition || [from, ...nodes].some((one) => isInside(definition, one))) return;
    const { name } = identifier;
    const isType = isTypePlace(identifier);
    const imported = importOf(source, variable, definition, isType);
    if (imported) {
      if (!isType && !harmlessModules.test(moduleName(imported.module)))
        throw new Refusal(`${name} comes from ${imported.module}, which a worker would load anew`);
      if (!isType || !imports.has(variable)) imports.set(variable, imported);
      return;
    }
    if (
      definition.type === 'TSInterfaceDeclaration' ||
      definition.type === 'TSTypeAliasDeclaration'
    ) {
      types.add(definition);
      return;
    }
    const statement = topLevelStatement(definition);
    if (statement === own) {
      if (!isMoving(from)) throw new Refusal(`${name} and what it calls call each other`);
      if (!capture || captured.has(variable)) return;
      captured.add(variable);
      const type = capture(variable);
      if (type) walkTypes(type);
      return;
    }
    if (statements.has(statement)) return;
    const value = isFunction(definition) ? definition : constantValue(variable);
    if (isClass(definition))
      throw new Refusal(
        isType
          ? `a ${name} would arrive without its class`
          : `the class ${name} would be another in a worker`,
      );
    if (!value || !isNeverReassigned(variable))
      throw new Refusal(`${name} may change, and a worker would not see it`);
    if (statement.type === 'VariableDeclaration' && statement.declarations.length > 1)
      throw new Refusal(`${name} is declared together with others`);
    if (isFunction(value)) {
      functions.add(value);
      queue.push(value);
    } else if (!isPlainLiteral(value) || !isOnlyRead(source, variable, value))
      throw new Refusal(`${name} may change, and a worker would not see it`);
    statements.set(statement, variable);
  };

  const isMoving = (node: Node): boolean => nodes.includes(node);
  const walkTypes = (type: Node): void =>
    walk(type, (one) => {
      if (one.type === 'Identifier') take(one, type);
    });

  for (let node = queue.pop(); node; node = queue.pop()) {
    const from = node;
    refuseBonds(node, given);
    walk(node, (one) => {
      if (one === given) return false;
      if (one.type === 'Identifier') take(one, from);
      return undefined;
    });
  }
  return {
    imports: [...imports.values()],
    statements: [...statements.keys()].sort((a, b) => a.start - b.start),
    functions,
    types: [...types],
    variables: statements,
  };
}

/** The statement of the module that a declaration is part of. */
export function topLevelStatement(node: Node): Node {
  let statement = node;
  while (statement.parent && statement.parent.type !== 'Program') statement = statement.parent;
  return statement;
}

/** `this` and its like, and what waits for something of this thread. */
function refuseBonds(moving: Node, given: Node | null | undefined): void {
  walk(moving, (node) => {
    if (node === given) return false;
    switch (node.type) {
      case 'ThisExpression':
      case 'Super':
        throw new Refusal('this is not there in a worker');
      case 'MetaProperty':
        throw new Refusal('a worker has an import.meta of its own');
      case 'ImportExpression':
        throw new Refusal('what is imported while it runs would be loaded anew');
      case 'AwaitExpression':
        throw new Refusal('it waits for something of this thread');
      case 'ForOfStatement':
        if (node.await) throw new Refusal('it waits for something of this thread');
        return undefined;
      case 'YieldExpression':
        throw new Refusal('a generator gives its values one by one');
      case 'Identifier':
        if (node.name === 'arguments' && isReference(node))
          throw new Refusal('its arguments have no names');
        return undefined;
      default:
        return undefined;
    }
  });
}

/** An import, or what is required, by the name that it has here. */
function importOf(
  source: SourceFile,
  variable: Variable,
  definition: Node,
  isType: boolean,
): MovedImport | null {
  const local = variable.name;
  const { parent } = definition;
  if (parent?.type === 'ImportDeclaration') {
    const module = parent.source.value;
    const imported =
      definition.type === 'ImportSpecifier'
        ? source.textOf(definition.imported)
        : definition.type === 'ImportDefaultSpecifier'
          ? 'default'
          : '*';
    return { module, imported, local, isType, variable };
  }
  if (definition.type !== 'VariableDeclarator' || definition.init?.type !== 'CallExpression')
    return null;
  const { init, id } = definition;
  const module = source.textOf(init.callee) === 'require' ? stringValue(init.arguments[0]) : null;
  if (module === null) return null;
  if (id.type === 'Identifier') return { module, imported: 'default', local, isType, variable };
  const property =
    id.type === 'ObjectPattern'
      ? id.properties.find(
          (one) =>
            one.type === 'Property' && one.value.type === 'Identifier' && one.value.name === local,
        )
      : null;
  return property?.type === 'Property'
    ? { module, imported: source.textOf(property.key), local, isType, variable }
    : null;
}

/** In a type, where nothing of it is left when the program runs. */
const isTypePlace = ({ parent }: Node): boolean =>
  parent?.type === 'TSTypeReference' || parent?.type === 'TSQualifiedName';

/** An identifier that stands for a value, not for a property, a key or a type. */
function isReference(identifier: Of<'Identifier'>): boolean {
  const { parent } = identifier;
  if (!parent || parent.type === 'LabeledStatement' || parent.type === 'BreakStatement')
    return false;
  if (parent.type === 'ContinueStatement') return false;
  if (parent.type === 'MemberExpression') return parent.object === identifier || parent.computed;
  if (parent.type === 'Property' || parent.type === 'PropertyDefinition')
    return parent.value === identifier || parent.computed;
  if (parent.type === 'MethodDefinition') return parent.computed;
  return (
    ancestor(identifier, (node) => node.type.startsWith('TS') || isFunction(node))?.type.startsWith(
      'TS',
    ) !== true || /^TS(?:As|Satisfies|NonNull)/.test(parent.type)
  );
}
