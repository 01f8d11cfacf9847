/**
 * Looking for each element of a list in another list takes the product of both lengths.
 *
 * `find` and `includes` walk the whole list; within a loop that is one walk for each round. With 10,000 elements in both
 * that is 100 million steps in one go. An index, a `Map` or a `Set`, makes it 20,000.
 *
 * Bad:
 * ```js
 * export function withNames(orders, customers) {
 *   return orders.map((order) => ({
 *     ...order,
 *     name: customers.find((one) => one.id === order.customerId)?.name,
 *   }));
 * }
 * ```
 *
 * Good:
 * ```js
 * export function withNames(orders, customers) {
 *   const byId = new Map(customers.map((one) => [one.id, one]));
 *   return orders.map((order) => ({ ...order, name: byId.get(order.customerId)?.name }));
 * }
 * ```
 */
import type { CallNode, FunctionNode, LoopNode, Node } from '../../analysis/ast.ts';
import {
  argument,
  enclosingLoop,
  isFunction,
  isInside,
  memberName,
  numberValue,
  onlyReturned,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import type { Variable } from '../../analysis/source-file.ts';
import { taintOf } from '../../analysis/taint.ts';
import {
  constantValue,
  definitionOf,
  parameterIndex,
  parameterOwner,
} from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { freeName } from '../../fixes/imports.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** Take a callback, which strings have no use for. */
const byCallback = /^(?:find|findIndex|findLast|findLastIndex|some|filter)$/;
const byValue = /^(?:includes|indexOf|lastIndexOf)$/;
const each = /^(?:map|forEach|filter|flatMap|some|every|reduce|find)$/;

export const quadratic: Rule = {
  id: 'cpu/quadratic',
  level: 'hint',
  summary: 'search in a list within a loop over another',
  create: (context) => ({
    CallExpression(call) {
      const { role } = context.file;
      if (role === 'test' || role === 'build' || role === 'script') return;
      const { callee } = call;
      const method = memberName(callee);
      if (method === null || callee.type !== 'MemberExpression') return;
      const list = unwrapped(callee.object);
      const isSearch = byCallback.test(method)
        ? comparesWithRound(context, call)
        : byValue.test(method) && call.arguments.length === 1 && isArray(context, list);
      if (!isSearch) return;
      const round = roundAround(context, call);
      if (
        !round ||
        !isSameEveryRound(context, list, round) ||
        isSmall(context, list) ||
        isSmall(context, round.over)
      )
        return;
      // What is looked for must be another thing each round.
      if (!byCallback.test(method) && !dependsOn(context, call.arguments[0] as Node, round.body))
        return;
      context.report({
        node: call,
        message: `${context.source.textOf(callee)} walks the whole list in each round of the loop around it: the work grows with the product of both lengths.`,
        fixes: [setFix(context, call, list, method, round)],
      });
    },
  }),
};

interface Round {
  /** What is run each time. */
  readonly body: Node;
  /** What is walked, when it is a list. */
  readonly over: Node | null;
  readonly whole: Node;
}

/** The nearest loop or callback of an array's method around a node. */
function roundAround(context: RuleContext, node: Node): Round | null {
  const loop = enclosingLoop(node);
  if (loop) return loopRound(loop);
  let current = node.parent ?? null;
  while (current && !isFunction(current)) current = current.parent ?? null;
  const call = current?.parent;
  if (!current || call?.type !== 'CallExpression' || call.arguments[0] !== current) return null;
  const method = memberName(call.callee);
  if (method === null || !each.test(method) || call.callee.type !== 'MemberExpression') return null;
  const key = context.calleeKey(call);
  if (
    key !== null &&
    !key.startsWith('global.Array#') &&
    !key.startsWith('.') &&
    !key.startsWith('/') &&
    /^(?:global\.(?:Map|Set)#|rxjs|lodash)/.test(key)
  )
    return null;
  return { body: current, over: unwrapped(call.callee.object), whole: call };
}

function loopRound(loop: LoopNode): Round | null {
  if (loop.type === 'ForOfStatement')
    return loop.await ? null : { body: loop, over: unwrapped(loop.right), whole: loop };
  if (loop.type === 'ForStatement' || loop.type === 'WhileStatement') {
    // Counting to the length of a list, or emptying it.
    let over: Node | null = null;
    if (loop.test)
      walk(loop.test, (one) => {
        if (one.type === 'MemberExpression' && memberName(one) === 'length')
          over = unwrapped(one.object);
      });
    return over ? { body: loop, over, whole: loop } : null;
  }
  return null;
}

/** `list.find((one) => one.id === item.id)`: the callback compares with something from outside of it. */
function comparesWithRound(context: RuleContext, call: CallNode): boolean {
  const callback = argument(call, 0);
  if (!isFunction(callback) || callback.async) return false;
  const round = roundAround(context, call);
  if (!round) return false;
  let compares = false;
  walk(callback, (node) => {
    if (node.type !== 'BinaryExpression' || !/^[=!]==?$/.test(node.operator)) return;
    compares ||=
      dependsOn(context, node, callback) && dependsOn(context, node, round.body, callback);
  });
  return compares;
}

/** Whether a node reads something that is declared in `scope`, and not in `except`. */
function dependsOn(context: RuleContext, node: Node, scope: Node, except?: Node): boolean {
  let depends = false;
  walk(node, (one) => {
    if (one.type !== 'Identifier') return;
    const variable = context.variableOf(one);
    const place = variable?.identifiers[0];
    if (place && isInside(place, scope) && !(except && isInside(place, except))) depends = true;
    // `items[i]` of a counted loop.
  });
  return depends;
}

/** The list is declared outside of the loop: it does not hang on the round. */
function isSameEveryRound(context: RuleContext, list: Node, round: Round): boolean {
  if (list.type !== 'Identifier' && list.type !== 'MemberExpression') return false;
  if (list.type === 'MemberExpression' && list.computed) return false;
  let isSame = true;
  walk(list, (one) => {
    if (one.type !== 'Identifier') return;
    const variable = context.variableOf(one);
    const place = variable?.identifiers[0];
    if (place && isInside(place, round.body)) isSame = false;
  });
  return isSame;
}

/** Seen to be an array: by its type, by what made it, or by what is done with it. */
function isArray(context: RuleContext, list: Node): boolean {
  const key = context.key(list);
  if (key === 'global.Array#') return true;
  if (key !== null && /^global\.(?:String|Set|Map|Buffer|Uint8Array)#/.test(key)) return false;
  if (list.type !== 'Identifier') {
    // `this.blocked.push(id)` somewhere in the class.
    const text = context.source.textOf(list);
    return (
      list.type === 'MemberExpression' &&
      new RegExp(
        `(?<![\\w.])${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}\\.(?:push|map|filter|forEach)\\(`,
      ).test(context.source.text)
    );
  }
  const variable = context.variableOf(list);
  if (!variable) return false;
  const init = constantValue(variable);
  const made = init?.type === 'CallExpression' ? memberName(init.callee) : null;
  if (made !== null && /^(?:map|filter|flatMap|toSorted|flat|split)$/.test(made)) return true;
  return (
    variable.references.some(({ identifier }) => {
      const member = identifier.parent;
      if (member?.type === 'MemberExpression' && member.object === identifier) {
        const name = memberName(member);
        return (
          name !== null &&
          /^(?:push|map|filter|forEach|find|some|every|reduce|sort|join|flatMap|splice|unshift)$/.test(
            name,
          )
        );
      }
      if (member?.type === 'ForOfStatement') return member.right === identifier;
      return member?.type === 'SpreadElement' && member.parent?.type === 'ArrayExpression';
    }) ||
    (isPlural(variable.name) && isResultOfList(context, list)) ||
    isPassedArray(context, variable)
  );
}

/** A parameter that gets a list wherever the file calls its function: `active` of `retired(feed, await activeIds())`. */
function isPassedArray(context: RuleContext, variable: Variable): boolean {
  const index = parameterIndex(variable);
  const owner = parameterOwner(variable);
  if (index === null || !owner) return false;
  const passed = context.source
    .nodes('CallExpression')
    .filter((call) => context.functionOf(call) === owner)
    .map((call) => call.arguments[index]);
  return passed.length > 0 && passed.every((one) => one !== undefined && givesList(context, one));
}

/** `loadBounced()` for `bounced` of `const [users, bounced] = await Promise.all([loadUsers(), loadBounced()])`. */
function partOfAll(context: RuleContext, variable: Variable): Node | null {
  const definition = definitionOf(variable);
  if (definition?.type !== 'VariableDeclarator' || definition.id.type !== 'ArrayPattern')
    return null;
  const index = definition.id.elements.findIndex(
    (one) => one?.type === 'Identifier' && context.variableOf(one) === variable,
  );
  const wait = definition.init && unwrapped(definition.init);
  const all = wait?.type === 'AwaitExpression' ? unwrapped(wait.argument) : null;
  if (all?.type !== 'CallExpression' || context.calleeKey(all) !== 'global.Promise.all')
    return null;
  const [list] = all.arguments;
  return (list?.type === 'ArrayExpression' && list.elements[index]) || null;
}

const listMaking = /^(?:map|filter|flatMap|toSorted|flat|split)$/;

function givesList(context: RuleContext, node: Node): boolean {
  const value = unwrapped(node);
  if (value.type === 'AwaitExpression') return givesList(context, value.argument);
  if (value.type === 'ArrayExpression') return true;
  const variable = value.type === 'Identifier' ? context.variableOf(value) : null;
  const constant = variable && constantValue(variable);
  if (constant) return givesList(context, constant);
  const part = variable && partOfAll(context, variable);
  if (part) return givesList(context, part);
  if (value.type !== 'CallExpression') return false;
  if (listMaking.test(memberName(value.callee) ?? '')) return true;
  const called = context.functionOf(value);
  const result = called && onlyReturned(called);
  return result !== null && givesList(context, result);
}

const isPlural = (name: string): boolean => /(?:s|known|list|all)$/i.test(name);

/** Names of lists that come from a call or a parameter: `const [files, known] = await …`. */
function isResultOfList(context: RuleContext, list: Node): boolean {
  const variable = context.variableOf(list);
  const definition = variable && definitionOf(variable);
  if (definition?.type !== 'VariableDeclarator') return false;
  const init = definition.init ? unwrapped(definition.init) : null;
  if (init?.type !== 'AwaitExpression') return false;
  // Text is split or read, and has another name.
  return !/text|string|content|body|html|readFile/i.test(context.source.textOf(init));
}

/** Literals, constants of the module in capitals, and what is counted by a small number. */
/** As many as somebody has written down: parts of a program, of a command line, of a form. */
const written =
  /(?:operator|flag|method|middleware|plugin|field|column|header|interface|arg|extension|prop|propertie|attribute|option|hook|keyword|param|module|import)s$/i;
const namesOfThem = /[a-z]Names$/;

function isSmall(context: RuleContext, list: Node | null, depth = 0): boolean {
  if (!list) return false;
  const value = unwrapped(list);
  const name = value.type === 'Identifier' ? value.name : memberName(value);
  if (name !== null && (written.test(name) || namesOfThem.test(name))) return true;
  if (value.type === 'ArrayExpression')
    return !value.elements.some((one) => one?.type === 'SpreadElement');
  if (value.type === 'CallExpression') {
    const method = memberName(value.callee);
    if (method === 'slice' && numberValue(value.arguments[1]) !== null) return true;
    const key = context.calleeKey(value);
    if (
      key === 'global.Object.keys' ||
      key === 'global.Object.entries' ||
      key === 'global.Object.values' ||
      key === 'global.Object.freeze'
    )
      return isSmall(context, value.arguments[0] as Node, depth + 1);
    // `'a,b'.split(',')`, and what a request's line or an environment variable holds.
    if (method === 'split') return !isOfFile(context, value);
    if (
      value.callee.type === 'MemberExpression' &&
      method !== null &&
      /^(?:map|filter|sort|toSorted|reverse|concat)$/.test(method)
    )
      return isSmall(context, value.callee.object, depth + 1);
    return false;
  }
  if (value.type === 'ObjectExpression') return true;
  if (value.type === 'TSAsExpression') return isSmall(context, value.expression, depth + 1);
  if (value.type === 'MemberExpression')
    return (
      name !== null &&
      /^(?:argv|execArgv|keys|columns|fields|roles|scopes|permissions|tags|headers|extensions|allowed\w*)$/.test(
        name,
      )
    );
  if (value.type !== 'Identifier' || depth > 4) return false;
  if (/^[A-Z][A-Z\d_]*$/.test(value.name)) return true;
  const variable = context.variableOf(value);
  if (!variable) return false;
  if (parameterIndex(variable) !== null) return false;
  const init = constantValue(variable);
  if (!init) return false;
  const inner = unwrapped(init);
  // An empty list that is filled is not small.
  if (inner.type === 'ArrayExpression' && inner.elements.length === 0) return false;
  return isSmall(context, inner, depth + 1);
}

/** `list.includes(x)` becomes `set.has(x)` of a set that is made before the loop, when nothing changes the list. */
function setFix(
  context: RuleContext,
  call: CallNode,
  list: Node,
  method: string,
  round: Round,
): FixBuilder | null {
  if (method !== 'includes' || list.type !== 'Identifier' || call.optional) return null;
  const variable = context.variableOf(list);
  const owner = variable && (parameterOwner(variable) as FunctionNode | null);
  if (
    !variable ||
    (!owner && !constantValue(variable) && definitionOf(variable)?.type !== 'VariableDeclarator')
  )
    return null;
  const isChanged = variable.references.some(({ identifier }) => {
    const member = identifier.parent;
    return (
      member?.type === 'MemberExpression' &&
      /^(?:push|pop|shift|unshift|splice|fill|length)$/.test(memberName(member) ?? '') &&
      isInside(member, round.body)
    );
  });
  if (isChanged || context.source.textOf(round.whole).startsWith('(')) return null;
  const fix = context.fix('Look it up in a Set that is made before');
  const name = freeName(context.source, `${list.name}Set`);
  fix.insertLinesBefore(round.whole, [`const ${name} = new Set(${list.name});`]);
  return fix.replace(call.callee, `${name}.has`);
}

/** `readFileSync('blocked.txt', 'utf8').split('\n')`: as many lines as there are. */
function isOfFile(context: RuleContext, split: CallNode): boolean {
  const { callee } = split;
  return callee.type === 'MemberExpression' && taintOf(callee.object, context) === 'file';
}
