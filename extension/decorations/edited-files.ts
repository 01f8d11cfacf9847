/** Edits of files since a target was attached: its positions are those of the files as they were then. */
import { movedPosition, type TextChange, type TextPosition } from './moved-position.ts';

interface Edits {
  readonly changes: TextChange[];
  /** Of those, how many are in the file on the disk. */
  saved: number;
}

export class EditedFiles {
  readonly #files = new Map<string, Edits>();

  changed(file: string, changes: readonly TextChange[]): void {
    const edits = this.#files.get(file) ?? { changes: [], saved: 0 };
    this.#files.set(file, edits);
    edits.changes.push(...changes);
  }

  saved(file: string): void {
    const edits = this.#files.get(file);
    if (edits) edits.saved = edits.changes.length;
  }

  /** What was not saved is lost with the document. */
  closed(file: string): void {
    const edits = this.#files.get(file);
    if (edits) edits.changes.length = Math.min(edits.saved, edits.changes.length);
  }

  /** Where it is now; `null` when it is not there any more. */
  moved(file: string, position: TextPosition): TextPosition | null {
    let now: TextPosition | null = position;
    for (const change of this.#files.get(file)?.changes ?? []) {
      if (now) now = movedPosition(now, change);
    }
    return now;
  }
}
