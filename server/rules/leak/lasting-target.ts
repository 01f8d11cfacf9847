/** Whether the loop comes to a call again and again while what it is called on stays the same. */
import type { CallNode, ClassNode, Node } from '../../analysis/ast.ts';
import {
  argument,
  enclosingFunction,
  isFunction,
  memberName,
  parameterPattern,
  stringValue,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import type { LoopPath } from '../../analysis/call-graph.ts';
import { classAround, parameterOfField } from '../../analysis/class-members.ts';
import type { Passed } from '../../analysis/file-facts.ts';
import { registrationOf } from '../../analysis/registrations.ts';
import type { Variable } from '../../analysis/source-file.ts';
import { definitionOf, parameterIndex } from '../../analysis/variables.ts';
import type { RuleContext } from '../rule.ts';

/** Methods that take listeners away, or end what has them. */
export const removing =
  /^(?:off|removeListener|removeEventListener|removeAllListeners|unsubscribe|abort|dispose|close|destroy)$/;
const onceEvents =
  /^'(?:open|ready|close|end|finish|error|exit|listening|connect|disconnect|online|spawn|secureConnect|drain|newListener|pipe|unpipe|socket|response|upgrade|login|lookup)' listener$/;

/** What happens once in the life of its source. */
export const isOncePerSource = (root: string): boolean => onceEvents.test(root);

/** How the loop comes here; `null` when it comes once, or to another target each time. */
export function repeatedPath(context: RuleContext, call: CallNode, target: Node): LoopPath | null {
  let root: Node = target;
  while (root.type === 'MemberExpression' || root.type === 'CallExpression')
    root = unwrapped(root.type === 'MemberExpression' ? root.object : root.callee);
  if (root.type === 'ThisExpression') return pathToShared(context, call, target);
  if (root.type !== 'Identifier') return null;
  if (target.type === 'CallExpression' || hasCall(target)) return null;
  const variable = context.variableOf(root);
  const definition = variable && definitionOf(variable);
  const path = context.loopPath(call);
  if (!path || isOncePerSource(path.root) || path.kind === 'hook') return null;
  if (path.kind === 'async' && (isForSignal(call) || !isPerCall(context, call))) return null;
  if (!definition) return context.key(root)?.startsWith('process') === true ? path : null;
  if (variable && context.source.topLevel(variable.name) === variable)
    return isListenerOnce(path) ? null : path;
  if (variable && isPassedLasting(context, variable, target)) return recurring(path);
  // Of a function around: it lives as long as what that function sets up.
  const owner =
    variable && parameterIndex(variable) !== null ? definition : enclosingFunction(definition);
  const registered = registeredAround(context, call, owner);
  return registered ? path : null;
}

/** What the loop does as often as its clients like. */
const recurring = (path: LoopPath | null): LoopPath | null =>
  path && /^(?:request|message|event)$/.test(path.kind) && !isOncePerSource(path.root)
    ? path
    : null;

/** A field of a class that is made once and called for each request, or of one that is made for each and given it. */
function pathToShared(context: RuleContext, call: CallNode, target: Node): LoopPath | null {
  const owner = classAround(call);
  if (!owner || hasCall(target)) return null;
  const path = context.loopPath(call);
  if (owner.decorators?.length || isMadeOnce(context, owner))
    return path?.kind === 'request' ? path : null;
  return isGivenLasting(context, owner, target) ? recurring(path) : null;
}

/** `new Ticker(feed)` with a `feed` of the module, for `this.feed`; nothing in the class lets go of it. */
function isGivenLasting(context: RuleContext, owner: ClassNode, target: Node): boolean {
  const field = target.type === 'MemberExpression' ? memberName(target) : null;
  if (target.type !== 'MemberExpression' || target.object.type !== 'ThisExpression') return false;
  const given = field === null ? null : parameterOfField(owner, field);
  if (!given || !areLasting(context.passedTo(given.constructor, given.index))) return false;
  return !isLetGo(context, owner, target);
}

/** Something in a piece of code takes a listener away from the target, or ends it. */
export function isLetGo({ source }: RuleContext, code: Node, target: Node): boolean {
  const name = source.textOf(target);
  let isFound = false;
  walk(code, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
    isFound ||=
      removing.test(memberName(node.callee) ?? '') && source.textOf(node.callee.object) === name;
  });
  return isFound;
}

/** A parameter for which only what the module has is passed. */
function isPassedLasting(context: RuleContext, variable: Variable, target: Node): boolean {
  const index = parameterIndex(variable);
  const owner = definitionOf(variable);
  if (index === null || target.type !== 'Identifier' || !owner || !isFunction(owner)) return false;
  const pattern = owner.params[index];
  if (!pattern || parameterPattern(pattern).type !== 'Identifier') return false;
  return areLasting(context.passedTo(owner, index));
}

const areLasting = (passed: readonly Passed[]): boolean =>
  passed.length > 0 &&
  passed.every(({ value, facts }) => {
    const given = unwrapped(value);
    const variable = given.type === 'Identifier' ? facts.variableOf(given) : null;
    return variable !== null && facts.source.topLevel(variable.name) === variable;
  });

/** `const hub = new Hub()` of the module, and nowhere else. */
function isMadeOnce({ source }: RuleContext, owner: ClassNode): boolean {
  const made = source
    .nodes('NewExpression')
    .filter(({ callee }) => callee.type === 'Identifier' && callee.name === owner.id?.name);
  return made.length === 1 && made.every((one) => enclosingFunction(one) === null);
}

/** `process.on('SIGTERM', stop)` in what nobody is seen to call: it waits for the end of the program, once. */
const isForSignal = (call: CallNode): boolean =>
  /^SIG[A-Z]+\d?$/.test(stringValue(argument(call, 0)) ?? '');

const hasCall = (target: Node): boolean => {
  let isFound = false;
  walk(target, ({ type }) => {
    isFound ||= type === 'CallExpression';
  });
  return isFound;
};

const isListenerOnce = ({ kind, root }: LoopPath): boolean =>
  kind === 'event' && isOncePerSource(root);

/** An async function that nobody is seen to call: only where it waits for each call, or answers a request. */
function isPerCall(context: RuleContext, call: CallNode): boolean {
  for (let fn = enclosingFunction(call); fn; fn = enclosingFunction(fn)) {
    const [first, second] = fn.params;
    const name = first ? context.key(first) : null;
    if (name && /^(?:express\.Request|http\.IncomingMessage|fastify\.Request)#$/.test(name))
      return true;
    if (second && /^(?:express\.Response|http\.ServerResponse)#$/.test(context.key(second) ?? ''))
      return true;
    if (fn.parent?.type === 'NewExpression' && context.calleeKey(fn.parent) === 'global.Promise')
      return true;
  }
  return false;
}

/** A callback between the call and the owner of the target that the loop calls many times. */
function registeredAround(context: RuleContext, call: CallNode, owner: Node | null): boolean {
  for (let fn = enclosingFunction(call); fn && fn !== owner; fn = enclosingFunction(fn)) {
    const outer = fn.parent;
    if (outer?.type !== 'CallExpression' && outer?.type !== 'NewExpression') continue;
    const registration = registrationOf(outer, context.calleeKey(outer));
    if (registration?.callbacks.includes(fn))
      return (
        /^(?:request|message|event)$/.test(registration.kind) &&
        !isOncePerSource(registration.label) &&
        memberName(outer.callee) !== 'once'
      );
  }
  return false;
}
