/** Tells calls that only read, so that nothing depends on the order in which they run. */
import type { CallNode, FunctionNode, Node } from './ast.ts';
import {
  enclosingFunction,
  functionName,
  memberName,
  propertyOf,
  stringValue,
  unwrapped,
  walk,
} from './ast.ts';
import { calledName, soundsLikeCleanup, soundsLikeEffect, soundsLikeRead } from './call-names.ts';
import { calleeKeyIn, functionBehind } from './function-behind.ts';
import type { AnalyzedFile, Project } from './project.ts';

const readers = [
  /^fs\/promises\.(?:readFile|stat|lstat|statfs|readdir|access|realpath|readlink)$/,
  /^dns\/promises\.\w+$/,
  /^axios(?:\.create\(\))?\.get$/,
  /^(?:got|ky)(?:\.got|\.(?:extend|create)\(\))*(?:\.(?:get|head))?$/,
  /^(?:ioredis#|redis\.createClient\(\)\.)(?:get|hget|hgetall|mget|exists|ttl|smembers|lrange|zrange)$/,
  /^@prisma\/client\.PrismaClient#\w+\.(?:find(?:Unique|First|Many)(?:OrThrow)?|count|aggregate|groupBy)$/,
  /^(?:typeorm\.\w*Repository|@mikro-orm\/[\w-]+\.EntityRepository)#(?:find|count|exist)\w*$/,
  /^mongodb\.MongoClient#db\(\)\.collection\(\)\.(?:findOne|distinct|countDocuments|find\(\).*\.toArray)$/,
  /^mongoose\.model\(\)\.(?:countDocuments|exists|distinct|find(?:One|ById)?(?:\(\)\.(?:lean|exec|sort|limit|select|populate))*)$/,
  /^knex\(\)\(\)(?!.*\.(?:insert|update|del|delete|truncate|increment|decrement|transacting|forUpdate)\b)\./,
];
const isReader = (key: string): boolean => readers.some((one) => one.test(key));
/** Commands of the AWS clients that only ask. */
const commands = /^@aws-sdk\/[\w-]+\.(?:Get|Head|List|Query|Scan|Describe|BatchGet)\w*Command$/;
/** How the body of an answer is taken. */
const bodies = /^(?:json|text|arrayBuffer|bytes|blob|buffer)$/;
const queries = /^(?:pg\.Pool|mysql2\/promise\.Pool)#(?:query|execute)$/;
const fetches = /^(?:global\.fetch|undici\.fetch|node-fetch)$/;
/** Things that do one thing after another, or whose calls belong together. */
const ordered =
  /^[#_]*(?:client|conn|connection|tx|trx|transaction|session|cursor|reader|stream|page|browser|lock|mutex|socket|channel|port|rl|iterator|queue|lines)$|(?:Client|Connection|Transaction|Session|Cursor|Reader|Stream)$/;
/** Reads that allow what follows, or make what it needs. */
const guarding =
  /session|token|auth|lock|permission|access|credential|connection|client|cursor|next|lease|ticket|slot/i;

export type ReadTest = (call: Node) => boolean;

export function readTest(project: Project, file: AnalyzedFile): ReadTest {
  return (call) => {
    const value = unwrapped(call);
    return value.type === 'CallExpression' && isRead(project, file, value, 0);
  };
}

function isRead(project: Project, file: AnalyzedFile, call: CallNode, depth: number): boolean {
  const key = calleeKeyIn(file)(call);
  // What is known to answer many at once, whatever it is called.
  if (key !== null && isReader(key)) return true;
  if (key !== null && isCommand(file, call, key)) return true;
  const asked = answeredCall(call);
  if (asked) return isRead(project, file, asked, depth);
  if (usesOrdered(call)) return false;
  if (key !== null && queries.test(key)) return isSelect(call);
  if (key !== null && fetches.test(key)) return isGet(call);
  const name = calledName(call);
  if (name === null || guarding.test(name)) return false;
  const found = functionBehind(project, file, call.callee);
  if (found) return depth < 3 && onlyReads(project, found.file, found.fn, depth);
  // Of a package that is known nothing can be told by the name of a method.
  const isPackage = key !== null && !/^(?:[./~#$]|@\/|global\.)/.test(key);
  return (soundsLikeRead(name) || storeReads.test(name) || endsRead(call)) && !isPackage;
}

/** `users.find({ team }).toArray()`, and `db.select().from(users).where(...)` of what builds queries. */
function endsRead({ callee }: CallNode): boolean {
  const object = callee.type === 'MemberExpression' ? unwrapped(callee.object) : null;
  if (selects(callee)) return true;
  return (
    object?.type === 'CallExpression' &&
    /^(?:toArray|exec|lean)$/.test(memberName(callee) ?? '') &&
    soundsLikeRead(calledName(object) ?? '')
  );
}

/** In a chain, `select` and then `from`. */
function selects(callee: Node): boolean {
  const names: string[] = [];
  for (let node = unwrapped(callee); node.type === 'MemberExpression'; ) {
    names.push(memberName(node) ?? '');
    const object = unwrapped(node.object);
    node = object.type === 'CallExpression' ? unwrapped(object.callee) : object;
  }
  const from = names.indexOf('from');
  return from >= 0 && names[from + 1] === 'select';
}

/** Commands of key-value stores that nothing else is called like. */
const storeReads = /^(?:hget|hgetall|hmget|mget|smembers|lrange|zrange|zscore|scard|llen)$/i;

/** `s3.send(new GetObjectCommand(...))` */
function isCommand(file: AnalyzedFile, call: CallNode, key: string): boolean {
  const [command] = call.arguments;
  if (!/^@aws-sdk\/.*#send$/.test(key) || command?.type !== 'NewExpression') return false;
  return commands.test(calleeKeyIn(file)(command) ?? '');
}

/** `answer.json()` */
export function takesBody(node: Node): boolean {
  const call = unwrapped(node);
  if (call.type !== 'CallExpression' || call.arguments.length > 0) return false;
  return bodies.test(memberName(unwrapped(call.callee)) ?? '');
}

/** `fetch(url)` of `(await fetch(url)).json()`, `fetch(url).then((answer) => answer.json())` and `got(url).json()`. */
function answeredCall(call: CallNode): CallNode | null {
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression') return null;
  if (!takesBody(call) && !(memberName(callee) === 'then' && isPartOfAnswer(call.arguments)))
    return null;
  const object = unwrapped(callee.object);
  const asked = object.type === 'AwaitExpression' ? unwrapped(object.argument) : object;
  return asked.type === 'CallExpression' ? asked : null;
}

/** `(answer) => answer.json()`, `({ data }) => data` */
function isPartOfAnswer([then, more]: readonly Node[]): boolean {
  if (more || then?.type !== 'ArrowFunctionExpression') return false;
  const body = unwrapped(then.body);
  return body.type === 'MemberExpression' || body.type === 'Identifier' || takesBody(body);
}

/** A connection, a transaction or a stream, as the object or as an argument. */
function usesOrdered({ callee, arguments: given }: CallNode): boolean {
  const nameOf = (node: Node): string =>
    node.type === 'Identifier' ? node.name : (memberName(node) ?? '');
  if (callee.type === 'MemberExpression') {
    const owner = unwrapped(callee.object);
    // What begins with a value that is global to the module was made for many.
    if (ordered.test(nameOf(owner))) return true;
  }
  return given.some((one) => ordered.test(nameOf(one)));
}

function isSelect({ arguments: [text] }: CallNode): boolean {
  const sql =
    text?.type === 'TemplateLiteral' ? text.quasis[0]?.value.raw : stringValue(text ?? null);
  // A statement that is kept in a variable says nothing here.
  return /^\s*(?:select|with)\b/i.test(sql ?? '') && !/\bfor\s+update\b/i.test(sql ?? '');
}

function isGet({ arguments: given }: CallNode): boolean {
  const method = stringValue(propertyOf(given[1], 'method'));
  return method === null || /^(?:get|head)$/i.test(method);
}

/** A function that waits for something, and changes nothing that outlives it but caches. */
function onlyReads(project: Project, file: AnalyzedFile, fn: FunctionNode, depth: number): boolean {
  if (!fn.body) return false;
  let waits = false;
  let isPromise = fn.async;
  let changes = false;
  walk(fn.body, (node) => {
    if (node.type === 'AwaitExpression') waits = true;
    if (node.type === 'NewExpression' && calleeKeyIn(file)(node) === 'global.Promise')
      isPromise = true;
    if (node.type === 'AssignmentExpression' && isOutside(file, node.left, fn)) changes = true;
    if (node.type === 'UpdateExpression' && isOutside(file, node.argument, fn)) changes = true;
    if (node.type === 'CallExpression' && changesSomething(project, file, node, depth))
      changes = true;
    if (node.type === 'CallExpression' && isRead(project, file, node, depth + 1)) waits = true;
  });
  return !changes && (waits || (isPromise && soundsLikeRead(functionName(fn) ?? '')));
}

/** Whether what is assigned is not a variable of the function itself. */
function isOutside(file: AnalyzedFile, place: Node, fn: FunctionNode): boolean {
  let root = unwrapped(place);
  while (root.type === 'MemberExpression') root = unwrapped(root.object);
  if (root.type !== 'Identifier') return root.type === 'ThisExpression';
  const declared = file.source.variableOf(root)?.identifiers[0];
  if (!declared) return true;
  const owner = enclosingFunction(declared);
  return !(owner === fn || (declared.start >= fn.start && declared.end <= fn.end));
}

function changesSomething(
  project: Project,
  file: AnalyzedFile,
  call: CallNode,
  depth: number,
): boolean {
  const name = calledName(call);
  const key = calleeKeyIn(file)(call);
  if (key !== null && queries.test(key)) return false;
  if (key !== null && fetches.test(key)) return !isGet(call);
  if (key !== null && /^(?:global\.(?:Map|Set|Array|String|console|Promise)|readline)\b/.test(key))
    return false;
  if (name === null) return false;
  const [text] = call.arguments;
  if (/^(?:query|execute|run|exec)$/.test(name))
    return /^\s*(?:insert|update|delete|begin|commit|create|drop|alter)\b/i.test(
      stringValue(text ?? null) ?? '',
    );
  if (/^(?:set|delete|add)$/.test(name)) return false;
  if (soundsLikeEffect(name) && !soundsLikeCleanup(name)) return true;
  const found = functionBehind(project, file, call.callee);
  return found !== null && depth < 2 && !isHarmless(project, found.file, found.fn, depth + 1);
}

function isHarmless(
  project: Project,
  file: AnalyzedFile,
  fn: FunctionNode,
  depth: number,
): boolean {
  let changes = false;
  if (fn.body)
    walk(fn.body, (node) => {
      if (node.type === 'AssignmentExpression' && isOutside(file, node.left, fn)) changes = true;
      if (node.type === 'CallExpression' && changesSomething(project, file, node, depth))
        changes = true;
    });
  return !changes;
}

/** Words by which people say that one thing comes after another on purpose. */
export const speaksOfOrder = (text: string): boolean =>
  /\b(?:in order|order matters|ordered|one at a time|rate[- ]limit\w*|must|no more than|gently|politely|transaction|snapshot|isolation|on purpose|deliberate\w*|intentional\w*)\b/i.test(
    text,
  );
