/** Whether a value comes from outside, unchecked: from a request, a socket, a message or a file. */
import type { FunctionNode, Node } from './ast.ts';
import {
  enclosingFunction,
  functionName,
  isFunction,
  memberName,
  stringValue,
  unwrapped,
  walkOwn,
} from './ast.ts';
import type { SourceFile } from './source-file.ts';
import { definitionOf, parameterIndex } from './variables.ts';

/** `line`: what the size of a request's head bounds, 16 kB: its address and its headers. */
export type TaintSource = 'body' | 'line' | 'message' | 'file';

export interface TaintFacts {
  readonly source: SourceFile;
  key(node: Node): string | null;
  calleeKey(node: Node): string | null;
  functionOf(call: Node): FunctionNode | null;
}

const inBody =
  /^(?:express\.Request#(?:body|rawBody|files?)|fastify\.Request#body|koa\.Context#(?:request\.body|request\.rawBody)|hono\.Context#req\.(?:json|text|parseBody|formData|arrayBuffer)\(\))\b/;
const inLine =
  /^(?:global\.Input#|express\.Request#(?:query|params|headers|url|originalUrl|path|cookies|hostname|get\(\)|header\(\)|param\(\))|fastify\.Request#(?:query|params|headers|url|cookies)|koa\.Context#(?:query|params|url|path|headers?|querystring|get\(\)|request\.(?:query|url|headers?))|hono\.Context#req\.(?:query|param|header|queries|url|path)|http\.IncomingMessage#(?:url|headers|rawHeaders))/;
const files =
  /^(?:fs\.readFileSync|fs\/promises\.readFile|fs\/promises\.FileHandle#readFile|fs-extra\.(?:readFile|readFileSync)|promisify:fs\.readFile)$/;
const bodyReaders =
  /^(?:raw-body|get-raw-body|co-body(?:\.\w+)?|micro\.(?:text|json|buffer)|stream\/consumers\.(?:text|json|buffer))$/;
const bodyReaderName =
  /^(?:read|get|collect|parse|receive|consume)(?:Raw|Request|Whole|Full)?(?:Body|Payload)$/;
const bodyProperty = /^(?:body|rawBody)$/;
const lineProperty =
  /^(?:query|params|headers|url|originalUrl|path|cookies|queryStringParameters|pathParameters|searchParams|nextUrl)$/;
const bodyMethod = /^(?:text|json|formData|arrayBuffer)$/;
const requestName = /^_?(?:req|request|ctx|context|event)$/;
/** Methods whose result holds no more than a piece of a known size, or something else. */
const harmless =
  /^(?:length|size|byteLength|includes|startsWith|endsWith|indexOf|charCodeAt|has|test)$/;

const cuts = /^(?:slice|substring|substr)$/;

const deepest = 12;

/** @returns where the value comes from; `null` when that is not known to be outside */
export function taintOf(node: Node, facts: TaintFacts): TaintSource | null {
  return find(node, facts, 0, new Set());
}

function find(node: Node, facts: TaintFacts, depth: number, seen: Set<Node>): TaintSource | null {
  const value = unwrapped(node);
  if (depth > deepest || seen.has(value)) return null;
  seen.add(value);
  const on = (one: Node | null | undefined): TaintSource | null =>
    one ? find(one, facts, depth + 1, seen) : null;
  switch (value.type) {
    case 'MemberExpression': {
      const name = memberName(value);
      if (name !== null && harmless.test(name)) return null;
      const known = byKey(facts.key(value));
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

type Recur = (node: Node | null | undefined) => TaintSource | null;

const first = (nodes: readonly Node[], on: Recur): TaintSource | null => {
  for (const node of nodes) {
    const found = on(node);
    if (found) return found;
  }
  return null;
};

function byKey(key: string | null): TaintSource | null {
  if (key === null) return null;
  if (inBody.test(key)) return 'body';
  return inLine.test(key) ? 'line' : null;
}

/** Calls that make another form of what they are given. */
const transforms =
  /^(?:global\.(?:String|decodeURIComponent|decodeURI|unescape|JSON\.(?:parse|stringify)|Buffer\.(?:from|concat)|structuredClone|Object\.(?:values|keys|entries|fromEntries))|querystring\.parse|url\.parse|path\.(?:basename|normalize))$/;

function ofCall(
  call: Node & { type: 'CallExpression' },
  facts: TaintFacts,
  on: Recur,
): TaintSource | null {
  const method = memberName(call.callee);
  if (method !== null && (harmless.test(method) || (cuts.test(method) && isCut(call)))) return null;
  const key = facts.calleeKey(call);
  if (key !== null) {
    const known = byKey(`${key}()`);
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
  if (callee.type === 'MemberExpression') {
    if (name !== null && bodyMethod.test(name) && isRequest(callee.object, facts)) return 'body';
    return on(callee.object);
  }
  const fn = facts.functionOf(call);
  return fn ? returned(fn, on) : null;
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
  facts: TaintFacts,
  on: Recur,
): TaintSource | null {
  const known = byKey(facts.key(node));
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
    const member = (identifier as unknown as Node).parent;
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

/** What a listener of messages gets, and what the callers in this file pass. */
function ofParameter(
  fn: FunctionNode,
  index: number,
  name: string,
  facts: TaintFacts,
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
  return first(argumentsFor(fn, index, facts), on);
}

const isHandler = (fn: FunctionNode): boolean => fn.params.length >= 1 && fn.async;

function argumentsFor(fn: FunctionNode, index: number, facts: TaintFacts): Node[] {
  const name = functionName(fn);
  if (name === null) return [];
  const found: Node[] = [];
  for (const call of facts.source.nodes('CallExpression')) {
    const { callee } = call;
    const called = callee.type === 'Identifier' ? callee.name : memberName(callee);
    const passed = call.arguments[index];
    if (called !== name || !passed) continue;
    const target = facts.functionOf(call);
    // `parser.parse(line)`: a method of that name, of a class in this file.
    const isMethod = fn.parent?.type === 'MethodDefinition' && callee.type === 'MemberExpression';
    if (target === fn || (target === null && isMethod)) found.push(passed);
  }
  return found;
}

const requests =
  /^(?:express\.Request#|fastify\.Request#|http\.IncomingMessage#|koa\.Context#(?:request|req)?|hono\.Context#(?:req)?|global\.Request#|http2\.Http2ServerRequest#)$/;

/** The request object of a handler, by what it is or by its name and place. */
export function isRequest(node: Node, facts: TaintFacts): boolean {
  const value = unwrapped(node);
  const key = facts.key(value);
  if (key !== null && requests.test(key)) return true;
  if (value.type === 'MemberExpression') {
    const name = memberName(value);
    return (
      (name === 'request' || name === 'req' || name === 'raw') && isRequest(value.object, facts)
    );
  }
  if (value.type !== 'Identifier' || !requestName.test(value.name)) return false;
  const variable = facts.source.variableOf(value);
  const owner = variable && parameterIndex(variable) === 0 ? definitionOf(variable) : null;
  if (!isFunction(owner)) return false;
  const { params } = owner;
  const [, second] = params;
  const hasReply =
    second?.type === 'Identifier' && /^_?(?:res|response|reply|next)$/.test(second.name);
  return (
    hasReply ||
    /^(?:req|request)$/.test(value.name) ||
    (owner.async && enclosingFunction(owner) === null)
  );
}
