/** Makes the summary of a file. */
import type { CallNode, NewNode, Node } from './ast.ts';
import { functionName, isFunction, memberName, unwrapped } from './ast.ts';
import { chosenFunctions } from './chosen-functions.ts';
import { constructedCallbacks } from './constructed-callbacks.ts';
import { exportsOf } from './exports.ts';
import { decoratedRoots, handlerRoots } from './framework-roots.ts';
import { functionIds } from './function-ids.ts';
import { referenceTo } from './function-reference.ts';
import { getterReads } from './getter-reads.ts';
import { handedFunctions, parameterCalls } from './handed-functions.ts';
import { importedModules } from './imported-modules.ts';
import { namedFunctions } from './named-functions.ts';
import { namedBases, namedContracts, namedValues } from './named-values.ts';
import { originKey } from './origin.ts';
import type { Origins } from './origins.ts';
import { promiseMembers } from './promise-members.ts';
import { givesPromise, isPromiseByItself } from './promise-values.ts';
import { referencedFunction } from './referenced-function.ts';
import { type RootKind, registrationOf } from './registrations.ts';
import { resolverRoots, tableRoots } from './route-tables.ts';
import { setupFunctions } from './setup-functions.ts';
import { signalMembers } from './signal-places.ts';
import type { SourceFile } from './source-file.ts';
import type { CallSummary, FileSummary, FunctionRef, RootSummary } from './summary.ts';
import { isBrowserFile, isTerminalFile } from './surroundings.ts';
import { type TurnFacts, waitsForNothing } from './turns.ts';
import { isWorkerFile, workersOf } from './workers.ts';

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
  const root = (call: Node, kind: RootKind, label: string, target: FunctionRef): void => {
    roots.push({ kind, label, target, ...place(call), from: ids.idAround(call) });
  };
  const reference = (node: Node): FunctionRef | null => referenceTo(file, origins, ids.idOf, node);

  const keyOf = (node: Node): string | null => {
    const origin = origins.of(node);
    return origin && originKey(origin);
  };
  const turns: TurnFacts = {
    source: file,
    key: keyOf,
    calleeKey: (node) => {
      const call = unwrapped(node);
      return call.type === 'CallExpression' || call.type === 'NewExpression'
        ? keyOf(call.callee)
        : null;
    },
    functionOf: (call) =>
      call.type === 'CallExpression' ? referencedFunction(file, call.callee) : null,
    isPromise: (node) => isPromiseByItself(node, origins),
  };

  for (const call of [...file.nodes('CallExpression'), ...file.nodes('NewExpression')]) {
    const target = reference(call.callee);
    if (target) called(call, target);
    for (const fn of chosenFunctions(file, call.callee))
      called(call, { kind: 'function', id: ids.idOf(fn) });
    const origin = origins.of(call.callee);
    const key = origin && originKey(origin);
    const registration = registrationOf(call, key);
    const constructed = constructedCallbacks(call, key);
    for (const callback of callbacksOf(call)) {
      if (registration && registration.kind !== 'startup') {
        const made = callback.type === 'CallExpression' ? reference(callback) : null;
        if (made) {
          root(call, registration.kind, registration.label, made);
          continue;
        }
      }
      const passed = reference(callback);
      if (!passed) continue;
      const later = constructed.find(({ node }) => node === callback);
      if (later) {
        root(call, 'event', later.label, passed);
        continue;
      }
      const registered = registration?.callbacks.find(
        (one) => one === callback || isWrapped(one, callback),
      );
      if (registered && registration && registration.kind !== 'startup')
        root(call, registration.kind, registration.label, passed);
      // Whoever gets a function is taken to call it, now or later.
      else if (isFunction(callback) || registration) called(call, passed);
    }
    if (registration?.kind !== undefined && registration.kind !== 'startup')
      for (const callback of registration.callbacks) {
        const passed = callbacksOf(call).includes(callback) ? null : reference(callback);
        if (passed) root(call, registration.kind, registration.label, passed);
      }
  }
  for (const { node, fn } of getterReads(file, origins))
    called(node, { kind: 'function', id: ids.idOf(fn) });
  roots.push(
    ...decoratedRoots(file, ids.idOf),
    ...handlerRoots(file, ids.idOf),
    ...tableRoots(file, reference),
    ...resolverRoots(file, reference),
  );

  return {
    functions: [
      {
        name: null,
        line: 1,
        column: 1,
        isAsync: false,
        isSetup: true,
        givesPromise: false,
        waitsForNothing: false,
        returns: null,
        calls: calls[0] ?? [],
      },
      ...file.functions.map((fn, index) => ({
        name: functionName(fn),
        ...place(fn),
        isAsync: fn.async,
        isSetup: setups.has(index + 1),
        givesPromise: givesPromise(fn, origins),
        waitsForNothing: fn.async && !fn.generator && waitsForNothing(fn, turns),
        returns: origins.returnedBy(fn),
        calls: calls[index + 1] ?? [],
      })),
    ],
    roots,
    handed: handedFunctions(file, origins, ids),
    parameterCalls: parameterCalls(file, origins, ids),
    members: namedFunctions(file, ids.idOf),
    values: namedValues(file, origins),
    promiseMembers: promiseMembers(file),
    signalMembers: signalMembers(file),
    bases: namedBases(file, origins),
    contracts: namedContracts(file, origins),
    ...exportsOf(file, origins),
    imports: importedModules(file),
    startsWorkers: workersOf(file, origins),
    isWorker: isWorkerFile(file, origins),
    isBrowser: isBrowserFile(file),
    isTerminal: isTerminalFile(file),
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
