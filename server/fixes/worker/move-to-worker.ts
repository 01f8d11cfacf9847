/**
 * Moves a function to a worker thread: its code goes to a file of its own, a pool of threads runs it, and what was the
 * function hands its arguments on and gives a promise. Callers wait, over all files.
 */
import type { CallNode, FunctionNode, Node } from '../../analysis/ast.ts';
import { functionName, parameterPattern, returnedValues } from '../../analysis/ast.ts';
import type { FixResult, RuleContext } from '../../rules/rule.ts';
import { Refusal } from '../cannot-wait.ts';
import { endOfStatement, freeName, quoteOf } from '../imports.ts';
import { propagateAsync } from '../propagate-async.ts';
import { addPool } from './add-pool.ts';
import { type MovedCode, movedCode, topLevelStatement } from './moved-code.ts';
import { refusedType } from './plain-types.ts';
import { PlainValues, refusedArgument } from './plain-values.ts';
import { exportTypes, removeMoved } from './remove-moved.ts';
import { workerPlace } from './worker-place.ts';
import { workerText } from './worker-text.ts';

/**
 * @param fn the function that takes long
 * @param refusedResult why a value that it returns would not do, as a clause
 */
export function moveToWorker(
  context: RuleContext,
  fn: FunctionNode | null,
  refusedResult?: (value: Node) => string | null,
): FixResult {
  const name = fn && functionName(fn);
  const title = `Move ${name ?? 'this'} to a worker thread`;
  try {
    if (!fn || name === null || !isNamedAtTopLevel(fn))
      throw new Refusal('only a named function at the top level of a file can move as it is');
    for (const value of returnedValues(fn)) refuse(refusedResult?.(value) ?? null);
    return fixFor(context, fn, name, title);
  } catch (error) {
    if (error instanceof Refusal) return { title, reason: error.message };
    throw error;
  }
}

function fixFor(context: RuleContext, fn: FunctionNode, name: string, title: string): FixResult {
  const { project, source } = context;
  const { body } = fn;
  if (!body) throw new Refusal('it has no body');
  if (fn.generator) throw new Refusal('a generator gives its values one by one');
  const code = movedCode(source, { nodes: [fn] });
  const parameters = parameterNames(fn);
  refuseWhatCannotBeSent(context, fn, code);
  const change = propagateAsync(project, source.path, fn, {
    isStable: (file) => context.isStable(file),
    leaving: body,
  });
  if (change.kind === 'refused') throw new Refusal(change.reason);

  const place = workerPlace(project, source, name);
  const isTyped = /\.[cm]?tsx?$/.test(source.path);
  const more = change.files > 1 ? `, and await it in ${change.files} files` : '';
  const fix = context.fix(`${title} with piscina${more}`);
  const pool = freeName(source, `${name}Pool`);
  const call = `${pool}.run([${parameters.join(', ')}])`;
  const isUntyped = isTyped && !fn.returnType;
  const typed = isUntyped
    ? `${call} as Promise<ReturnType<typeof import(${quoteOf(source)}${place.import}${quoteOf(source)}).default>>`
    : call;
  const indent = fix.indentOf(fn);
  const first = body.type === 'BlockStatement' ? body.body[0] : null;
  const inner = (first && fix.indentOf(first)) || `${indent}  `;
  const end = endOfStatement(source);
  fix.replace(
    body,
    body.type === 'BlockStatement' ? `{\n${inner}return ${typed}${end}\n${indent}}` : typed,
  );
  fix.addPropagation(change.edits);
  const kept = removeMoved(fix, source, body, code);
  addPool(fix, context, pool, place, isTyped, kept);
  exportTypes(fix, source, code);
  return fix.create(
    place.file,
    workerText(source, { name, statement: topLevelStatement(fn) }, code, place, isTyped),
  );
}

/** A declaration, or a constant that holds it. */
export function isNamedAtTopLevel(fn: FunctionNode): boolean {
  const statement = topLevelStatement(fn);
  const declared =
    statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
      ? statement.declaration
      : statement;
  if (declared === (fn as Node)) return fn.type === 'FunctionDeclaration';
  return (
    declared?.type === 'VariableDeclaration' &&
    declared.kind === 'const' &&
    declared.declarations.length === 1 &&
    declared.declarations[0]?.init === fn
  );
}

function parameterNames(fn: FunctionNode): string[] {
  if (fn.typeParameters) throw new Refusal('its types are generic');
  return fn.params.map((parameter) => {
    const pattern =
      parameter.type === 'RestElement' ? parameter.argument : parameterPattern(parameter);
    if (pattern.type !== 'Identifier') throw new Refusal('a parameter of it has no name');
    return parameter.type === 'RestElement' ? `...${pattern.name}` : pattern.name;
  });
}

/** Arguments and result are copied: no functions, no instances of classes, nothing that is changed for the caller. */
function refuseWhatCannotBeSent(context: RuleContext, fn: FunctionNode, code: MovedCode): void {
  const { project, source } = context;
  const values = new PlainValues(context, code.functions);
  for (const parameter of fn.params) {
    const pattern =
      parameter.type === 'RestElement' ? parameter.argument : parameterPattern(parameter);
    const annotation = 'typeAnnotation' in pattern ? pattern.typeAnnotation : null;
    const rest = parameter.type === 'RestElement' ? parameter.typeAnnotation : null;
    const type = annotation ?? rest;
    refuse(type ? refusedType(project, source, type) : null);
    const variable = context.variableOf(pattern);
    if (variable) refuse(values.refusedUse(fn, variable, Boolean(type)));
  }
  for (const call of callsOf(context, fn))
    for (const argument of call.arguments) refuse(refusedArgument(context, argument));
  if (fn.returnType) {
    if (/^:\s*(?:Promise<)?void\b/.test(source.textOf(fn.returnType)))
      throw new Refusal('it returns nothing');
    refuse(refusedType(project, source, fn.returnType));
  } else if (!values.areReturnedBy(fn))
    throw new Refusal('what it returns may not be the same on another thread');
}

const callsOf = (context: RuleContext, fn: FunctionNode): readonly CallNode[] =>
  context.source.nodes('CallExpression').filter((call) => context.functionOf(call) === fn);

function refuse(reason: string | null): void {
  if (reason !== null) throw new Refusal(reason);
}
