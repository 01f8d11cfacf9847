/** What a callback or a `.then` is handed has to be released there. */
import { callsIn, outermostFunction } from './acquisitions.ts';
import type { CallNode, FunctionNode, Node } from './ast.ts';
import { isFunction, memberName, parameterPattern, unwrapped } from './ast.ts';
import { controlFlow } from './control-flow.ts';
import { findAfter } from './flow-graph.ts';
import type { ResourceKind } from './resources.ts';
import type { SourceFile, Variable } from './source-file.ts';

/** `pool.connect((error, client, done) => {})`: whether a way through the callback does not release. */
export function callbackLeaks(file: SourceFile, call: CallNode, kind: ResourceKind): boolean {
  const callback = call.arguments.at(-1);
  if (!callback || !isFunction(callback) || callback.params.length < 2) return false;
  const [error, ...held] = callback.params.map((param) => {
    const pattern = parameterPattern(param);
    return pattern.type === 'Identifier' ? file.variableOf(pattern) : null;
  });
  const variables = held.filter((one) => one !== null && one !== undefined);
  if (!error || variables.length === 0) return false;
  const isRelease = (one: CallNode) => releasesOneOf(file, one, variables, kind);
  const isPassedOn = callsIn(callback).some(
    (one) =>
      one.arguments.some((argument) => holdsOneOf(file, argument, variables)) && !isRelease(one),
  );
  return !isPassedOn && leavesWithout(file, callback, isRelease, error);
}

/** Whether the function has a way to its end, or to a `throw`, on which nothing releases. */
function leavesWithout(
  file: SourceFile,
  fn: FunctionNode,
  isRelease: (call: CallNode) => boolean,
  error: Variable | null,
): boolean {
  const flow = controlFlow(fn);
  const releases = callsIn(fn).filter(isRelease);
  const closures = new Set(
    releases.map((one) => outermostFunction(one, fn)).filter((one) => one !== null),
  );
  const ends = new Set(
    [...releases.filter((one) => !outermostFunction(one, fn)), ...closures].map((node) =>
      flow.at(node),
    ),
  );
  const leaves = findAfter(flow.entry, (step) => step === flow.returned || step === flow.thrown, {
    avoid: (step) => ends.has(step),
    edge: ({ isThrow, test }, { node }) => {
      if (isThrow && node?.type !== 'ThrowStatement') return false;
      // With an error there is nothing to release.
      if (!test || !error) return true;
      const isError = test.node.type === 'Identifier' && file.variableOf(test.node) === error;
      return !isError || !test.value;
    },
  });
  return leaves !== null || [...closures].some((one) => leavesWithout(file, one, isRelease, null));
}

/** `pool.connect().then((client) => ...)` without a `finally` that releases. */
export function chainLeaks(file: SourceFile, call: CallNode, kind: ResourceKind): boolean {
  const member = call.parent;
  const then = member?.parent;
  if (member?.type !== 'MemberExpression' || memberName(member) !== 'then') return false;
  const callback = then?.type === 'CallExpression' ? then.arguments[0] : null;
  if (!callback || !isFunction(callback) || callback.async) return false;
  const [parameter] = callback.params;
  const variable = parameter?.type === 'Identifier' ? file.variableOf(parameter) : null;
  if (!variable) return false;
  const isRelease = (one: CallNode) => releasesOneOf(file, one, [variable], kind);
  const isPassedOn = callsIn(callback).some(
    (one) =>
      one.arguments.some((argument) => isOneOf(file, argument, [variable])) && !isRelease(one),
  );
  const isReturned = callback.body !== null && isOneOf(file, callback.body, [variable]);
  if (isPassedOn || isReturned) return false;
  const methods = new Set(
    callsIn(callback)
      .filter(isRelease)
      .map((one) => {
        const closure = outermostFunction(one, callback);
        const around = closure?.parent;
        if (around?.type !== 'CallExpression') return closure ? 'other' : 'direct';
        const isSecond = around.arguments[0] !== closure;
        return isSecond ? 'catch' : (memberName(around.callee) ?? 'other');
      }),
  );
  if (methods.has('finally') || methods.has('other')) return false;
  const hasCalls = callsIn(callback).some((one) => !isRelease(one));
  return methods.size === 0 || (hasCalls && !(methods.has('then') && methods.has('catch')));
}

/** Also in an object: `createReadStream(path, { fd })`. */
const holdsOneOf = (file: SourceFile, node: Node, variables: readonly Variable[]): boolean =>
  isOneOf(file, node, variables) ||
  (node.type === 'ObjectExpression' &&
    node.properties.some((one) => one.type === 'Property' && isOneOf(file, one.value, variables)));

function isOneOf(file: SourceFile, node: Node, variables: readonly Variable[]): boolean {
  const value = unwrapped(node);
  if (value.type !== 'Identifier') return false;
  const variable = file.variableOf(value);
  return variable !== null && variables.includes(variable);
}

function releasesOneOf(
  file: SourceFile,
  call: CallNode,
  variables: readonly Variable[],
  kind: ResourceKind,
): boolean {
  const callee = unwrapped(call.callee);
  if (isOneOf(file, callee, variables)) return true;
  const name = callee.type === 'Identifier' ? callee.name : (memberName(callee) ?? '');
  if (callee.type === 'MemberExpression' && isOneOf(file, callee.object, variables))
    return kind.methods.test(name);
  return kind.functions.test(name) && call.arguments.some((one) => isOneOf(file, one, variables));
}
