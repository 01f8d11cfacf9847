/** Gives the edit of an action that was chosen, unless the types of the workspace do not allow it. */
import {
  type CodeAction,
  type Connection,
  MessageType,
  ShowMessageNotification,
} from 'vscode-languageserver/node';
import type { Project } from '../analysis/project.ts';
import { checkTypes } from '../types/type-check.ts';
import type { ActionData } from './code-actions.ts';

/** @param limit milliseconds for the check of the types; what takes longer is not checked */
export async function resolveAction(
  action: CodeAction,
  project: Project,
  connection: Connection,
  limit: number,
): Promise<CodeAction> {
  const { change, edit } = action.data as ActionData;
  const start = performance.now();
  const answer = await checkTypes(project, change.edits, change.creates ?? [], limit);
  const took = Math.round(performance.now() - start);
  const { console } = connection;
  if (answer.kind === 'unchecked') console.info(`${action.title}: ${answer.reason}`);
  else console.info(`${action.title}: types checked in ${took} ms`);
  const [error] = answer.kind === 'checked' ? answer.errors : [];
  if (error === undefined) return { ...action, edit };
  void connection.sendNotification(ShowMessageNotification.type, {
    type: MessageType.Warning,
    message: `${action.title}: not applied, because the types do not allow it. ${error}`,
  });
  return action;
}
