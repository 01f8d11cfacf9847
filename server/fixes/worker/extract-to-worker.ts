/**
 * Moves some statements of a function to a worker thread, where the function as a whole cannot go: a handler computes,
 * and then answers. What they read of the function becomes arguments, what is used behind them the result.
 */
import type { Extent, FunctionNode, Node, Of } from '../../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  enclosingStatement,
  isInside,
  isLoop,
  walk,
  walkOwn,
} from '../../analysis/ast.ts';
import type { Variable } from '../../analysis/source-file.ts';
import { definitionOf, writesOf } from '../../analysis/variables.ts';
import type { FixResult, RuleContext } from '../../rules/rule.ts';
import { Refusal } from '../cannot-wait.ts';
import type { FixBuilder } from '../fix-builder.ts';
import { endOfStatement, freeName, quoteOf } from '../imports.ts';
import { propagateAsync } from '../propagate-async.ts';
import { addPool } from './add-pool.ts';
import { annotationOf, CapturedValues, CaptureRefusal, namedLater } from './captured-values.ts';
import { type MovedCode, movedCode, topLevelStatement } from './moved-code.ts';
import { exportTypes, removeMoved } from './remove-moved.ts';
import { workerPlace } from './worker-place.ts';
import { workerText } from './worker-text.ts';

export interface ExtractOptions {
  /** For the title: `this loop`. */
  readonly what: string;
  /** How many statements beyond the one with the node may be taken along. */
  readonly following?: number;
  /** An expression that is evaluated here, and becomes an argument. */
  readonly given?: { readonly node: Node; readonly text: string; readonly type: string } | null;
  /** Why a result would not do, as a clause. */
  readonly refusedResult?: (value: Node) => string | null;
}

interface Part extends Extent {
  readonly fn: FunctionNode;
  readonly statements: readonly Node[];
  readonly code: MovedCode;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Variable[];
  readonly returns: boolean;
}

interface Input {
  readonly name: string;
  readonly given: string;
  readonly type: string;
}

/** @param node what takes long */
export function extractToWorker(
  context: RuleContext,
  node: Node,
  options: ExtractOptions,
): FixResult {
  const title = `Move ${options.what} to a worker thread`;
  try {
    return fixFor(context, partAround(context, node, options), title, options);
  } catch (error) {
    if (error instanceof Refusal) return { title, reason: error.message };
    throw error;
  }
}

/** The fewest statements that can go; the reason of the first try is the one that tells most. */
function partAround(context: RuleContext, node: Node, options: ExtractOptions): Part {
  const fn = enclosingFunction(node);
  const statement = enclosingStatement(node);
  const block = statement.parent;
  if (!fn || block?.type !== 'BlockStatement')
    throw new Refusal('only statements of a block can move');
  if (fn.generator) throw new Refusal('a generator gives its values one by one');
  const at = block.body.findIndex((one) => one === statement);
  let refusal: Refusal | null = null;
  for (
    let last = at;
    last <= Math.min(at + (options.following ?? 0), block.body.length - 1);
    last++
  )
    try {
      return grownPart(context, fn, block, at, last, options);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal ??= error;
    }
  throw refusal ?? new Refusal('it is not there any more');
}

/** Takes declarations before the statements along that cannot be sent: `let sum = 0;` before the loop that sums up. */
function grownPart(
  context: RuleContext,
  fn: FunctionNode,
  block: Of<'BlockStatement'>,
  first: number,
  last: number,
  options: ExtractOptions,
): Part {
  try {
    return part(context, fn, block.body.slice(first, last + 1), options);
  } catch (error) {
    if (!(error instanceof CaptureRefusal)) throw error;
    const declaration = definitionOf(error.variable)?.parent;
    const at = block.body.findIndex((one) => one === declaration);
    if (at < 0 || at >= first) throw error;
    return grownPart(context, fn, block, at, last, options);
  }
}

function part(
  context: RuleContext,
  fn: FunctionNode,
  statements: readonly Node[],
  { given, refusedResult }: ExtractOptions,
): Part {
  const { source } = context;
  const extent = { start: statements[0]?.start ?? 0, end: statements.at(-1)?.end ?? 0 };
  const isMoving = (node: Node): boolean => isInside(node, extent);
  const captured = new CapturedValues(context, fn, isMoving);
  const isTyped = isTypedFile(source.path);
  const inputs: Input[] = [];
  if (given) {
    walk(given.node, (one) => {
      const variable = one.type === 'Identifier' ? context.variableOf(one) : null;
      const definition = variable && definitionOf(variable);
      if (definition && isMoving(definition) && !isInside(definition, given.node))
        throw new Refusal(`${variable.name} is made in between`);
    });
    const isNamed = given.node.type === 'Identifier';
    const name = isNamed ? source.textOf(given.node) : freeName(source, 'text');
    inputs.push({ name, given: given.text, type: given.type });
  }
  const code = movedCode(source, {
    nodes: statements,
    given: given?.node ?? null,
    capture(variable) {
      captured.check(variable);
      const { name } = variable;
      if (inputs.some((one) => one.name === name))
        throw new Refusal(`${name} is read more than once`);
      inputs.push({ name, given: name, type: isTyped ? captured.typeOf(variable) : '' });
      return annotationOf(variable);
    },
  });
  const returns = refuseExits(fn, statements, extent);
  const outputs = namedLater(source.nodes('Identifier'), extent, (one) => context.variableOf(one));
  if (outputs.length === 0 && returns.length === 0)
    throw new Refusal('it gives nothing that is used later');
  for (const variable of outputs) {
    const [identifier] = variable.identifiers;
    const refused = (identifier && refusedResult?.(identifier)) ?? null;
    if (refused !== null) throw new Refusal(refused);
    if (!captured.isPlain(variable, code.functions))
      throw new Refusal(`${variable.name} may not be the same on another thread`);
  }
  for (const value of returns) {
    const refused = refusedResult?.(value) ?? null;
    if (refused !== null) throw new Refusal(refused);
    if (outputs.length > 0 || !captured.isPlainResult(value, code.functions))
      throw new Refusal('what it returns may not be the same on another thread');
  }
  return { ...extent, fn, statements, code, inputs, outputs, returns: returns.length > 0 };
}

/**
 * `break` and `return` lead out of the statements; only when these are the end of the function they may return.
 * @returns what is returned
 */
function refuseExits(fn: FunctionNode, statements: readonly Node[], extent: Extent): Node[] {
  const returned: (Node | null)[] = [];
  for (const statement of statements)
    walkOwn(statement, (node) => {
      if (node.type === 'ReturnStatement') returned.push(node.argument);
      if (node.type !== 'BreakStatement' && node.type !== 'ContinueStatement') return;
      const target = ancestor(node, (one) =>
        node.label
          ? one.type === 'LabeledStatement' && one.label.name === node.label.name
          : isLoop(one) || (node.type === 'BreakStatement' && one.type === 'SwitchStatement'),
      );
      if (!target || !isInside(target, extent)) throw new Refusal('it ends what is around it');
    });
  if (returned.length === 0) return [];
  const last = statements.at(-1);
  const isEnd = last?.type === 'ReturnStatement' && last.parent === fn.body;
  const values = returned.filter((one) => one !== null);
  if (!isEnd || values.length < returned.length) throw new Refusal('it returns before its end');
  return values;
}

function fixFor(
  context: RuleContext,
  moved: Part,
  title: string,
  { given }: ExtractOptions,
): FixBuilder {
  const { project, source } = context;
  const { fn, code, inputs, outputs } = moved;
  const change = propagateAsync(project, source.path, fn, {
    isStable: (file) => context.isStable(file),
  });
  if (change.kind === 'refused') throw new Refusal(change.reason);
  const [only] = outputs;
  const name = freeName(
    source,
    only && outputs.length === 1
      ? `compute${only.name[0]?.toUpperCase()}${only.name.slice(1)}`
      : 'compute',
  );
  const place = workerPlace(project, source, name);
  const isTyped = isTypedFile(source.path);
  const more = change.files > 1 ? `, and await it in ${change.files} files` : '';
  const fix = context.fix(`${title} with piscina${more}`);
  const pool = freeName(source, `${name}Pool`);
  const quote = quoteOf(source);
  const end = endOfStatement(source);
  const type = isTyped
    ? ` as ReturnType<typeof import(${quote}${place.import}${quote}).default>`
    : '';
  const call = `await ${pool}.run([${inputs.map((one) => one.given).join(', ')}])${type}${end}`;
  fix.replace(moved, moved.returns ? `return ${call}` : `${declared(moved)} = ${call}`);
  fix.addPropagation(change.edits);
  const kept = removeMoved(fix, source, moved, code);
  addPool(fix, context, pool, place, isTyped, kept);
  exportTypes(fix, source, code);
  const parameters = inputs
    .map((one) => (isTyped ? `${one.name}: ${one.type}` : one.name))
    .join(', ');
  const indent = fix.indentOf(moved);
  const unit = indent.includes('\t') ? '\t' : '  ';
  const body = bodyText(source.text, moved, given?.node ?? null, inputs[0]?.name ?? '');
  const result = moved.returns ? '' : `${unit}return ${resultOf(outputs)}${end}\n`;
  const text = `function ${name}(${parameters}) {\n${unit}${indented(body, indent, unit)}\n${result}}`;
  const statement = topLevelStatement(fn);
  return fix.create(
    place.file,
    workerText(source, { name, statement, text }, code, place, isTyped),
  );
}

const isTypedFile = (path: string): boolean => /\.[cm]?tsx?$/.test(path);

function declared({ outputs, end }: Part): string {
  const isChanged = outputs.some((one) => writesOf(one).some(({ start }) => start >= end));
  return `${isChanged ? 'let' : 'const'} ${resultOf(outputs)}`;
}

const resultOf = (outputs: readonly Variable[]): string => {
  const names = outputs.map(({ name }) => name).join(', ');
  return outputs.length === 1 ? names : `{ ${names} }`;
};

const bodyText = (
  text: string,
  { start, end }: Extent,
  given: Node | null,
  name: string,
): string =>
  given === null
    ? text.slice(start, end)
    : text.slice(start, given.start) + name + text.slice(given.end, end);

/** A text of several lines may be part of the program, and stays as it is. */
const indented = (text: string, from: string, to: string): string =>
  /`[^`]*\n[^`]*`/.test(text)
    ? text
    : text
        .split('\n')
        .map((line, index) =>
          index > 0 && line.startsWith(from) && line !== '' ? to + line.slice(from.length) : line,
        )
        .join('\n');
