/**
 * A regular expression that backtracks on input from outside can keep the event loop for minutes.
 *
 * `(\w+\s?)*$` has many ways to read one text, and tries all of them when the text does not match: each further character
 * doubles the time. Whoever can send such a text stops the service.
 *
 * Bad:
 * ```js
 * import express from 'express';
 * const app = express();
 * app.get('/people', (req, res) => {
 *   res.json(/^(\w+\s?)*$/.test(req.query.name));
 * });
 * ```
 *
 * Good:
 * ```js
 * import express from 'express';
 * const app = express();
 * app.get('/people', (req, res) => {
 *   res.json(/^\w+(?: \w+)*$/.test(req.query.name));
 * });
 * ```
 */
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  functionName,
  isFunction,
  memberName,
  stringValue,
  unwrapped,
} from '../../analysis/ast.ts';
import type { LoopPath } from '../../analysis/call-graph.ts';
import type { FileFacts } from '../../analysis/file-facts.ts';
import { mostDegree, regexCost } from '../../analysis/regex-cost.ts';
import { type RegexUse, usesElsewhere, usesOf } from '../../analysis/regex-uses.ts';
import { tellsSizeOf } from '../../analysis/size-guard.ts';
import { type TaintSource, taintOf } from '../../analysis/taint.ts';
import {
  constantBehind,
  constantValue,
  definitionOf,
  parameterIndex,
  readsOf,
} from '../../analysis/variables.ts';
import type { FixBuilder } from '../../fixes/fix-builder.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const redos: Rule = {
  id: 'cpu/redos',
  level: 'warning',
  summary: 'backtracking regular expression on input from outside',
  create(context) {
    const { role } = context.file;
    if (role !== 'service') return {};
    const check = (node: Node, pattern: string, flags: string): void => {
      // Whichever way input comes: to follow it takes longer than to look at the text.
      if (mostDegree(pattern) < (trailing.test(pattern) ? 2 : 3)) return;
      const found = reachedUse(usesOf(context, node)) ?? reachedUse(usesElsewhere(context, node));
      if (!found) return;
      const { use, reach } = found;
      const least = leastDegree(pattern, reach);
      // To judge one may take half a second.
      if (mostDegree(pattern) < least) return;
      const cost = regexCost(pattern, flags);
      if (!cost || (cost.kind !== 'exponential' && cost.degree < least)) return;
      const path = loopPathAt(use);
      const growth =
        cost.kind === 'exponential'
          ? 'each further character can double its time'
          : `its time grows with the ${cost.degree === 2 ? 'square' : `power of ${cost.degree}`} of the length`;
      context.report({
        node,
        ...(isOwn(use, reach, path) ? { level: 'hint' as const } : {}),
        message: `This expression backtracks on input from outside: ${growth}.`,
        path: path?.places ?? [],
        fixes:
          use.facts.file === context.file
            ? [trimFix(context, use, pattern, flags), capFix(context, use)]
            : [],
      });
    };
    return {
      Literal(node) {
        if ('regex' in node && node.regex) check(node, node.regex.pattern, node.regex.flags);
      },
      NewExpression(node) {
        if (context.calleeKey(node) !== 'global.RegExp') return;
        const pattern = stringValue(node.arguments[0]);
        const flags = node.arguments[1] ? stringValue(node.arguments[1]) : '';
        if (pattern !== null && flags !== null) check(node, pattern, flags);
      },
    };
  },
};

interface ReachedUse {
  readonly use: RegexUse;
  readonly reach: Reach;
}

/** The first one that input from outside comes to. */
function reachedUse(uses: readonly RegexUse[]): ReachedUse | null {
  for (const use of uses) {
    const reach = reachOf(use);
    if (reach) return { use, reach };
  }
  return null;
}

function loopPathAt({ call, facts: { project, source, file } }: RegexUse): LoopPath | null {
  return project.graph.loopPath(source.path, file.ids.idAround(call));
}

type Reach = TaintSource | 'parameter' | 'validator';

/** How input from outside comes to a use; `null` when it is not seen to, or is looked at for its length first. */
function reachOf(use: RegexUse): Reach | null {
  const { call, input, facts } = use;
  if (!input) return 'validator';
  const fn = enclosingFunction(call);
  if (!fn) return null;
  const value = unwrapped(input);
  if (isCapped(facts, value, fn)) return null;
  const taint = taintOf(value, facts);
  if (taint && (taint !== 'file' || loopPathAt(use))) return taint;
  if (!isOfParameter(facts, value)) return null;
  return loopPathAt(use) || isHandedOut(facts, fn) ? 'parameter' : null;
}

/**
 * Most often something of the program's own: a file that an async function reads which nobody is seen to call, and what
 * the callers in the project hand on, who are not seen to have it from outside.
 */
function isOwn({ call, facts }: RegexUse, reach: Reach, path: LoopPath | null): boolean {
  if (reach === 'file') return path?.kind === 'async';
  if (reach !== 'parameter') return false;
  const { file, project, source } = facts;
  const isOfRequest = path !== null && /^(?:request|message)$/.test(path.kind);
  return !isOfRequest && project.graph.callersOf(source.path, file.ids.idAround(call)).length > 0;
}

/** Others call it, with what they like: it is exported, or passed on as a value. */
function isHandedOut({ file, source }: FileFacts, fn: FunctionNode): boolean {
  const name = functionName(fn);
  if (name === null) return false;
  const isExported = Object.values(file.summary.exports).some(
    ({ module, path }) => module === '.' && path === `.${name}`,
  );
  const variable = source.topLevel(name);
  return (
    isExported ||
    (variable !== null &&
      readsOf(variable).some(({ parent, start }) => {
        const call = parent?.type === 'CallExpression' ? parent : null;
        return call?.arguments.some((one) => one.start === start) === true;
      }))
  );
}

/** From function to function. */
const mostCalls = 3;
const cuts = /^(?:slice|substring|substr)$/;

/** `text.length <= 40 && …`, `if (text.length > 1000) return`, `text.slice(0, 100)`, of the value or what it is made of */
function isCapped(facts: FileFacts, value: Node, fn: FunctionNode, calls = 0): boolean {
  let current = value;
  for (let depth = 0; depth < 8; depth++) {
    if (tellsSizeOf(facts.source, fn, facts.source.textOf(current))) return true;
    const made = madeOf(facts, current);
    if (made === null) return isCappedBefore(facts, current, calls);
    if (
      made.call &&
      cuts.test(memberName(made.call.callee) ?? '') &&
      made.call.arguments.length > 1
    )
      return true;
    current = made.from;
  }
  return false;
}

/** Each function that passes it has looked at its length. */
function isCappedBefore(facts: FileFacts, value: Node, calls: number): boolean {
  const variable = calls < mostCalls ? facts.variableOf(value) : null;
  const index = variable && parameterIndex(variable);
  const owner = variable && definitionOf(variable);
  if (index === null || !isFunction(owner)) return false;
  const passed = facts.passedTo(owner, index);
  return (
    passed.length > 0 &&
    passed.every((one) => {
      const fn = enclosingFunction(one.call);
      return fn !== null && isCapped(one.facts, unwrapped(one.value), fn, calls + 1);
    })
  );
}

/** What a value is another form of: `text` of `text.trim()` and `String(text)`, the value of a constant. */
function madeOf(
  facts: FileFacts,
  value: Node,
): { readonly from: Node; readonly call: CallNode | null } | null {
  if (value.type === 'CallExpression') {
    const [given] = value.arguments;
    if (value.callee.type === 'MemberExpression')
      return { from: unwrapped(value.callee.object), call: value };
    return facts.calleeKey(value) === 'global.String' && given
      ? { from: unwrapped(given), call: value }
      : null;
  }
  const init = constantBehind(facts, value);
  return init ? { from: unwrapped(init), call: null } : null;
}

/** From name to name: more is a cycle. */
const deepest = 8;

/** The value begins at a parameter: `line`, `data.text.trim()`. */
function isOfParameter(facts: FileFacts, value: Node, depth = 0): boolean {
  if (depth > deepest) return false;
  let current = value;
  for (;;) {
    if (current.type === 'MemberExpression') current = unwrapped(current.object);
    else if (current.type === 'CallExpression' && current.callee.type === 'MemberExpression')
      current = unwrapped(current.callee.object);
    else break;
  }
  if (current.type !== 'Identifier') return false;
  const variable = facts.variableOf(current);
  if (!variable) return false;
  if (parameterIndex(variable) !== null) return true;
  const definition = definitionOf(variable);
  const loop = definition?.type === 'VariableDeclarator' ? definition.parent?.parent : null;
  if (loop?.type === 'ForOfStatement')
    return isOfParameter(facts, unwrapped(loop.right), depth + 1);
  const init = constantValue(variable);
  return init ? isOfParameter(facts, unwrapped(init), depth + 1) : false;
}

/** Trimming an end: the one quadratic pattern that takes long on what a body parser lets through. */
const trailing = /(?:^|\|)(?:\\.|\[(?:\\.|[^\]\\])*\]|[^\\[\](){}|^$*+?])[*+]\$$/;

/** From which degree on it is worth a word. */
function leastDegree(pattern: string, reach: Reach): number {
  if (reach === 'parameter' || reach === 'validator') return 4;
  // 16 kB, which is all that an address or a header may have, is read quickly, and files are written by few people.
  return (reach === 'body' || reach === 'message') && trailing.test(pattern) ? 2 : 3;
}

/** `text.replace(/\s+$/, '')` is `text.trimEnd()`. */
function trimFix(
  context: RuleContext,
  { call, input }: RegexUse,
  pattern: string,
  flags: string,
): FixBuilder | null {
  if (!input || !/^\\s[*+]\$$/.test(pattern) || flags.includes('m')) return null;
  if (memberName(call.callee) !== 'replace' || stringValue(call.arguments[1]) !== '') return null;
  return context
    .fix('Trim the end', true)
    .replace(call, `${context.source.textOf(input)}.trimEnd()`);
}

/** A text that is too long does not match. */
function capFix(context: RuleContext, { call, input }: RegexUse): FixBuilder | null {
  if (memberName(call.callee) !== 'test' || input?.type !== 'Identifier') return null;
  return context
    .fix('Take no text of more than 1,000 characters')
    .replace(call, `(${input.name}.length <= 1_000 && ${context.source.textOf(call)})`);
}
