/**
 * Shared state is read, and written after an `await` by what was read.
 *
 * While the function waits, other requests run and change the state. What it writes then rests on an old value: a count
 * loses steps, more is sold than there is, a thing that should be made once is made twice.
 *
 * Bad:
 * ```js
 * let count = 0;
 * export async function increment(save) {
 *   const current = count;
 *   await save(current + 1);
 *   count = current + 1;
 * }
 * ```
 *
 * Good:
 * ```js
 * let count = 0;
 * export async function increment(save) {
 *   count += 1;
 *   await save(count);
 * }
 * ```
 */
import type { FunctionNode, Node, Of } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  findOwn,
  functionName,
  isFunction,
  isInside,
  memberName,
  numberValue,
  unwrapped,
  walkOwn,
} from '../../analysis/ast.ts';
import { soundsLikeCleanup } from '../../analysis/call-names.ts';
import { readsOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import { freeName } from '../../fixes/imports.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** Somebody lets only one in at a time, or shares the work that is under way. */
const guarded = /runExclusive|acquire|\block|mutex|semaphore|in-?_?flight|inFlight/i;

export const atomic: Rule = {
  id: 'race/atomic',
  level: 'hint',
  summary: 'A write that rests on what was read before an await',
  create(context) {
    if (context.file.role !== 'service') return {};
    return {
      AssignmentExpression: (write) => check(context, write, write.left),
      UpdateExpression: (write) => check(context, write, write.argument),
      CallExpression(call) {
        const { callee } = call;
        if (callee.type !== 'MemberExpression') return;
        const count = writing.get(memberName(callee) ?? '');
        if (count === call.arguments.length) check(context, call, callee.object);
      },
    };
  },
};

/** Methods that write to a map or a set, and how many arguments they take. */
const writing: ReadonlyMap<string, number> = new Map([
  ['set', 2],
  ['add', 1],
]);

type Write = Of<'AssignmentExpression'> | Of<'UpdateExpression'> | Of<'CallExpression'>;

function check(context: RuleContext, write: Write, target: Node): void {
  const fn = enclosingFunction(write);
  const place = placeOf(context, target);
  if (!fn?.async || !place || !context.loopPath(write)) return;
  if (ancestor(write, (node) => node.type === 'CatchClause' || node === fn) !== fn) return;
  if (guarded.test(context.source.textOf(fn)) || isGuarded(context, fn)) return;
  const read = staleRead(context, fn, write, place);
  if (!read) return;
  context.report({
    node: write,
    message: `${place} was read before an await: others may have changed it since, and this write rests on the old value.`,
    path: [context.related(read, 'read here')],
    fixes: [hoisted(context, write)],
  });
}

/** `const value = await load(); total += value`, where the place is read and written in one statement. */
function hoisted(context: RuleContext, write: Write): FixBuilder | null {
  const statement = write.parent;
  if (write.type !== 'AssignmentExpression' || !/^[-+*]?=$/.test(write.operator)) return null;
  // Elsewhere a statement before this one would not be in the same branch.
  if (
    statement?.type !== 'ExpressionStatement' ||
    !/^(?:BlockStatement|Program)$/.test(statement.parent?.type ?? '')
  )
    return null;
  const waits: Node[] = [];
  walkOwn(write.right, (node) => {
    if (node.type === 'AwaitExpression') waits.push(node);
  });
  const [wait, more] = waits;
  const reads =
    write.operator !== '=' ||
    context.source.textOf(write.right).includes(context.source.textOf(write.left));
  if (!wait || more || !reads) return null;
  const name = freeName(context.source, 'value');
  const fix = context.fix('Wait before the old value is read');
  return fix
    .insertLinesBefore(statement, [`const ${name} = ${fix.textOf(wait)};`])
    .replace(wait, name);
}

/** `mutex.runExclusive(async () => ...)` */
const isGuarded = (context: RuleContext, fn: Node): boolean =>
  ancestor(
    fn,
    (node) => node.type === 'CallExpression' && guarded.test(context.source.textOf(node.callee)),
  ) !== null;

/** The text of a place that outlives the call: a variable of the module, a field of `this`, and what is in these. */
function placeOf(context: RuleContext, target: Node): string | null {
  const value = unwrapped(target);
  if (value.type === 'MemberExpression') {
    const { object, property } = value;
    const isKey = property.type === 'Identifier' || property.type === 'Literal';
    if (value.computed ? !isKey : memberName(value) === null) return null;
    if (object.type !== 'ThisExpression' && placeOf(context, object) === null) return null;
    return context.source.textOf(value);
  }
  if (value.type !== 'Identifier') return null;
  const variable = context.variableOf(value);
  return variable && context.source.topLevel(value.name) === variable ? value.name : null;
}

function staleRead(
  context: RuleContext,
  fn: FunctionNode,
  write: Write,
  place: string,
): Node | null {
  const reads: Node[] = [];
  const waits: Node[] = [];
  const writes: Node[] = [];
  walkOwn(fn, (node) => {
    if (node.type === 'AwaitExpression') waits.push(node);
    const isPlace = node.type === 'Identifier' || node.type === 'MemberExpression';
    if (!isPlace || placeOf(context, node) !== place) return;
    if (isWritten(node)) writes.push(node);
    else reads.push(node);
  });
  const own =
    write.type === 'AssignmentExpression'
      ? write.left
      : write.type === 'UpdateExpression'
        ? write.argument
        : write.callee;
  /** Between a read and the write there is a wait, and nobody writes the place before it. */
  const isStale = (read: Node): boolean => {
    const wait = waits.find(({ end }) => end > read.end && end <= write.end);
    return (
      wait !== undefined &&
      !writes.some((one) => !isInside(one, own) && one.start > read.start && one.start < wait.end)
    );
  };
  // `total += await load()` reads the total first.
  if (write.type === 'AssignmentExpression') {
    if (
      /^(?:[-+*]|\?\?|\|\|)=$/.test(write.operator) &&
      waits.some((one) => isInside(one, write.right))
    )
      return write.left;
    const before = reads.find((read) => isInside(read, write.right));
    const wait = waits.find((one) => isInside(one, write.right));
    if (write.operator === '=' && before && wait && before.start < wait.start) return before;
    if (write.operator === '=' && isLiteral(write.right) && !isMark(fn, write.right)) return null;
  }
  const kept = reads.find((read) => isStale(read) && isUsedBy(context, read, write));
  if (kept) return kept;
  return checked(context, reads, write, place, isStale);
}

/** `if (isReady) return; await prepare(); isReady = true`; what ends may be ended twice. */
const isMark = (fn: FunctionNode, value: Node): boolean =>
  value.type === 'Literal' && value.value === true && !soundsLikeCleanup(functionName(fn) ?? '');

const isLiteral = (node: Node): boolean =>
  node.type === 'Literal' || (node.type === 'Identifier' && node.name === 'undefined');

function isWritten(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'AssignmentExpression') return parent.left === node;
  if (parent?.type === 'UpdateExpression') return true;
  return (
    parent?.type === 'MemberExpression' &&
    parent.object === node &&
    parent.parent?.type === 'CallExpression' &&
    parent.parent.callee === parent &&
    /^(?:set|delete|clear|add|push)$/.test(memberName(parent) ?? '')
  );
}

/** `const current = count; ... count = current + 1`, and the same with `map.get(key)`. */
function isUsedBy(context: RuleContext, read: Node, write: Write): boolean {
  const declarator = ancestor(
    read,
    (node) => node.type === 'VariableDeclarator' || isFunction(node),
  );
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier')
    return false;
  if (!declarator.init || !isValue(declarator.init, read)) return false;
  const variable = context.variableOf(declarator.id);
  const value =
    write.type === 'AssignmentExpression'
      ? write.right
      : write.type === 'CallExpression'
        ? write.arguments[1]
        : null;
  if (!variable || !value) return false;
  return variable.references.some(
    ({ identifier, isInitial }) => !isInitial && isInside(identifier, value),
  );
}

/** The place itself, or what a map holds; what is made of it by other calls is of another kind. */
function isValue(init: Node, read: Node): boolean {
  const value = unwrapped(init);
  if (value === read) return true;
  if (value.type === 'LogicalExpression') return isValue(value.left, read);
  return (
    value.type === 'CallExpression' &&
    memberName(value.callee) === 'get' &&
    value.callee.type === 'MemberExpression' &&
    value.callee.object === read
  );
}

/** A test of the place that lets the write happen, when an await is between them. */
function checked(
  context: RuleContext,
  reads: readonly Node[],
  write: Write,
  place: string,
  isStale: (read: Node) => boolean,
): Node | null {
  for (const { read, asks } of testedReads(context, reads)) {
    const test = ancestor(asks, (node) => node.type === 'IfStatement' || isFunction(node));
    if (test?.type !== 'IfStatement' || !isInside(asks, test.test) || !isStale(asks)) continue;
    const isWithin = isInside(write, test.consequent);
    if (!isWithin && (test.alternate || !leaves(test.consequent) || !isBelow(test, write)))
      continue;
    // `if (known) return await known`: only what is waited for afterwards counts.
    if (!isWithin && !waitsBetween(context, test, write)) continue;
    // Asked again after the wait.
    if (isAskedAgain(context, reads, test, write)) continue;
    const { test: asked } = test;
    const allows = isStep(context, write, place)
      ? isComparison(asked, read)
      : makesWhatIsMissing(context, asked, asks === read ? place : context.source.textOf(asks));
    if (allows) return read;
  }
  return null;
}

/** Reads, with what a test asks: the place itself, or the variable in `const hit = cache.get(key); if (hit) ...`. */
function* testedReads(
  context: RuleContext,
  reads: readonly Node[],
): Generator<{ read: Node; asks: Node }> {
  for (const read of reads) {
    yield { read, asks: read };
    const declarator = ancestor(
      read,
      (node) => node.type === 'VariableDeclarator' || isFunction(node),
    );
    if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') continue;
    const variable = context.variableOf(declarator.id);
    if (!variable || !declarator.init || !isValue(declarator.init, read)) continue;
    for (const asks of readsOf(variable)) yield { read, asks };
  }
}

const waitsBetween = ({ source }: RuleContext, test: Node, write: Node): boolean =>
  source
    .nodes('AwaitExpression')
    .some(
      (one) =>
        one.start >= test.end &&
        one.end <= write.end &&
        enclosingFunction(one) === enclosingFunction(write),
    );

const leaves = (node: Node): boolean => {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node;
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement';
};

/** In the list of statements that the test is in, further down. */
const isBelow = (test: Node, write: Node): boolean =>
  test.parent !== null && test.parent !== undefined && isInside(write, test.parent);

const isAskedAgain = (
  context: RuleContext,
  reads: readonly Node[],
  first: Node,
  write: Node,
): boolean =>
  reads.some((read) => {
    const test = ancestor(read, (node) => node.type === 'IfStatement' || isFunction(node));
    const wait = context.source
      .nodes('AwaitExpression')
      .some((one) => one.start > first.start && one.end < read.start);
    return test?.type === 'IfStatement' && test !== first && wait && read.end < write.start;
  });

/** `sold += 1`, `stock -= n`, `left--`, `left = left - 1`. */
function isStep({ source }: RuleContext, write: Write, place: string): boolean {
  if (write.type !== 'AssignmentExpression') return write.type === 'UpdateExpression';
  const { right } = write;
  return (
    /^[-+]=$/.test(write.operator) ||
    (right.type === 'BinaryExpression' &&
      /^[-+]$/.test(right.operator) &&
      source.textOf(right.left) === place)
  );
}

/** `sold >= 10`, and where the place itself is all that is asked, `left === 0` and `!left`. */
const isComparison = (test: Node, place: Node): boolean => {
  const value = unwrapped(test);
  if (value.type === 'LogicalExpression')
    return isComparison(value.left, place) || isComparison(value.right, place);
  if (value.type === 'UnaryExpression')
    return value.operator === '!' && unwrapped(value.argument) === place;
  if (value.type !== 'BinaryExpression') return false;
  if (/^[<>]=?$/.test(value.operator)) return true;
  return (
    /^[!=]==?$/.test(value.operator) &&
    unwrapped(value.left) === place &&
    numberValue(value.right) !== null
  );
};

/** `!client`, `client === undefined`, `!cache.has(key)`. */
function makesWhatIsMissing(context: RuleContext, test: Node, place: string): boolean {
  const value = unwrapped(test);
  if (value.type === 'UnaryExpression' && value.operator === '!')
    return makesWhatIsMissing(context, value.argument, place);
  // `token === null || isOld(token)`; what is asked with a wait is looked into again.
  if (value.type === 'LogicalExpression')
    return (
      !findOwn(value, ({ type }) => type === 'AwaitExpression') &&
      (makesWhatIsMissing(context, value.left, place) ||
        makesWhatIsMissing(context, value.right, place))
    );
  if (value.type === 'BinaryExpression' && /^[!=]==?$/.test(value.operator))
    return isNothing(value.right) && context.source.textOf(value.left) === place;
  if (value.type === 'CallExpression')
    return (
      memberName(value.callee) === 'has' &&
      value.callee.type === 'MemberExpression' &&
      context.source.textOf(value.callee.object) === place
    );
  return context.source.textOf(value) === place;
}

const isNothing = (node: Node): boolean =>
  (node.type === 'Literal' && node.value === null) ||
  (node.type === 'Identifier' && node.name === 'undefined');
