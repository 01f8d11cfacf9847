/** Calls that acquire something that has to be released, what holds it, and which calls release it. */
import type { CallNode, FunctionNode, Node } from './ast.ts';
import { enclosingFunction, isFunction, memberName, unwrapped, walk } from './ast.ts';
import { isOutside, outermostValue } from './kept-values.ts';
import {
  ownReleases,
  type ResourceKind,
  resourceOfKey,
  resourceOfName,
  surelyAcquiring,
} from './resources.ts';
import type { SourceFile, Variable } from './source-file.ts';
import { readsOf } from './variables.ts';

export interface Acquisition {
  readonly call: CallNode;
  /** The function that holds it. */
  readonly fn: FunctionNode;
  /** When this has been evaluated it is held. */
  readonly heldFrom: Node;
  /** What holds the value, or the function that releases it; `null` when the receiver itself is released. */
  readonly variable: Variable | null;
  readonly kind: ResourceKind;
  /** As people would call it: `client`, `this.lock`. */
  readonly name: string;
  readonly isRelease: (call: CallNode) => boolean;
}

/** Without an await these begin something that ends by itself when it fails, as sockets do. */
const connecting = /^(?:connect|createConnection|open)$/;

/** @param key origin key of the callee, see origin.ts */
export function acquisitionOf(
  file: SourceFile,
  call: CallNode,
  key: string | null,
): Acquisition | null {
  const fn = enclosingFunction(call);
  const callee = unwrapped(call.callee);
  const method = callee.type === 'Identifier' ? callee.name : memberName(callee);
  if (!fn || method === null) return null;
  const value = outermostValue(call);
  const known = key === null ? null : resourceOfKey(key);
  const isConnecting = value.type !== 'AwaitExpression' && connecting.test(method);
  const kind = known ?? (isConnecting ? null : resourceOfName(method));
  const holder = holderOf(file, value);
  if (holder && kind) {
    if (isDisposedOf(holder.heldFrom)) return null;
    const receiver = callee.type === 'MemberExpression' ? file.textOf(callee.object) : null;
    const isRelease = (one: CallNode) => releases(file, one, holder.variable, receiver, kind);
    const found = { call, fn, ...holder, kind, name: holder.variable.name, isRelease };
    return known || isReleasedSomewhere(file, found, method) ? found : null;
  }
  if (value.parent?.type !== 'ExpressionStatement' || value.type !== 'AwaitExpression') return null;
  return callee.type === 'MemberExpression' ? ofReceiver(file, call, fn, value, callee) : null;
}

/** `await lock.acquire(); ... lock.release();` */
function ofReceiver(
  file: SourceFile,
  call: CallNode,
  fn: FunctionNode,
  heldFrom: Node,
  callee: Node & { type: 'MemberExpression' },
): Acquisition | null {
  const method = memberName(callee) ?? '';
  const undo = ownReleases[method];
  if (!undo) return null;
  const name = file.textOf(callee.object);
  const argument = call.arguments[0] ? file.textOf(call.arguments[0]) : null;
  const isRelease = (one: CallNode): boolean => {
    const { callee: other } = one;
    if (other.type !== 'MemberExpression' || !undo.test(memberName(other) ?? '')) return false;
    const key = one.arguments[0] ? file.textOf(one.arguments[0]) : null;
    // A lock per key is released by its key.
    return (
      file.textOf(other.object) === name && (argument === null || key === null || key === argument)
    );
  };
  // A client that lives longer than the call is not closed by it.
  if (method === 'connect' && isOutside(file, callee.object)) return null;
  const kind: ResourceKind = {
    name: method === 'connect' ? 'connection' : 'lock',
    methods: undo,
    functions: undo,
  };
  const found = { call, fn, heldFrom, variable: null, kind, name, isRelease };
  const ends = callsIn(fn).filter(isRelease);
  // `onClose(() => client.quit())`: what is set up here is ended with the program.
  const isEndedHere = ends.some((one) => method !== 'connect' || !outermostFunction(one, fn));
  return isEndedHere ? found : null;
}

/** What the value is bound to. */
function holderOf(file: SourceFile, value: Node): { heldFrom: Node; variable: Variable } | null {
  const parent = value.parent;
  const bind = (pattern: Node, heldFrom: Node) => {
    const target = boundTo(pattern);
    const variable = target && file.variableOf(target);
    return variable && target && !isOutside(file, target) ? { heldFrom, variable } : null;
  };
  if (parent?.type === 'VariableDeclarator' && parent.init === value)
    return bind(parent.id, parent);
  if (
    parent?.type === 'AssignmentExpression' &&
    parent.operator === '=' &&
    parent.right === value &&
    parent.parent?.type === 'ExpressionStatement'
  )
    return bind(parent.left, parent);
  return null;
}

/** `x`, `[value, release]`, `{ release }`. */
function boundTo(pattern: Node): Node | null {
  if (pattern.type === 'Identifier') return pattern;
  if (pattern.type === 'ArrayPattern' && pattern.elements.length === 2) {
    const [, second] = pattern.elements;
    return second?.type === 'Identifier' && /release|unlock|free|done/i.test(second.name)
      ? second
      : null;
  }
  if (pattern.type !== 'ObjectPattern') return null;
  for (const property of pattern.properties)
    if (
      property.type === 'Property' &&
      property.value.type === 'Identifier' &&
      /^(?:release|unlock|done|free)/.test(property.value.name)
    )
      return property.value;
  return null;
}

const isDisposedOf = (heldFrom: Node): boolean =>
  heldFrom.parent?.type === 'VariableDeclaration' && heldFrom.parent.kind.endsWith('using');

function releases(
  file: SourceFile,
  call: CallNode,
  variable: Variable,
  receiver: string | null,
  kind: ResourceKind,
): boolean {
  const callee = unwrapped(call.callee);
  const isHeld = (node: Node): boolean => {
    const value = unwrapped(node);
    return value.type === 'Identifier' && file.variableOf(value) === variable;
  };
  if (isHeld(callee)) return true;
  const name = callee.type === 'Identifier' ? callee.name : memberName(callee);
  if (name === null) return false;
  if (callee.type === 'MemberExpression') {
    if (isHeld(callee.object) && kind.methods.test(name)) return true;
    if (
      kind.name === 'lock' &&
      receiver === file.textOf(callee.object) &&
      /^(?:unlock|release)$/.test(name)
    )
      return true;
  }
  return kind.functions.test(name) && call.arguments.some(isHeld);
}

/**
 * A function that is only called like one that acquires has to be shown to be one: this function releases the value,
 * or the file knows how such things are released.
 */
function isReleasedSomewhere(file: SourceFile, one: Acquisition, method: string): boolean {
  if (releasesIn(one.fn, one).length > 0 || handedToReleaser(one)) return true;
  return surelyAcquiring.test(method) && releasesWhatItGot(file.text);
}

/** `pool.release(client)`, and not only `lock.release()` after `lock.acquire()`, which gives nothing. */
const releasesWhatItGot = (text: string): boolean =>
  [
    ...text.matchAll(
      /(?:([\w.#$]+)\.)?(?:release|checkin|giveBack)(?:Connection|Client|Session)?\(\s*(\)?)/g,
    ),
  ].some(
    ([, receiver, isEmpty]) =>
      receiver === undefined || isEmpty === '' || !text.includes(`await ${receiver}.acquire(`),
  );

/** `.finally(release)`, `res.on('close', release)`. */
function handedToReleaser({ variable }: Acquisition): boolean {
  return (
    variable !== null &&
    readsOf(variable).some(
      (read) =>
        read.parent?.type === 'CallExpression' &&
        read.parent.callee !== read &&
        /^(?:finally|on|once|defer)$/.test(memberName(read.parent.callee) ?? ''),
    )
  );
}

/** Calls in a function and in the functions within it. */
export function callsIn(fn: Node): CallNode[] {
  const calls: CallNode[] = [];
  walk(fn, (node) => {
    if (node.type === 'CallExpression') calls.push(node);
  });
  return calls;
}

/** The calls that release it, in a function and in the functions within it. */
export const releasesIn = (fn: Node, one: Acquisition): CallNode[] =>
  callsIn(fn).filter((call) => one.isRelease(call));

/** The functions directly in `fn`, or the ones within these, around a node. */
export function outermostFunction(node: Node, fn: FunctionNode): FunctionNode | null {
  let found: FunctionNode | null = null;
  for (
    let current = node.parent ?? null;
    current && current !== fn;
    current = current.parent ?? null
  )
    if (isFunction(current)) found = current;
  return found;
}
