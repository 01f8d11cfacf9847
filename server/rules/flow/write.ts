/**
 * A loop that ignores what `write()` says fills the memory with what nobody has taken yet.
 *
 * `write` never waits: what the other side cannot take is kept in the stream's buffer, and `false` says that the buffer
 * is full. A loop that goes on puts all of it there, for each slow reader. Wait for 'drain' when it says `false`, or let
 * `pipeline` do it.
 *
 * Bad:
 * ```js
 * import { createWriteStream } from 'node:fs';
 *
 * export function save(rows, path) {
 *   const out = createWriteStream(path);
 *   for (const row of rows) out.write(`${row.id}\n`);
 *   out.end();
 * }
 * ```
 *
 * Good:
 * ```js
 * import { once } from 'node:events';
 * import { createWriteStream } from 'node:fs';
 *
 * export async function save(rows, path) {
 *   const out = createWriteStream(path);
 *   for (const row of rows) {
 *     if (!out.write(`${row.id}\n`)) await once(out, 'drain');
 *   }
 *   out.end();
 * }
 * ```
 */
import type { CallNode, Node } from '../../analysis/ast.ts';
import { enclosingFunction, isLoop, memberName, unwrapped } from '../../analysis/ast.ts';
import { isOneOfFew } from '../../analysis/list-size.ts';
import { isPaced, isShort, type Repetition, repetitionOf } from '../../analysis/repeated-calls.ts';
import { isWritable } from '../../analysis/stream-kinds.ts';
import { constantValue, readsOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const write: Rule = {
  id: 'flow/write',
  level: 'warning',
  summary: 'result of write() ignored in a loop',
  create(context) {
    const told = new Set<Node>();
    return {
      CallExpression(call) {
        if (memberName(call.callee) !== 'write' || call.callee.type !== 'MemberExpression') return;
        if (!isIgnored(call) || call.arguments.length === 0) return;
        const stream = unwrapped(call.callee.object);
        const repetition = repetitionOf(call);
        if (!repetition || isShort(context.source, repetition) || isPaced(repetition)) return;
        if (!isStream(context, stream) || isElement(context, stream, repetition)) return;
        if (
          isPacket(call) ||
          isOfFew(repetition) ||
          isReadByNobodyYet(context, stream, call, repetition)
        )
          return;
        if (waitsForRoom(context, call)) return;
        const name = context.source.textOf(stream);
        const isFirst = !told.has(repetition.loop);
        told.add(repetition.loop);
        context.report({
          node: call,
          // One wait in a round is enough, and what is in memory already takes little more of it.
          ...(!isFirst || isElement(context, unwrapped(call.arguments[0] as Node), repetition)
            ? { level: 'hint' }
            : {}),
          message: `This loop goes on when ${name}.write() says that the buffer is full: what is not taken yet piles up in memory.`,
          fixes: [awaitingDrain(context, call, repetition)],
        });
      },
    };
  },
};

const isIgnored = (call: CallNode): boolean =>
  call.parent?.type === 'ExpressionStatement' ||
  (call.parent?.type === 'ArrowFunctionExpression' && call.parent.body === call) ||
  (call.parent?.type === 'LogicalExpression' &&
    call.parent.right === call &&
    call.parent.parent?.type === 'ExpressionStatement');

/** By its origin, or because it is also ended as a stream is. */
function isStream(context: RuleContext, stream: Node): boolean {
  const key = context.key(stream);
  if (key !== null && !key.startsWith('global.')) return isWritable(key);
  const variable = stream.type === 'Identifier' ? context.variableOf(stream) : null;
  return (
    variable !== null &&
    readsOf(variable).some(
      ({ parent }) =>
        parent?.type === 'MemberExpression' &&
        /^(?:end|cork|uncork|writableEnded|writableNeedDrain|destroy)$/.test(
          memberName(parent) ?? '',
        ),
    )
  );
}

const isOfFew = ({ element }: Repetition): boolean =>
  element?.type === 'Identifier' && isOneOfFew(element.name);

/** `client.write('login', packet)`: a message with its name, not text with its encoding. */
function isPacket({ arguments: passed }: CallNode): boolean {
  const [name, second] = passed;
  return (
    name?.type === 'Literal' &&
    (second?.type === 'Identifier' || second?.type === 'ObjectExpression')
  );
}

/** A stream that was made just now and handed to nobody: waiting for room would be waiting for ever. */
function isReadByNobodyYet(
  context: RuleContext,
  stream: Node,
  call: CallNode,
  { loop }: Repetition,
): boolean {
  const variable = stream.type === 'Identifier' ? context.variableOf(stream) : null;
  const made = variable && constantValue(variable);
  if (!variable || made?.type !== 'NewExpression') return false;
  if (!/^stream\.(?:PassThrough|Transform|Duplex)$/.test(context.calleeKey(made) ?? ''))
    return false;
  return (
    enclosingFunction(made) === enclosingFunction(call) &&
    readsOf(variable).every(({ start, parent }) => {
      const isWrite = parent !== undefined && memberName(parent as Node) === 'write';
      return isWrite || start > loop.end;
    })
  );
}

/** The element of the list itself: one message to each of many streams, or each of a list to one. */
function isElement(context: RuleContext, value: Node, { element }: Repetition): boolean {
  if (!element || value.type !== 'Identifier') return false;
  const variable = context.variableOf(value);
  return (
    variable?.identifiers.some(({ start, end }) => start >= element.start && end <= element.end) ===
    true
  );
}

function waitsForRoom(context: RuleContext, call: CallNode): boolean {
  const fn = enclosingFunction(call);
  const outer = fn && (enclosingFunction(fn) ?? fn);
  const text = outer ? context.source.textOf(outer) : context.source.text;
  return /['"]drain['"]|writableNeedDrain|writableLength/.test(text);
}

function awaitingDrain(
  context: RuleContext,
  call: CallNode,
  { loop }: Repetition,
): FixBuilder | null {
  if (!isLoop(loop) || call.parent?.type !== 'ExpressionStatement') return null;
  const fn = enclosingFunction(call);
  if (!fn?.async || call.callee.type !== 'MemberExpression') return null;
  const fix = context.fix("Wait for 'drain' when the buffer is full");
  const once = fix.use('node:events', 'once');
  const stream = fix.textOf(call.callee.object);
  return fix.replace(call.parent, `if (!${fix.textOf(call)}) await ${once}(${stream}, 'drain');`);
}
