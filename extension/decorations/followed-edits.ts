/** The edits of files since each target was attached: where its positions are in the files as they are now. */
import * as vscode from 'vscode';
import type { Location } from '../../protocol/location.ts';
import { localPath } from '../presentation/source-path.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import type { Target } from '../sessions/target.ts';
import { EditedFiles } from './edited-files.ts';
import type { TextPosition } from './moved-position.ts';

export interface PlaceNow {
  readonly fsPath: string;
  readonly position: TextPosition;
}

export class FollowedEdits implements vscode.Disposable {
  readonly #edits = new Map<Target, EditedFiles>();
  readonly #own: vscode.Disposable;

  /** To be made before what asks it: it is to know of a target, and of an edit, first. */
  constructor(sessions: SessionSet) {
    const { workspace } = vscode;
    this.#own = vscode.Disposable.from(
      sessions.onDidChange(() => this.#follow(sessions.targets)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const changes = contentChanges.map(({ range: { start, end }, text }) => ({
          start,
          end,
          text,
        }));
        this.#forEach((edits) => edits.changed(document.uri.fsPath, changes));
      }),
      workspace.onDidSaveTextDocument(({ uri }) =>
        this.#forEach((edits) => edits.saved(uri.fsPath)),
      ),
      workspace.onDidCloseTextDocument(({ uri }) =>
        this.#forEach((edits) => edits.closed(uri.fsPath)),
      ),
    );
    this.#follow(sessions.targets);
  }

  /** `null` for what is no file of this machine, was deleted since, or is of a target that was never followed. */
  placeOf(target: Target, { file, line, column }: Location): PlaceNow | null {
    const path = localPath(file);
    const edits = this.#edits.get(target);
    if (path === null || line < 1 || !edits) return null;
    const { fsPath } = vscode.Uri.file(path);
    const then = { line: line - 1, character: Math.max(0, column - 1) };
    const position = edits.moved(fsPath, then);
    return position && { fsPath, position };
  }

  dispose(): void {
    this.#own.dispose();
  }

  #forEach(tell: (edits: EditedFiles) => void): void {
    for (const edits of this.#edits.values()) tell(edits);
  }

  #follow(targets: readonly Target[]): void {
    const followed = new Set(targets.filter(({ live }) => live !== null));
    for (const target of this.#edits.keys()) if (!followed.has(target)) this.#edits.delete(target);
    for (const target of followed) {
      if (!this.#edits.has(target)) this.#edits.set(target, new EditedFiles());
    }
  }
}
