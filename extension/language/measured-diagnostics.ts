/** Shows diagnostics as severe as what was measured at their place, as long as the process is followed. */
import * as vscode from 'vscode';
import type { DiagnosticCollectionProvider } from 'vscode-languageclient/node';
import { Emitter } from '../../inspector/base/emitter.ts';
import type { Finding } from '../../protocol/finding.ts';
import { configuration, onDidChangeSetting } from '../configuration.ts';
import { measuredWords } from '../presentation/measured-words.ts';
import type { SessionSet } from '../sessions/session-set.ts';
import type { Target } from '../sessions/target.ts';
import { Redraw } from '../views/redraw.ts';
import { JoinedCollection } from './joined-collection.ts';
import type { MeasuredFindings } from './measured-findings.ts';
import { joinMeasured, matching } from './measured-join.ts';
import { ruleDiagnostic, shownDiagnostic } from './rule-diagnostics.ts';

export class MeasuredDiagnostics implements vscode.Disposable {
  readonly #measured: MeasuredFindings;
  /** What the server sends unasked, and what it is asked for. */
  readonly #collections = new Set<JoinedCollection>();
  readonly #changed = new Emitter<void>();
  readonly #redraw = new Redraw((withNumbers) => this.#look(withNumbers));
  readonly #own: vscode.Disposable;

  /** The server has sent other diagnostics. */
  readonly onDidChange = this.#changed.event;

  /** For the client, which puts into such collections what the server says. */
  readonly provider: DiagnosticCollectionProvider = {
    create: (name) => {
      const joined = new JoinedCollection(
        name,
        (uri, given) => this.#join(uri, given),
        () => this.#changed.fire(),
      );
      this.#collections.add(joined);
      return joined;
    },
    dispose: (collection) => {
      this.#collections.delete(collection as JoinedCollection);
      collection.dispose();
      this.#changed.fire();
    },
  };

  constructor(sessions: SessionSet, measured: MeasuredFindings) {
    this.#measured = measured;
    this.#own = vscode.Disposable.from(
      this.#redraw,
      this.#redraw.onDue(() => this.#showAgain()),
      sessions.onDidChange(() => this.#showAgain()),
      sessions.onDidChangeLive(({ change }) => {
        if (change === 'ended') this.#showAgain();
        else if (change === 'findings') this.#redraw.request();
      }),
      onDidChangeSetting(['lintMeasured'], () => this.#showAgain()),
    );
  }

  /** The server has not spoken of the file of a finding: it is not open. */
  isUnread(target: Target, finding: Finding): boolean {
    const placed = this.#measured.placed(target, finding);
    return placed !== null && this.#givenFor(vscode.Uri.file(placed.fsPath)) === null;
  }

  /** Resolves when the server has spoken of the file of a finding, or the signal says that it is late. */
  read(target: Target, finding: Finding, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!signal.aborted && this.isUnread(target, finding)) return;
        changed.dispose();
        resolve();
      };
      const changed = this.onDidChange(look);
      signal.addEventListener('abort', look, { once: true });
      look();
    });
  }

  /** Where the rules see the fault that a finding is about. */
  placesOf(target: Target, finding: Finding): readonly vscode.Location[] {
    const placed = this.#measured.placed(target, finding);
    if (!placed) return [];
    const uri = vscode.Uri.file(placed.fsPath);
    const given = (this.#givenFor(uri) ?? []).map(ruleDiagnostic);
    return matching(placed, given).flatMap((index) => {
      const range = given[index]?.original.range;
      return range ? [new vscode.Location(uri, range)] : [];
    });
  }

  dispose(): void {
    this.#own.dispose();
    this.#changed.dispose();
  }

  #showAgain(): void {
    for (const collection of this.#collections) collection.showAgain();
    this.#redraw.drawn();
  }

  #givenFor(uri: vscode.Uri): vscode.Diagnostic[] | null {
    const all = [...this.#collections].map((collection) => collection.givenFor(uri));
    return all.every((given) => given === null) ? null : all.flatMap((given) => given ?? []);
  }

  #join(uri: vscode.Uri, given: readonly vscode.Diagnostic[]): readonly vscode.Diagnostic[] {
    const here = this.#findingsIn(uri);
    if (here.length === 0) return given;
    return joinMeasured(given.map(ruleDiagnostic), here, measuredWords).map(shownDiagnostic);
  }

  #findingsIn({ scheme, fsPath }: vscode.Uri) {
    if (scheme !== 'file' || !configuration.lintMeasured()) return [];
    return this.#measured.all().filter((placed) => placed.fsPath === fsPath);
  }

  #look(withNumbers: boolean): string {
    return JSON.stringify(
      this.#measured
        .all()
        .map(({ finding, fsPath, line }) => [
          fsPath,
          line,
          finding.id,
          finding.rule,
          finding.severity,
          finding.evidence['times'] ?? null,
          withNumbers ? measuredWords(finding) : '',
        ]),
    );
  }
}
