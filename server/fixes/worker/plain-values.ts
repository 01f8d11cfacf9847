/** Values that reach another thread unchanged, as far as expressions show it: for code without annotations. */
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import { findOwn, isFunction, memberName, returnedValues, unwrapped } from '../../analysis/ast.ts';
import type { Variable } from '../../analysis/source-file.ts';
import { definitionOf, parameterIndex, readsOf, writesOf } from '../../analysis/variables.ts';
import type { RuleContext } from '../../rules/rule.ts';

/** Methods of texts, lists, sets, maps and numbers that give such a value when they are called on one. */
const dataMethods =
  /^(?:at|charAt|charCodeAt|codePointAt|concat|endsWith|every|filter|find|findIndex|findLast|flat|flatMap|get|has|includes|indexOf|join|lastIndexOf|map|match|padEnd|padStart|reduce|repeat|replace|replaceAll|slice|some|sort|reverse|splice|pop|shift|split|startsWith|subarray|substring|test|toFixed|toISOString|toLowerCase|toSorted|toString|toUpperCase|trim|trimEnd|trimStart|getTime|fill)$/;
/** Those that only read: what a caller passes must be the same afterwards. */
const changing =
  /^(?:add|clear|copyWithin|delete|fill|pop|push|reverse|set|shift|sort|splice|unshift)$/;
const otherMethods = /^(?:entries|forEach|keys|values|hasOwnProperty)$/;
const makers =
  /^global\.(?:Array(?:\.(?:from|of))?|BigInt|Boolean|Date(?:\.now)?|JSON\.(?:parse|stringify)|Map|Math\.\w+|Number(?:\.\w+)?|Object\.(?:assign|entries|fromEntries|keys|values)|Set|String(?:\.\w+)?|isFinite|isNaN|parseFloat|parseInt|performance\.now|structuredClone|Error|(?:Float(?:32|64)|(?:Big)?(?:Ui|I)nt(?:8|16|32|64)|Uint8Clamped)Array(?:\.(?:from|of))?|ArrayBuffer)$/;

/** Numbers, texts and truths, whatever they are made of. */
const primitives =
  /^global\.(?:Boolean|Date\.now|JSON\.stringify|Math\.\w+|Number(?:\.(?:parseInt|parseFloat|is\w+))?|String|isFinite|isNaN|parseFloat|parseInt|performance\.now)$/;

export class PlainValues {
  readonly #context: RuleContext;
  readonly #moved: ReadonlySet<FunctionNode>;
  readonly #arguments: (variable: Variable) => boolean;
  readonly #seen = new Set<Variable | FunctionNode>();

  /**
   * @param moved functions that go to the worker together
   * @param areArguments parameters that are known to be such values; all, where `refusedUse` looks at them
   */
  constructor(
    context: RuleContext,
    moved: ReadonlySet<FunctionNode>,
    areArguments: (variable: Variable) => boolean = () => true,
  ) {
    this.#context = context;
    this.#moved = moved;
    this.#arguments = areArguments;
  }

  /** Whether a function gives something at all, and only such values. */
  areReturnedBy(fn: FunctionNode): boolean {
    if (this.#seen.has(fn)) return true;
    this.#seen.add(fn);
    const returned = returnedValues(fn);
    return returned.length > 0 && returned.every((one) => this.isPlain(one));
  }

  isPlain(node: Node): boolean {
    const value = unwrapped(node);
    switch (value.type) {
      case 'Literal':
      case 'TemplateLiteral':
      case 'UnaryExpression':
      case 'UpdateExpression':
      case 'BinaryExpression':
        return true;
      case 'LogicalExpression':
        return this.isPlain(value.left) && this.isPlain(value.right);
      case 'ConditionalExpression':
        return this.isPlain(value.consequent) && this.isPlain(value.alternate);
      case 'AssignmentExpression':
        return this.isPlain(value.right);
      case 'ArrayExpression':
        return value.elements.every((one) => one === null || this.isPlain(one));
      case 'SpreadElement':
        return this.isPlain(value.argument);
      case 'ObjectExpression':
        return value.properties.every((one) =>
          this.isPlain(one.type === 'Property' ? one.value : one.argument),
        );
      case 'MemberExpression':
        return this.isPlain(value.object) || this.#isConstant(value);
      case 'NewExpression':
        return makers.test(this.#context.calleeKey(value) ?? '');
      case 'CallExpression':
        return this.#isPlainCall(value);
      case 'Identifier': {
        if (/^(?:undefined|NaN|Infinity)$/.test(value.name)) return true;
        const variable = this.#context.variableOf(value);
        return variable !== null && this.#isPlainVariable(variable);
      }
      default:
        return false;
    }
  }

  /** `Math.PI`, `Number.MAX_SAFE_INTEGER` */
  #isConstant(node: Node): boolean {
    return /^global\.(?:Math|Number)\.\w+$/.test(this.#context.key(node) ?? '');
  }

  #isPlainCall(call: CallNode): boolean {
    const key = this.#context.calleeKey(call) ?? '';
    if (primitives.test(key)) return true;
    // Without a function that makes something else of it.
    if (key === 'global.JSON.parse' && call.arguments.length === 1) return true;
    if (makers.test(key))
      return call.arguments.every((one) => isFunction(one) || this.isPlain(one));
    const fn = this.#context.functionOf(call);
    if (fn && this.#moved.has(fn)) return this.areReturnedBy(fn);
    const method = memberName(call.callee);
    if (call.callee.type !== 'MemberExpression' || method === null) return false;
    // Without an encoding it is a Buffer, which would arrive as something else.
    if (method === 'digest') return call.arguments.length > 0;
    if (!dataMethods.test(method)) return false;
    return (
      this.isPlain(call.callee.object) &&
      call.arguments.every((one) => (isFunction(one) ? this.areReturnedBy(one) : this.isPlain(one)))
    );
  }

  /** By everything that it is given. */
  #isPlainVariable(variable: Variable): boolean {
    if (this.#seen.has(variable)) return true;
    if (parameterIndex(variable) !== null) return this.#arguments(variable);
    this.#seen.add(variable);
    const definition = definitionOf(variable);
    if (definition?.type !== 'VariableDeclarator') return false;
    const loop = definition.parent?.parent;
    if (loop?.type === 'ForOfStatement' && loop.left === definition.parent)
      return this.isPlain(loop.right);
    if (definition.init && !this.isPlain(definition.init)) return false;
    const assigned = writesOf(variable).every((write) => {
      const { parent } = write;
      return (
        parent?.type === 'UpdateExpression' ||
        (parent?.type === 'AssignmentExpression' && this.isPlain(parent.right))
      );
    });
    return assigned && readsOf(variable).every((read) => this.#putsInOnlyPlain(read));
  }

  /** `list.push(value)`, `counts[key] = value` */
  #putsInOnlyPlain(read: Node): boolean {
    const member = read.parent;
    if (member?.type !== 'MemberExpression' || member.object !== read) return true;
    const user = member.parent;
    if (user?.type === 'AssignmentExpression' && user.left === member)
      return this.isPlain(user.right);
    if (user?.type !== 'CallExpression' || user.callee !== member) return true;
    if (!/^(?:push|unshift|add|set|fill|splice)$/.test(memberName(member) ?? '')) return true;
    return user.arguments.every((one) => this.isPlain(one));
  }

  /**
   * What is done with a parameter must be possible with a copy of it, and leave it as it is.
   * @param typed its annotation says what it is
   * @param reads where it is read in the code that moves
   * @returns why not, as a clause
   */
  refusedUse(
    fn: FunctionNode,
    variable: Variable,
    typed: boolean,
    depth = 0,
    reads = readsOf(variable),
  ): string | null {
    const { name } = variable;
    if (
      !typed &&
      writesOf(variable).some(
        ({ parent }) => parent?.type === 'AssignmentExpression' && isFunction(parent.right),
      )
    )
      return `${name} is a function`;
    for (const read of reads) {
      const reason = this.#refusedAt(fn, read, name, typed, depth);
      if (reason !== null) return reason;
    }
    return null;
  }

  #refusedAt(
    fn: FunctionNode,
    read: Node,
    name: string,
    typed: boolean,
    depth: number,
  ): string | null {
    let value = read;
    while (value.parent?.type === 'MemberExpression' && value.parent.object === value)
      value = value.parent;
    const user = value.parent;
    const changes = `it changes ${name}, which its caller would not see`;
    if (!user) return null;
    if (user.type === 'AssignmentExpression' && user.left === value)
      return value === read ? null : changes;
    if (user.type === 'UpdateExpression') return value === read ? null : changes;
    if (user.type === 'UnaryExpression' && user.operator === 'delete') return changes;
    if (user.type === 'NewExpression' && user.callee === value) return `${name} is a class`;
    if (user.type === 'TaggedTemplateExpression') return `${name} is a function`;
    if (user.type === 'CallExpression' && user.callee === value) {
      const method = memberName(value);
      if (value === read || method === null)
        return `${name} is a function, which cannot be sent to a worker`;
      if (changing.test(method)) return changes;
      return typed || dataMethods.test(method) || otherMethods.test(method)
        ? null
        : `a method of ${name} is called, which a copy of it would not have`;
    }
    if (user.type === 'CallExpression')
      return this.#refusedArgument(user, value, name, typed, depth);
    // Another name for it, or for a part of it.
    const declared =
      user.type === 'VariableDeclarator' && user.init === value
        ? user.id
        : user.type === 'ForOfStatement' &&
            user.right === value &&
            user.left.type === 'VariableDeclaration'
          ? user.left.declarations[0]?.id
          : null;
    if (declared?.type !== 'Identifier' || depth > 3) return null;
    const alias = this.#context.variableOf(declared);
    return alias && this.refusedUse(fn, alias, typed, depth + 1);
  }

  #refusedArgument(
    call: CallNode,
    value: Node,
    name: string,
    typed: boolean,
    depth: number,
  ): string | null {
    const callee = this.#context.functionOf(call);
    const index = call.arguments.findIndex((one) => one === value);
    if (callee && this.#moved.has(callee) && depth <= 3) {
      const parameter = callee.params[index];
      const pattern = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
      const variable = pattern?.type === 'Identifier' ? this.#context.variableOf(pattern) : null;
      return variable ? this.refusedUse(callee, variable, typed, depth + 1) : null;
    }
    // `list.map(callback)`: the parameter would be called.
    const isCalled =
      !typed &&
      call.callee.type === 'MemberExpression' &&
      /^(?:map|filter|forEach|reduce|some|every|find|findIndex|flatMap|sort|toSorted)$/.test(
        memberName(call.callee) ?? '',
      );
    return isCalled ? `${name} is a function, which cannot be sent to a worker` : null;
  }
}

/** @returns why a value that a caller passes cannot be sent, as a clause */
export function refusedArgument(context: RuleContext, node: Node): string | null {
  const value = unwrapped(node);
  if (isFunction(value)) return 'a caller passes a function';
  if (value.type === 'ThisExpression') return 'a caller passes itself';
  if (value.type === 'NewExpression' && !makers.test(context.calleeKey(value) ?? ''))
    return 'a caller passes an instance of a class';
  if (findOwn(value, (one) => isFunction(one) && one.parent?.type === 'Property'))
    return 'a caller passes an object with functions';
  if (value.type !== 'Identifier') return null;
  const key = context.key(value);
  if (key !== null && key.endsWith('#') && !key.startsWith('global.'))
    return `a caller passes ${value.name}, which is bound to this thread`;
  const variable = context.variableOf(value);
  const definition = variable && definitionOf(variable);
  if (!definition || parameterIndex(variable) !== null) return null;
  if (isFunction(definition)) return 'a caller passes a function';
  return definition.type === 'VariableDeclarator' &&
    definition.init &&
    definition.id.type === 'Identifier'
    ? refusedArgument(context, definition.init)
    : null;
}
