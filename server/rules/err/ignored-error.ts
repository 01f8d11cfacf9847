/** Callbacks that get an error and do not look at it: the part of err/swallow that catches nothing. */

import { isAskedFor } from '../../analysis/asked-for.ts';
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import { isFunction, memberName } from '../../analysis/ast.ts';
import { readsOf } from '../../analysis/variables.ts';
import type { RuleContext } from '../rule.ts';

const errorName = /^(?:e|er|err|error)$/i;
const callbackApis =
  /^(?:fs\.(?!.*(?:watch|Stream)$)\w+|child_process\.(?:exec|execFile)|dns\.\w+|zlib\.\w+)$/;
const cleanupApis = /^fs\.(?:unlink|rm|rmdir|close|access|stat|lstat|exists|mkdir|utimes|futimes)$/;

/** Their failures are those of a database, and no answer to what was asked. */
const drivers = /^(?:mysql2?|pg|sqlite3|redis|mongodb|cassandra-driver|oracledb|tedious)\b/;

export function checkCallback(context: RuleContext, call: CallNode): void {
  const callback = call.arguments.at(-1);
  if (!callback || !isFunction(callback) || context.file.role === 'test') return;
  const key = context.calleeKey(call);
  const isNode = key !== null && callbackApis.test(key) && !cleanupApis.test(key);
  const [first] = callback.params;
  if (!first) {
    if (isNode && /^fs\.(?:writeFile|appendFile|rename|copyFile|write|cp)$/.test(key))
      reportCallback(context, call, callback, true);
    return;
  }
  if (first.type !== 'Identifier') return;
  const isMarked = first.name.startsWith('_');
  if (!errorName.test(isNode ? first.name.replace(/^_/, '') : first.name)) return;
  // Marked as unused, of a process whose output is looked at instead.
  if (isMarked && key !== null && looksAtOutput(context, key, callback)) return;
  if (isMarked && looksForResult(context, callback)) return;
  const isErrorFirst = isNode || (callback.params.length === 2 && !isPromiseMethod(call));
  const variable = context.variableOf(first);
  if (!isErrorFirst || !variable || readsOf(variable).length > 0) return;
  const isDriver = key !== null && drivers.test(key);
  if (!isNode && !isDriver && asksForData(context, callback)) return;
  reportCallback(context, call, callback, isNode && !looksAtOutput(context, key, callback));
}

/** `if (!data) return`: what is missing then says that it failed. */
function looksForResult(context: RuleContext, { params: [, ...results] }: FunctionNode): boolean {
  const isAsked = (read: Node): boolean => {
    const { parent } = read;
    return (
      (parent?.type === 'UnaryExpression' && parent.operator === '!') ||
      parent?.type === 'LogicalExpression' ||
      ((parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') &&
        parent.test === read) ||
      (parent?.type === 'MemberExpression' && parent.optional)
    );
  };
  return results.some((one) => {
    const variable = one.type === 'Identifier' ? context.variableOf(one) : null;
    return variable !== null && readsOf(variable).some(isAsked);
  });
}

/** `(err, found) => { if (!found) return; }`: a failure is taken for nothing found. */
const asksForData = (context: RuleContext, { params }: FunctionNode): boolean =>
  params.slice(1).some((one) => {
    const variable = one.type === 'Identifier' ? context.variableOf(one) : null;
    return variable !== null && readsOf(variable).some(isAskedFor);
  });

/** Of a process that failed it looks at what was written instead. */
const looksAtOutput = (context: RuleContext, key: string, { params }: FunctionNode): boolean =>
  key.startsWith('child_process.') &&
  params.slice(1).some((one) => {
    const variable = one.type === 'Identifier' ? context.variableOf(one) : null;
    return variable !== null && readsOf(variable).length > 0;
  });

const isPromiseMethod = (call: CallNode): boolean =>
  /^(?:then|catch|finally|map|filter|reduce|forEach|on|once|use|sort|find)$/.test(
    memberName(call.callee) ?? '',
  );

/** What should have been done is not; of what only could not be read the data is missing, which often is looked at. */
const isLoss = (context: RuleContext, call: CallNode): boolean =>
  /^(?:fs\.(?:writeFile|appendFile|copyFile|write|cp)|child_process\.\w+)$/.test(
    context.calleeKey(call) ?? '',
  );

/** A callback that has nothing in it but a comment. */
const isMeant = ({ source }: RuleContext, { body }: FunctionNode): boolean =>
  body?.type === 'BlockStatement' &&
  body.body.length === 0 &&
  source.comments.some(({ start, end }) => body.start < start && end < body.end);

function reportCallback(
  context: RuleContext,
  call: CallNode,
  callback: FunctionNode,
  isNode: boolean,
): void {
  const [first] = callback.params;
  const block = callback.body?.type === 'BlockStatement' ? callback.body : null;
  const fix = context.fix('Throw it');
  context.report({
    node: call,
    // That a parameter is called so is all that is known of functions that are not Node's; an empty one may be meant.
    ...(isNode && isLoss(context, call) && !isMeant(context, callback)
      ? {}
      : { level: 'hint' as const }),
    message:
      'The callback does not look at the error it gets: it goes on as if the call had worked.',
    fixes: [
      first && block?.body[0]
        ? fix.insertLinesBefore(block.body[0], [
            `if (${fix.textOf(first)}) throw ${fix.textOf(first)};`,
          ])
        : null,
    ],
  });
}
