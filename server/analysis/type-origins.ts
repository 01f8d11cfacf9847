/** What a type annotation says of where a value comes from. */
import type { Node, Of } from './ast.ts';
import { instanceOf, instanceOfGlobal, memberOf, type Origin, originKey } from './origin.ts';

/** What a name in a type refers to. */
type Named = (name: Of<'Identifier'>) => Origin | null;

export function typeOrigin(type: Node, named: Named): Origin | null {
  switch (type.type) {
    case 'TSTypeAnnotation':
      return typeOrigin(type.typeAnnotation, named);
    case 'TSArrayType':
      return instanceOfGlobal('Array');
    case 'TSTupleType':
      return instanceOfGlobal('Tuple');
    case 'TSStringKeyword':
      return instanceOfGlobal('String');
    case 'TSNumberKeyword':
      return instanceOfGlobal('Number');
    case 'TSBooleanKeyword':
      return instanceOfGlobal('Boolean');
    case 'TSTypeOperator':
      return type.typeAnnotation ? typeOrigin(type.typeAnnotation, named) : null;
    case 'TSUnionType': {
      const rest = type.types.filter(
        ({ type: kind }) => kind !== 'TSNullKeyword' && kind !== 'TSUndefinedKeyword',
      );
      return rest.length === 1 && rest[0] ? typeOrigin(rest[0], named) : null;
    }
    case 'TSTypeReference': {
      const name = ofTypeName(type.typeName, named);
      // An awaited promise is what it resolves with, as everywhere in origins.
      if (name && originKey(name) === 'global.Promise') {
        const [value] = type.typeArguments?.params ?? [];
        const inner = value ? typeOrigin(value, named) : null;
        return inner ?? instanceOfGlobal('Promise');
      }
      return name && instanceOf(name);
    }
    default:
      return null;
  }
}

function ofTypeName(name: Node, named: Named): Origin | null {
  if (name.type === 'Identifier') return named(name);
  if (name.type !== 'TSQualifiedName') return null;
  const left = ofTypeName(name.left, named);
  return left && memberOf(left, name.right.name);
}
