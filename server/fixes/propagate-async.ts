/**
 * Makes a function async, and with it everybody who calls it, up to those whom the event loop calls: `await` at each
 * call, `Promise<…>` in the types, over all files. Whoever cannot wait makes the whole change impossible.
 */
import type { TextEdit } from '../../protocol/lint.ts';
import type { CallNode, FunctionNode, NewNode, Node } from '../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  functionName,
  isClass,
  isFunction,
  isInside,
  memberName,
} from '../analysis/ast.ts';
import { type FunctionId, functionId } from '../analysis/call-graph.ts';
import { referenceTo } from '../analysis/function-reference.ts';
import { originKey } from '../analysis/origin.ts';
import type { AnalyzedFile, Project } from '../analysis/project.ts';
import { registrationOf } from '../analysis/registrations.ts';
import { addAwait } from './await-twin.ts';
import { FixBuilder } from './fix-builder.ts';
import { usesRequire } from './imports.ts';
import { promiseTypes } from './promise-types.ts';

export type Propagation =
  | {
      readonly kind: 'edits';
      readonly edits: readonly TextEdit[];
      readonly functions: number;
      readonly files: number;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** Thrown within this file only: the reason why it cannot be done. */
class Refusal extends Error {}

/** Past these nobody reads the preview. */
const mostFunctions = 40;
const mostFiles = 60;

/** @param fn a function that is not async and will hold an `await` */
export function propagateAsync(project: Project, path: string, fn: FunctionNode): Propagation {
  const propagator = new Propagator(project);
  try {
    propagator.makeAsync(path, fn);
    return propagator.result();
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

interface Opened {
  readonly path: string;
  readonly file: AnalyzedFile;
  readonly fix: FixBuilder;
}

class Propagator {
  readonly #project: Project;
  readonly #opened = new Map<string, Opened>();
  readonly #functions = new Set<FunctionId>();
  /** Calls that wait, or will. */
  readonly #awaited = new Set<Node>();

  constructor(project: Project) {
    this.#project = project;
  }

  result(): Propagation {
    const edits = [...this.#opened.values()].flatMap(({ fix }) => fix.build().edits);
    const files = new Set(edits.map(({ file }) => file)).size;
    return { kind: 'edits', edits, functions: this.#functions.size, files };
  }

  makeAsync(path: string, fn: FunctionNode): void {
    const opened = this.#open(path);
    const id = functionId(path, opened.file.ids.idOf(fn));
    if (fn.async || this.#functions.has(id)) return;
    this.#functions.add(id);
    if (this.#functions.size > mostFunctions) throw new Refusal('too many functions would change');
    refuseWhatCannotWait(opened.file, fn);
    opened.fix.makeAsync(fn);
    const types = promiseTypes(this.#project, opened.file, fn);
    if (typeof types === 'string') throw new Refusal(types);
    for (const { file, type } of types)
      this.#open(file).fix.insertBefore(type, 'Promise<').insertAfter(type, '>');
    const call = fn.parent;
    if (
      (call?.type === 'CallExpression' || call?.type === 'NewExpression') &&
      call.callee !== (fn as Node)
    ) {
      this.#refuseUnlessHandedOn(opened, call, fn);
      return;
    }
    if (call?.type === 'CallExpression') this.#awaitCall(opened, call);
    else this.#awaitCalls(id, opened, fn);
  }

  /** All that name the function: calls wait, registrations do already, and anything else is too much. */
  #awaitCalls(id: FunctionId, opened: Opened, fn: FunctionNode): void {
    const name = functionName(fn);
    if (name === null) throw new Refusal('a function without a name cannot be followed');
    const names = new Set([name]);
    const paths = this.#project.paths.filter((path) => this.#project.mentions(path, name));
    if (paths.length > mostFiles) throw new Refusal(`${name} is a name in too many files`);
    for (const path of paths) {
      const other = path === opened.path ? opened : this.#open(path);
      for (const { local, imported } of other.file.source.nodes('ImportSpecifier'))
        if (imported.type === 'Identifier' && imported.name === name) names.add(local.name);
      for (const identifier of other.file.source.nodes('Identifier'))
        if (names.has(identifier.name)) this.#use(id, other, identifier, fn);
    }
  }

  #use(
    id: FunctionId,
    opened: Opened,
    identifier: Node & { type: 'Identifier' },
    fn: FunctionNode,
  ): void {
    const { parent } = identifier;
    if (!parent || isDeclaration(identifier, parent)) return;
    const isMember =
      parent.type === 'MemberExpression' && parent.property === identifier && !parent.computed;
    const value: Node = isMember ? parent : identifier;
    const target = this.#resolve(opened, value);
    if (target !== id) {
      const isUnknown = target === null && isMember && opened.file.origins.of(parent) === null;
      // A method of something unknown may be this one.
      if (
        isUnknown &&
        isMethod(fn) &&
        value.parent?.type === 'CallExpression' &&
        value.parent.callee === value
      )
        throw new Refusal(`what ${opened.file.source.textOf(value)} is cannot be told`);
      return;
    }
    const user = value.parent;
    if (!user || isExported(user)) return;
    if (
      (user.type === 'CallExpression' || user.type === 'NewExpression') &&
      user.callee === value
    ) {
      if (user.type === 'NewExpression') throw new Refusal('a constructor cannot wait');
      this.#awaitCall(opened, user);
      return;
    }
    if (user.type === 'CallExpression' || user.type === 'NewExpression') {
      this.#refuseUnlessHandedOn(opened, user, value);
      return;
    }
    if (user.type === 'MemberExpression' && memberName(user) === 'bind') {
      const bound = user.parent;
      const registered = bound?.parent;
      if (registered?.type === 'CallExpression' && bound) {
        this.#refuseUnlessHandedOn(opened, registered, bound);
        return;
      }
    }
    throw new Refusal(`${identifier.name} is handed on at ${this.#place(opened, value)}`);
  }

  #awaitCall(opened: Opened, call: CallNode): void {
    if (this.#awaited.has(call)) return;
    this.#awaited.add(call);
    const { source } = opened.file;
    const whole: Node = call.parent?.type === 'ChainExpression' ? call.parent : call;
    if (whole === call && isInChain(call))
      throw new Refusal('an optional chain goes on after the call');
    const around = enclosingFunction(call);
    if (
      ancestor(call, (node) => isFunction(node) || node.type === 'PropertyDefinition')?.type ===
      'PropertyDefinition'
    )
      throw new Refusal('a field of a class cannot wait');
    if (around?.params.some((one) => isInside(call, one)))
      throw new Refusal('the default of a parameter cannot wait');
    if (!around) {
      const isModule = source.program.body.some(
        ({ type }) => type === 'ImportDeclaration' || type.startsWith('Export'),
      );
      if (usesRequire(source) || !isModule)
        throw new Refusal('the top level of a CommonJS module cannot wait');
    } else this.makeAsync(opened.path, around);
    if (whole.parent?.type !== 'AwaitExpression') addAwait(opened.fix, whole);
  }

  /** A function that is handed to `call`: whoever takes it must do well with a promise. */
  #refuseUnlessHandedOn(opened: Opened, call: CallNode | NewNode, callback: Node): void {
    const { source, origins } = opened.file;
    const callee = source.textOf(call.callee);
    const origin = origins.of(call.callee);
    const registration = registrationOf(call, origin && originKey(origin));
    const isRegistered = registration?.callbacks.some((one) => isInside(callback, one)) === true;
    if (isRegistered && registration) {
      const { kind, label } = registration;
      if (kind === 'request' || kind === 'message' || kind === 'hook' || label === 'test') return;
      if (kind === 'timer' && label !== 'setInterval') return;
      throw new Refusal(`${callee} does not wait for what it calls`);
    }
    if (/^(?:then|catch|finally)$/.test(memberName(call.callee) ?? '')) return;
    const outer = call.parent;
    if (outer?.type === 'CallExpression' && outer.callee !== call) {
      const key = origins.of(outer.callee);
      if (registrationOf(outer, key && originKey(key))?.kind === 'request') return;
    }
    throw new Refusal(`${callee} may not wait for what it calls`);
  }

  #resolve({ path, file }: Opened, node: Node): FunctionId | null {
    const ref = referenceTo(file.source, file.origins, file.ids.idOf, node);
    if (!ref) return null;
    return ref.kind === 'function'
      ? functionId(path, ref.id)
      : this.#project.graph.functionAt(path, ref.origin);
  }

  #open(path: string): Opened {
    let opened = this.#opened.get(path);
    if (!opened) {
      const file = this.#project.file(path);
      if (!file) throw new Refusal(`${path} cannot be read`);
      opened = { path, file, fix: new FixBuilder(file.source, '', false) };
      this.#opened.set(path, opened);
    }
    return opened;
  }

  #place({ path, file }: Opened, node: Node): string {
    return `${path}:${file.source.positionAt(node.start).line}`;
  }
}

function refuseWhatCannotWait({ source, origins }: AnalyzedFile, fn: FunctionNode): void {
  if (fn.generator) throw new Refusal('a generator gives its values at once');
  const { parent } = fn;
  if (parent?.type === 'MethodDefinition' && parent.kind !== 'method')
    throw new Refusal(
      parent.kind === 'constructor' ? 'a constructor cannot wait' : 'a property cannot wait',
    );
  if (parent?.type === 'Property' && parent.kind !== 'init')
    throw new Refusal('a property cannot wait');
  if (parent?.type === 'NewExpression') {
    const origin = origins.of(parent.callee);
    if (origin && originKey(origin) === 'global.Promise')
      throw new Refusal('what a promise is made with cannot wait');
  }
  const statement =
    ancestor(fn, (node) => /Program|ClassBody|BlockStatement/.test(node.parent?.type ?? '')) ?? fn;
  const own = /Program|ClassBody|BlockStatement/.test(fn.parent?.type ?? '') ? fn : statement;
  const before = source.comments.findLast((one) => one.end <= own.start);
  const isBeside = before && source.text.slice(before.end, own.start).trim() === '';
  if (isBeside && /@(?:stable|public|api)\b/.test(before.value))
    throw new Refusal('its comment says that others rely on it');
}

const isMethod = ({ parent }: FunctionNode): boolean =>
  parent?.type === 'MethodDefinition' ||
  parent?.type === 'PropertyDefinition' ||
  parent?.type === 'Property';

/** `a?.load().b`: what comes after the call belongs to the chain. */
const isInChain = (call: Node): boolean =>
  ancestor(call, (node) => node.type !== 'MemberExpression' && node.type !== 'CallExpression')
    ?.type === 'ChainExpression' &&
  (call.parent?.type === 'MemberExpression' || call.parent?.type === 'CallExpression') &&
  !(call.parent.type === 'CallExpression' && call.parent.callee !== call);

/** The name where it is given, imported or exported. */
function isDeclaration(identifier: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ExportSpecifier':
    case 'ExportDefaultDeclaration':
      return true;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'TSDeclareFunction':
      return parent.id === identifier;
    case 'VariableDeclarator':
      return parent.id === identifier;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'TSMethodSignature':
    case 'TSPropertySignature':
      return parent.key === identifier;
    case 'Property':
      // A pattern takes it from somewhere; an object that is exported hands it out.
      return (
        parent.parent?.type === 'ObjectPattern' ||
        (parent.key === identifier && parent.value !== identifier) ||
        isExported(parent)
      );
    default:
      return isClass(parent) || parent.type.startsWith('TS');
  }
}

/** `module.exports = { load }`, `exports.load = load`, `export const api = { load }` */
function isExported(node: Node): boolean {
  const object = node.type === 'Property' ? node.parent : node;
  const holder = object?.type === 'ObjectExpression' ? object.parent : object;
  if (holder?.type === 'ExportDefaultDeclaration' || holder?.type === 'ExportSpecifier')
    return true;
  return (
    holder?.type === 'AssignmentExpression' &&
    holder.left.type === 'MemberExpression' &&
    (holder.left.object.type === 'Identifier'
      ? /^(?:module|exports)$/.test(holder.left.object.name)
      : memberName(holder.left.object) === 'exports')
  );
}
