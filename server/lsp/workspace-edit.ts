/**
 * Edits of a fix as the editor applies them: with a preview where several files change.
 *
 * VS Code opens its preview if any change needs confirmation, and shows such a change unticked: if all did, the user
 * would have to tick every file, and half a fix is none. So the one that needs it is a change that does nothing, the
 * creation of a file that is there already, which the preview leaves out (`BulkFileOperations` of VS Code).
 */
import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  type CreateFile,
  type TextEdit as LspEdit,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CreatedFile, TextEdit } from '../../protocol/lint.ts';

export interface EditAbilities {
  readonly documentChanges: boolean;
  readonly annotations: boolean;
  readonly createFiles: boolean;
}

export interface Change {
  readonly edits: readonly TextEdit[];
  readonly creates?: readonly CreatedFile[];
  readonly changesTypes?: boolean;
}

export interface EditedDocuments {
  /** The text that the offsets speak of. */
  readonly textOf: (path: string) => string | null;
  readonly uriOf: (path: string) => string;
  /** Of an open document; `null` for a file on disk. */
  readonly versionOf: (path: string) => number | null;
}

/** @returns `null` when a file of the edits is not known any more, and when the editor cannot do it */
export function workspaceEdit(
  title: string,
  { edits, creates = [] }: Change,
  documents: EditedDocuments,
  can: EditAbilities,
): WorkspaceEdit | null {
  if (creates.length > 0 && !(can.documentChanges && can.createFiles)) return null;
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
  const count = files.length + creates.length;
  const annotate = can.annotations && count > 1;
  const annotationId = 'fix';
  const previewId = 'preview';
  const created = creates.flatMap(({ file, text }): [CreateFile, TextDocumentEdit] => {
    const uri = documents.uriOf(file);
    const start = { line: 0, character: 0 };
    const edit: LspEdit = { range: { start, end: start }, newText: text };
    return [
      { kind: 'create', uri, ...(annotate ? { annotationId } : {}) },
      {
        textDocument: { uri, version: null },
        edits: [annotate ? { ...edit, annotationId } : edit],
      },
    ];
  });
  const changed = files.map(
    (file): TextDocumentEdit => ({
      textDocument: { uri: documents.uriOf(file), version: documents.versionOf(file) },
      edits: (byFile.get(file) ?? []).map((edit): LspEdit | AnnotatedTextEdit =>
        annotate ? { ...edit, annotationId } : edit,
      ),
    }),
  );
  const annotation: ChangeAnnotation = {
    label: title,
    description: `${count} files`,
    needsConfirmation: false,
  };
  const [present] = files;
  if (!annotate || present === undefined) return { documentChanges: [...created, ...changed] };
  if (!can.createFiles) {
    const changeAnnotations = { [annotationId]: { ...annotation, needsConfirmation: true } };
    return { documentChanges: changed, changeAnnotations };
  }
  const nothing: CreateFile = {
    kind: 'create',
    uri: documents.uriOf(present),
    options: { ignoreIfExists: true },
    annotationId: previewId,
  };
  return {
    documentChanges: [nothing, ...created, ...changed],
    changeAnnotations: {
      [annotationId]: annotation,
      [previewId]: { ...annotation, needsConfirmation: true },
    },
  };
}
