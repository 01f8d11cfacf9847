/** What the rules about blocking calls share: who waits, and what may be done about it. */
import type { BlockingApi } from '../../../protocol/blocking-apis.ts';
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import { ancestor, enclosingFunction, findOwn, isFunction, walkOwn } from '../../analysis/ast.ts';
import type { LoopPath } from '../../analysis/call-graph.ts';
import { isFrequent } from '../../analysis/loop-frequency.ts';
import { isProcessExit } from '../../analysis/process-exit.ts';
import { definitionOf } from '../../analysis/variables.ts';
import { awaitTwin } from '../../fixes/await-twin.ts';
import { propagateAsync } from '../../fixes/propagate-async.ts';
import type { FixResult, RuleContext } from '../rule.ts';

const arrayMethods = /^(?:map|forEach|filter|flatMap|some|every|find|findIndex|reduce)$/;

/** A blocking function that is called, or that is handed to a method of an array: what to underline, by its key. */
export function calledAt(
  context: RuleContext,
  call: CallNode,
): readonly { readonly node: Node; readonly key: string }[] {
  const key = context.calleeKey(call);
  const called = key === null ? [] : [{ node: call as Node, key }];
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return called;
  if (!arrayMethods.test(callee.property.name)) return called;
  const [passed] = call.arguments;
  if (passed?.type !== 'Identifier' && passed?.type !== 'MemberExpression') return called;
  const passedKey = context.key(passed);
  return passedKey === null ? called : [...called, { node: passed, key: passedKey }];
}

/** Reports a blocking call that the event loop reaches while the service runs. */
export function reportBlocking(context: RuleContext, node: Node, api: BlockingApi): void {
  const path = context.loopPath(node);
  if (!path || isKept(context, node)) return;
  const name = context.source.textOf(node.type === 'CallExpression' ? node.callee : node);
  const root = path.kind === 'async' ? `async ${path.root}` : path.root;
  const instead = api.twin ? ` ${twinName(api)} does not.` : '';
  context.report({
    node,
    message: `${name} stops the event loop until ${api.waitsFor} is done, and ${root} comes by here.${instead}`,
    ...(api.cost === 'low' || isSeldom(context, node, path) ? { level: 'hint' as const } : {}),
    path: path.places,
    fixes: node.type === 'CallExpression' ? fixesOf(context, node, api) : [],
  });
}

/** Nobody is seen to call an async function that is a root: it may be there for the start. So may an event that is unknown. */
const isSeldom = (context: RuleContext, node: Node, path: LoopPath): boolean =>
  !isFrequent(path) || isAtAnEnd(path) || endsProcess(node) || isOnlyTheFirstTime(context, node);

/** The function around ends the process: what it does before is the last that is waited for. */
const endsProcess = (node: Node): boolean => {
  const fn = enclosingFunction(node);
  return fn !== null && findOwn(fn, isProcessExit) !== null;
};

/** `if (!existsSync(folder)) mkdirSync(folder)`, and what an object keeps: `cache.text = cache.text || read()`. */
function isOnlyTheFirstTime(context: RuleContext, node: Node): boolean {
  const { source } = context;
  const guard = ancestor(node, (one) => one.type === 'IfStatement' || isFunction(one));
  const asked =
    guard?.type === 'IfStatement' && guard.consequent.start <= node.start
      ? findOwn(guard.test, (one) => context.calleeKey(one) === 'fs.existsSync')
      : null;
  if (asked) return true;
  const value = node.parent;
  const assignment = ancestor(
    node,
    (one) => one.type === 'AssignmentExpression' || isFunction(one),
  );
  if (assignment?.type !== 'AssignmentExpression' || assignment.left.type !== 'MemberExpression')
    return false;
  if (/^(?:\|\||\?\?)=$/.test(assignment.operator)) return true;
  const name = source.textOf(assignment.left);
  const isSame = (one: Node): boolean => source.textOf(one) === name;
  if (isReturnedBefore(assignment, (test) => findOwn(test, isSame) !== null)) return true;
  return value?.type === 'LogicalExpression' && value.right === node && isSame(value.left);
}

/** `if (cache[key]) return cache[key];` before it, in the same function. */
function isReturnedBefore(assignment: Node, isAskedFor: (test: Node) => boolean): boolean {
  const body = enclosingFunction(assignment)?.body;
  return (
    body?.type === 'BlockStatement' &&
    body.body.some(
      (one) =>
        one.end <= assignment.start &&
        one.type === 'IfStatement' &&
        isAskedFor(one.test) &&
        findOwn(one.consequent, ({ type }) => type === 'ReturnStatement') !== null,
    )
  );
}

/** What begins, ends, fails or is begun again does so once, or seldom: nobody stands in a queue behind it as behind a request. */
const isAtAnEnd = ({ kind, root }: LoopPath): boolean =>
  kind === 'event' &&
  /^'(?:close|exit|error|disconnect|spawn|open|ready|connect|quit|restart|reload|reset|stop|shutdown)' listener$/.test(
    root,
  );

const twinName = ({ twin }: BlockingApi): string => {
  if (!twin) return '';
  if (twin.module === 'global') return twin.name;
  return twin.name === 'default' ? twin.module : `${twin.name} of ${twin.module}`;
};

/**
 * Read once and kept in a variable of the module: `config ??= read()`, `if (!config) config = read()`, and
 * `if (config !== undefined) return config;` before it.
 */
function isKept(context: RuleContext, node: Node): boolean {
  const assignment = ancestor(
    node,
    (one) => one.type === 'AssignmentExpression' || isFunction(one),
  );
  if (assignment?.type !== 'AssignmentExpression') return false;
  const { left } = assignment;
  if (left.type !== 'Identifier') return false;
  const variable = context.variableOf(left);
  const definition = variable && definitionOf(variable);
  if (!definition || enclosingFunction(definition)) return false;
  if (assignment.operator === '??=' || assignment.operator === '||=') return true;
  const isAskedFor = (test: Node): boolean =>
    new RegExp(`(?<![\\w.$])${left.name.replaceAll('$', String.raw`\$`)}(?![\\w$])`).test(
      context.source.textOf(test),
    );
  const guard = ancestor(assignment, (one) => one.type === 'IfStatement' || isFunction(one));
  if (guard?.type === 'IfStatement' && isAskedFor(guard.test)) return true;
  return isReturnedBefore(assignment, isAskedFor);
}

function fixesOf(context: RuleContext, call: CallNode, api: BlockingApi): FixResult[] {
  const { twin } = api;
  const fn = enclosingFunction(call);
  if (!twin || !fn || isInParameters(call, fn)) return [];
  const moduleOf = (node: Node): string | null => {
    const origin = context.file.origins.of(node);
    return origin?.path === '' ? origin.module : null;
  };
  if (!fn.async) return [propagatingFix(context, call, fn, api, moduleOf)];
  const fix = context.fix(`Await ${twinName(api)}`, keepsToItself(context, fn));
  return awaitTwin(fix, context.source, call, twin, moduleOf) ? [fix] : [];
}

/** The function around the call becomes async, and everybody who calls it waits. */
function propagatingFix(
  context: RuleContext,
  call: CallNode,
  fn: FunctionNode,
  api: BlockingApi,
  moduleOf: (node: Node) => string | null,
): FixResult {
  const { twin } = api;
  if (!twin || twin.shape === 'other') return null;
  const change = propagateAsync(context.project, context.source.path, fn, context);
  if (change.kind === 'refused') return { title: `Await ${twinName(api)}`, reason: change.reason };
  const { functions, files, edits } = change;
  const where = files > 1 ? ` in ${files} files` : '';
  const fix = context.fix(
    `Await ${twinName(api)}, and make ${functions === 1 ? 'this function' : `${functions} functions`} async${where}`,
  );
  return awaitTwin(fix, context.source, call, twin, moduleOf) ? fix.addPropagation(edits) : null;
}

const isInParameters = (node: Node, fn: FunctionNode): boolean =>
  fn.params.some((one) => one.start <= node.start && node.end <= one.end);

/** Writes nothing that others could see half-done while it waits. */
function keepsToItself(context: RuleContext, fn: FunctionNode): boolean {
  let writes = false;
  walkOwn(fn, (node) => {
    const target =
      node.type === 'AssignmentExpression'
        ? node.left
        : node.type === 'UpdateExpression'
          ? node.argument
          : null;
    if (!target) return;
    const variable = target.type === 'Identifier' ? context.variableOf(target) : null;
    const definition = variable && definitionOf(variable);
    const isOwn = definition && fn.start <= definition.start && definition.end <= fn.end;
    if (!isOwn) writes = true;
  });
  return !writes;
}
