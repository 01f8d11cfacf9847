/** Turns a blocking call into an awaited call of its asynchronous twin. */
import type { AsyncTwin } from '../../protocol/blocking-apis.ts';
import type { CallNode, Node, Of } from '../analysis/ast.ts';
import { isOpenObject, keyName, memberName, stringValue } from '../analysis/ast.ts';
import { moduleName } from '../analysis/origin.ts';
import type { SourceFile } from '../analysis/source-file.ts';
import type { FixBuilder } from './fix-builder.ts';
import { swapImport } from './swap-import.ts';

/**
 * @param moduleOf the module that an expression is the whole of: `fs` in `fs.readFileSync`
 * @returns whether the call could be turned; the fix is of no use otherwise
 */
export function awaitTwin(
  fix: FixBuilder,
  source: SourceFile,
  call: CallNode,
  twin: AsyncTwin,
  moduleOf: (node: Node) => string | null,
): boolean {
  if (call.optional || twin.shape === 'other') return false;
  if (twin.shape === 'output') return awaitOutput(fix, source, call, twin, moduleOf);
  const callee = calleeOf(fix, source, call, twin, moduleOf);
  if (callee === null) return false;
  fix.replace(call.callee, twin.shape === 'callback' ? promisified(fix, callee) : callee);
  if (twin.shape === 'exists') fix.insertAfter(call, '.then(() => true, () => false)');
  addAwait(fix, call);
  return true;
}

/** Puts `await` before an expression, in parentheses where it must be. */
export function addAwait(fix: FixBuilder, node: Node): void {
  const needs = needsParentheses(node);
  fix.insertBefore(node, needs ? '(await ' : 'await ');
  if (needs) fix.insertAfter(node, ')');
}

function needsParentheses(node: Node): boolean {
  const { parent } = node;
  if (!parent) return false;
  switch (parent.type) {
    case 'MemberExpression':
      return parent.object === node;
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === node;
    case 'TaggedTemplateExpression':
      return parent.tag === node;
    case 'TSNonNullExpression':
      return true;
    case 'BinaryExpression':
      return parent.operator === '**' && parent.left === node;
    case 'ClassDeclaration':
    case 'ClassExpression':
      return true;
    default:
      return false;
  }
}

const promisified = (fix: FixBuilder, callee: string): string =>
  `${fix.use('node:util', 'promisify')}(${callee})`;

/** How the twin is called in this file. */
function calleeOf(
  fix: FixBuilder,
  source: SourceFile,
  { callee }: CallNode,
  { module, name }: AsyncTwin,
  moduleOf: (node: Node) => string | null,
): string | null {
  if (callee.type === 'Identifier') return swapImport(fix, source, callee, module, name);
  if (callee.type !== 'MemberExpression' || memberName(callee) === null) return null;
  const object = source.textOf(callee.object);
  const of = moduleOf(callee.object);
  if (of === moduleName(module)) return name === 'default' ? object : `${object}.${name}`;
  if (of !== null && `${of}/promises` === moduleName(module)) return `${object}.promises.${name}`;
  return name === 'default' ? null : fix.use(module, name);
}

/** Options that `exec` and `execFile` take as their blocking twins do. */
const outputOptions = new Set([
  'encoding',
  'cwd',
  'env',
  'timeout',
  'maxBuffer',
  'killSignal',
  'shell',
  'uid',
  'gid',
  'windowsHide',
]);

/** The twin gives text unless it is told otherwise; its result holds the output. */
function awaitOutput(
  fix: FixBuilder,
  source: SourceFile,
  call: CallNode,
  twin: AsyncTwin,
  moduleOf: (node: Node) => string | null,
): boolean {
  const options = call.arguments.find((one) => one.type === 'ObjectExpression') ?? null;
  const last = call.arguments.at(-1);
  // Options in a variable may hold what the twin does not know.
  if (!options && last && twin.name === 'exec' && call.arguments.length > 1) return false;
  if (!options && call.arguments.length > 2) return false;
  if (options && !takesSame(options)) return false;
  const isUnused = call.parent?.type === 'ExpressionStatement';
  const makesText =
    call.parent?.type === 'MemberExpression' &&
    call.parent.object === call &&
    memberName(call.parent) === 'toString';
  const encoding = options && encodingOf(options);
  if (!isUnused && !makesText && !(encoding && encoding !== 'buffer')) return false;
  const callee = calleeOf(fix, source, call, twin, moduleOf);
  if (callee === null) return false;
  fix.replace(call.callee, promisified(fix, callee));
  if (isUnused) fix.insertBefore(call, 'await ');
  else fix.insertBefore(call, '(await ').insertAfter(call, ').stdout');
  return true;
}

const takesSame = (options: Of<'ObjectExpression'>): boolean =>
  !isOpenObject(options) &&
  options.properties.every((one) => outputOptions.has(keyName(one as Node) ?? ''));

function encodingOf(options: Of<'ObjectExpression'>): string | null {
  for (const property of options.properties)
    if (property.type === 'Property' && keyName(property) === 'encoding')
      return stringValue(property.value);
  return null;
}
