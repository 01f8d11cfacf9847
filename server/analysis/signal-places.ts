/** Where a function takes an AbortSignal, and which known functions take one. */
import type { CallNode, FunctionNode, Node } from './ast.ts';
import { argument, isFunction, keyName, parameterPattern, stringValue } from './ast.ts';
import { declaredCallables } from './declared-callables.ts';
import { annotatedTypes } from './promise-types.ts';
import { remoteCallOf } from './remote-calls.ts';
import type { SourceFile } from './source-file.ts';
import { definitionOf } from './variables.ts';

export interface SignalPlace {
  readonly at: number;
  /** An option of an object there, or the argument itself. */
  readonly kind: 'option' | 'argument';
  readonly option: string;
}

const option = (at: number, name = 'signal'): SignalPlace => ({ at, kind: 'option', option: name });

const places: Readonly<Record<string, number>> = {
  'timers/promises.setTimeout': 2,
  'timers/promises.setImmediate': 1,
  'timers/promises.setInterval': 2,
  'timers/promises.scheduler.wait': 1,
  'events.once': 2,
  'events.on': 2,
  'child_process.exec': 1,
  'child_process.spawn': 2,
  'child_process.fork': 2,
  'child_process.execFile': 2,
  'promisify:child_process.exec': 1,
  'promisify:child_process.execFile': 2,
  'stream/promises.finished': 1,
};

/** @param key of the callee */
export function knownSignalPlace(call: CallNode, key: string): SignalPlace | null {
  const remote = remoteCallOf(call, key);
  if (remote) return option(remote.optionsAt);
  if (key === 'stream/promises.pipeline') return afterStreams(call);
  const at = places[key];
  if (at === undefined) return null;
  if (key === 'events.once' && isSureEvent(stringValue(call.arguments[1]))) return null;
  // `execFile(file, options)` leaves the list of arguments out.
  const isShort =
    /execFile$|spawn$|fork$/.test(key) && argument(call, 1)?.type === 'ObjectExpression';
  return option(isShort ? 1 : at);
}

/** The options of `pipeline` follow its streams; a name of the last argument may stand for them. */
function afterStreams({ arguments: passed }: CallNode): SignalPlace | null {
  const last = passed.at(-1);
  if (!last || (last.type === 'Identifier' && /opt|config|init/i.test(last.name))) return null;
  return option(last.type === 'ObjectExpression' ? passed.length - 1 : passed.length);
}

/** What comes by itself when a buffer is written, or ends something that has errors of its own. */
const sureEvents =
  /^(?:drain|spawn|close|exit|end|finish|error|beforeExit|SIG[A-Z]+\d?|idle|empty|free)$/;

export const isSureEvent = (event: string | null): boolean =>
  event !== null && sureEvents.test(event);

/** Names of types for types: more is a cycle. */
const deepest = 8;

const signalName = /^(?:abort_?|cancel_?)?signal$/i;

/** A function, or the type of one. */
type Callable = Node & Pick<FunctionNode, 'params'>;

/** @param source the file of the function */
export function signalPlaceOf(source: SourceFile, fn: Callable): SignalPlace | null {
  for (const [at, parameter] of fn.params.entries()) {
    const pattern = parameterPattern(parameter);
    const type = annotationOf(pattern);
    if (pattern.type === 'Identifier') {
      if (type && type.type !== 'TSTypeLiteral' && /\bAbortSignal\b/.test(source.textOf(type)))
        return { at, kind: 'argument', option: pattern.name };
      if (!type && signalName.test(pattern.name) && !isOfProcesses(source, fn, pattern.name))
        return { at, kind: 'argument', option: pattern.name };
    }
    if (pattern.type === 'ObjectPattern') {
      const property = pattern.properties.find(
        (one) => one.type === 'Property' && signalName.test(keyName(one) ?? ''),
      );
      if (property) return option(at, keyName(property) ?? 'signal');
    }
    const member = type && signalMember(source, type);
    if (member) return option(at, member);
  }
  return null;
}

/**
 * A function that sends `signal` to a process means another one: `'SIGTERM'`. So does one that takes nothing of it, in a
 * file that listens for such signals.
 */
function isOfProcesses(source: SourceFile, fn: Callable, name: string): boolean {
  if (/\bSIG[A-Z]{3}|\bkill\w*\(/.test(source.textOf(fn))) return true;
  if (!/['"`]SIG(?:TERM|INT|HUP|QUIT)\b/.test(source.text)) return false;
  if (!isFunction(fn) || !fn.body) return false;
  const isTaken = new RegExp(`\\b${name}\\??\\.|[{,]\\s*(?:signal:\\s*)?${name}\\s*[,}]`);
  return !isTaken.test(source.textOf(fn.body));
}

function annotationOf(pattern: Node): Node | null {
  if (!('typeAnnotation' in pattern)) return null;
  const { typeAnnotation: annotation } = pattern;
  return annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : null;
}

/** Where what is called takes a signal by the types of this file: `this.api.list(cursor, { signal })`. */
export function declaredSignalPlace(source: SourceFile, { callee }: CallNode): SignalPlace | null {
  const type = annotatedTypes(source).typeOf(callee);
  return type && placeInType(source, type);
}

/**
 * Where what the types of a file declare takes a signal, for those who import the types.
 * @returns places by path as origins spell them: `.Api#list`
 */
export function signalMembers(source: SourceFile): Record<string, SignalPlace> {
  const found: Record<string, SignalPlace> = {};
  if (!/signal/i.test(source.text)) return found;
  for (const [path, type] of declaredCallables(source)) {
    const place = placeInType(source, type);
    if (place) found[path] ??= place;
  }
  return found;
}

const placeInType = (source: SourceFile, type: Node): SignalPlace | null =>
  type.type === 'TSMethodSignature' ||
  type.type === 'TSFunctionType' ||
  type.type === 'TSDeclareFunction' ||
  type.type === 'TSEmptyBodyFunctionExpression'
    ? signalPlaceOf(source, type)
    : null;

/** The property of an object type that is a signal. */
function signalMember(source: SourceFile, type: Node, depth = 0): string | null {
  if (depth > deepest) return null;
  if (type.type === 'TSTypeLiteral') return memberAmong(type.members);
  if (type.type !== 'TSTypeReference') return null;
  const variable = source.variableOf(type.typeName);
  const declared = variable && definitionOf(variable);
  if (declared?.type === 'TSInterfaceDeclaration') return memberAmong(declared.body.body);
  return declared?.type === 'TSTypeAliasDeclaration'
    ? signalMember(source, declared.typeAnnotation, depth + 1)
    : null;
}

function memberAmong(members: readonly Node[]): string | null {
  for (const member of members)
    if (
      member.type === 'TSPropertySignature' &&
      member.key.type === 'Identifier' &&
      signalName.test(member.key.name)
    )
      return member.key.name;
  return null;
}

/** Whether a function is only there for the moment of the abort, or for an event. */
export const isListener = (fn: Node): boolean =>
  isFunction(fn) &&
  fn.parent?.type === 'CallExpression' &&
  fn.parent.callee.type === 'MemberExpression' &&
  fn.parent.callee.property.type === 'Identifier' &&
  /^(?:on|once|addListener|addEventListener)$/.test(fn.parent.callee.property.name);
