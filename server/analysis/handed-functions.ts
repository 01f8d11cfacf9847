/** Functions that are given to other functions of the project by name, and where those call them. */
import type { Node } from './ast.ts';
import { isFunction, unwrapped } from './ast.ts';
import type { FunctionIds } from './function-ids.ts';
import { referenceTo } from './function-reference.ts';
import { isOfFile } from './origin.ts';
import type { Origins } from './origins.ts';
import type { SourceFile } from './source-file.ts';
import type { HandedFunction, ParameterCall } from './summary.ts';
import { definitionOf, parameterIndex } from './variables.ts';

/** `serve(handler)`: the function `handler` of this file, given to `serve` of the project. */
export function handedFunctions(
  file: SourceFile,
  origins: Origins,
  { idOf }: FunctionIds,
): HandedFunction[] {
  return file.nodes('CallExpression').flatMap((call) => {
    const names = call.arguments.map((one) => {
      const passed = one.type === 'Identifier' ? referenceTo(file, origins, idOf, one) : null;
      return passed?.kind === 'function' ? passed.id : null;
    });
    if (names.every((id) => id === null)) return [];
    const to = referenceTo(file, origins, idOf, call.callee);
    if (!to || (to.kind === 'origin' && !isOfFile(to.origin))) return [];
    return names.flatMap((id, index) => (id === null ? [] : [{ to, index, id }]));
  });
}

/** Calls of parameters, also by functions inside of the one that has the parameter. */
export function parameterCalls(
  file: SourceFile,
  origins: Origins,
  { idOf, idAround }: FunctionIds,
): ParameterCall[] {
  return file.nodes('CallExpression').flatMap((call) => {
    const parameter = plainParameter(file, unwrapped(call.callee));
    if (!parameter) return [];
    return [
      {
        from: idAround(call),
        owner: idOf(parameter.owner),
        index: parameter.index,
        given: call.arguments.map((one) => origins.of(one)),
        ...file.positionAt(call.start),
      },
    ];
  });
}

/** A parameter without a pattern that is read here. */
export function plainParameter(file: SourceFile, node: Node) {
  const variable = node.type === 'Identifier' ? file.variableOf(node) : null;
  const index = variable && parameterIndex(variable);
  const owner = variable && definitionOf(variable);
  if (index === null || !isFunction(owner)) return null;
  return owner.params[index]?.type === 'Identifier' ? { owner, index } : null;
}
