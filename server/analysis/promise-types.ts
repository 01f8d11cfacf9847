/** Reads from type annotations whether calling something gives a promise: interfaces, aliases and function types. */
import type { Node, Of } from './ast.ts';
import { isFunction, keyName, memberName, unwrapped } from './ast.ts';
import { memberOfThis } from './class-members.ts';
import type { SourceFile, Variable } from './source-file.ts';
import { definitionOf, parameterIndex } from './variables.ts';

const deepest = 8;

export interface AnnotatedTypes {
  /** The type that is written for a value, a signature for a method; `null` when none is. */
  typeOf(node: Node): Node | null;
  /** Whether the annotations say that calling `callee` gives a promise. */
  givesPromise(callee: Node): boolean;
  /** The same of a type of functions, or a signature. */
  returnsPromise(type: Node): boolean;
}

export function annotatedTypes(source: SourceFile): AnnotatedTypes {
  function typeOf(node: Node, depth = 0): Node | null {
    if (depth > deepest) return null;
    const value = unwrapped(node);
    if (value.type === 'Identifier') {
      const variable = source.variableOf(value);
      return variable ? typeOfVariable(variable, depth) : null;
    }
    if (value.type !== 'MemberExpression') return null;
    const name = memberName(value);
    if (name === null) return null;
    if (value.object.type === 'ThisExpression') {
      const member = memberOfThis(value);
      return member?.type === 'TSTypeAnnotation' ? member.typeAnnotation : null;
    }
    const owner = typeOf(value.object, depth + 1);
    return owner && memberType(owner, name, depth);
  }

  function typeOfVariable(variable: Variable, depth: number): Node | null {
    const definition = definitionOf(variable);
    if (definition?.type === 'TSDeclareFunction') return definition;
    const identifier = variable.identifiers[0];
    if (!definition || !identifier) return null;
    if (definition.type === 'VariableDeclarator' || parameterIndex(variable) !== null)
      return typeOfBinding(identifier, depth);
    return null;
  }

  /** Climbs from a name through the patterns around it to the annotation. */
  function typeOfBinding(binding: Node, depth: number): Node | null {
    if ('typeAnnotation' in binding && binding.typeAnnotation?.type === 'TSTypeAnnotation')
      return binding.typeAnnotation.typeAnnotation;
    const { parent }: { parent?: Node | null } = binding;
    if (parent?.type === 'AssignmentPattern') return typeOfBinding(parent, depth);
    const list = listBehind(binding);
    if (list) {
      const type = typeOf(list, depth + 1);
      return type && elementType(type);
    }
    if (parent?.type !== 'Property' || parent.parent?.type !== 'ObjectPattern') return null;
    const owner = typeOfBinding(parent.parent, depth + 1);
    const name = keyName(parent);
    return owner && name !== null ? memberType(owner, name, depth) : null;
  }

  function declared(type: Of<'TSTypeReference'>): Node | null {
    if (type.typeName.type !== 'Identifier') return null;
    const variable = source.variableOf(type.typeName);
    return variable && definitionOf(variable);
  }

  function memberType(owner: Node, name: string, depth: number): Node | null {
    if (depth > deepest) return null;
    switch (owner.type) {
      case 'TSTypeReference': {
        const declaration = declared(owner);
        return declaration && memberType(declaration, name, depth + 1);
      }
      case 'TSTypeAliasDeclaration':
        return memberType(owner.typeAnnotation, name, depth + 1);
      case 'TSInterfaceDeclaration':
      case 'TSTypeLiteral': {
        const members = owner.type === 'TSTypeLiteral' ? owner.members : owner.body.body;
        for (const member of members) {
          if (member.type !== 'TSMethodSignature' && member.type !== 'TSPropertySignature')
            continue;
          if (member.key.type !== 'Identifier' || member.key.name !== name) continue;
          return member.type === 'TSMethodSignature'
            ? member
            : (member.typeAnnotation?.typeAnnotation ?? null);
        }
        return null;
      }
      case 'TSIntersectionType':
      case 'TSUnionType':
        for (const type of owner.types) {
          const found = memberType(type, name, depth + 1);
          if (found) return found;
        }
        return null;
      default:
        return null;
    }
  }

  function returnsPromise(type: Node, depth = 0): boolean {
    if (depth > deepest) return false;
    switch (type.type) {
      case 'TSMethodSignature':
      case 'TSFunctionType':
      case 'TSDeclareFunction':
      case 'TSEmptyBodyFunctionExpression':
        return isPromiseType(type.returnType);
      case 'TSTypeReference': {
        const declaration = declared(type);
        return declaration?.type === 'TSTypeAliasDeclaration'
          ? returnsPromise(declaration.typeAnnotation, depth + 1)
          : false;
      }
      default:
        return false;
    }
  }

  return {
    typeOf: (node) => typeOf(node),
    givesPromise(callee) {
      const type = typeOf(callee);
      return type !== null && returnsPromise(type);
    },
    returnsPromise: (type) => returnsPromise(type),
  };
}

const walking = /^(?:forEach|map|filter|flatMap|some|every|find)$/;

/** `list` in `for (const one of list)` and in `list.forEach((one) => {})`. */
function listBehind(binding: Node): Node | null {
  const { parent } = binding;
  if (parent?.type === 'VariableDeclarator') {
    const loop = parent.parent?.parent;
    return loop?.type === 'ForOfStatement' && loop.left === parent.parent ? loop.right : null;
  }
  if (!isFunction(parent) || parent.params[0] !== binding) return null;
  const call = parent.parent;
  if (call?.type !== 'CallExpression' || call.arguments[0] !== parent) return null;
  const { callee } = call;
  return callee.type === 'MemberExpression' && walking.test(memberName(callee) ?? '')
    ? callee.object
    : null;
}

/** `T` of `T[]`, `readonly T[]`, `Array<T>`, `Set<T>` and `Map<K, T>`. */
export function elementType(type: Node): Node | null {
  switch (type.type) {
    case 'TSArrayType':
      return type.elementType;
    case 'TSTypeOperator':
      return type.typeAnnotation ? elementType(type.typeAnnotation) : null;
    case 'TSTypeReference': {
      const name = type.typeName.type === 'Identifier' ? type.typeName.name : '';
      if (!/^(?:Readonly)?(?:Array|Set|Map)$/.test(name)) return null;
      return type.typeArguments?.params.at(-1) ?? null;
    }
    default:
      return null;
  }
}

/** `Promise<T>` and `PromiseLike<T>`, or an annotation of one. */
export const isPromiseType = (type: Node | null | undefined): boolean => {
  const inner = type?.type === 'TSTypeAnnotation' ? type.typeAnnotation : type;
  return (
    inner?.type === 'TSTypeReference' &&
    inner.typeName.type === 'Identifier' &&
    /^Promise(?:Like)?$/.test(inner.typeName.name)
  );
};

/** `() => void`, or an alias of it. */
export function isVoidFunction(source: SourceFile, type: Node, depth = 0): boolean {
  if (depth > deepest) return false;
  switch (type.type) {
    case 'TSTypeAnnotation':
      return isVoidFunction(source, type.typeAnnotation, depth + 1);
    case 'TSFunctionType':
      return type.returnType?.typeAnnotation.type === 'TSVoidKeyword';
    case 'TSTypeReference': {
      const name = type.typeName.type === 'Identifier' ? source.variableOf(type.typeName) : null;
      const declaration = name && definitionOf(name);
      return (
        declaration?.type === 'TSTypeAliasDeclaration' &&
        isVoidFunction(source, declaration.typeAnnotation, depth + 1)
      );
    }
    default:
      return false;
  }
}
