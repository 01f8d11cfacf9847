/**
 * Who settles a promise that is made by hand: the resolvers of `new Promise(...)` and `Promise.withResolvers()`, the
 * functions that have them, and the calls to which they are handed.
 */
import type { CallNode, FunctionNode, Node, Of } from './ast.ts';
import { enclosingFunction, isFunction, keyName, memberName, walk, walkOwn } from './ast.ts';
import type { SourceFile, Variable } from './source-file.ts';
import { constantValue, definitionOf } from './variables.ts';

export interface ManualPromise {
  /** What makes it. */
  readonly node: Node;
  /** The function in which it must be settled: the executor, or the one that calls `withResolvers`. */
  readonly fn: FunctionNode;
  /** Where the duty to settle begins, if not with `fn`. */
  readonly from: Node | null;
  readonly executor: FunctionNode | null;
  readonly resolve: Variable | null;
  readonly reject: Variable | null;
}

/** A resolver, or a function that has one, that is handed to a call. */
export interface Handover {
  readonly call: CallNode | Of<'NewExpression'>;
  /** As it is passed. */
  readonly argument: Node;
  /** The function behind it; `null` for the resolver itself. */
  readonly fn: FunctionNode | null;
}

export interface Settling {
  /** Variables that hold a resolver, or a function that has one. */
  isCarrier(identifier: Node): boolean;
  carries(fn: FunctionNode): boolean;
  /** What `fn` itself hands over, not its nested functions. */
  handovers(fn: FunctionNode): readonly Handover[];
  /** Resolvers that `fn` keeps in another way, for whoever settles later. */
  isKept(fn: FunctionNode): boolean;
}

export function executorPromise(
  source: SourceFile,
  node: Of<'NewExpression'>,
): ManualPromise | null {
  const [executor] = node.arguments;
  if (!executor || !isFunction(executor)) return null;
  const [resolve, reject] = executor.params.map((one) =>
    one.type === 'Identifier' ? source.variableOf(one) : null,
  );
  if (!resolve && !reject) return null;
  return {
    node,
    fn: executor,
    from: null,
    executor,
    resolve: resolve ?? null,
    reject: reject ?? null,
  };
}

/** `const { promise, resolve, reject } = Promise.withResolvers()` */
export function resolversPromise(
  source: SourceFile,
  declarator: Of<'VariableDeclarator'>,
): ManualPromise | null {
  const fn = enclosingFunction(declarator);
  if (!fn || !declarator.init || declarator.id.type !== 'ObjectPattern') return null;
  const names = new Map<string | null, Variable | null>();
  for (const property of declarator.id.properties) {
    if (property.type !== 'Property') return null;
    names.set(keyName(property), source.variableOf(property.value));
  }
  const resolve = names.get('resolve') ?? null;
  const reject = names.get('reject') ?? null;
  if (!names.has('promise') || (!resolve && !reject)) return null;
  return { node: declarator.init, fn, from: declarator, executor: null, resolve, reject };
}

export function settlingOf(source: SourceFile, promise: ManualPromise): Settling {
  const carriers = new Set<Variable>();
  for (const one of [promise.resolve, promise.reject]) if (one) carriers.add(one);
  const carrying = new Set<FunctionNode>();

  const addFrom = (variable: Variable): void => {
    for (const { identifier } of variable.references) {
      let fn = enclosingFunction(identifier);
      while (fn && fn !== promise.fn) {
        if (!carrying.has(fn)) {
          carrying.add(fn);
          const name = nameOf(source, fn);
          if (name && !carriers.has(name)) {
            carriers.add(name);
            addFrom(name);
          }
        }
        fn = enclosingFunction(fn);
      }
    }
  };
  for (const one of [...carriers]) addFrom(one);

  const isCarrier = (node: Node): boolean => {
    const variable = node.type === 'Identifier' ? source.variableOf(node) : null;
    return variable !== null && carriers.has(variable);
  };

  function handovers(fn: FunctionNode): Handover[] {
    const found: Handover[] = [];
    walkOwn(fn, (call) => {
      if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return;
      for (const argument of call.arguments) {
        const nested = functionIn(argument);
        if (nested.some((one) => carrying.has(one)))
          for (const one of nested) found.push({ call, argument: one, fn: one });
        else if (isCarrier(argument)) {
          const variable = source.variableOf(argument);
          const value = variable && (constantValue(variable) ?? definitionOf(variable));
          const isResolver = variable === promise.resolve || variable === promise.reject;
          found.push({
            call,
            argument,
            fn: !isResolver && value && isFunction(value) ? value : null,
          });
        }
      }
    });
    return found;
  }

  return {
    isCarrier,
    carries: (fn) => carrying.has(fn),
    handovers,
    isKept(fn) {
      let kept = false;
      walkOwn(fn, (node) => {
        if (node.type !== 'Identifier' || !isCarrier(node)) return;
        const { parent } = node;
        const isPassed = parent?.type === 'CallExpression' || parent?.type === 'NewExpression';
        const isDeclared =
          (parent?.type === 'VariableDeclarator' && parent.id === node) ||
          (parent?.type === 'Property' && parent.parent?.type === 'ObjectPattern');
        kept ||= !isPassed && !isDeclared && !isFunction(parent);
      });
      return kept;
    },
  };
}

/** A function that is passed, as it is or in the properties of an object. */
function functionIn(argument: Node): FunctionNode[] {
  if (isFunction(argument)) return [argument];
  if (argument.type !== 'ObjectExpression') return [];
  const found: FunctionNode[] = [];
  walk(argument, (node) => {
    if (isFunction(node)) found.push(node);
    return !isFunction(node);
  });
  return found;
}

function nameOf(source: SourceFile, fn: FunctionNode): Variable | null {
  if (fn.type === 'FunctionDeclaration') return fn.id && source.variableOf(fn.id);
  const parent = fn.parent;
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
    ? source.variableOf(parent.id)
    : null;
}

export type HandoverKind =
  /** Called once, when all is over: it must settle. */
  | 'once'
  /** Called when it fails, if ever. */
  | 'failure'
  /** Called again and again, later, or by somebody unknown. */
  | 'open';

/** Called once, unless somebody clears them. */
const timers = /^(?:global\.set(?:Timeout|Immediate)|process\.nextTick|global\.queueMicrotask)$/;
const nodeCallbacks =
  /^(?:fs\.(?!.*(?:watch|Stream|Sync)$)\w+|dns\.\w+|child_process\.(?:exec|execFile)|crypto\.\w+|zlib\.\w+|https?\.(?:get|request)|net\.(?:connect|createConnection)|tls\.connect)$/;
const listeners = /^(?:on|once|addListener|addEventListener|prependListener|prependOnceListener)$/;
const lastEvents = /^(?:exit|close|end|finish)$/;
const errorParameter = /^_?(?:e|er|err|error|ex|exception|failure)$|(?:Err|Error)$/;
/** Methods whose callback may be called more than once. */
const repeated =
  /^(?:on|off|add|set|subscribe|watch|listen|observe|each|for|map|flatMap|filter|reduce|some|every|find|sort|use|handle|register|tap|intercept|poll|repeat|schedule|push|unshift|consume|process|pipe|delete|replace)(?![a-z])/;

/** When a call calls what it gets. */
export function handoverKind(
  { call, argument, fn }: Handover,
  key: string | null,
  event: string | null,
): HandoverKind {
  const method = memberName(call.callee);
  if (method !== null && listeners.test(method) && event !== null) {
    if (event === 'error') return 'failure';
    if (!fn) return 'open';
    return lastEvents.test(event) || method === 'once' ? 'once' : 'open';
  }
  if (method === 'catch') return 'failure';
  if (method === 'then') return call.arguments[0] === argument && fn ? 'once' : 'failure';
  if (!fn || key === 'global.setInterval') return 'open';
  if (key !== null && (nodeCallbacks.test(key) || timers.test(key))) return 'once';
  const [first] = fn.params;
  if (first?.type === 'Identifier' && errorParameter.test(first.name)) return 'once';
  const name = method ?? (call.callee.type === 'Identifier' ? call.callee.name : null);
  const isLast = call.arguments.at(-1) === argument;
  return name === null || !isLast || repeated.test(name) || call.type === 'NewExpression'
    ? 'open'
    : 'once';
}
