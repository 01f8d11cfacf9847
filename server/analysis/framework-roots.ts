/** Roots that no call registers: a framework finds them by decorators, by signatures, by exported names. */
import type { FunctionNode, Node } from './ast.ts';
import { functionName, memberName } from './ast.ts';
import type { SourceFile } from './source-file.ts';
import type { RootSummary } from './summary.ts';

const routeDecorators =
  /^(?:Get|Post|Put|Patch|Delete|All|Options|Head|Query|Mutation|ResolveField)$/;
const eventDecorators =
  /^(?:MessagePattern|EventPattern|OnEvent|SubscribeMessage|Process|Processor|OnQueueEvent)$/;
const timerDecorators = /^(?:Cron|Interval|Timeout)$/;

/** Methods that a framework finds by their decorators, as Nest does. */
export function decoratedRoots(
  file: SourceFile,
  idOf: (fn: FunctionNode) => number,
): RootSummary[] {
  const roots: RootSummary[] = [];
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
          from: 0,
          ...file.positionAt(method.start),
        });
    }
  }
  return roots;
}

const routeExports = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;
/** What Remix, React Router and SvelteKit call by its name. */
const loaders = /^(?:loader|action|load)$/;
const loaderImports = /['"](?:@remix-run\/[\w-]+|react-router|\.\/\$types)['"]/;
const handlerParameters = /^(?:req|request|_req)$/;
const replyParameters = /^(?:res|response|reply|_res)$/;

/** Functions whose signature or exported name says that a server calls them. */
export function handlerRoots(file: SourceFile, idOf: (fn: FunctionNode) => number): RootSummary[] {
  const roots: RootSummary[] = [];
  for (const fn of file.functions) {
    const name = functionName(fn);
    const [first, second] = fn.params.map((param) =>
      param.type === 'Identifier' ? param.name : '',
    );
    const isHandler = handlerParameters.test(first ?? '') && replyParameters.test(second ?? '');
    const isRoute =
      name !== null &&
      (routeExports.test(name) ||
        name === 'handler' ||
        (loaders.test(name) && loaderImports.test(file.text))) &&
      isExportedFunction(fn);
    if (!isHandler && !isRoute) continue;
    roots.push({
      kind: 'request',
      label: isRoute && name !== null ? name : `${name ?? 'handler'}(${first}, ${second})`,
      target: { kind: 'function', id: idOf(fn) },
      from: 0,
      ...file.positionAt(fn.start),
    });
  }
  return roots;
}

function isExportedFunction(fn: FunctionNode): boolean {
  const declaration = fn.parent?.type === 'VariableDeclarator' ? fn.parent.parent : fn;
  const parent = declaration?.parent;
  return (
    parent?.type === 'ExportNamedDeclaration' ||
    (parent?.type === 'AssignmentExpression' && isExport(parent.left))
  );
}

/** `exports.handler`, `module.exports.handler` */
function isExport(node: Node): boolean {
  const owner = node.type === 'MemberExpression' ? node.object : null;
  return (
    (owner?.type === 'Identifier' && owner.name === 'exports') ||
    (owner !== null && memberName(owner) === 'exports')
  );
}
