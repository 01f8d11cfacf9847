/** What comes with a request: the object itself, its body, and what its head holds. By origin, or by name and place. */
import type { FunctionNode, Node } from './ast.ts';
import { enclosingFunction, isFunction, memberName, unwrapped } from './ast.ts';
import type { FileFacts } from './file-facts.ts';
import { definitionOf, parameterIndex } from './variables.ts';

const inBody =
  /^(?:express\.Request#(?:body|rawBody|files?)|fastify\.Request#body|koa\.Context#(?:request\.body|request\.rawBody)|hono\.Context#req\.(?:json|text|parseBody|formData|arrayBuffer)\(\))\b/;
const inLine =
  /^(?:global\.Input#|express\.Request#(?:query|params|headers|url|originalUrl|path|cookies|hostname|get\(\)|header\(\)|param\(\))|fastify\.Request#(?:query|params|headers|url|cookies)|koa\.Context#(?:query|params|url|path|headers?|querystring|get\(\)|request\.(?:query|url|headers?))|hono\.Context#req\.(?:query|param|header|queries|url|path)|http\.IncomingMessage#(?:url|headers|rawHeaders))/;
export const bodyReaders =
  /^(?:raw-body|get-raw-body|co-body(?:\.\w+)?|micro\.(?:text|json|buffer)|stream\/consumers\.(?:text|json|buffer))$/;
export const bodyReaderName =
  /^(?:read|get|collect|parse|receive|consume)(?:Raw|Request|Whole|Full)?(?:Body|Payload)$/;
export const bodyProperty = /^(?:body|rawBody)$/;
export const lineProperty =
  /^(?:query|params|headers|url|originalUrl|path|cookies|queryStringParameters|pathParameters|searchParams|nextUrl)$/;
export const bodyMethod = /^(?:text|json|formData|arrayBuffer)$/;
const requestName = /^_?(?:req|request|ctx|context|event)$/;
/** `line`: what the size of a request's head bounds, 16 kB: its address and its headers. */
export function partOfRequest(key: string | null): 'body' | 'line' | null {
  if (key === null) return null;
  if (inBody.test(key)) return 'body';
  return inLine.test(key) ? 'line' : null;
}

const requests =
  /^(?:express\.Request#|fastify\.Request#|http\.IncomingMessage#|koa\.Context#(?:request|req)?|hono\.Context#(?:req)?|global\.Request#|http2\.Http2ServerRequest#)$/;

/** The request object of a handler, by what it is or by its name and place. */
export function isRequest(node: Node, facts: FileFacts, depth = 0): boolean {
  const value = unwrapped(node);
  const key = facts.key(value);
  if (key !== null && requests.test(key)) return true;
  if (value.type === 'MemberExpression') {
    const name = memberName(value);
    return (
      (name === 'request' || name === 'req' || name === 'raw') &&
      isRequest(value.object, facts, depth)
    );
  }
  const variable = value.type === 'Identifier' ? facts.source.variableOf(value) : null;
  const index = variable && parameterIndex(variable);
  const owner = variable && index !== null ? definitionOf(variable) : null;
  if (value.type !== 'Identifier' || index === null || !isFunction(owner)) return false;
  if (index === 0 && requestName.test(value.name) && isHandlerOfName(value.name, owner))
    return true;
  return (
    depth < 3 &&
    facts.passedTo(owner, index).some((passed) => isRequest(passed.value, passed.facts, depth + 1))
  );
}

/** A handler by the names of its parameters. */
function isHandlerOfName(name: string, owner: FunctionNode): boolean {
  const { params } = owner;
  const [, second] = params;
  const hasReply =
    second?.type === 'Identifier' && /^_?(?:res|response|reply|next)$/.test(second.name);
  return (
    hasReply || /^(?:req|request)$/.test(name) || (owner.async && enclosingFunction(owner) === null)
  );
}
