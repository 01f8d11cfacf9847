/**
 * What is acquired and not released on every way out is lost when something throws.
 *
 * A connection that is not returned is missing in its pool for good, a lock that is not released stops everybody who
 * waits for it, a file handle or a temporary folder stays. It happens on the way that nobody tests: the query rejects,
 * a check returns early. `try { ... } finally { release }` covers all ways, and so does `await using`.
 *
 * Bad:
 * ```js
 * export async function rename(pool, id, name) {
 *   const client = await pool.connect();
 *   await client.query('update users set name = $2 where id = $1', [id, name]);
 *   client.release();
 * }
 * ```
 *
 * Good:
 * ```js
 * export async function rename(pool, id, name) {
 *   const client = await pool.connect();
 *   try {
 *     await client.query('update users set name = $2 where id = $1', [id, name]);
 *   } finally {
 *     client.release();
 *   }
 * }
 * ```
 */
import { type Acquisition, acquisitionOf, releasesIn } from '../../analysis/acquisitions.ts';
import type { CallNode, Node } from '../../analysis/ast.ts';
import {
  enclosingStatement,
  findOwn,
  isFunction,
  memberName,
  parameterPattern,
  unwrapped,
} from '../../analysis/ast.ts';
import { calledFunction } from '../../analysis/called-function.ts';
import { callbackLeaks, chainLeaks } from '../../analysis/release-callbacks.ts';
import { type Leak, leakOf } from '../../analysis/release-flow.ts';
import { resourceOfKey } from '../../analysis/resources.ts';
import { runsAtStartOnly } from '../../analysis/startup.ts';
import { wrappedInFinally } from '../../fixes/finally.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const release: Rule = {
  id: 'res/release',
  level: 'warning',
  summary: 'acquired and not released on every way',
  create(context) {
    // A test or a build ends soon, and its process with it.
    if (context.file.role === 'test' || context.file.role === 'build') return {};
    return {
      CallExpression(call) {
        const key = context.calleeKey(call);
        const acquisition = acquisitionOf(context.source, call, key);
        if (acquisition) {
          const isRelease = (one: CallNode): boolean =>
            acquisition.isRelease(one) || releasesItsArgument(context, acquisition, one);
          const leak = leakOf(context.source, acquisition, isRelease);
          if (!leak || isReleasedByNothing(context, acquisition)) return;
          // That it has to be released at all is told by its name only, where this function never does.
          const isGuess = leak.kind === 'never' && (key === null || !resourceOfKey(key));
          // What fails while the program begins most often ends it.
          const isSure =
            !isGuess &&
            isLikely(context, acquisition, isRelease) &&
            !runsAtStartOnly(context.project, context.file, call);
          report(context, acquisition, leak, isSure);
          return;
        }
        const kind = key === null ? null : resourceOfKey(key);
        if (!kind) return;
        if (callbackLeaks(context.source, call, kind) || chainLeaks(context.source, call, kind))
          context.report({
            node: call,
            message: `There is a way through this callback that does not release the ${kind.name}: on it the ${kind.name} is lost.`,
          });
      },
    };
  },
};

/** Its class has a `release` because others of its kind need one: this one only notes that it was called. */
const isReleasedByNothing = (context: RuleContext, one: Acquisition): boolean =>
  releasesIn(one.fn, one).some((call) => {
    const called = context.called(call);
    if (!called) return false;
    const isWork = (node: Node): boolean => {
      if (node.type === 'CallExpression')
        return called.facts.calleeKey(node) !== 'global.Promise.resolve';
      return (
        (node.type === 'AssignmentExpression' && !notes.test(memberName(node.left) ?? '')) ||
        node.type === 'UpdateExpression'
      );
    };
    return findOwn(called.fn, isWork) === null;
  });

const notes = /^(?:is)?(?:released|closed|ended|disposed)$/i;

/** Also when only what is waited for and what is thrown here may fail: other calls seldom do. */
const isLikely = (
  context: RuleContext,
  acquisition: Acquisition,
  isRelease: (call: CallNode) => boolean,
): boolean =>
  leakOf(
    context.source,
    acquisition,
    isRelease,
    ({ type }) => type !== 'CallExpression' && type !== 'NewExpression',
  ) !== null;

function report(
  context: RuleContext,
  acquisition: Acquisition,
  leak: Leak,
  isLikely: boolean,
): void {
  const { call, name, kind } = acquisition;
  const by = leak.by;
  const where = by ? `line ${context.source.positionAt(by.start).line}` : 'its end';
  const message =
    leak.kind === 'never'
      ? `Nothing releases ${name}: each call loses a ${kind.name}.`
      : leak.kind === 'throw'
        ? `${name} is not released when ${where} throws: the ${kind.name} is lost then.`
        : `${name} is not released when the function is left by ${where}: the ${kind.name} is lost then.`;
  context.report({
    node: call,
    ...(isLikely ? {} : { level: 'hint' as const }),
    message,
    path: by ? [context.related(by, `left here without releasing ${name}`)] : [],
    fixes: [
      wrappedInFinally(
        context,
        enclosingStatement(acquisition.heldFrom),
        releasesIn(acquisition.fn, acquisition),
      ),
    ],
  });
}

/** `await giveBack(client)`, a function of the project that releases what it gets. */
function releasesItsArgument(
  context: RuleContext,
  { variable, isRelease, kind }: Acquisition,
  call: CallNode,
): boolean {
  const index = call.arguments.findIndex((one) => {
    const value: Node = unwrapped(one);
    return value.type === 'Identifier' && context.variableOf(value) === variable;
  });
  if (index < 0 || variable === null || isRelease(call)) return false;
  const called = calledFunction(context.project, context.file, call, context.functionOf(call));
  const parameter = called?.fn.params[index];
  if (!called || !parameter) return false;
  const pattern = parameterPattern(parameter);
  const name = pattern.type === 'Identifier' ? pattern.name : null;
  if (name === null || !isFunction(called.fn)) return false;
  const text = called.file.source.textOf(called.fn);
  return [...text.matchAll(new RegExp(`\\b${name}\\.(\\w+)\\(|\\b(\\w+)\\(${name}\\b`, 'g'))].some(
    ([, method, fn]) => kind.methods.test(method ?? '') || kind.functions.test(fn ?? ''),
  );
}
