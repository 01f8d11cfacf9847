/** Tells lists that cannot be long: written out, cut into pieces, limited by a query or checked before. */
import type { Node } from './ast.ts';
import {
  ancestor,
  enclosingFunction,
  isFunction,
  memberName,
  propertyOf,
  unwrapped,
} from './ast.ts';
import { calledName } from './call-names.ts';
import { originKey } from './origin.ts';
import type { Origins } from './origins.ts';
import type { SourceFile, Variable } from './source-file.ts';
import { constantBehind, constantValue, definitionOf } from './variables.ts';

/** What keeps the length, or shortens it. */
const keeping =
  /^(?:map|filter|sort|toSorted|reverse|toReversed|entries|values|keys|concat|flat|with|fill)$/;
const cutting = /^(?:slice|splice|subarray|chunk|take)$/;
/** Names of pieces, and of what a program has a handful of. */
const pieces =
  /^(?:batch|chunk|page|wave|window|slice|bucket|piece)$|(?:Batch|Chunk|Page|Wave|Window|Slice)$/;
const handfuls =
  /^#?_?(?:workers|lanes|replicas|shards|servers|regions|plugins|providers|checks|probes|hooks|sinks|exporters|services|handlers|listeners|middlewares|migrations|runners|consumers|backends|stages|slaves|drivers|adapters|transports|subscribers|relations|schemas|extensions|targets|settings|preferences|roles|permissions|locales|languages)$/i;
/** Calls that give what a database has. */
const stored = /^(?:toArray|findMany|findAll|query|scan)$/;
/** Among these, what users of a program can be as well. */
const users = /^(?:subscribers|targets|roles|permissions)$/i;

export interface Lists {
  /** `list` is short, as far as its text shows. */
  isShort(list: Node): boolean;
  /** `list` is what a database or a user has sent, whatever it is called. */
  isSent(list: Node): boolean;
}

export function listsOf(source: SourceFile, origins: Origins): Lists {
  const keyOf = (node: Node): string | null => {
    const origin = origins.of(node);
    return origin && originKey(origin);
  };

  function isShort(list: Node, depth = 0): boolean {
    if (depth > 8) return false;
    const value = unwrapped(list);
    if (keyOf(value) === 'global.Tuple#') return true;
    switch (value.type) {
      case 'ArrayExpression':
        return value.elements.every(
          (one) => one?.type !== 'SpreadElement' || isShort(one.argument, depth + 1),
        );
      case 'ObjectExpression':
        return propertyOf(value, 'length') !== null;
      case 'AwaitExpression':
        return isLimited(value);
      case 'CallExpression': {
        const { callee } = value;
        const name = memberName(callee);
        const key = keyOf(callee);
        const [first] = value.arguments;
        if (key !== null && /^global\.(?:Object\.(?:keys|values|entries)|Array\.from)$/.test(key))
          return first !== undefined && (isConstantObject(first) || isShort(first, depth + 1));
        if (name !== null && cutting.test(name)) return true;
        if (callee.type === 'MemberExpression' && name !== null && keeping.test(name))
          return isShort(callee.object, depth + 1);
        return false;
      }
      case 'MemberExpression':
        return (
          handfuls.test(memberName(value) ?? '') ||
          pieces.test(memberName(value) ?? '') ||
          isChecked(value) ||
          isOfPage(value.object)
        );
      case 'Identifier':
        return (
          (isShortName(value.name) && !isOfUsers(value)) ||
          isChecked(value) ||
          isShortVariable(value, depth)
        );
      default:
        return false;
    }
  }

  /**
   * `const subscribers = await load()`, `const services = await db.collection('services').find().toArray()`: not parts
   * of the program but what others have sent.
   */
  function isOfUsers(identifier: Node & { type: 'Identifier' }): boolean {
    const constant = constantBehind(source, identifier);
    if (constant?.type !== 'AwaitExpression') return false;
    return users.test(identifier.name) || stored.test(calledName(constant.argument) ?? '');
  }

  /** `page` in `page.data`, where that is the answer to a query with a limit. */
  function isOfPage(object: Node): boolean {
    const variable = object.type === 'Identifier' ? source.variableOf(object) : null;
    const definition = variable && definitionOf(variable);
    return (
      definition?.type === 'VariableDeclarator' &&
      definition.init !== null &&
      isLimited(definition.init)
    );
  }

  function isShortVariable(identifier: Node, depth: number): boolean {
    const variable = source.variableOf(identifier);
    const definition = variable && definitionOf(variable);
    if (!variable || !definition) return false;
    // What is imported as a value was there at the start.
    if (definition.type === 'ImportSpecifier' || definition.type === 'ImportDefaultSpecifier')
      return true;
    const constant = constantValue(variable);
    if (constant) return !isFilled(variable) && isShort(constant, depth + 1);
    if (definition.type !== 'VariableDeclarator' || !definition.init) return isPiece(definition);
    return isLimited(definition.init);
  }

  /** `for (const some of chunks)` */
  function isPiece(definition: Node): boolean {
    const loop = definition.parent?.parent;
    if (loop?.type !== 'ForOfStatement') return false;
    return /chunk|batch|page|group|slice|window|bucket|part|wave/i.test(source.textOf(loop.right));
  }

  function isConstantObject(node: Node): boolean {
    if (node.type === 'ObjectExpression') return true;
    const constant = constantBehind(source, node);
    return constant?.type === 'ObjectExpression';
  }

  /** A query with a limit, or input that a schema has limited. */
  function isLimited(value: Node): boolean {
    const text = source.textOf(value);
    if (/\blimit\b\s*(?:\d|[$:(?,}])/i.test(text)) return true;
    return /\.(?:safe)?parse(?:Async)?\(/.test(text) && /\.max\(\s*\w/.test(source.text);
  }

  /** A length that something compares: `if (ids.length > 100) throw ...`. */
  function isChecked(list: Node): boolean {
    const fn = enclosingFunction(list);
    if (!fn) return false;
    const text = `${source.textOf(list)}.length`;
    return source
      .nodes('BinaryExpression')
      .some(
        ({ left, operator, right, start }) =>
          fn.start <= start &&
          start < list.start &&
          /^[<>]=?$/.test(operator) &&
          source.textOf(left) === text &&
          !(right.type === 'Literal' && right.value === 0) &&
          ancestor(left, (node) => node.type === 'IfStatement' || isFunction(node))?.type ===
            'IfStatement',
      );
  }

  return { isShort, isSent: (list) => list.type === 'Identifier' && isOfUsers(list) };
}

/** Parts of a schema: as many as somebody has written. */
const schemaParts =
  /(?:queries|columns|constraints|indices|indexes|foreignKeys|tables|views|enums|uniques)$/i;

/** `constraint` of `constraints`; whether the list itself is a handful says its own name. */
export const isOneOfFew = (name: string): boolean =>
  (!users.test(`${name}s`) && isShortName(`${name}s`)) || isShortName(`${name}es`);

const isShortName = (name: string): boolean =>
  /^[A-Z][A-Z0-9_]+$/.test(name) ||
  pieces.test(name) ||
  handfuls.test(name) ||
  schemaParts.test(name);

/** `const list = []` that gets elements later. */
const isFilled = (variable: Variable): boolean =>
  variable.references.some(({ identifier }) => {
    const { parent } = identifier;
    return (
      parent?.type === 'MemberExpression' && /^(?:push|unshift)$/.test(memberName(parent) ?? '')
    );
  });
