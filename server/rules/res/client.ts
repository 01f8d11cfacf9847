/**
 * A pool, client, agent or worker made for each request shares nothing.
 *
 * A pool keeps connections open so that the next caller need not open one. Made in a handler, each request opens new
 * ones and leaves them behind: sockets grow until the database or the system refuses more, and each request pays for the
 * handshakes. A worker per request starts a new JavaScript engine each time. Make it once, at the top of the module.
 *
 * Bad:
 * ```js
 * import express from 'express';
 * import { Pool } from 'pg';
 *
 * const app = express();
 * app.get('/users', async (req, res) => {
 *   const pool = new Pool({ max: 5 });
 *   const { rows } = await pool.query('select * from users');
 *   res.json(rows);
 * });
 * ```
 *
 * Good:
 * ```js
 * import express from 'express';
 * import { Pool } from 'pg';
 *
 * const app = express();
 * const pool = new Pool({ max: 5 });
 * app.get('/users', async (req, res) => {
 *   const { rows } = await pool.query('select * from users');
 *   res.json(rows);
 * });
 * ```
 */
import type { CallNode, NewNode, Node } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  enclosingStatement,
  findOwn,
  isFunction,
  isInside,
  memberName,
  walk,
} from '../../analysis/ast.ts';
import type { LoopPath } from '../../analysis/call-graph.ts';
import { fillsWhatIsMissing, isKept, outermostValue } from '../../analysis/kept-values.ts';
import { endingMethods, sharedClient } from '../../analysis/shared-clients.ts';
import { definitionOf, readsOf } from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const client: Rule = {
  id: 'res/client',
  level: 'warning',
  summary: 'pool, client, agent or worker made per request',
  create(context) {
    const check = (call: CallNode | NewNode): void => {
      const key = context.calleeKey(call);
      const kind = key === null ? null : sharedClient(key, call.type === 'NewExpression');
      if (key === null || kind === null || isKept(context.source, call)) return;
      const path = context.loopPath(call);
      if (
        !path ||
        !isRepeated(path) ||
        isMadeOnce(context, path) ||
        isMadeWhenMissing(context, call)
      )
        return;
      // Nobody is known to call an async function that nothing registers: it may well be a factory.
      if (
        path.kind === 'async' &&
        (beginning.test(path.root) || isHandedOut(context, call) || isEnded(context, call))
      )
        return;
      const name = nameOf(context, call, key);
      context.report({
        node: call,
        // Nobody is seen to call it, once or often; or a thread is begun for one computation, which may be worth it.
        ...(path.kind === 'async' || (kind === 'worker' && isAwaitedWorker(call))
          ? { level: 'hint' as const }
          : {}),
        message: `Each ${path.kind === 'request' ? path.root : `call of ${path.root}`} makes a ${name} of its own: nothing is shared, and what it opens piles up.`,
        path: path.places,
        fixes: [hoisted(context, call, name)],
      });
    };
    return { NewExpression: check, CallExpression: check };
  },
};

/** Events that come once in the life of what they tell of: what they make is a replacement. */
function isRepeated({ kind, root }: LoopPath): boolean {
  if (kind === 'timer') return false;
  return kind !== 'event' || /^(?:connection$|'(?:connection|data|request|upgrade)')/.test(root);
}

/** What is called so begins something, once. */
const beginning =
  /^(?:build|create|make|connect|start|init|boot|setup|open|launch|main|run)(?![a-z])/;

/** `if (channel === null) { const connection = await connect(); channel = ...; }`: the next call finds it there. */
function isMadeWhenMissing(context: RuleContext, call: Node): boolean {
  const guard = ancestor(call, (one) => one.type === 'IfStatement' || isFunction(one));
  return (
    guard?.type === 'IfStatement' &&
    isInside(call, guard.consequent) &&
    fillsWhatIsMissing(context.source, guard)
  );
}

/** Whether a call on the way from the loop keeps what it gets: `pool ??= createPool()`. */
function isMadeOnce(context: RuleContext, path: LoopPath): boolean {
  return path.places.some(({ file, line, column }) => {
    const source = context.project.file(file)?.source;
    return (
      source !== undefined &&
      [...source.nodes('CallExpression'), ...source.nodes('NewExpression')].some((call) => {
        const at = source.positionAt(call.start);
        return at.line === line && at.column === column && isKept(source, call);
      })
    );
  });
}

function variableOf(context: RuleContext, call: Node) {
  const declarator = outermostValue(call).parent;
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return null;
  const variable = context.variableOf(declarator.id);
  return variable && { declarator, variable };
}

function isHandedOut(context: RuleContext, call: Node): boolean {
  const parent = outermostValue(call).parent;
  if (parent?.type === 'ReturnStatement' || parent?.type === 'ArrowFunctionExpression') return true;
  const declared = variableOf(context, call);
  return (
    declared !== null &&
    readsOf(declared.variable).some((read) => {
      const use = outermostValue(read).parent;
      return (
        use?.type === 'ReturnStatement' ||
        use?.type === 'Property' ||
        ((use?.type === 'CallExpression' || use?.type === 'NewExpression') && use.callee !== read)
      );
    })
  );
}

function isEnded(context: RuleContext, call: Node): boolean {
  const declared = variableOf(context, call);
  return declared !== null && endingCalls(declared.variable).length > 0;
}

const endingCalls = (variable: Parameters<typeof readsOf>[0]): Node[] =>
  readsOf(variable).flatMap((read) => {
    const member = read.parent;
    return member?.type === 'MemberExpression' &&
      member.object === read &&
      endingMethods.test(memberName(member) ?? '') &&
      member.parent?.type === 'CallExpression'
      ? [member.parent]
      : [];
  });

/** One computation on a thread of its own, whose result is awaited. */
function isAwaitedWorker(call: Node): boolean {
  const fn = enclosingFunction(call);
  const isPromise = (node: Node): boolean =>
    node.type === 'NewExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'Promise';
  return ancestor(call, isPromise) !== null || (fn !== null && findOwn(fn, isPromise) !== null);
}

function nameOf(context: RuleContext, call: CallNode | NewNode, key: string): string {
  const text = context.source.textOf(call.callee);
  return /^[\w.]+$/.test(text) && call.type === 'NewExpression'
    ? (text.split('.').at(-1) ?? text)
    : key.replace(/^.*[./](?=\w)/, '').replace(/^create/, '');
}

/** Takes the declaration out of the function, when nothing in it belongs to the call. */
function hoisted(context: RuleContext, call: CallNode | NewNode, name: string): FixBuilder | null {
  const declared = variableOf(context, call);
  const declaration = declared?.declarator.parent;
  if (!declared || declaration?.type !== 'VariableDeclaration') return null;
  if (declaration.declarations.length > 1 || declaration.kind !== 'const') return null;
  const outer = ancestor(call, ({ parent }) => parent?.type === 'Program');
  if (!outer || outer.type === 'ClassDeclaration') return null;
  const isFree = context.source
    .nodes('Identifier')
    .every(
      (one) =>
        one.name !== declared.variable.name ||
        !context.variableOf(one) ||
        context.variableOf(one) === declared.variable,
    );
  if (!isFree || !dependsOnlyOnModule(context, declared.declarator.init as Node, outer))
    return null;
  const ends = endingCalls(declared.variable).map((end) => enclosingStatement(end));
  if (ends.some((end) => !isOneOfMany(end))) return null;
  const fix = context.fix(`Make the ${name} once, at the top of the module`);
  const indent = `\n${fix.indentOf(declaration)}`;
  fix
    .insertLinesBefore(outer, [fix.textOf(declaration).replaceAll(indent, '\n')])
    .removeStatement(declaration);
  for (const end of ends) fix.removeStatement(end);
  return fix;
}

function dependsOnlyOnModule(context: RuleContext, value: Node, outer: Node): boolean {
  let isSo = true;
  walk(value, (node) => {
    if (node.type === 'ThisExpression' || node.type === 'AwaitExpression') isSo = false;
    if (node.type !== 'Identifier') return;
    const variable = context.variableOf(node);
    const definition = variable && definitionOf(variable);
    if (!variable || !definition || isInside(definition, value)) return;
    isSo &&=
      context.source.topLevel(variable.name) === variable &&
      (definition.start < outer.start || definition.type === 'FunctionDeclaration');
  });
  return isSo;
}

/** A statement whose block does not become empty without it. */
const isOneOfMany = (statement: Node): boolean =>
  statement.type === 'ExpressionStatement' &&
  statement.parent?.type === 'BlockStatement' &&
  statement.parent.body.length > 1;
