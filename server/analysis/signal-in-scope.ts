/** Which AbortSignal a function has at hand: a parameter, an option, or one that it took from a controller. */
import type { CallNode, FunctionNode, Node, Of } from './ast.ts';
import { enclosingFunction, parameterPattern } from './ast.ts';
import { registrationOf } from './registrations.ts';
import { isListener, signalPlaceOf } from './signal-places.ts';
import type { SourceFile } from './source-file.ts';
import { readsOf } from './variables.ts';

export interface SignalFacts {
  readonly source: SourceFile;
  key(node: Node): string | null;
  calleeKey(node: Node): string | null;
}

/** What a signal of the caller is called here; not for callbacks that the loop calls, which have a life of their own. */
export function signalInScope(context: SignalFacts, call: CallNode): string | null {
  for (let fn = enclosingFunction(call); fn; fn = enclosingFunction(fn)) {
    const name = signalOf(context, fn, call);
    if (name) return name;
    const passedTo = fn.parent;
    if (passedTo?.type === 'CallExpression' || passedTo?.type === 'NewExpression') {
      if (registrationOf(passedTo, context.calleeKey(passedTo))) return null;
    } else if (fn.type !== 'ArrowFunctionExpression') return null;
  }
  return null;
}

function signalOf(context: SignalFacts, fn: FunctionNode, call: CallNode): string | null {
  const { source } = context;
  if (!isListener(fn)) {
    const place = signalPlaceOf(source, fn);
    const parameter = place && fn.params[place.at];
    const pattern = parameter && parameterPattern(parameter);
    if (place?.kind === 'argument') return place.option;
    if (pattern?.type === 'ObjectPattern') {
      const bound = propertyInPattern(pattern, place?.option ?? '');
      if (bound) return bound;
    }
    if (pattern?.type === 'Identifier' && place) {
      const text = `${pattern.name}.${place.option}`;
      // Where the function does not look at it, the options may be passed on as a whole.
      if (
        new RegExp(`\\b${pattern.name}\\??\\.${place.option}\\b`).test(source.textOf(fn)) ||
        isOnlyOpened(source, pattern)
      )
        return boundLater(context, fn, call) ?? text;
    }
  }
  return boundLater(context, fn, call);
}

/** Each use of a parameter takes one member of it. */
function isOnlyOpened(source: SourceFile, parameter: Node): boolean {
  const variable = source.variableOf(parameter);
  const uses = variable ? readsOf(variable) : [];
  return (
    uses.length > 0 &&
    uses.every((use) => use.parent?.type === 'MemberExpression' && use.parent.object === use)
  );
}

function propertyInPattern(pattern: Node & { type: 'ObjectPattern' }, name: string): string | null {
  for (const property of pattern.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') continue;
    if (property.key.name !== name) continue;
    const value = parameterPattern(property.value);
    if (value.type === 'Identifier') return value.name;
  }
  return null;
}

/** `const { signal } = controller;` before the call. */
function boundLater(context: SignalFacts, fn: FunctionNode, call: CallNode): string | null {
  for (const { id, init, end } of declaratorsOf(context.source).get(fn) ?? []) {
    if (end > call.start) continue;
    if (id.type === 'ObjectPattern') {
      const name = propertyInPattern(id, 'signal');
      if (name) return name;
    } else if (
      id.type === 'Identifier' &&
      /signal$/i.test(id.name) &&
      context.key(id) === 'global.AbortSignal#' &&
      init?.type === 'MemberExpression'
    )
      return id.name;
  }
  return null;
}

type Declarators = ReadonlyMap<FunctionNode, readonly Of<'VariableDeclarator'>[]>;

/** Asked for each call of a file. */
const declarators = new WeakMap<SourceFile, Declarators>();

/** The declarations in the code of each function that may be of a signal. */
function declaratorsOf(source: SourceFile): Declarators {
  const known = declarators.get(source);
  if (known) return known;
  const found = new Map<FunctionNode, Of<'VariableDeclarator'>[]>();
  for (const declarator of source.nodes('VariableDeclarator')) {
    if (!/signal/i.test(source.textOf(declarator.id))) continue;
    const fn = enclosingFunction(declarator);
    if (!fn) continue;
    const sameFunction = found.get(fn);
    if (sameFunction) sameFunction.push(declarator);
    else found.set(fn, [declarator]);
  }
  declarators.set(source, found);
  return found;
}
