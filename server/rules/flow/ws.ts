/**
 * A loop of `send()` that never looks at `bufferedAmount` keeps everything for a slow peer in memory.
 *
 * `send` of a WebSocket takes what it is given and returns at once. What the peer does not take stays in the process:
 * one slow client of a broadcast is enough. `bufferedAmount` says how much waits; leave out, slow down or close such a
 * client.
 *
 * Bad:
 * ```js
 * import { WebSocketServer } from 'ws';
 *
 * const server = new WebSocketServer({ port: 8080 });
 * export function broadcast(text) {
 *   for (const client of server.clients) client.send(text);
 * }
 * ```
 *
 * Good:
 * ```js
 * import { WebSocketServer } from 'ws';
 *
 * const server = new WebSocketServer({ port: 8080 });
 * export function broadcast(text) {
 *   for (const client of server.clients) {
 *     if (client.bufferedAmount < 1_000_000) client.send(text);
 *   }
 * }
 * ```
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import { enclosingFunction, memberName, unwrapped, walk } from '../../analysis/ast.ts';
import { classAround, parameterOfField } from '../../analysis/class-members.ts';
import { isPaced, isShort, type Repetition, repetitionOf } from '../../analysis/repeated-calls.ts';
import { definitionOf } from '../../analysis/variables.ts';
import type { Rule, RuleContext } from '../rule.ts';

const sockets = /^(?:ws\.WebSocket#|global\.WebSocket#|@fastify\/websocket\.WebSocket#)$/;

export const ws: Rule = {
  id: 'flow/ws',
  level: 'hint',
  summary: 'WebSocket send in a loop without a look at bufferedAmount',
  create: (context) => ({
    CallExpression(call) {
      if (memberName(call.callee) !== 'send' || call.callee.type !== 'MemberExpression') return;
      if (isTold(call)) return;
      const socket = unwrapped(call.callee.object);
      const repetition = repetitionOf(call);
      if (!repetition || isShort(context.source, repetition)) return;
      const isOfList = isElementOfSockets(context, socket, repetition);
      if (!isOfList && (!isSocket(context, socket) || isPaced(repetition))) return;
      if (looksAtBuffer(call) || isAskedOfSocket(context, socket, repetition)) return;
      context.report({
        node: call,
        message: `Nobody looks at ${context.source.textOf(socket)}.bufferedAmount here: what a slow peer does not take stays in memory.`,
        path: context.loopPath(call)?.places ?? [],
        fixes: [
          call.parent?.type === 'ExpressionStatement'
            ? context
                .fix('Send only while less than 1 MB waits')
                .insertBefore(
                  call.parent,
                  `if (${context.source.textOf(socket)}.bufferedAmount < 1_000_000) `,
                )
            : null,
        ],
      });
    },
  }),
};

/** A callback says when it is sent; what is no object with options may be one. */
const isTold = ({ arguments: [, ...others] }: CallNode): boolean =>
  others.some(({ type }) => type !== 'ObjectExpression');

const isSocket = (context: RuleContext, node: Node): boolean =>
  sockets.test(context.key(node) ?? '') ||
  isPassedSocket(context, node) ||
  isGivenSocket(context, node) ||
  hasReadyState(context, node);

/** Nothing else that is sent to has a state of this name. */
const hasReadyState = (context: RuleContext, node: Node): boolean =>
  (node.type === 'Identifier' || node.type === 'MemberExpression') &&
  new RegExp(`(?<![\\w.])${escaped(context.source.textOf(node))}\\??\\.readyState\\b`).test(
    functionText(context, node),
  );

const escaped = (text: string): string => text.replaceAll(/[$.()[\]\\?*+^{}|]/g, String.raw`\$&`);

/** `this.socket` of a class that is made with sockets: `new Peer(socket)`. */
function isGivenSocket(context: RuleContext, node: Node): boolean {
  if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') return false;
  const owner = classAround(node);
  const given = owner && parameterOfField(owner, memberName(node) ?? '');
  const passed = given ? context.passedTo(given.constructor, given.index) : [];
  return passed.some(({ value, facts }) => sockets.test(facts.key(value) ?? ''));
}

/** A parameter that a call in this file gives a socket. */
function isPassedSocket(context: RuleContext, node: Node): boolean {
  const variable = node.type === 'Identifier' ? context.variableOf(node) : null;
  const owner = variable && definitionOf(variable);
  if (!variable || !owner || !('params' in owner)) return false;
  const params = owner.params as readonly Node[];
  const index = params.findIndex(
    (one) => one.type === 'Identifier' && context.variableOf(one) === variable,
  );
  if (index < 0) return false;
  return context.source.nodes('CallExpression').some((call) => {
    const argument = call.arguments[index];
    return (
      argument !== undefined &&
      context.functionOf(call) === owner &&
      sockets.test(context.key(argument) ?? '')
    );
  });
}

/** `client` of `for (const client of server.clients)`, or of a set that sockets are put into. */
function isElementOfSockets(
  context: RuleContext,
  socket: Node,
  { list, element }: Repetition,
): boolean {
  if (!list || !element || socket.type !== 'Identifier') return false;
  const variable = context.variableOf(socket);
  const isElement = variable?.identifiers.some(
    ({ start, end }) => start >= element.start && end <= element.end,
  );
  if (!isElement) return false;
  if (hasReadyState(context, socket)) return true;
  const lists = listsBehind(list);
  return lists.some(
    (one) => context.key(one) === 'ws.WebSocketServer#clients' || holdsSockets(context, one),
  );
}

/** The collection in `[...set]`, `map.values()`, `Array.from(set)`. */
function listsBehind(list: Node): Node[] {
  const found: Node[] = [list];
  if (list.type === 'ArrayExpression')
    for (const one of list.elements)
      if (one?.type === 'SpreadElement') found.push(unwrapped(one.argument));
  if (list.type === 'CallExpression') {
    if (list.callee.type === 'MemberExpression') found.push(unwrapped(list.callee.object));
    const [first] = list.arguments;
    if (first) found.push(unwrapped(first));
  }
  return found;
}

/** Whether the file puts a socket there, or says so by a type. */
function holdsSockets(context: RuleContext, list: Node): boolean {
  const { source } = context;
  const name = source.textOf(list);
  if (!/^[\w.#$]+$/.test(name)) return false;
  const last = name.replace(/^.*\./, '').replace(/[$]/g, '\\$&');
  const typed = new RegExp(`${last}\\b[^;\\n]*\\bWebSocket\\b`);
  if (/\bfrom ['"]ws['"]|require\(['"]ws['"]\)/.test(source.text) && typed.test(source.text))
    return true;
  return source.nodes('CallExpression').some((call) => {
    if (call.callee.type !== 'MemberExpression') return false;
    if (!/^(?:add|set|push)$/.test(memberName(call.callee) ?? '')) return false;
    if (source.textOf(call.callee.object) !== name) return false;
    return call.arguments.some((one) => isSocket(context, one) || isJoined(context, one));
  });
}

/** `room.join(socket)` of a class of this file: its parameter is a socket where a call gives one. */
function isJoined(context: RuleContext, node: Node): boolean {
  const variable = node.type === 'Identifier' ? context.variableOf(node) : null;
  const owner = variable && definitionOf(variable);
  if (!variable || !owner || !('params' in owner) || owner.parent?.type !== 'MethodDefinition')
    return false;
  const method = owner.parent;
  const index = (owner.params as readonly Node[]).findIndex(
    (one) => one.type === 'Identifier' && context.variableOf(one) === variable,
  );
  const name = method.key.type === 'Identifier' ? method.key.name : null;
  return (
    index >= 0 &&
    context.source.nodes('CallExpression').some((call) => {
      const argument = call.arguments[index];
      return (
        argument !== undefined &&
        memberName(call.callee) === name &&
        sockets.test(context.key(argument) ?? '')
      );
    })
  );
}

function functionText(context: RuleContext, node: Node): string {
  const fn = enclosingFunction(node);
  return context.source.textOf(fn ?? context.source.program);
}

/** `if (tooSlow(peer)) continue;` where the function looks at bufferedAmount. */
function isAskedOfSocket(context: RuleContext, socket: Node, { loop }: Repetition): boolean {
  const name = context.source.textOf(socket);
  let isFound = false;
  walk(loop, (node) => {
    if (node.type !== 'CallExpression') return;
    if (!node.arguments.some((one) => context.source.textOf(one) === name)) return;
    const called = context.called(node);
    if (called && called.facts.source.textOf(called.fn).includes('bufferedAmount')) isFound = true;
  });
  return isFound;
}

function looksAtBuffer(call: CallNode): boolean {
  let outer: Node = call;
  for (let fn = enclosingFunction(call); fn; fn = enclosingFunction(fn)) outer = fn;
  let isFound = false;
  walk(outer, (node) => {
    isFound ||= node.type === 'MemberExpression' && memberName(node) === 'bufferedAmount';
    isFound ||= node.type === 'Identifier' && node.name === 'bufferedAmount';
    return !isFound;
  });
  return isFound;
}
