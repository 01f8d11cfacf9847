/** Which functions set a service up: what they do themselves happens once, before anybody waits. */
import { enclosingFunction, functionName, memberName } from './ast.ts';
import type { FunctionIds } from './function-ids.ts';
import { originKey } from './origin.ts';
import type { Origins } from './origins.ts';
import { registrationOf } from './registrations.ts';
import type { SourceFile } from './source-file.ts';

const names =
  /^(?:main|boot|init(?:iali[sz]e)?|setup|bootstrap|configure|migrate|seed|startServer|startApp|createServer|createApp|buildServer|buildApp|load(?:Config|Settings|Configuration|Env)|onModuleInit|onApplicationBootstrap|onModuleDestroy|shutdown|(?:init|setup|bootstrap|configure)[A-Z]\w*)$/;

/** By their numbers in the summary. */
export function setupFunctions(
  file: SourceFile,
  origins: Origins,
  ids: FunctionIds,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const fn of file.functions) if (names.test(functionName(fn) ?? '')) found.add(ids.idOf(fn));
  for (const call of file.nodes('CallExpression')) {
    const method = memberName(call.callee);
    if (method === null) continue;
    const origin = origins.of(call.callee);
    const isRoute = registrationOf(call, origin && originKey(origin))?.kind === 'request';
    // A route that is registered within a handler does not make the handler a set-up.
    if ((isRoute || method === 'listen') && enclosingFunction(call)) found.add(ids.idAround(call));
  }
  return found;
}
