/**
 * `a.pipe(b)` passes on chunks, not errors.
 *
 * When the source fails, its error goes to the source's own 'error' listeners: without one the process ends; with one
 * the destination is still never ended, and whoever waits for it waits for ever. `pipeline` from `node:stream` ends all
 * of them, and tells of the first error.
 *
 * Bad:
 * ```js
 * import { createReadStream, createWriteStream } from 'node:fs';
 *
 * export function copy(from, to) {
 *   createReadStream(from).pipe(createWriteStream(to));
 * }
 * ```
 *
 * Good:
 * ```js
 * import { createReadStream, createWriteStream } from 'node:fs';
 * import { pipeline } from 'node:stream/promises';
 *
 * export async function copy(from, to) {
 *   await pipeline(createReadStream(from), createWriteStream(to));
 * }
 * ```
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import {
  argument,
  enclosingFunction,
  isFunction,
  memberName,
  stringValue,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import { repetitionOf } from '../../analysis/repeated-calls.ts';
import { isReadable, isWritable, seldomFails } from '../../analysis/stream-kinds.ts';
import { constantValue, parameterIndex } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const pipe: Rule = {
  id: 'flow/pipe',
  level: 'warning',
  summary: 'pipe without an error path',
  create: (context) => ({
    CallExpression(call) {
      if (context.file.role === 'test' || !isPipe(call) || isPartOfLonger(call)) return;
      const streams = streamsOf(call);
      const [source] = streams;
      if (!source || streams.length < 2) return;
      const isKnown = streams.some((one, index) =>
        (index < streams.length - 1 ? isReadable : isWritable)(context.key(one)),
      );
      if (!isKnown) return;
      const unheard = streams.find(
        (one, index) =>
          !seldomFails(context.key(one), index > 0) &&
          !isOwnFile(context, one) &&
          !hasErrorPath(context, one, call),
      );
      if (!unheard) return;
      const name = context.source.textOf(unheard).replace(/\s+/g, ' ');
      context.report({
        node: call,
        // Whoever passed it in may listen.
        ...(isParameter(context, unheard) ? { level: 'hint' } : {}),
        message: `pipe does not pass errors on: when ${name.length > 40 ? 'one of the streams' : name} fails, nobody hears it and the other side is never ended.`,
        fixes: [asPipeline(context, call, streams)],
      });
    },
  }),
};

/** `createReadStream(join(__dirname, 'page.html'))`: a file that comes with the program. */
const isOwnFile = (context: RuleContext, stream: Node): boolean => {
  const value = unwrapped(stream);
  if (value.type !== 'CallExpression' || context.calleeKey(value) !== 'fs.createReadStream')
    return false;
  const path = argument(value, 0);
  return path !== null && isOwnPath(path);
};

/** The folder of the program, and written names. */
function isOwnPath(path: Node): boolean {
  const value = unwrapped(path);
  const parts = value.type === 'CallExpression' ? value.arguments : [];
  const [first, ...rest] = parts;
  return (
    first?.type === 'Identifier' &&
    first.name === '__dirname' &&
    rest.every((one) => stringValue(one) !== null)
  );
}

const isParameter = (context: RuleContext, stream: Node): boolean => {
  const variable = stream.type === 'Identifier' ? context.variableOf(stream) : null;
  return variable !== null && parameterIndex(variable) !== null;
};

const isPipe = (node: Node): node is CallNode =>
  node.type === 'CallExpression' && memberName(node.callee) === 'pipe' && node.arguments.length > 0;

/** `a.pipe(b)` in `a.pipe(b).on('finish', done).pipe(c)`. */
function isPartOfLonger(call: Node): boolean {
  const member = call.parent;
  if (member?.type !== 'MemberExpression' || member.object !== call) return false;
  const outer = member.parent;
  return outer?.type === 'CallExpression' && (isPipe(outer) || isPartOfLonger(outer));
}

/** `a`, `b` and `c` of `a.pipe(b).on('error', report).pipe(c)`; what is between is looked at elsewhere. */
function streamsOf(call: CallNode): Node[] {
  const destination = argument(call, 0);
  const from = call.callee.type === 'MemberExpression' ? unwrapped(call.callee.object) : null;
  if (!destination || !from) return [];
  const inner = withoutListeners(from);
  return isPipe(inner) ? [...streamsOf(inner), destination] : [from, destination];
}

function withoutListeners(node: Node): Node {
  if (
    node.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    /^(?:on|once)$/.test(memberName(node.callee) ?? '')
  )
    return withoutListeners(unwrapped(node.callee.object));
  return node;
}

/** Somebody listens to its 'error', or waits for its end in a way that tells of errors. */
function hasErrorPath(context: RuleContext, stream: Node, call: CallNode): boolean {
  const { source } = context;
  const variable = stream.type === 'Identifier' ? context.variableOf(stream) : null;
  if (hasErrorListener((variable && constantValue(variable)) ?? stream)) return true;
  const name = source.textOf(stream);
  const isStream = (node: Node): boolean => source.textOf(node) === name;
  const isFollowing = stream === argument(call, 0) && hasListenerAfter(call);
  if (isFollowing) return true;
  if (stream.type === 'CallExpression' || stream.type === 'NewExpression')
    return hasListenerAfterItsPipe(stream);
  let isHeard = false;
  walk(enclosingScope(call), (node) => {
    if (node.type !== 'CallExpression') return;
    if (
      /^(?:on|once|addListener)$/.test(memberName(node.callee) ?? '') &&
      stringValue(node.arguments[0]) === 'error' &&
      node.callee.type === 'MemberExpression' &&
      isStreamOrEach(context, withoutListeners(unwrapped(node.callee.object)), isStream)
    )
      isHeard = true;
    if (isHandedWithHandler(node, isStream)) isHeard = true;
    const key = context.calleeKey(node);
    if (
      key !== null &&
      /^stream(?:\/promises)?\.(?:finished|pipeline)$/.test(key) &&
      node.arguments.some(isStream)
    )
      isHeard = true;
  });
  return isHeard;
}

/** `one` in `for (const one of [input, output]) one.on('error', fail)` is each of them. */
function isStreamOrEach(
  context: RuleContext,
  node: Node,
  isStream: (node: Node) => boolean,
): boolean {
  if (isStream(node)) return true;
  const repetition = node.type === 'Identifier' ? repetitionOf(node) : null;
  if (repetition?.list?.type !== 'ArrayExpression') return false;
  const { list, element } = repetition;
  return (
    element !== null &&
    context.variableOf(node)?.identifiers[0] === element &&
    list.elements.some((one) => one !== null && isStream(one))
  );
}

/** `handleBoth(input, output, onError)`, `watch(stream, (err) => {})` */
const isHandedWithHandler = (call: CallNode, isStream: (node: Node) => boolean): boolean =>
  call.arguments.some(isStream) &&
  call.arguments.some(
    (one) =>
      (one.type === 'Identifier' && /(?:^e|E)rr/.test(one.name)) ||
      (isFunction(one) &&
        one.params[0]?.type === 'Identifier' &&
        one.params[0].name.startsWith('err')),
  );

const enclosingScope = (node: Node): Node => {
  let outer: Node = node;
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) outer = fn;
  if (outer !== node) return outer;
  while (outer.parent) outer = outer.parent;
  return outer;
};

/** `createReadStream(path).on('error', report)` */
function hasErrorListener(node: Node): boolean {
  const value = unwrapped(node);
  if (value.type !== 'CallExpression' || value.callee.type !== 'MemberExpression') return false;
  if (
    /^(?:on|once)$/.test(memberName(value.callee) ?? '') &&
    stringValue(value.arguments[0]) === 'error'
  )
    return true;
  return hasErrorListener(value.callee.object);
}

/** `a.pipe(b).on('error', report)` listens to `b`. */
function hasListenerAfter(call: Node): boolean {
  const member = call.parent;
  if (member?.type !== 'MemberExpression' || member.object !== call) return false;
  const outer = member.parent;
  if (outer?.type !== 'CallExpression' || !/^(?:on|once)$/.test(memberName(member) ?? ''))
    return false;
  return stringValue(outer.arguments[0]) === 'error' || hasListenerAfter(outer);
}

const hasListenerAfterItsPipe = (stream: Node): boolean =>
  stream.parent?.type === 'CallExpression' && isPipe(stream.parent)
    ? hasListenerAfter(stream.parent)
    : false;

/** One `pipeline` instead, where the chain is a statement of its own. */
function asPipeline(
  context: RuleContext,
  call: CallNode,
  streams: readonly Node[],
): FixBuilder | null {
  if (call.parent?.type !== 'ExpressionStatement') return null;
  const { source } = context;
  if (streams.some((one) => one.type === 'CallExpression' && memberName(one.callee) === 'on'))
    return null;
  const list = streams.map((one) => source.textOf(one)).join(', ');
  const fix = context.fix('Use pipeline: it ends all streams and tells of errors');
  if (enclosingFunction(call)?.async) {
    const name = fix.use('node:stream/promises', 'pipeline');
    return fix.replace(call, `await ${name}(${list})`);
  }
  const name = fix.use('node:stream', 'pipeline');
  const indent = fix.indentOf(call);
  return fix.replace(
    call,
    `${name}(${list}, (error) => {\n${indent}  if (error) console.error(error);\n${indent}})`,
  );
}
