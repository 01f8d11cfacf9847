/**
 * A synchronous function of a package stops the event loop for everybody.
 *
 * `bcrypt.hashSync` computes, `glob.sync` reads folders, `sync-request` waits for another computer, and `require()` in a
 * handler reads and compiles files: all on the thread that serves everybody else. Functions of your own that block can
 * be named in the settings.
 *
 * Bad:
 * ```js
 * import bcrypt from 'bcrypt';
 * import express from 'express';
 * const app = express();
 * app.post('/users', (req, res) => {
 *   const hash = bcrypt.hashSync(req.body.password, 12);
 *   res.json({ hash });
 * });
 * ```
 *
 * Good:
 * ```js
 * import bcrypt from 'bcrypt';
 * import express from 'express';
 * const app = express();
 * app.post('/users', async (req, res) => {
 *   const hash = await bcrypt.hash(req.body.password, 12);
 *   res.json({ hash });
 * });
 * ```
 */
import { builtinModules } from 'node:module';
import {
  type AsyncTwin,
  type BlockingApi,
  blockingPackageApis,
} from '../../../protocol/blocking-apis.ts';
import type { CallNode, FunctionNode } from '../../analysis/ast.ts';
import { enclosingFunction, isFunction, propertyOf, stringValue } from '../../analysis/ast.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { calledAt, reportBlocking } from './blocking-call.ts';

export const syncLib: Rule = {
  id: 'block/sync-lib',
  level: 'warning',
  summary: 'synchronous function of a package on the event loop',
  create: (context) => ({
    CallExpression(call) {
      if (isRequire(context, call)) {
        reportRequire(context, call);
        return;
      }
      for (const { node, key } of calledAt(context, call)) {
        const api = ofUser(context, key) ?? blockingPackageApis.get(key);
        if (api && !isAsyncAnyway(call, key)) reportBlocking(context, node, api);
      }
    },
  }),
};

/** `shell.exec(command, { async: true })`, `shell.exec(command, callback)` */
const isAsyncAnyway = (call: CallNode, key: string): boolean =>
  key === 'shelljs.exec' &&
  call.arguments.some((one) => isFunction(one) || propertyOf(one, 'async') !== null);

const isRequire = ({ source }: RuleContext, { callee }: CallNode): boolean =>
  callee.type === 'Identifier' && callee.name === 'require' && !source.variableOf(callee);

function reportRequire(context: RuleContext, call: CallNode): void {
  const specifier = stringValue(call.arguments[0]);
  // Modules of Node are in memory.
  if (specifier !== null && (specifier.startsWith('node:') || builtinModules.includes(specifier)))
    return;
  const path = context.loopPath(call);
  if (!path || isGetter(enclosingFunction(call))) return;
  context.report({
    node: call,
    // Each file is read once and kept.
    level: 'hint',
    message: `The first time, require() reads and compiles files while the event loop stands still, and ${path.root} comes by here.`,
    path: path.places,
  });
}

/** `get renderer() { return require('./renderer'); }`: it is there to be read late. */
const isGetter = (fn: FunctionNode | null): boolean =>
  (fn?.parent?.type === 'Property' || fn?.parent?.type === 'MethodDefinition') &&
  fn.parent.kind === 'get';

/** From the settings: functions of packages by their key, those of files by the end of their path. */
function ofUser(context: RuleContext, key: string): BlockingApi | null {
  const full = key.startsWith('.') ? `${context.source.path}${key}` : key;
  for (const [pattern, replacement] of Object.entries(context.blocking)) {
    if (full !== pattern && !(full.startsWith('/') && full.endsWith(`/${pattern}`))) continue;
    return {
      key,
      cost: 'high',
      waitsFor: 'its work',
      twin: replacement === null ? null : twinOf(replacement),
    };
  }
  return null;
}

function twinOf(replacement: string): AsyncTwin {
  const at = replacement.search(/[.#](?=[^.#/]*$)/);
  return at < 0
    ? { module: replacement, name: 'default', shape: 'promise' }
    : { module: replacement.slice(0, at), name: replacement.slice(at + 1), shape: 'promise' };
}
