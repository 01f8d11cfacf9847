/** JSON, comments and trailing commas allowed, with the place of everything in it. */
import type { Node } from '../analysis/ast.ts';
import { keyName } from '../analysis/ast.ts';
import { parse } from '../analysis/parse.ts';

/** A part of the text that cannot be used, with the offset at which it begins. */
export class JsonFault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

export type JsonTree = (
  | { readonly kind: 'object'; readonly entries: readonly JsonEntry[] }
  | { readonly kind: 'array'; readonly items: readonly JsonTree[] }
  | { readonly kind: 'plain'; readonly value: string | number | boolean | null }
) & { readonly offset: number };

export interface JsonEntry {
  readonly name: string;
  readonly offset: number;
  readonly value: JsonTree;
}

/** @throws JsonFault */
export function readJson(text: string): JsonTree {
  // JSON is an expression of JavaScript, and the parser is there.
  const { program, error } = parse('config.ts', `(${text}\n)`);
  if (error) throw new JsonFault(error.message, Math.max(0, error.offset - 1));
  const [statement, ...more] = program.body;
  if (statement?.type !== 'ExpressionStatement' || more.length > 0)
    throw new JsonFault('This is not one JSON value', 0);
  return treeOf(statement.expression);
}

function treeOf(node: Node): JsonTree {
  const offset = node.start - 1;
  switch (node.type) {
    case 'ObjectExpression':
      return {
        kind: 'object',
        offset,
        entries: node.properties.map((property) => {
          const name = property.type === 'Property' ? keyName(property) : null;
          if (property.type !== 'Property' || name === null || property.key.type !== 'Literal')
            throw new JsonFault('Names are in double quotes', property.start - 1);
          return { name, offset: property.start - 1, value: treeOf(property.value) };
        }),
      };
    case 'ArrayExpression':
      return {
        kind: 'array',
        offset,
        items: node.elements.map((element) => {
          if (!element) throw new JsonFault('A value is missing', offset);
          return treeOf(element);
        }),
      };
    case 'Literal': {
      const { value } = node;
      if (value === null || typeof value !== 'object')
        if (typeof value !== 'bigint') return { kind: 'plain', offset, value };
      break;
    }
    default:
  }
  throw new JsonFault('This is not a JSON value', offset);
}
