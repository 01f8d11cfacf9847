/** Which lock a call takes, told by where the lock is declared, and what runs while it is held. */
import { acquisitionOf } from './acquisitions.ts';
import type { CallNode, ClassNode, Node } from './ast.ts';
import {
  enclosingFunction,
  isClass,
  isFunction,
  memberName,
  numberValue,
  stringValue,
  unwrapped,
  walkOwn,
} from './ast.ts';
import { classAround, classMember, memberOfThis } from './class-members.ts';
import { controlFlow } from './control-flow.ts';
import { findAfter } from './flow-graph.ts';
import { type FoundFunction, functionBehind } from './function-behind.ts';
import { importedOrigin, originKey } from './origin.ts';
import type { AnalyzedFile, Project } from './project.ts';
import { constantValue, definitionOf } from './variables.ts';

/** Classes that extend classes: more is a cycle. */
const deepest = 8;

export interface TakenLock {
  /** The same for the same lock, in whichever file. */
  readonly identity: string;
  /** For people: `this.#mutex`. */
  readonly name: string;
  /** It belongs to an object: only what the object calls of itself meets the same one. */
  readonly isField: boolean;
  /** What is called while it is held, when it is a function that is passed and known. */
  readonly body: FoundFunction | null;
}

const scoped = /^(?:runExclusive|withLock|runLocked|synchronized|exclusive|use|dispatch)$/;
const acquiring = /^(?:acquire|acquireAsync|lock)$/;
const scopedFunctions =
  /^(?:withLock|withMutex|runExclusive|runLocked|synchronized|locked|exclusively|inLock)$/;
/** Of `navigator.locks`. */
const requesting = /^request$/;
const lockNames = [scoped, acquiring, scopedFunctions, requesting];
const mutexes = /^(?:async-mutex\.Mutex(?:Interface)?#|await-lock|async-lock)/;

/** @returns `null` when the call takes no lock that lets only one in */
export function lockTakenBy(
  project: Project,
  file: AnalyzedFile,
  call: CallNode,
): TakenLock | null {
  const callee = unwrapped(call.callee);
  const called = callee.type === 'Identifier' ? callee.name : memberName(callee);
  if (called === null || !lockNames.some((names) => names.test(called))) return null;
  const passed = call.arguments.at(-1);
  const body = passed ? functionBehind(project, file, passed) : null;
  if (callee.type === 'Identifier') {
    if (!body || !passed || !scopedFunctions.test(callee.name)) return null;
    const identity = identityOf(project, file, callee);
    return identity === null
      ? null
      : withKey(file, call, { identity, name: callee.name, isField: false, body });
  }
  const method = memberName(callee);
  if (callee.type !== 'MemberExpression' || method === null) return null;
  const lock = unwrapped(callee.object);
  if (requesting.test(method)) {
    const origin = file.origins.of(callee);
    const isOfWeb = origin && originKey(origin) === 'global.navigator.locks.request';
    return isOfWeb && body ? webLock(call, body) : null;
  }
  if (lock.type === 'ThisExpression') {
    // `this.withLock(async () => {})`: the object is the lock.
    const identity =
      scopedFunctions.test(method) && body ? identityOf(project, file, callee) : null;
    return identity === null
      ? null
      : withKey(file, call, { identity, name: `this.${method}`, isField: true, body });
  }
  if (!scoped.test(method) && !acquiring.test(method)) return null;
  const origin = file.origins.of(lock);
  const key = origin ? originKey(origin) : '';
  const name = file.source.textOf(lock);
  const isMutex =
    mutexes.test(key) ||
    isSingleSlot(file, lock) ||
    (/mutex|lock/i.test(name) && !/^[\w@-]+[.#]/.test(key));
  if (!isMutex || /reentrant|recursive|\brw|read|write/i.test(name + key)) return null;
  if (key.includes('Semaphore') && !isSingleSlot(file, lock)) return null;
  // A parameter may be any function.
  if (scoped.test(method) && !body && passed?.type !== 'Identifier') return null;
  const identity = identityOf(project, file, lock);
  if (!identity) return null;
  const isField = lock.type === 'MemberExpression' && lock.object.type === 'ThisExpression';
  return withKey(file, call, { identity, name, isField, body });
}

/** `navigator.locks.request('orders', fn)`: one lock for each name in the whole process. */
function webLock({ arguments: [name, options] }: CallNode, body: FoundFunction): TakenLock | null {
  const key = name ? stringValue(name) : null;
  // What is shared, stolen, given up or only asked for does not wait for itself.
  if (key === null || (options && !isFunction(options))) return null;
  const text = `navigator.locks '${key}'`;
  return { identity: text, name: text, isField: false, body };
}

/** `new Semaphore(1)` */
function isSingleSlot(file: AnalyzedFile, lock: Node): boolean {
  const variable = lock.type === 'Identifier' ? file.source.variableOf(lock) : null;
  const value = variable ? constantValue(variable) : memberOfThis(lock);
  return (
    value?.type === 'NewExpression' &&
    /Semaphore$|^Sema$/.test(file.source.textOf(value.callee)) &&
    numberValue(value.arguments[0]) === 1
  );
}

/** `lock.acquire('orders', fn)`: a lock for each key. A key that is not written out may be any. */
function withKey(file: AnalyzedFile, call: CallNode, lock: TakenLock): TakenLock | null {
  const [first] = call.arguments;
  const value = first && unwrapped(first);
  if (!value || isFunction(value) || value.type === 'ObjectExpression') return lock;
  const key = stringValue(value);
  if (call.arguments.length < 2 && key === null) return lock;
  if (key === null) return null;
  return {
    ...lock,
    identity: `${lock.identity}[${key}]`,
    name: `${lock.name} ${file.source.textOf(value)}`,
  };
}

function identityOf(project: Project, file: AnalyzedFile, node: Node): string | null {
  const { path } = file.source;
  if (node.type === 'MemberExpression') {
    const name = memberName(node);
    if (name === null) return null;
    if (node.object.type === 'ThisExpression') {
      const owner = declaringClass(file, classAround(node), name);
      return owner && `${path}@${owner.start}#${name}`;
    }
    const object =
      node.object.type === 'Identifier' ? identityOf(project, file, node.object) : null;
    return object && `${object}.${name}`;
  }
  const variable = node.type === 'Identifier' ? file.source.variableOf(node) : null;
  const definition = variable && definitionOf(variable);
  if (!variable || !definition) return null;
  const imported = importOf(definition);
  if (imported) {
    const declared = project.declarationOf(path, importedOrigin(imported.from, imported.name));
    return `${declared.module}${declared.path}`;
  }
  if (file.source.topLevel(variable.name) === variable) return `${path}.${variable.name}`;
  return `${path}@${definition.start}.${variable.name}`;
}

/** The class, or the one of this file that it extends, that has the member. */
function declaringClass(
  file: AnalyzedFile,
  owner: ClassNode | null,
  name: string,
  depth = 0,
): ClassNode | null {
  if (!owner?.superClass || depth > deepest || classMember(owner, name)) return owner;
  const variable = file.source.variableOf(owner.superClass);
  const base = variable && definitionOf(variable);
  if (!isClass(base)) return owner;
  return declaringClass(file, base, name, depth + 1);
}

function importOf(definition: Node): { from: string; name: string } | null {
  const from =
    definition.parent?.type === 'ImportDeclaration' ? definition.parent.source.value : null;
  if (from === null) return null;
  if (definition.type === 'ImportDefaultSpecifier') return { from, name: 'default' };
  if (definition.type !== 'ImportSpecifier') return null;
  const { imported } = definition;
  return { from, name: imported.type === 'Identifier' ? imported.name : imported.value };
}

/** Calls that are waited for while the lock is held, in the function that takes it. */
export function callsWhileHeld(file: AnalyzedFile, call: CallNode, lock: TakenLock): CallNode[] {
  if (lock.body) return waitedCalls(lock.body.fn);
  // Held while a function runs that is not known: what comes afterwards runs without the lock.
  if (!acquiring.test(memberName(unwrapped(call.callee)) ?? '')) return [];
  const fn = enclosingFunction(call);
  if (!fn) return [];
  const origin = file.origins.of(call.callee);
  const held = acquisitionOf(file.source, call, origin && originKey(origin));
  const flow = controlFlow(fn);
  const start = flow.at(held?.heldFrom ?? call);
  if (!start) return [];
  const reached = new Set<Node>();
  findAfter(
    start,
    ({ node }) => {
      if (node) reached.add(node);
      return false;
    },
    { avoid: ({ node }) => node?.type === 'CallExpression' && held?.isRelease(node) === true },
  );
  return waitedCalls(fn).filter((one) => one !== call && reached.has(one) && !held?.isRelease(one));
}

/** Calls whose promise is awaited or returned: what is only started can wait for the lock without harm. */
export function waitedCalls(fn: Node): CallNode[] {
  const calls: CallNode[] = [];
  walkOwn(fn, (node) => {
    if (node.type === 'CallExpression' && isWaitedFor(node)) calls.push(node);
  });
  return calls;
}

function isWaitedFor(call: Node): boolean {
  let value = call;
  for (let parent = call.parent ?? null; parent; parent = parent.parent ?? null) {
    switch (parent.type) {
      case 'AwaitExpression':
      case 'ReturnStatement':
      case 'ForOfStatement':
        return true;
      case 'ArrowFunctionExpression':
        return parent.body === value;
      case 'ArrayExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'CallExpression':
      case 'MemberExpression':
      case 'ChainExpression':
      case 'SpreadElement':
      case 'TSNonNullExpression':
      case 'TSAsExpression':
        value = parent;
        continue;
      default:
        return false;
    }
  }
  return false;
}
