/** Makes the summary of a file. */
import type { CallNode, FunctionNode, NewNode, Node } from './ast.ts';
import {
  boundNames,
  functionName,
  isClass,
  isFunction,
  keyName,
  memberName,
  unwrapped,
} from './ast.ts';
import { chosenFunctions } from './chosen-functions.ts';
import { exportsOf } from './exports.ts';
import { functionIds } from './function-ids.ts';
import { importedModules } from './imported-modules.ts';
import { type Origin, originKey } from './origin.ts';
import type { Origins } from './origins.ts';
import { givesPromise } from './promise-values.ts';
import { prototypeMethod } from './prototype-methods.ts';
import { registrationOf } from './registrations.ts';
import { setupFunctions } from './setup-functions.ts';
import type { SourceFile } from './source-file.ts';
import type { CallSummary, FileSummary, FunctionRef, RootSummary } from './summary.ts';
import { definitionOf, parameterIndex } from './variables.ts';
import { workersOf } from './workers.ts';

/** @param origins made without other files, so that the summary depends on this one only */
export function summarize(file: SourceFile, origins: Origins): FileSummary {
  const ids = functionIds(file);
  const setups = setupFunctions(file, origins, ids);
  const calls: CallSummary[][] = [[], ...file.functions.map(() => [])];
  const roots: RootSummary[] = [];
  const place = (node: Node) => file.positionAt(node.start);
  const called = (from: Node, target: FunctionRef | null): void => {
    if (target) calls[ids.idAround(from)]?.push({ target, ...place(from) });
  };
  const reference = (node: Node): FunctionRef | null => referenceTo(file, origins, ids.idOf, node);

  for (const call of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) {
    const target = reference(call.callee);
    if (target) called(call, target);
    for (const fn of chosenFunctions(file, call.callee))
      called(call, { kind: 'function', id: ids.idOf(fn) });
    const origin = origins.of(call.callee);
    const key = origin && originKey(origin);
    const registration = registrationOf(call, key);
    for (const callback of callbacksOf(call)) {
      const passed = reference(callback);
      if (!passed) continue;
      const registered = registration?.callbacks.find(
        (one) => one === callback || isWrapped(one, callback),
      );
      if (registered && registration && registration.kind !== 'startup')
        roots.push({
          kind: registration.kind,
          label: registration.label,
          target: passed,
          ...place(call),
        });
      // Whoever gets a function is taken to call it, now or later.
      else if (isFunction(callback) || registration) called(call, passed);
    }
    if (registration?.kind !== undefined && registration.kind !== 'startup')
      for (const callback of registration.callbacks) {
        const passed = callbacksOf(call).includes(callback) ? null : reference(callback);
        if (passed)
          roots.push({
            kind: registration.kind,
            label: registration.label,
            target: passed,
            ...place(call),
          });
      }
  }
  addDecorated(file, ids.idOf, roots);
  addHandlers(file, ids.idOf, roots);

  const members = namedFunctions(file, ids.idOf);
  return {
    functions: [
      {
        name: null,
        line: 1,
        column: 1,
        isAsync: false,
        isSetup: true,
        givesPromise: false,
        returns: null,
        calls: calls[0] ?? [],
      },
      ...file.functions.map((fn, index) => ({
        name: functionName(fn),
        ...place(fn),
        isAsync: fn.async,
        isSetup: setups.has(index + 1),
        givesPromise: givesPromise(fn, origins),
        returns: origins.returnedBy(fn),
        calls: calls[index + 1] ?? [],
      })),
    ],
    roots,
    members,
    values: valuesOf(file, origins),
    ...exportsOf(file, origins),
    imports: importedModules(file),
    startsWorkers: workersOf(file, origins),
    isWorker: usesParentPort(file, origins),
    hasShebang: file.text.startsWith('#!'),
  };
}

/** Functions among the arguments, also those in the properties of an object. */
function callbacksOf(call: CallNode | NewNode): Node[] {
  return call.arguments.flatMap((node): Node[] => {
    if (node.type === 'ObjectExpression')
      return node.properties.flatMap((property) =>
        property.type === 'Property' && isFunction(property.value) ? [property.value] : [],
      );
    if (
      node.type === 'CallExpression' &&
      node.callee.type === 'MemberExpression' &&
      memberName(node.callee) === 'bind'
    )
      return [node.callee.object];
    return [node];
  });
}

/** `handler.bind(this)` */
const isWrapped = (registered: Node, callback: Node): boolean =>
  registered.type === 'CallExpression' &&
  registered.callee.type === 'MemberExpression' &&
  registered.callee.object === callback;

/** The function that a value of this file is, or where it comes from. */
export function referenceTo(
  file: SourceFile,
  origins: Origins,
  idOf: (fn: FunctionNode) => number,
  node: Node,
): FunctionRef | null {
  const value = unwrapped(node);
  if (isFunction(value)) return { kind: 'function', id: idOf(value) };
  if (value.type === 'Identifier') {
    const variable = file.variableOf(value);
    const definition =
      variable && parameterIndex(variable) === null ? definitionOf(variable) : null;
    const fn =
      definition?.type === 'VariableDeclarator' && definition.id.type === 'Identifier'
        ? functionBehind(definition.init)
        : definition;
    if (fn && isFunction(fn)) return { kind: 'function', id: idOf(fn) };
    if (fn && isClass(fn)) {
      const constructor = constructorOf(fn);
      if (constructor) return { kind: 'function', id: idOf(constructor) };
    }
  }
  if (value.type === 'MemberExpression' && value.object.type === 'ThisExpression') {
    const owner = origins.classAround(value);
    const member = owner && origins.classMember(owner, memberName(value) ?? '');
    if (member && isFunction(member)) return { kind: 'function', id: idOf(member) };
  }
  const origin: Origin | null = origins.of(value);
  return origin ? { kind: 'origin', origin } : null;
}

/** The function in `const f = wrap(async () => {})`: what wraps a function calls it. */
function functionBehind(init: Node | null): Node | null {
  if (!init) return null;
  const value = unwrapped(init);
  if (value.type !== 'CallExpression') return value;
  const functions = value.arguments.filter((one) => isFunction(one));
  return functions.length === 1 ? (functions[0] ?? null) : value;
}

function constructorOf(node: Node): FunctionNode | null {
  if (!isClass(node)) return null;
  for (const member of node.body.body)
    if (member.type === 'MethodDefinition' && member.kind === 'constructor')
      return member.value as FunctionNode;
  return null;
}

function namedFunctions(
  file: SourceFile,
  idOf: (fn: FunctionNode) => number,
): Record<string, number> {
  const members: Record<string, number> = {};
  const addClass = (name: string, node: Node): void => {
    if (!isClass(node)) return;
    for (const member of node.body.body) {
      if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') continue;
      const key = keyName(member);
      const value = member.value as Node | null;
      if (key === null || !value || !isFunction(value)) continue;
      const isConstructor = member.type === 'MethodDefinition' && member.kind === 'constructor';
      members[isConstructor ? `.${name}` : `.${name}${member.static ? '.' : '#'}${key}`] =
        idOf(value);
    }
  };
  const addValue = (name: string, node: Node | null): void => {
    const value = node && functionBehind(node);
    if (!value) return;
    if (isFunction(value)) members[`.${name}`] = idOf(value);
    else if (isClass(value)) addClass(name, value);
    else if (value.type === 'ObjectExpression')
      for (const property of value.properties) {
        if (property.type !== 'Property' || !isFunction(property.value)) continue;
        const key = keyName(property);
        if (key !== null) members[`.${name}.${key}`] = idOf(property.value);
      }
  };
  for (const statement of file.program.body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
        ? statement.declaration
        : statement;
    if (!declaration) continue;
    if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration')
      addValueOrClass(declaration.id?.name ?? 'default', declaration);
    else if (declaration.type === 'VariableDeclaration')
      for (const { id, init } of declaration.declarations)
        if (id.type === 'Identifier') addValue(id.name, init);
    if (statement.type === 'ExportDefaultDeclaration') addValue('default', declaration);
    if (statement.type === 'ExpressionStatement') {
      const { expression } = statement;
      if (expression.type !== 'AssignmentExpression') continue;
      const method = prototypeMethod(expression);
      if (method) members[`.${method.owner}#${method.name}`] = idOf(method.fn);
      const left = file.textOf(expression.left);
      const name = /^(?:module\.)?exports\.(\w+)$/.exec(left)?.[1];
      if (name) addValue(name, expression.right);
      else if (left === 'module.exports') addValue('module.exports', expression.right);
    }
  }
  function addValueOrClass(name: string, node: Node): void {
    if (isClass(node)) addClass(name, node);
    else addValue(name, node);
  }
  return members;
}

function valuesOf(file: SourceFile, origins: Origins): Record<string, Origin> {
  const values: Record<string, Origin> = {};
  const add = (path: string, origin: Origin | null): void => {
    if (origin && !(origin.module === '.' && origin.path === path)) values[path] = origin;
  };
  for (const declarator of file.nodes('VariableDeclarator')) {
    if (
      declarator.parent?.parent !== file.program &&
      declarator.parent?.parent?.parent !== file.program
    )
      continue;
    for (const name of boundNames(declarator.id)) add(`.${name.name}`, origins.of(name));
    if (declarator.id.type !== 'Identifier' || declarator.init?.type !== 'ObjectExpression')
      continue;
    for (const property of declarator.init.properties) {
      const key = property.type === 'Property' ? keyName(property) : null;
      if (key !== null && property.type === 'Property' && !isFunction(property.value))
        add(`.${declarator.id.name}.${key}`, origins.of(property.value));
    }
  }
  for (const owner of [...file.nodes('ClassDeclaration'), ...file.nodes('ClassExpression')]) {
    if (!owner.id) continue;
    for (const name of fieldNames(owner)) {
      const member = origins.classMember(owner, name);
      if (!member || isFunction(member)) continue;
      add(
        `.${owner.id.name}#${name}`,
        member.type === 'TSTypeAnnotation' ? origins.ofType(member) : origins.of(member),
      );
    }
  }
  return values;
}

function fieldNames(owner: Node): Set<string> {
  const names = new Set<string>();
  if (!isClass(owner)) return names;
  for (const member of owner.body.body) {
    const key = keyName(member);
    if (member.type === 'PropertyDefinition' && key !== null) names.add(key);
    if (member.type === 'MethodDefinition' && member.kind === 'constructor')
      for (const name of assignedFields(member.value)) names.add(name);
  }
  return names;
}

function assignedFields(constructor: Node): string[] {
  if (!isFunction(constructor) || constructor.body?.type !== 'BlockStatement') return [];
  const names = constructor.body.body.flatMap((statement) => {
    if (statement.type !== 'ExpressionStatement') return [];
    const { expression } = statement;
    if (expression.type !== 'AssignmentExpression') return [];
    const name = memberName(expression.left);
    return name !== null ? [name] : [];
  });
  const properties = constructor.params.flatMap((parameter) =>
    parameter.type === 'TSParameterProperty' && parameter.parameter.type === 'Identifier'
      ? [parameter.parameter.name]
      : [],
  );
  return [...names, ...properties];
}

const routeDecorators =
  /^(?:Get|Post|Put|Patch|Delete|All|Options|Head|Query|Mutation|ResolveField)$/;
const eventDecorators =
  /^(?:MessagePattern|EventPattern|OnEvent|SubscribeMessage|Process|Processor|OnQueueEvent)$/;
const timerDecorators = /^(?:Cron|Interval|Timeout)$/;

/** Methods that a framework finds by their decorators, as Nest does. */
function addDecorated(
  file: SourceFile,
  idOf: (fn: FunctionNode) => number,
  roots: RootSummary[],
): void {
  for (const method of file.nodes('MethodDefinition')) {
    for (const { expression } of method.decorators ?? []) {
      const call = expression.type === 'CallExpression' ? expression.callee : expression;
      if (call.type !== 'Identifier') continue;
      const kind = routeDecorators.test(call.name)
        ? 'request'
        : eventDecorators.test(call.name)
          ? 'message'
          : timerDecorators.test(call.name)
            ? 'timer'
            : null;
      if (kind)
        roots.push({
          kind,
          label: file.textOf(expression),
          target: { kind: 'function', id: idOf(method.value as FunctionNode) },
          ...file.positionAt(method.start),
        });
    }
  }
}

const routeExports = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;
const handlerParameters = /^(?:req|request|_req)$/;
const replyParameters = /^(?:res|response|reply|_res)$/;

/** Functions whose signature or exported name says that a server calls them. */
function addHandlers(
  file: SourceFile,
  idOf: (fn: FunctionNode) => number,
  roots: RootSummary[],
): void {
  for (const fn of file.functions) {
    const name = functionName(fn);
    const [first, second] = fn.params.map((param) =>
      param.type === 'Identifier' ? param.name : '',
    );
    const isHandler = handlerParameters.test(first ?? '') && replyParameters.test(second ?? '');
    const isRoute =
      name !== null && (routeExports.test(name) || name === 'handler') && isExportedFunction(fn);
    if (!isHandler && !isRoute) continue;
    roots.push({
      kind: 'request',
      label: isRoute && name !== null ? name : `${name ?? 'handler'}(${first}, ${second})`,
      target: { kind: 'function', id: idOf(fn) },
      ...file.positionAt(fn.start),
    });
  }
}

function isExportedFunction(fn: FunctionNode): boolean {
  const declaration = fn.parent?.type === 'VariableDeclarator' ? fn.parent.parent : fn;
  const parent = declaration?.parent;
  return (
    parent?.type === 'ExportNamedDeclaration' ||
    (parent?.type === 'AssignmentExpression' && /exports\b/.test(memberRoot(parent.left)))
  );
}

const memberRoot = (node: Node): string => {
  let current = node;
  while (current.type === 'MemberExpression') current = current.object;
  return current.type === 'Identifier' ? current.name : '';
};

function usesParentPort(file: SourceFile, origins: Origins): boolean {
  const startsThreads = file.nodes('NewExpression').some(({ callee }) => {
    const origin = origins.of(callee);
    return origin !== null && originKey(origin) === 'worker_threads.Worker';
  });
  // What serves both sides is written for both; a file that is both asks which it is.
  if (startsThreads && !/\bisMainThread\b/.test(file.text)) return false;
  return (
    file.nodes('ImportSpecifier').some((specifier) => {
      const origin = origins.of(specifier.local);
      return (
        origin !== null && /^worker_threads\.(?:parentPort|workerData)$/.test(originKey(origin))
      );
    }) ||
    (/\brequire\(['"](?:node:)?worker_threads['"]\)/.test(file.text) &&
      /\b(?:parentPort|workerData)\b/.test(file.text))
  );
}
