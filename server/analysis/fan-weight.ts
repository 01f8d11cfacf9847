/** Whether it matters that work is begun for all elements of a list at once: by what is done, and by where the list is from. */
import type { CallNode, FunctionNode, Node } from './ast.ts';
import { enclosingFunction, isFunction, memberName, unwrapped, walk } from './ast.ts';
import { calledName, soundsLikeEffect, soundsLikeRead } from './call-names.ts';
import { calleeKeyIn, functionBehind } from './function-behind.ts';
import type { AnalyzedFile, Project } from './project.ts';
import type { SourceFile, Variable } from './source-file.ts';
import { constantValue, definitionOf, parameterIndex } from './variables.ts';

/** From function to function until the call that leaves the program: what is further in is another matter. */
const deepest = 1;
/** Not packages that wait for something outside: files of the project, and what is answered within the process. */
const inside =
  /^(?:[./]|global\.(?!fetch$)|promisify:global\.|timers\/promises\.|events\.|path\.|util\.|assert\b|url\.|process\.|lodash)/;

/**
 * Whether a call takes a socket, a file or a connection: what cannot be had without limit.
 * @param value a call, a function that is called for each element, or what names one
 */
export function leavesTheProgram(project: Project, file: AnalyzedFile, value: Node): boolean {
  const seen = new Set<FunctionNode>();
  const inFunction = (of: AnalyzedFile, fn: FunctionNode, depth: number): boolean => {
    if (seen.has(fn) || !fn.body || depth > deepest) return false;
    seen.add(fn);
    return callsIn(fn.body).some((call) => leaves(of, call, depth));
  };
  const leaves = (of: AnalyzedFile, call: CallNode, depth: number): boolean => {
    const key = calleeKeyIn(of)(call);
    if (key !== null && !inside.test(key) && isWaitedFor(call)) return true;
    const found = functionBehind(project, of, call.callee);
    if (found) return inFunction(found.file, found.fn, depth + 1);
    return isWaitedFor(call) && (isOfMissingFile(call, key) || isSending(of, call));
  };
  const node = unwrapped(value);
  if (isFunction(node)) return inFunction(file, node, 0);
  if (node.type === 'CallExpression') return leaves(file, node, 0);
  const found = functionBehind(project, file, node);
  return found !== null && inFunction(found.file, found.fn, 0);
}

/** A function of a file that is not there, which by its name reads or changes something. */
function isOfMissingFile(call: CallNode, key: string | null): boolean {
  const name = calledName(call);
  if (name === null || key === null || !/^\.{1,2}\//.test(key)) return false;
  return soundsLikeEffect(name) || soundsLikeRead(name);
}

const sending = /^(?:send|email|mail|notify|upload|download|charge|fetch)/;

/** `this.mailer.send(user)`: what the function was given sends an element; not a method of the element itself. */
function isSending({ source }: AnalyzedFile, call: CallNode): boolean {
  if (!sending.test(calledName(call) ?? '') || call.arguments.length === 0) return false;
  let root = unwrapped(call.callee);
  while (root.type === 'MemberExpression') root = unwrapped(root.object);
  if (root.type === 'ThisExpression') return true;
  const variable = root.type === 'Identifier' ? source.variableOf(root) : null;
  const definition = variable && definitionOf(variable);
  const here = enclosingFunction(call);
  return variable !== null && definition !== here && !isOfModule(definition);
}

/** What an import or a variable of the module is has been looked at by its origin. */
const isOfModule = (definition: Node | null): boolean =>
  definition === null || !isFunction(definition);

/** What makes another shape of an element. */
const shaping =
  /^#?(?:map|format|serialize|normalize|transform|convert|hydrate|resolve)|^#?(?:to|from)[A-Z]|[a-z]To[A-Z]/;

/**
 * Whether what is done with an element may leave the program, as far as can be seen: it calls what is declared elsewhere.
 * @param each a call, a function that is called for each element, or what names one
 */
export function mayLeaveTheProgram(project: Project, file: AnalyzedFile, each: Node): boolean {
  const node = unwrapped(each);
  const found = functionBehind(project, file, node.type === 'CallExpression' ? node.callee : node);
  const calls = found?.fn.body
    ? callsIn(found.fn.body)
    : node.type === 'CallExpression'
      ? [node]
      : [];
  const of = found?.file ?? file;
  return calls.filter(isWaitedFor).some((call) => {
    const name = calledName(call);
    if (name === null || shaping.test(name)) return false;
    const key = calleeKeyIn(of)(call);
    if (key !== null && /^(?:global|timers\/promises)\./.test(key) && key !== 'global.fetch')
      return false;
    const inner = functionBehind(project, of, call.callee);
    return !inner?.fn.body || callsIn(inner.fn.body).some(isWaitedFor);
  });
}

/** Awaited, returned, or put into the list of what is awaited. */
function isWaitedFor(call: CallNode): boolean {
  const { parent } = call;
  return (
    parent?.type === 'AwaitExpression' ||
    parent?.type === 'ReturnStatement' ||
    parent?.type === 'MemberExpression' ||
    (parent?.type === 'CallExpression' && memberName(parent.callee) === 'push') ||
    (isFunction(parent) && parent.body === call)
  );
}

function callsIn(body: Node): CallNode[] {
  const calls: CallNode[] = [];
  walk(body, (node) => {
    if (node.type === 'CallExpression') calls.push(node);
  });
  return calls;
}

/** `load().then((rows) => ...)` */
const isFirstOfThen = (variable: Variable, fn: Node | null): boolean =>
  isFunction(fn) &&
  parameterIndex(variable) === 0 &&
  fn.parent?.type === 'CallExpression' &&
  fn.parent.arguments[0] === fn &&
  memberName(fn.parent.callee) === 'then';

const keeping =
  /^(?:map|filter|flat|flatMap|sort|toSorted|reverse|toReversed|concat|values|keys|entries|split)$/;

/** Whether a list is an answer: rows, names in a folder, lines of a file, or what is left of these. */
export function isAnswer(source: SourceFile, list: Node, depth = 0): boolean {
  if (depth > 8) return false;
  const value = unwrapped(list);
  switch (value.type) {
    case 'AwaitExpression':
      return true;
    case 'MemberExpression':
      return isAnswer(source, value.object, depth + 1);
    case 'CallExpression':
      return (
        value.callee.type === 'MemberExpression' &&
        keeping.test(memberName(value.callee) ?? '') &&
        isAnswer(source, value.callee.object, depth + 1)
      );
    case 'Identifier': {
      const variable = source.variableOf(value);
      const definition = variable && definitionOf(variable);
      if (variable && isFirstOfThen(variable, definition)) return true;
      if (!variable || definition?.type !== 'VariableDeclarator') return false;
      const init = constantValue(variable) ?? definition.init;
      return init ? isAnswer(source, init, depth + 1) : false;
    }
    default:
      return false;
  }
}
