/** Edits of a fix as the editor applies them: with a preview where several files change. */
import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  type TextEdit as LspEdit,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit } from '../../protocol/lint.ts';

export interface EditAbilities {
  readonly documentChanges: boolean;
  readonly annotations: boolean;
}

export interface EditedDocuments {
  /** The text that the offsets speak of. */
  readonly textOf: (path: string) => string | null;
  readonly uriOf: (path: string) => string;
  /** Of an open document; `null` for a file on disk. */
  readonly versionOf: (path: string) => number | null;
}

/** @returns `null` when a file of the edits is not known any more */
export function workspaceEdit(
  title: string,
  edits: readonly TextEdit[],
  documents: EditedDocuments,
  can: EditAbilities,
): WorkspaceEdit | null {
  const files = [...new Set(edits.map(({ file }) => file))];
  const byFile = new Map<string, LspEdit[]>();
  for (const file of files) {
    const text = documents.textOf(file);
    if (text === null) return null;
    const document = TextDocument.create('', '', 0, text);
    byFile.set(
      file,
      edits
        .filter((edit) => edit.file === file)
        .map(({ start, end, text: newText }) => ({
          range: { start: document.positionAt(start), end: document.positionAt(end) },
          newText,
        })),
    );
  }
  if (!can.documentChanges)
    return {
      changes: Object.fromEntries(
        files.map((file) => [documents.uriOf(file), byFile.get(file) ?? []]),
      ),
    };
  const annotate = can.annotations && files.length > 1;
  const annotationId = 'fix';
  const documentChanges = files.map(
    (file): TextDocumentEdit => ({
      textDocument: { uri: documents.uriOf(file), version: documents.versionOf(file) },
      edits: (byFile.get(file) ?? []).map((edit): LspEdit | AnnotatedTextEdit =>
        annotate ? { ...edit, annotationId } : edit,
      ),
    }),
  );
  const annotation: ChangeAnnotation = {
    label: title,
    description: `${files.length} files`,
    needsConfirmation: true,
  };
  return {
    documentChanges,
    ...(annotate ? { changeAnnotations: { [annotationId]: annotation } } : {}),
  };
}
