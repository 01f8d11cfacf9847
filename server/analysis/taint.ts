/** Whether a value comes from outside, unchecked: from a request, a socket, a message or a file. */
import type { CallNode, FunctionNode, Node } from './ast.ts';
import {
  functionName,
  isFunction,
  memberName,
  propertyOf,
  stringValue,
  unwrapped,
  walkOwn,
} from './ast.ts';
import type { FileFacts } from './file-facts.ts';
import {
  bodyMethod,
  bodyProperty,
  bodyReaderName,
  bodyReaders,
  isRequest,
  lineProperty,
  partOfRequest,
} from './request-values.ts';
import { hasSizeComparison } from './size-guard.ts';
import { constantBehind, definitionOf, parameterIndex, readsOf } from './variables.ts';

/** `line` is of the head of a request, whose size is bounded: see request-values.ts. */
export type TaintSource = 'body' | 'line' | 'message' | 'file';

const files =
  /^(?:fs\.readFileSync|fs\/promises\.readFile|fs\/promises\.FileHandle#readFile|fs-extra\.(?:readFile|readFileSync)|promisify:fs\.readFile)$/;
/** Methods whose result holds no more than a piece of a known size, or something else. */
const harmless =
  /^(?:length|size|byteLength|includes|startsWith|endsWith|indexOf|charCodeAt|has|test)$/;

const cuts = /^(?:slice|substring|substr)$/;

const deepest = 12;
/** From function to function. */
const mostCalls = 4;

/** @returns where the value comes from; `null` when that is not known to be outside */
export function taintOf(node: Node, facts: FileFacts): TaintSource | null {
  return find(node, facts, 0, new Set());
}

function find(node: Node, facts: FileFacts, depth: number, seen: Set<Node>): TaintSource | null {
  const value = unwrapped(node);
  if (depth > deepest || seen.has(value)) return null;
  seen.add(value);
  const on: Recur = (one, its = facts) => (one ? find(one, its, depth + 1, seen) : null);
  switch (value.type) {
    case 'MemberExpression': {
      const name = memberName(value);
      if (name !== null && harmless.test(name)) return null;
      const known = partOfRequest(facts.key(value));
      if (known) return known;
      if (name !== null && isRequest(value.object, facts)) {
        if (bodyProperty.test(name)) return 'body';
        if (lineProperty.test(name)) return 'line';
        if (name === 'request' || name === 'req') return null;
      }
      return on(value.object);
    }
    case 'AwaitExpression':
      return on(value.argument);
    case 'TemplateLiteral':
      return first(value.expressions, on);
    case 'BinaryExpression':
      return value.operator === '+' ? (on(value.left) ?? on(value.right)) : null;
    case 'LogicalExpression':
      return on(value.left) ?? on(value.right);
    case 'ConditionalExpression':
      return on(value.consequent) ?? on(value.alternate);
    case 'AssignmentExpression':
      return on(value.right);
    case 'ArrayExpression':
      return first(
        value.elements.filter((one) => one !== null),
        on,
      );
    case 'SpreadElement':
      return on(value.argument);
    case 'NewExpression':
      return /^global\.(?:URL|URLSearchParams|String)$/.test(facts.calleeKey(value) ?? '')
        ? first(value.arguments, on)
        : null;
    case 'CallExpression':
      return ofCall(value, facts, on);
    case 'Identifier':
      return ofIdentifier(value, facts, on);
    default:
      return null;
  }
}

/** @param facts of the file of the node, when that is another one */
type Recur = (node: Node | null | undefined, facts?: FileFacts) => TaintSource | null;

function first(nodes: readonly Node[], on: Recur): TaintSource | null {
  for (const node of nodes) {
    const found = on(node);
    if (found) return found;
  }
  return null;
}

/** Calls that make another form of what they are given. */
const transforms =
  /^(?:global\.(?:String|decodeURIComponent|decodeURI|unescape|JSON\.(?:parse|stringify)|Buffer\.(?:from|concat)|structuredClone|Object\.(?:values|keys|entries|fromEntries))|querystring\.parse|url\.parse|path\.(?:basename|normalize))$/;

function ofCall(
  call: Node & { type: 'CallExpression' },
  facts: FileFacts,
  on: Recur,
): TaintSource | null {
  const method = memberName(call.callee);
  if (method !== null && (harmless.test(method) || (cuts.test(method) && isCut(call)))) return null;
  const key = facts.calleeKey(call);
  if (key !== null) {
    const known = partOfRequest(`${key}()`);
    if (known) return known;
    if (files.test(key)) return 'file';
    if (bodyReaders.test(key)) return 'body';
    if (transforms.test(key)) return first(call.arguments, on);
  }
  const { callee } = call;
  const name = memberName(callee) ?? (callee.type === 'Identifier' ? callee.name : null);
  if (
    name !== null &&
    bodyReaderName.test(name) &&
    call.arguments.some((one) => isRequest(one, facts))
  )
    return 'body';
  if (callee.type === 'MemberExpression' && name !== null && bodyMethod.test(name))
    if (isRequest(callee.object, facts)) return 'body';
  const called = facts.called(call);
  const given = called && returned(called.fn, (one) => on(one, called.facts));
  return given ?? (callee.type === 'MemberExpression' ? on(callee.object) : null);
}

/** `text.slice(0, 200)` */
const isCut = ({ arguments: [from, to] }: Node & { type: 'CallExpression' }): boolean =>
  from !== undefined && to !== undefined;

function returned(fn: FunctionNode, on: Recur): TaintSource | null {
  if (!fn.body) return null;
  if (fn.body.type !== 'BlockStatement') return on(fn.body);
  let found: TaintSource | null = null;
  walkOwn(fn.body, (node) => {
    if (node.type === 'ReturnStatement') found ??= on(node.argument);
  });
  return found;
}

function ofIdentifier(
  node: Node & { type: 'Identifier' },
  facts: FileFacts,
  on: Recur,
): TaintSource | null {
  const known = partOfRequest(facts.key(node));
  if (known) return known;
  const variable = facts.source.variableOf(node);
  const definition = variable && definitionOf(variable);
  if (!variable || !definition) return null;
  const index = parameterIndex(variable);
  if (index !== null && isFunction(definition))
    return ofParameter(definition, index, variable.name, facts, on);
  const values: Node[] = [];
  if (definition.type === 'VariableDeclarator') {
    const loop = definition.parent?.parent;
    if (loop?.type === 'ForOfStatement' && loop.left === definition.parent) {
      if (loop.await && isRequest(loop.right, facts)) return 'body';
      if (loop.await && comesFromSocket(loop.right, facts)) return 'message';
      values.push(loop.right);
    }
    if (definition.init) {
      if (definition.id.type === 'ObjectPattern') {
        const property = propertyFor(definition.id, variable.name);
        if (property !== null && isRequest(definition.init, facts)) {
          if (bodyProperty.test(property)) return 'body';
          if (lineProperty.test(property)) return 'line';
        }
      }
      values.push(definition.init);
    }
  }
  for (const { identifier, writeExpr, isInitial } of variable.references) {
    if (writeExpr && !isInitial) values.push(writeExpr);
    // `chunks.push(chunk)`
    const member = identifier.parent;
    if (member?.type !== 'MemberExpression' || memberName(member) !== 'push') continue;
    if (member.parent?.type === 'CallExpression' && member.parent.callee === member)
      values.push(...member.parent.arguments);
  }
  return first(values, on);
}

function propertyFor(pattern: Node & { type: 'ObjectPattern' }, local: string): string | null {
  for (const property of pattern.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') continue;
    const target =
      property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
    if (
      target.type === 'Identifier'
        ? target.name === local
        : target.type === 'ObjectPattern' && propertyFor(target, local) !== null
    )
      return property.key.name;
  }
  return null;
}

/** A socket, and the lines of `createInterface({ input: socket })`. */
function comesFromSocket(node: Node, facts: FileFacts, depth = 0): boolean {
  if (depth > mostCalls) return false;
  const value = unwrapped(node);
  if (facts.key(value) === 'net.Socket#') return true;
  const constant = constantBehind(facts, value) ?? value;
  if (
    constant.type === 'CallExpression' &&
    facts.calleeKey(constant) === 'readline.createInterface'
  ) {
    const input = propertyOf(constant.arguments[0], 'input');
    return input !== null && comesFromSocket(input, facts, depth + 1);
  }
  const variable = facts.variableOf(value);
  const index = variable && parameterIndex(variable);
  const owner = variable && definitionOf(variable);
  return (
    index !== null &&
    isFunction(owner) &&
    facts.passedTo(owner, index).some((one) => comesFromSocket(one.value, one.facts, depth + 1))
  );
}

/** What a listener of messages gets, and what callers pass. */
function ofParameter(
  fn: FunctionNode,
  index: number,
  name: string,
  facts: FileFacts,
  on: Recur,
): TaintSource | null {
  const { parent } = fn;
  const pattern = fn.params[index];
  if (pattern?.type === 'ObjectPattern') {
    const property = propertyFor(pattern, name);
    if (property !== null && index === 0 && /^(?:body|rawBody)$/.test(property) && isHandler(fn))
      return 'body';
  }
  if (parent?.type === 'CallExpression' && index === 0 && parent.arguments.includes(fn)) {
    const method = memberName(parent.callee);
    const event = stringValue(parent.arguments[0]);
    if (method !== null && /^(?:on|once|addListener|addEventListener)$/.test(method)) {
      if (event === 'data') {
        const { callee } = parent;
        return callee.type === 'MemberExpression' && isRequest(callee.object, facts)
          ? 'body'
          : 'message';
      }
      if (event === 'message' || event === 'line') return 'message';
    }
  }
  if (parent?.type === 'CallExpression' && index === 1 && facts.calleeKey(parent) === 'fs.readFile')
    return 'file';
  for (const passed of facts.passedTo(fn, index)) {
    const found = on(passed.value, passed.facts);
    if (found) return found;
  }
  const handed = parent?.type === 'CallExpression' ? givenBack(parent, fn, index, facts, on) : null;
  return handed ?? first(passedToMethod(fn, index, facts), on);
}

/** What a function of the project calls its callback with: `raw` of `collect(req, (err, raw) => {})`. */
function givenBack(
  call: CallNode,
  callback: FunctionNode,
  index: number,
  facts: FileFacts,
  on: Recur,
): TaintSource | null {
  const called = facts.called(call);
  const parameter = called?.fn.params[call.arguments.indexOf(callback)];
  const variable = parameter?.type === 'Identifier' ? called?.facts.variableOf(parameter) : null;
  // What looks at sizes gives no more than it lets through.
  if (!called || !variable || hasSizeComparison(called.fn)) return null;
  for (const read of readsOf(variable)) {
    const back = read.parent?.type === 'CallExpression' ? read.parent : null;
    const value = back?.callee === read ? back.arguments[index] : undefined;
    const found = value ? on(value, called.facts) : null;
    if (found) return found;
  }
  return null;
}

const isHandler = (fn: FunctionNode): boolean => fn.params.length >= 1 && fn.async;

/** `parser.parse(line)`: a method of that name, of a class in this file, of a thing that is not known. */
function passedToMethod(fn: FunctionNode, index: number, facts: FileFacts): Node[] {
  const name = fn.parent?.type === 'MethodDefinition' ? functionName(fn) : null;
  if (name === null) return [];
  return facts.source.nodes('CallExpression').flatMap((call) => {
    const { callee } = call;
    const passed = call.arguments[index];
    if (callee.type !== 'MemberExpression' || memberName(callee) !== name || !passed) return [];
    return facts.called(call) === null ? [passed] : [];
  });
}
