/** What the options that a call passes say, as far as they are written out. */
import type { Node } from './ast.ts';
import { keyName, onlyReturned, propertyOf, unwrapped } from './ast.ts';
import { gotFromThis } from './class-members.ts';
import { referencedFunction } from './referenced-function.ts';
import type { SourceFile, Variable } from './source-file.ts';
import { constantBehind, constantValue, definitionOf, readsOf } from './variables.ts';

/** `lacks` only when it is sure: options that come from elsewhere may have anything. */
export type OptionState = 'has' | 'lacks' | 'unknown';

/** From options to what they are made of: more is a cycle. */
const deepest = 8;

/** Whether one of the options is set. @param value `null` or `undefined` when no options are passed */
export function optionState(
  file: SourceFile,
  value: Node | null | undefined,
  names: RegExp,
  depth = 0,
): OptionState {
  if (!value) return 'lacks';
  if (depth > deepest) return 'unknown';
  const behind = (node: Node): OptionState => optionState(file, node, names, depth + 1);
  const options = unwrapped(value);
  if (options.type === 'ObjectExpression') return ofObject(options, names, behind);
  if (options.type === 'Identifier') {
    if (options.name === 'undefined') return 'lacks';
    const variable = file.variableOf(options);
    const constant = variable && (constantValue(variable) ?? takenFrom(file, variable));
    if (!variable || !constant) return 'unknown';
    // `options.signal = signal` later on.
    const isChanged = readsOf(variable).some(
      ({ parent }) =>
        parent?.type === 'MemberExpression' &&
        parent.parent?.type === 'AssignmentExpression' &&
        parent.parent.left === parent,
    );
    return isChanged ? 'unknown' : behind(constant);
  }
  const got = gotFromThis(options);
  if (got) return behind(got);
  if (options.type === 'CallExpression') {
    const [frozen] = options.arguments;
    if (frozen && file.textOf(options.callee) === 'Object.freeze') return behind(frozen);
    const made = onlyResult(file, options.callee);
    return made ? behind(made) : 'unknown';
  }
  return options.type === 'Literal' && options.value === null ? 'lacks' : 'unknown';
}

/** What a function of the file returns, if it is one object that is written out there. */
function onlyResult(file: SourceFile, callee: Node): Node | null {
  const fn = referencedFunction(file, callee);
  const value = fn && !fn.async && !fn.generator ? onlyReturned(fn) : null;
  return value?.type === 'ObjectExpression' ? value : null;
}

/** `init` of `const { url, init } = requestFor(base)` */
function takenFrom(file: SourceFile, variable: Variable): Node | null {
  const definition = definitionOf(variable);
  if (definition?.type !== 'VariableDeclarator' || definition.id.type !== 'ObjectPattern')
    return null;
  const property = definition.id.properties.find(
    (one) =>
      one.type === 'Property' &&
      one.value.type === 'Identifier' &&
      file.variableOf(one.value) === variable,
  );
  const init = definition.init && unwrapped(definition.init);
  if (property?.type !== 'Property' || init?.type !== 'CallExpression') return null;
  return propertyOf(onlyResult(file, init.callee), keyName(property) ?? '');
}

function ofObject(
  object: Node & { type: 'ObjectExpression' },
  names: RegExp,
  behind: (node: Node) => OptionState,
): OptionState {
  let state: OptionState = 'lacks';
  for (const property of object.properties) {
    if (property.type === 'SpreadElement') {
      const spread = behind(property.argument);
      if (spread === 'has') return 'has';
      if (spread === 'unknown') state = 'unknown';
    } else {
      const name = keyName(property);
      if (name === null) state = 'unknown';
      else if (names.test(name)) return 'has';
    }
  }
  return state;
}

/** The object literal behind an argument. */
export function optionsObject(
  file: SourceFile,
  value: Node | null | undefined,
  depth = 0,
): (Node & { type: 'ObjectExpression' }) | null {
  if (!value || depth > deepest) return null;
  const options = unwrapped(value);
  if (options.type === 'ObjectExpression') return options;
  const constant = constantBehind(file, options) ?? gotFromThis(options);
  return constant ? optionsObject(file, constant, depth + 1) : null;
}

export const option = (
  file: SourceFile,
  value: Node | null | undefined,
  name: string,
): Node | null => propertyOf(optionsObject(file, value), name);
