/**
 * Makes a function async, and with it everybody who calls it, up to those whom the event loop calls: `await` at each
 * call, `Promise<…>` in the types, over all files. Whoever cannot wait makes the whole change impossible.
 */
import { basename } from 'node:path';
import type { TextEdit } from '../../protocol/lint.ts';
import type { CallNode, FunctionNode, NewNode, Node } from '../analysis/ast.ts';
import {
  ancestor,
  enclosingFunction,
  functionName,
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
import { Refusal, refuseStable, refuseWhatCannotWait, type Stability } from './cannot-wait.ts';
import { FixBuilder } from './fix-builder.ts';
import { usesRequire } from './imports.ts';
import { isDeclaration, isExported } from './name-places.ts';
import { promiseTypes } from './promise-types.ts';

export type Propagation =
  | {
      readonly kind: 'edits';
      readonly edits: readonly TextEdit[];
      readonly functions: number;
      readonly files: number;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** Past these nobody reads the preview. */
const mostFunctions = 40;
const mostFiles = 60;

export interface PropagationOptions extends Stability {
  /** What is in here is about to go away: nothing in it has to wait. */
  readonly leaving?: Node;
}

/** @param fn a function that is not async and will hold an `await` */
export function propagateAsync(
  project: Project,
  path: string,
  fn: FunctionNode,
  options: PropagationOptions,
): Propagation {
  const propagator = new Propagator(project, path, options);
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
  readonly #path: string;
  readonly #options: PropagationOptions;
  readonly #opened = new Map<string, Opened>();
  readonly #functions = new Set<FunctionId>();
  /** Calls that wait, or will. */
  readonly #awaited = new Set<Node>();

  constructor(project: Project, path: string, options: PropagationOptions) {
    this.#project = project;
    this.#path = path;
    this.#options = options;
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
    refuseStable(opened.file, fn, this.#options);
    opened.fix.makeAsync(fn);
    const types = promiseTypes(this.#project, opened.file, fn);
    if (typeof types === 'string') throw new Refusal(types);
    for (const { file, type } of types) {
      if (file !== path && this.#options.isStable(file))
        throw new Refusal(`the types of ${basename(file)} are marked as stable`);
      this.#open(file).fix.insertBefore(type, 'Promise<').insertAfter(type, '>');
    }
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
    if (!parent || isDeclaration(identifier, parent) || this.#leaves(opened, identifier)) return;
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

  #leaves({ path }: Opened, node: Node): boolean {
    const { leaving } = this.#options;
    return path === this.#path && leaving !== undefined && isInside(node, leaving);
  }

  #resolve({ path, file }: Opened, node: Node): FunctionId | null {
    const ref = referenceTo(file.source, file.origins, file.ids.idOf, node);
    if (!ref) return null;
    return ref.kind === 'function'
      ? functionId(path, ref.id)
      : this.#project.functionAt(path, ref.origin);
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
