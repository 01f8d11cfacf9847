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
import type { FunctionNode, Node } from '../../analysis/ast.ts';
import {
  enclosingFunction,
  functionName,
  memberName,
  stringValue,
  unwrapped,
  walk,
} from '../../analysis/ast.ts';
import { mostDegree, regexCost } from '../../analysis/regex-cost.ts';
import { tellsSizeOf } from '../../analysis/size-guard.ts';
import { type TaintSource, taintOf } from '../../analysis/taint.ts';
import { constantValue, definitionOf, parameterIndex, readsOf } from '../../analysis/variables.ts';
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
      const uses = usesOf(context, node);
      const use = uses.find((one) => reaches(context, one) !== null);
      if (!use) return;
      const least = leastDegree(pattern, reaches(context, use));
      // To judge one may take a quarter of a second.
      if (mostDegree(pattern) < least) return;
      const cost = regexCost(pattern, flags);
      if (!cost || (cost.kind !== 'exponential' && cost.degree < least)) return;
      const path = context.loopPath(use.call);
      const growth =
        cost.kind === 'exponential'
          ? 'each further character can double its time'
          : `its time grows with the ${cost.degree === 2 ? 'square' : `power of ${cost.degree}`} of the length`;
      context.report({
        node,
        message: `This expression backtracks on input from outside: ${growth}.`,
        path: path?.places ?? [],
        fixes: [trimFix(context, use, pattern, flags), capFix(context, use)],
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

interface Use {
  readonly call: Node & { type: 'CallExpression' };
  /** What it is applied to; `null` when somebody else applies it, as a validator does. */
  readonly input: Node | null;
}

const ofRegex = /^(?:test|exec)$/;
const ofText = /^(?:match|matchAll|replace|replaceAll|search|split)$/;
const validators = /^(?:regex|pattern|matches|matchRegex|regexp)$/;

/** Where an expression is applied, by itself or by the constant that holds it. */
function usesOf(context: RuleContext, regex: Node, depth = 0): Use[] {
  const { parent } = regex;
  if (!parent) return [];
  const direct = useAt(regex);
  if (direct) return [direct];
  if (
    parent.type === 'VariableDeclarator' &&
    parent.init === regex &&
    parent.id.type === 'Identifier'
  ) {
    const variable = context.variableOf(parent.id);
    if (!variable || !constantValue(variable) || depth > 2) return [];
    return readsOf(variable).flatMap((read) => usesOf(context, read, depth + 1));
  }
  // `static EMAIL = /…/`, `const patterns = { email: /…/ }`: whoever reads a member of this name.
  if (
    (parent.type === 'PropertyDefinition' || parent.type === 'Property') &&
    parent.value === regex &&
    parent.key.type === 'Identifier'
  ) {
    const { name } = parent.key;
    return context.source
      .nodes('MemberExpression')
      .filter((one) => memberName(one) === name)
      .flatMap((one) => useAt(one) ?? []);
  }
  return [];
}

function useAt(regex: Node): Use | null {
  const { parent } = regex;
  if (
    parent?.type === 'MemberExpression' &&
    parent.object === regex &&
    parent.parent?.type === 'CallExpression'
  ) {
    const call = parent.parent;
    const [input] = call.arguments;
    return call.callee === parent && ofRegex.test(memberName(parent) ?? '') && input
      ? { call, input }
      : null;
  }
  if (parent?.type !== 'CallExpression' || parent.arguments[0] !== regex) return null;
  const { callee } = parent;
  const method = memberName(callee);
  if (callee.type !== 'MemberExpression' || method === null) return null;
  if (ofText.test(method)) return { call: parent, input: callee.object };
  return validators.test(method) ? { call: parent, input: null } : null;
}

type Reach = TaintSource | 'parameter' | 'validator';

/** How input from outside comes to a use; `null` when it is not seen to, or is looked at for its length first. */
function reaches(context: RuleContext, { call, input }: Use): Reach | null {
  if (!input) return 'validator';
  const fn = enclosingFunction(call);
  if (!fn) return null;
  const value = unwrapped(input);
  if (isCapped(context, value, fn)) return null;
  const taint = taintOf(value, context);
  if (taint && (taint !== 'file' || context.loopPath(call))) return taint;
  if (!isOfParameter(context, value)) return null;
  return context.loopPath(call) || isHandedOut(context, fn) ? 'parameter' : null;
}

/** Others call it, with what they like: it is exported, or passed on as a value. */
function isHandedOut({ file, source }: RuleContext, fn: FunctionNode): boolean {
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

/** `text.length <= 40 && …`, `if (text.length > 1000) return`, `text.slice(0, 100)` */
function isCapped(context: RuleContext, value: Node, fn: FunctionNode): boolean {
  let name = context.source.textOf(value);
  walk(value, (one) => {
    if (one.type === 'Identifier' && one.parent?.type !== 'MemberExpression') name = one.name;
    if (
      one.type === 'CallExpression' &&
      /^(?:slice|substring|substr)$/.test(memberName(one.callee) ?? '') &&
      one.arguments.length > 1
    )
      name = '';
  });
  if (name === '') return true;
  if (value.type === 'Identifier') {
    const variable = context.variableOf(value);
    const init = variable && constantValue(variable);
    if (init && /\.(?:slice|substring|substr)\(\s*0\s*,/.test(context.source.textOf(init)))
      return true;
  }
  return tellsSizeOf(context.source, fn, name);
}

/** The value begins at a parameter: `line`, `data.text.trim()`. */
function isOfParameter(context: RuleContext, value: Node): boolean {
  let current = value;
  for (;;) {
    if (current.type === 'MemberExpression') current = unwrapped(current.object);
    else if (current.type === 'CallExpression' && current.callee.type === 'MemberExpression')
      current = unwrapped(current.callee.object);
    else break;
  }
  if (current.type !== 'Identifier') return false;
  const variable = context.variableOf(current);
  if (!variable) return false;
  if (parameterIndex(variable) !== null) return true;
  const definition = definitionOf(variable);
  const loop = definition?.type === 'VariableDeclarator' ? definition.parent?.parent : null;
  if (loop?.type === 'ForOfStatement') return isOfParameter(context, unwrapped(loop.right));
  const init = constantValue(variable);
  return init ? isOfParameter(context, unwrapped(init)) : false;
}

/** Trimming an end: the one quadratic pattern that takes long on what a body parser lets through. */
const trailing = /(?:^|\|)(?:\\.|\[(?:\\.|[^\]\\])*\]|[^\\[\](){}|^$*+?])[*+]\$$/;

/** From which degree on it is worth a word. */
function leastDegree(pattern: string, reach: Reach | null): number {
  if (reach === 'parameter' || reach === 'validator') return 4;
  // 16 kB, which is all that an address or a header may have, is read quickly.
  return reach !== 'line' && trailing.test(pattern) ? 2 : 3;
}

/** `text.replace(/\s+$/, '')` is `text.trimEnd()`. */
function trimFix(
  context: RuleContext,
  { call, input }: Use,
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
function capFix(context: RuleContext, { call, input }: Use): FixBuilder | null {
  if (memberName(call.callee) !== 'test' || input?.type !== 'Identifier') return null;
  return context
    .fix('Take no text of more than 1,000 characters')
    .replace(call, `(${input.name}.length <= 1_000 && ${context.source.textOf(call)})`);
}
