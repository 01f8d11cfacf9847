/** Evaluating in the target: plain values out, and errors of the target told apart from ours. */
import type { Protocol } from 'devtools-protocol';
import type { CdpConnection } from './connection.ts';

/** Everything that Loopscope holds in the target belongs to this group, so that detach lets go of it at once. */
export const objectGroup = 'loopscope';

/** An exception that was thrown inside the target by code that we evaluated there. */
export class TargetException extends Error {
  override readonly name = 'TargetException';
}

function result(answer: Protocol.Runtime.EvaluateResponse): Protocol.Runtime.RemoteObject {
  const thrown = answer.exceptionDetails;
  if (thrown) throw new TargetException(thrown.exception?.description ?? thrown.text);
  return answer.result;
}

/** Evaluates with Node's `require` in scope (also in ES modules) and returns the value by copy. */
export async function evaluateValue<T>(connection: CdpConnection, expression: string): Promise<T> {
  const answer = await connection.send('Runtime.evaluate', {
    expression,
    includeCommandLineAPI: true,
    returnByValue: true,
    silent: true,
  });
  return result(answer).value as T;
}

/** Evaluates, with Node's `require` in scope, and returns a handle: in our object group, if no other one is given. */
export async function evaluateHandle(
  connection: Pick<CdpConnection, 'send'>,
  expression: string,
  { contextId, group = objectGroup }: { contextId?: number; group?: string } = {},
): Promise<string> {
  const answer = await connection.send('Runtime.evaluate', {
    expression,
    objectGroup: group,
    silent: true,
    includeCommandLineAPI: true,
    ...(contextId === undefined ? {} : { contextId }),
  });
  return handleOf(result(answer));
}

/** Calls a function of the target with `this` being the handle, and returns the value by copy. */
export async function callValue<T>(
  connection: CdpConnection,
  handle: string,
  functionDeclaration: string,
  callArguments: readonly Protocol.Runtime.CallArgument[] = [],
): Promise<T> {
  const answer = await connection.send('Runtime.callFunctionOn', {
    objectId: handle,
    functionDeclaration,
    arguments: [...callArguments],
    returnByValue: true,
    silent: true,
  });
  return result(answer).value as T;
}

/** As `callValue`, but the answer stays in the target. */
export async function callHandle(
  connection: CdpConnection,
  handle: string,
  functionDeclaration: string,
  callArguments: readonly Protocol.Runtime.CallArgument[] = [],
): Promise<string> {
  const answer = await connection.send('Runtime.callFunctionOn', {
    objectId: handle,
    functionDeclaration,
    arguments: [...callArguments],
    objectGroup,
    silent: true,
  });
  return handleOf(result(answer));
}

function handleOf(object: Protocol.Runtime.RemoteObject): string {
  if (object.objectId === undefined)
    throw new TargetException(`expected an object, got ${object.type}`);
  return object.objectId;
}
