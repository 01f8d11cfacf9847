/** Finds the origin of expressions in one file, from its imports, declarations and annotations. */
import type { FunctionNode, Node, Of } from './ast.ts';
import {
  isClass,
  isFunction,
  keyName,
  memberName,
  onlyReturned,
  parameterPattern,
  stringValue,
  unwrapped,
  walkOwn,
} from './ast.ts';
import { classAround, classMember } from './class-members.ts';
import { elementOrigin } from './element-origins.ts';
import { isReference, isTopLevel } from './identifier-places.ts';
import { namespaceOf, originOfImport } from './import-origins.ts';
import { originOfLiteral } from './literal-origins.ts';
import {
  globalOrigin,
  instanceOf,
  instanceOfGlobal,
  memberOf,
  type Origin,
  originFromKey,
  originKey,
  resultOf,
} from './origin.ts';
import { originInPattern } from './pattern-origins.ts';
import { prototypeAround } from './prototype-methods.ts';
import { registrationOf } from './registrations.ts';
import type { SourceFile, Variable } from './source-file.ts';
import { typeOrigin } from './type-origins.ts';
import { definitionOf, isNeverReassigned, parameterIndex } from './variables.ts';

export interface Origins {
  /** `null` when nothing is known. Files are named as they are imported. */
  readonly of: (node: Node) => Origin | null;
  /** What a type annotation says of a value. */
  readonly ofType: (type: Node) => Origin | null;
  /** The same of an interface of this file, which has no value that an origin could lead to. */
  readonly ofContract: (type: Node) => Origin | null;
  /** What a function gives when it is called, awaited if it is async. */
  readonly returnedBy: (fn: FunctionNode) => Origin | null;
}

const deepest = 24;

/** @param across what a value of another file comes from; without it such an origin keeps the name of the file */
export function createOrigins(
  file: SourceFile,
  across: (origin: Origin) => Origin | null = (origin) => origin,
): Origins {
  const known = new Map<Node, Origin | null>();
  let depth = 0;

  function of(node: Node): Origin | null {
    const cached = known.get(node);
    if (cached !== undefined) return cached;
    if (depth > deepest) return null;
    known.set(node, null);
    depth++;
    const found = find(node);
    const result = found === null ? null : across(found);
    depth--;
    known.set(node, result);
    return result;
  }

  function find(node: Node): Origin | null {
    switch (node.type) {
      case 'Identifier':
        return ofIdentifier(node);
      case 'ThisExpression': {
        const owner = classAround(node);
        const ofClass = owner && isTopLevel(owner) ? owner.id?.name : null;
        const name = ofClass ?? (owner ? null : prototypeAround(node));
        return name ? { module: '.', path: `.${name}#` } : null;
      }
      case 'Super': {
        const base = classAround(node)?.superClass;
        const origin = base ? of(base) : null;
        return origin && instanceOf(origin);
      }
      case 'MemberExpression':
        return ofMember(node);
      case 'CallExpression':
        return ofCall(node);
      case 'NewExpression': {
        const callee = of(node.callee);
        return callee && instanceOf(callee);
      }
      case 'AwaitExpression':
        return of(node.argument);
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
        return ofType(node.typeAnnotation) ?? of(node.expression);
      case 'TSNonNullExpression':
      case 'ChainExpression':
      case 'TSInstantiationExpression':
        return of(unwrapped(node));
      case 'LogicalExpression':
        return of(node.left) ?? of(node.right);
      case 'ConditionalExpression':
        return of(node.consequent) ?? of(node.alternate);
      case 'AssignmentExpression':
        return of(node.right);
      case 'SequenceExpression': {
        const last = node.expressions.at(-1);
        return last ? of(last) : null;
      }
      case 'ImportExpression': {
        const specifier = stringValue(node.source);
        return specifier === null ? null : namespaceOf(specifier);
      }
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return isTopLevel(node) && node.id ? { module: '.', path: `.${node.id.name}` } : null;
      default:
        return originOfLiteral(node, of);
    }
  }

  function ofIdentifier(node: Of<'Identifier'>): Origin | null {
    if (node.name === 'undefined') return null;
    const variable = file.variableOf(node);
    if (!variable) return isReference(node) ? globalOrigin(node.name) : null;
    const definition = definitionOf(variable);
    return definition && ofDefinition(variable, node.name, definition);
  }

  function ofDefinition(variable: Variable, name: string, definition: Node): Origin | null {
    const imported = originOfImport(definition);
    if (imported) return imported;
    switch (definition.type) {
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        if (parameterIndex(variable) !== null) return ofParameter(variable, definition);
        return isTopLevel(definition) ? { module: '.', path: `.${name}` } : null;
      case 'VariableDeclarator':
        return ofDeclarator(variable, definition);
      case 'TSEnumDeclaration':
        return { module: '.', path: `.${name}` };
      default:
        return null;
    }
  }

  function ofDeclarator(variable: Variable, declarator: Of<'VariableDeclarator'>): Origin | null {
    const annotation = 'typeAnnotation' in declarator.id ? declarator.id.typeAnnotation : null;
    if (declarator.id.type === 'Identifier' && annotation) {
      const typed = ofType(annotation);
      if (typed) return typed;
    }
    const init = declarator.init ?? assignedOnce(variable);
    if (!init) return ofElement(variable, declarator);
    const value = unwrapped(init);
    if (declarator.id.type === 'Identifier') {
      if (!isNeverReassigned(variable) && declarator.init) return agreed(variable, of(init));
      if (isFunction(value) || isClass(value) || value.type === 'ObjectExpression')
        return isTopLevelVariable(variable) ? { module: '.', path: `.${variable.name}` } : null;
      return of(init);
    }
    const identifier = variable.identifiers[0];
    return identifier ? originInPattern(of, declarator.id, identifier, value, of(value)) : null;
  }

  /** `const one of list`, `const [key, one] of map` */
  function ofElement(variable: Variable, declarator: Of<'VariableDeclarator'>): Origin | null {
    const loop = declarator.parent?.parent;
    if (loop?.type !== 'ForOfStatement' || loop.left !== declarator.parent) return null;
    const { id } = declarator;
    const list = id.type === 'ArrayPattern' ? of(loop.right) : null;
    const isPair = list !== null && originKey(list) === 'global.Map#';
    const element = id.type === 'ArrayPattern' && isPair ? id.elements[1] : id;
    return element === variable.identifiers[0]
      ? elementOrigin(file, loop.right, { of, ofType })
      : null;
  }

  /**
   * A variable that is assigned again has an origin if all its values have the same. What a map had, if anything, is
   * what is put there when it had nothing.
   */
  function agreed(variable: Variable, init: Origin | null): Origin | null {
    if (!init) return null;
    let first = originKey(init) === 'global.Map#get()' ? null : init;
    for (const { identifier, isInitial } of variable.references.filter((one) => one.isWrite)) {
      if (isInitial) continue;
      const assignment = identifier.parent;
      if (assignment?.type !== 'AssignmentExpression' || assignment.operator !== '=') return null;
      if (assignment.right.type === 'Literal' && assignment.right.value === null) continue;
      const other = of(assignment.right);
      if (!other || (first && originKey(other) !== originKey(first))) return null;
      first ??= other;
    }
    return first;
  }

  /** `let pool;` that gets its value later, in one place. */
  function assignedOnce(variable: Variable): Node | null {
    const writes = variable.references.filter((one) => one.isWrite);
    if (writes.length !== 1) return null;
    const parent = writes[0]?.identifier?.parent;
    return parent?.type === 'AssignmentExpression' && parent.operator === '=' ? parent.right : null;
  }

  function ofParameter(variable: Variable, owner: Node): Origin | null {
    if (!isFunction(owner)) return null;
    const index = parameterIndex(variable) ?? -1;
    const identifier = variable.identifiers[0];
    const parameter = owner.params[index];
    if (!parameter || !identifier) return null;
    const pattern = parameterPattern(parameter);
    const annotation = 'typeAnnotation' in pattern ? pattern.typeAnnotation : null;
    const typed = annotation ? ofType(annotation) : null;
    const base =
      typed ?? registeredParameter(owner, index) ?? (annotation ? ofContract(annotation) : null);
    const found = originInPattern(of, pattern, identifier, null, base);
    if (found) return found;
    return parameter.type === 'AssignmentPattern' && pattern === identifier
      ? of(parameter.right)
      : null;
  }

  /** What a framework passes to a callback. */
  function registeredParameter(owner: FunctionNode, index: number): Origin | null {
    const call = owner.parent;
    if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') return null;
    const callee = of(call.callee);
    const key = callee && originKey(callee);
    if (index === 0 && key !== null && eachCalls.test(key))
      return call.callee.type === 'MemberExpression'
        ? elementOrigin(file, call.callee.object, { of, ofType })
        : null;
    const registration = registrationOf(call, key);
    if (!registration?.callbacks.includes(owner)) return null;
    const parameters = registration.parameters;
    // Express tells an error handler by its four parameters.
    const shift = parameters[0] === 'express.Request#' && owner.params.length === 4 ? 1 : 0;
    const named = parameters[index - shift];
    return named ? originFromKey(named) : null;
  }

  function ofMember(node: Of<'MemberExpression'>): Origin | null {
    const name = memberName(node);
    if (name === null) return null;
    const object = unwrapped(node.object);
    const field = fieldOf(object, name);
    if (field !== undefined) return field;
    const base = of(object);
    return base && memberOf(base, name);
  }

  /** A field of a class or of an object that is written out; `undefined` when the object is neither. */
  function fieldOf(object: Node, name: string): Origin | null | undefined {
    const owner = object.type === 'ThisExpression' ? classAround(object) : null;
    if (owner) {
      const member = classMember(owner, name);
      if (!member) return undefined;
      if (isFunction(member)) {
        const className = isTopLevel(owner) ? owner.id?.name : null;
        return className ? { module: '.', path: `.${className}#${name}` } : null;
      }
      return member.type === 'TSTypeAnnotation'
        ? (ofType(member) ?? ofContract(member))
        : of(member);
    }
    if (object.type !== 'Identifier') return undefined;
    const variable = file.variableOf(object);
    const declarator = variable && definitionOf(variable);
    if (declarator?.type !== 'VariableDeclarator' || declarator.init?.type !== 'ObjectExpression')
      return undefined;
    for (const property of declarator.init.properties) {
      if (property.type !== 'Property' || keyName(property) !== name) continue;
      return isFunction(property.value)
        ? variable && isTopLevelVariable(variable)
          ? { module: '.', path: `.${variable.name}.${name}` }
          : null
        : of(property.value);
    }
    return undefined;
  }

  function ofCall(node: Of<'CallExpression'>): Origin | null {
    const { callee } = node;
    if (callee.type === 'Identifier' && callee.name === 'require' && !file.variableOf(callee)) {
      const specifier = stringValue(node.arguments[0]);
      return specifier === null ? null : namespaceOf(specifier);
    }
    const target = localFunction(callee);
    if (target) {
      const returned = returnedBy(target);
      if (returned) return returned;
      const made = onlyReturned(target);
      const isNamed = isFunction(made) || made?.type === 'ObjectExpression';
      const factory = isNamed ? of(callee) : null;
      return factory && resultOf(factory);
    }
    const [first] = node.arguments;
    // Whatever text it is of.
    if (memberName(callee) === 'split' && first && isSeparator(first))
      return instanceOfGlobal('Array');
    const origin = of(callee);
    if (!origin) return null;
    const key = originKey(origin);
    if (elementCalls.test(key) && callee.type === 'MemberExpression') {
      const element = elementOrigin(file, callee.object, { of, ofType });
      if (element) return element;
    }
    if (key === 'util.promisify' && first) {
      const promisified = of(first);
      return promisified && { module: 'promisify', path: `:${originKey(promisified)}` };
    }
    // What is bound, and what follows `.then`, is of another kind; `catch` and `finally` change nothing.
    if (/[.#](?:bind|catch|finally)$/.test(key) && callee.type === 'MemberExpression')
      return of(callee.object);
    if (key === 'global.Object.freeze' && first) return of(first);
    // What the callback is called with is not known.
    if (origin.module === 'promisify') return null;
    return resultOf(origin);
  }

  /** A function of this file that a callee names. */
  function localFunction(callee: Node): FunctionNode | null {
    if (isFunction(callee)) return callee;
    if (callee.type !== 'Identifier') return null;
    const variable = file.variableOf(callee);
    const definition = variable && definitionOf(variable);
    if (!definition || (variable && parameterIndex(variable) !== null)) return null;
    if (isFunction(definition)) return definition;
    return definition.type === 'VariableDeclarator' && isFunction(definition.init)
      ? definition.init
      : null;
  }

  function returnedBy(fn: FunctionNode): Origin | null {
    if (fn.returnType) {
      const typed = ofType(fn.returnType);
      if (typed) return typed;
    }
    if (!fn.body) return null;
    if (fn.body.type !== 'BlockStatement') return of(fn.body);
    let result: Origin | null | undefined;
    walkOwn(fn.body, (node) => {
      if (node.type !== 'ReturnStatement' || !node.argument) return;
      if (node.argument.type === 'Literal' && node.argument.value === null) return;
      const origin = of(node.argument);
      if (result === undefined) result = origin;
      else if (!origin || !result || originKey(origin) !== originKey(result)) result = null;
    });
    return result ?? null;
  }

  function ofType(type: Node): Origin | null {
    return typeOrigin(type, (name) => {
      const variable = file.variableOf(name);
      if (!variable) return globalOrigin(name.name);
      // A value may have the name of a type, and that type: `function define<Class>(Class: Class)`.
      for (const { isType, node } of variable.defs) {
        const found = isType ? ofDefinition(variable, name.name, node) : null;
        if (found) return found;
      }
      return null;
    });
  }

  function ofContract(type: Node): Origin | null {
    if (type.type === 'Identifier') {
      const variable = file.variableOf(type);
      const declared = variable && definitionOf(variable);
      if (declared?.type === 'TSInterfaceDeclaration')
        return isTopLevel(declared) ? { module: '.', path: `.${type.name}` } : null;
      return of(type);
    }
    return typeOrigin(type, ofContract);
  }

  function isTopLevelVariable(variable: Variable): boolean {
    return file.topLevel(variable.name) === variable;
  }

  return { of, ofType, ofContract, returnedBy };
}

const eachCalls =
  /^global\.(?:Array#(?:forEach|map|filter|flatMap|find|some|every)|Set#forEach|Map#forEach)$/;
const elementCalls = /^global\.(?:Map#get|Array#(?:at|find|findLast|pop|shift))$/;

const isSeparator = (node: Node): boolean =>
  stringValue(node) !== null || (node.type === 'Literal' && 'regex' in node);
