/** Shows what is measured at the line where it happens, and keeps it there while the file is edited. */
import * as vscode from 'vscode';
import { configuration, onDidChangeSetting } from '../configuration.ts';
import { type SourceMark, sourceMarks } from '../presentation/source-marks.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import { Redraw } from '../views/redraw.ts';
import { untrustedMarkdown } from '../views/tree-item.ts';
import type { FollowedEdits } from './followed-edits.ts';

/** A mark where it is in the file as it is now. */
interface PlacedMark extends SourceMark {
  readonly position: vscode.Position;
}

export class SourceDecorations implements vscode.Disposable {
  readonly #sessions: SessionSet;
  readonly #types = { stuck: decorationType('Warning'), block: decorationType('Error') };
  readonly #redraw = new Redraw((withNumbers) => this.#look(withNumbers));
  readonly #edits: FollowedEdits;
  readonly #own: vscode.Disposable;

  constructor(sessions: SessionSet, edits: FollowedEdits) {
    this.#sessions = sessions;
    this.#edits = edits;
    const { workspace, window } = vscode;
    this.#own = vscode.Disposable.from(
      this.#types.stuck,
      this.#types.block,
      this.#redraw,
      this.#redraw.onDue(() => this.#draw()),
      sessions.onDidChange(() => this.#draw()),
      sessions.onDidChangeLive(({ change }) => {
        if (change === 'ended') this.#draw();
        else if (change !== 'sample') this.#redraw.request();
      }),
      onDidChangeSetting(['decorations'], () => this.#draw()),
      window.onDidChangeVisibleTextEditors(() => this.#draw()),
      // The editor moves what it shows by itself, but does not take it away with its line.
      workspace.onDidChangeTextDocument(() => this.#redraw.request()),
    );
    this.#draw();
  }

  dispose(): void {
    this.#own.dispose();
  }

  #draw(): void {
    const marks = this.#placedMarks();
    for (const editor of vscode.window.visibleTextEditors) {
      const { uri } = editor.document;
      const own = uri.scheme === 'file' ? (marks.get(uri.fsPath) ?? []) : [];
      for (const kind of ['stuck', 'block'] as const) {
        const shown = own.filter((mark) => mark.kind === kind);
        editor.setDecorations(
          this.#types[kind],
          shown.flatMap((mark) => optionsFor(mark, editor.document)),
        );
      }
    }
    this.#redraw.drawn();
  }

  /** By the path of the file. */
  #placedMarks(): Map<string, PlacedMark[]> {
    const placed = new Map<string, PlacedMark[]>();
    if (!configuration.decorations()) return placed;
    for (const target of this.#sessions.targets) {
      for (const mark of sourceMarks(target)) {
        const now = this.#edits.placeOf(target, mark.location);
        if (!now) continue;
        const position = new vscode.Position(now.position.line, now.position.character);
        placed.set(now.fsPath, [...(placed.get(now.fsPath) ?? []), { ...mark, position }]);
      }
    }
    return placed;
  }

  #look(withNumbers: boolean): string {
    const marks = [...this.#placedMarks().values()].flat();
    return JSON.stringify(
      marks.map(({ kind, location, text }) => [
        kind,
        location.file,
        location.line,
        withNumbers ? text : '',
      ]),
    );
  }
}

function decorationType(severity: 'Warning' | 'Error'): vscode.TextEditorDecorationType {
  const lower = severity.toLowerCase();
  return vscode.window.createTextEditorDecorationType({
    after: {
      margin: '0 0 0 2em',
      color: new vscode.ThemeColor(`editor${severity}.foreground`),
      fontStyle: 'italic',
    },
    overviewRulerColor: new vscode.ThemeColor(`editorOverviewRuler.${lower}Foreground`),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });
}

/** The file on the disk may be another one than the process runs. */
function optionsFor(
  { position, text, hover }: PlacedMark,
  document: vscode.TextDocument,
): vscode.DecorationOptions[] {
  if (position.line >= document.lineCount) return [];
  const { end } = document.lineAt(position.line).range;
  return [
    {
      range: new vscode.Range(position.isBefore(end) ? position : end, end),
      hoverMessage: untrustedMarkdown(hover),
      renderOptions: { after: { contentText: text } },
    },
  ];
}
