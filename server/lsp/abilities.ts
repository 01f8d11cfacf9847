/** What the editor can do, of what the server makes use of. */
import type { ClientCapabilities } from 'vscode-languageserver/node';
import type { EditAbilities } from './workspace-edit.ts';

export interface Abilities extends EditAbilities {
  /** Asks for diagnostics itself. */
  readonly pull: boolean;
  /** Can be told to ask again. */
  readonly pullRefresh: boolean;
  readonly configuration: boolean;
  readonly configurationEvents: boolean;
  readonly watchFiles: boolean;
  /** Asks for the edit of an action when it was chosen. */
  readonly resolveEdits: boolean;
  /** Shows an action that cannot be taken, with the reason. */
  readonly disabledActions: boolean;
}

export function abilitiesOf({ workspace, textDocument }: ClientCapabilities): Abilities {
  return {
    pull: textDocument?.diagnostic !== undefined,
    pullRefresh: workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    configurationEvents: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    annotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    createFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    resolveEdits:
      textDocument?.codeAction?.dataSupport === true &&
      textDocument.codeAction.resolveSupport?.properties.includes('edit') === true,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
  };
}
