/** The functions of a file that other code can name: by export, by class and method, by object and property. */
import type { FunctionNode, Node } from './ast.ts';
import { isClass, isFunction, keyName, onlyReturned } from './ast.ts';
import { wrappedFunction } from './function-reference.ts';
import { prototypeMethod } from './prototype-methods.ts';
import { referencedFunction } from './referenced-function.ts';
import type { SourceFile } from './source-file.ts';

/** @returns ids of functions by path: `.f`, `.Class#method`, `.Class.staticMethod`, `.object.property`, `.factory()` */
export function namedFunctions(
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
      const path = isConstructor ? `.${name}` : `.${name}${member.static ? '.' : '#'}${key}`;
      members[path] = idOf(value);
      if (!isConstructor) addMade(`${path}()`, value);
    }
  };
  /** What a factory gives: a function, or an object with some. */
  const addMade = (path: string, factory: FunctionNode): void => {
    const made = onlyReturned(factory);
    if (isFunction(made)) members[path] = idOf(made);
    if (made?.type !== 'ObjectExpression') return;
    for (const property of made.properties) {
      const key = property.type === 'Property' ? keyName(property) : null;
      const fn = property.type === 'Property' ? referencedFunction(file, property.value) : null;
      if (key !== null && fn) members[`${path}.${key}`] = idOf(fn);
    }
  };
  const addValue = (name: string, node: Node | null): void => {
    const value = node && wrappedFunction(node);
    if (!value) return;
    if (isFunction(value)) {
      members[`.${name}`] = idOf(value);
      addMade(`.${name}()`, value);
    } else if (isClass(value)) addClass(name, value);
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
