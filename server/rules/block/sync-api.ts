/**
 * A synchronous function of Node stops the event loop for everybody.
 *
 * While `readFileSync` waits for the disk or `execSync` for a process, the thread does nothing else: no other request is
 * read, no timer fires. At the start of a program, in scripts, tests and workers nobody waits, and nothing is said.
 *
 * Bad:
 * ```js
 * import { readFileSync } from 'node:fs';
 * import express from 'express';
 * const app = express();
 * const render = (name) => readFileSync(`pages/${name}.html`, 'utf8');
 * app.get('/pages/:name', (req, res) => res.send(render(req.params.name)));
 * ```
 *
 * Good:
 * ```js
 * import { readFileSync } from 'node:fs';
 * import { readFile } from 'node:fs/promises';
 * import express from 'express';
 * const layout = readFileSync('pages/layout.html', 'utf8');
 * const app = express();
 * app.get('/pages/:name', async (req, res) => {
 *   const page = await readFile(`pages/${req.params.name}.html`, 'utf8');
 *   res.send(layout.replace('{page}', page));
 * });
 * ```
 */
import { blockingNodeApis } from '../../../protocol/blocking-apis.ts';
import type { Node } from '../../analysis/ast.ts';
import { memberName, numberValue, stringValue } from '../../analysis/ast.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { calledAt, reportBlocking } from './blocking-call.ts';

export const syncApi: Rule = {
  id: 'block/sync-api',
  level: 'warning',
  summary: 'synchronous function of Node on the event loop',
  create: (context) => ({
    CallExpression(call) {
      for (const { node, key } of calledAt(context, call)) {
        const api = blockingNodeApis.get(key);
        if (api && !isAnsweredByKernel(context, call.arguments[0]))
          reportBlocking(context, node, api);
      }
    },
  }),
};

/** Standard output and error, and files that are none. */
function isAnsweredByKernel(context: RuleContext, target: Node | undefined): boolean {
  if (!target) return false;
  const path =
    target.type === 'TemplateLiteral' ? target.quasis[0]?.value.cooked : stringValue(target);
  if (typeof path === 'string') return /^\/(?:proc|sys)(?:\/|$)/.test(path);
  const descriptor = numberValue(target);
  if (descriptor !== null) return descriptor <= 2;
  return memberName(target) === 'fd' && context.key(target)?.startsWith('process.std') === true;
}
