/**
 * A request to another machine without a timeout waits as long as that machine likes.
 *
 * When the other side accepts the connection and never answers, nothing ends the wait: `fetch` and `http.request` have no
 * limit of their own that helps a caller. What holds the result waits too, and with each request another one. Pass
 * `signal: AbortSignal.timeout(ms)`. Requests to the same machine, in tests and in scripts, are left alone.
 *
 * Bad:
 * ```js
 * export async function rate(currency) {
 *   const response = await fetch(`https://rates.example.com/${currency}`);
 *   return response.json();
 * }
 * ```
 *
 * Good:
 * ```js
 * export async function rate(currency) {
 *   const response = await fetch(`https://rates.example.com/${currency}`, {
 *     signal: AbortSignal.timeout(5000),
 *   });
 *   return response.json();
 * }
 * ```
 */
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import {
  ancestor,
  argument,
  enclosingFunction,
  memberName,
  returnedValues,
  stringValue,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import { option, optionState, optionsObject } from '../../analysis/call-options.ts';
import { originKey } from '../../analysis/origin.ts';
import {
  addressOf,
  isLocalAddress,
  isRelativeAddress,
  optionsOf,
  type RemoteCall,
  remoteCallOf,
} from '../../analysis/remote-calls.ts';
import { signalInScope } from '../../analysis/signal-in-scope.ts';
import { runsAtStartOnly } from '../../analysis/startup.ts';
import { constantBehind, parameterIndex } from '../../analysis/variables.ts';
import { withOption } from '../../fixes/call-option.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const noTimeout: Rule = {
  id: 'time/no-timeout',
  level: 'hint',
  summary: 'request to another machine without a timeout',
  create(context) {
    if (context.file.role !== 'service') return {};
    return {
      NewExpression(call) {
        if (context.calleeKey(call) !== 'pg.Client') return;
        const [options] = call.arguments;
        const isAddress = options !== undefined && isConnectionString(context, options);
        if (!optionsObject(context.source, options) && !isAddress) return;
        if (
          !isAddress &&
          optionState(context.source, options, /^connectionTimeoutMillis$/) !== 'lacks'
        )
          return;
        const host = stringValue(option(context.source, options, 'host'));
        if (host !== null && isLocalAddress(host)) return;
        context.report({
          node: call,
          message:
            'Nothing ends the connecting when the database accepts and never answers: connectionTimeoutMillis is 0 unless it is set.',
          fixes: isAddress
            ? []
            : [
                withOption(
                  context,
                  call,
                  0,
                  { name: 'connectionTimeoutMillis', text: '5000' },
                  'Give up connecting after 5 seconds',
                ),
              ],
        });
      },
      CallExpression(call) {
        const key = context.calleeKey(call);
        const remote = key === null ? null : remoteCallOf(call, key);
        const fn = enclosingFunction(call);
        if (!remote || !fn || runsAtStartOnly(context.project, context.file, call)) return;
        if (isBounded(context, call, remote) || isBoundedAround(context, call, fn)) return;
        const address = addressOf(context.source, call, remote);
        if (address !== null && (isLocalAddress(address) || isRelativeAddress(address))) return;
        if (isAnybodysHelper(context, call, remote)) return;
        // A signal that is at hand ends the wait once it is passed on: `time/forward-signal` asks for that.
        if (signalInScope(context, call)) return;
        context.report({
          node: call,
          message: `Nothing ends this ${remote.name} when the other side accepts and never answers: whoever awaits it waits too.`,
          path: context.loopPath(call)?.places ?? [],
          fixes: [
            withOption(
              context,
              call,
              remote.optionsAt,
              { name: 'signal', text: 'AbortSignal.timeout(10_000)' },
              'Give up after 10 seconds',
            ),
          ],
        });
      },
    };
  },
};

/** `new Client(process.env.DATABASE_URL)` */
const isConnectionString = ({ source }: RuleContext, node: Node): boolean => {
  const text = stringValue(node);
  if (text !== null)
    return /^postgres(?:ql)?:/.test(text) && !/@?(?:localhost|127\.0\.0\.1)\b/.test(text);
  return /^process\.env\b/.test(source.textOf(node));
};

/** By its options, the request that it sends, or the defaults of its client. */
function isBounded(context: RuleContext, call: CallNode, remote: RemoteCall): boolean {
  const { source } = context;
  const options = optionsOf(call, remote);
  if (optionState(source, options, remote.bounds) !== 'lacks') return true;
  const [first] = call.arguments;
  if (call.arguments.some((one) => one.type === 'SpreadElement')) return true;
  const request = first && requestBehind(context, first);
  if (request === 'unknown') return true;
  if (request && optionState(source, request.arguments[1], remote.bounds) !== 'lacks') return true;
  const agent = option(source, options, 'agent') ?? option(source, options, 'httpsAgent');
  if (agent && !isAgentWithoutTimeout(context, agent)) return true;
  if (remote.name.startsWith('axios') && /\.defaults\.timeout\b/.test(source.text)) return true;
  if (/^(?:axios|got)/.test(remote.name) || isOfInstance(context, call))
    return hasOwnDefaults(context, call);
  return /fetch|undici/.test(remote.name) && hasGlobalDispatcher(context);
}

/** `fetch(request)`: what a request object was made with. */
function requestBehind(
  context: RuleContext,
  node: Node,
): (Node & { type: 'NewExpression' }) | 'unknown' | null {
  const value = unwrapped(node);
  if (value.type === 'NewExpression')
    return context.calleeKey(value) === 'global.Request' ? value : null;
  if (value.type !== 'Identifier') return null;
  const constant = constantBehind(context, value);
  if (constant?.type === 'CallExpression') {
    const made = context.functionOf(constant);
    const [request] = made ? returnedValues(made) : [];
    if (request) return requestBehind(context, request);
  } else if (constant) return requestBehind(context, constant);
  return /req(?:uest)?$/i.test(value.name) ? 'unknown' : null;
}

function isAgentWithoutTimeout(context: RuleContext, node: Node): boolean {
  const value = unwrapped(node);
  if (value.type === 'NewExpression')
    return optionState(context.source, value.arguments[0], /timeout/i) === 'lacks';
  const constant = constantBehind(context, value);
  return constant ? isAgentWithoutTimeout(context, constant) : false;
}

/** `pool.request(options)` of undici */
const isOfInstance = (context: RuleContext, call: CallNode): boolean =>
  /^undici\.\w+#/.test(context.calleeKey(call) ?? '');

/** `axios.create({ timeout })`, `got.extend({ timeout })`, `new Pool(origin, { headersTimeout })` */
function hasOwnDefaults(context: RuleContext, call: CallNode): boolean {
  const key = context.calleeKey(call) ?? '';
  if (!isOfInstance(context, call) && !/\.(?:create|extend)\(\)/.test(key)) return false;
  const object = call.callee.type === 'MemberExpression' ? call.callee.object : call.callee;
  const created = constantBehind(context, object);
  const value = created && unwrapped(created);
  if (value?.type === 'NewExpression')
    return (
      isLocalAddress(stringValue(value.arguments[0]) ?? '') ||
      value.arguments.some(
        (one) =>
          one.type === 'SpreadElement' ||
          (one.type === 'Identifier' && value.arguments[0] !== one) ||
          (one.type === 'ObjectExpression' &&
            optionState(context.source, one, /^(?:headersTimeout|bodyTimeout|factory)$/) !==
              'lacks'),
      )
    );
  return value?.type === 'CallExpression'
    ? optionState(context.source, value.arguments[0], /^(?:timeout|signal)$/) !== 'lacks'
    : true;
}

/** undici and the global fetch take their defaults from one dispatcher, wherever it is set. */
function hasGlobalDispatcher({ project }: RuleContext): boolean {
  return project.paths.some((path) =>
    project
      .summaryOf(path)
      ?.functions.some(({ calls }) =>
        calls.some(
          ({ target }) =>
            target.kind === 'origin' && originKey(target.origin) === 'undici.setGlobalDispatcher',
        ),
      ),
  );
}

/** `withTimeout(fetch(url))`, `Promise.race([fetch(url), timer])`, `request.setTimeout(...)`. */
function isBoundedAround(context: RuleContext, call: CallNode, fn: FunctionNode): boolean {
  const wrapper = ancestor(
    call,
    (node) =>
      node === fn ||
      (node.type === 'CallExpression' &&
        /timeout|deadline|\brace\b|\bany\b|limit/i.test(context.source.textOf(node.callee))),
  );
  if (wrapper !== null && wrapper !== fn) return true;
  let isFound = false;
  walk(fn, (node) => {
    isFound ||= isTimeLimit(context, node);
    return !isFound;
  });
  return isFound;
}

function isTimeLimit(context: RuleContext, node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const name = memberName(node.callee);
  if (name === 'setTimeout' && node.callee.type === 'MemberExpression') return true;
  if (/^(?:on|once)$/.test(name ?? ''))
    return context.source.textOf(argument(node, 0) ?? node).includes('timeout');
  return context.calleeKey(node) === 'global.Promise.race';
}

/** A function that only sends what it gets to where it is told: who calls it knows how long to wait. */
function isAnybodysHelper(context: RuleContext, call: CallNode, remote: RemoteCall): boolean {
  if (remote.isAddressInOptions) return false;
  const address = argument(call, 0);
  const variable = address?.type === 'Identifier' ? context.variableOf(address) : null;
  if (!variable || parameterIndex(variable) === null) return false;
  const path = context.loopPath(call);
  return path === null || path.kind === 'async';
}
