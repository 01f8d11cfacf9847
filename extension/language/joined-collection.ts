/** A collection of diagnostics that shows something else than it was given, and can show it anew at any time. */
import * as vscode from 'vscode';

type Diagnostics = readonly vscode.Diagnostic[];

/** @returns what is to be shown of the diagnostics of a file: the same objects where nothing is to be changed */
export type Joined = (uri: vscode.Uri, given: Diagnostics) => Diagnostics;

export class JoinedCollection implements vscode.DiagnosticCollection {
  readonly #shown: vscode.DiagnosticCollection;
  readonly #given = new Map<string, { readonly uri: vscode.Uri; readonly given: Diagnostics }>();
  readonly #joined: Joined;
  readonly #onChange: () => void;

  /** @param onChange after other diagnostics were given */
  constructor(name: string | undefined, joined: Joined, onChange: () => void) {
    this.#shown = vscode.languages.createDiagnosticCollection(name);
    this.#joined = joined;
    this.#onChange = onChange;
  }

  get name(): string {
    return this.#shown.name;
  }

  set(uri: vscode.Uri, diagnostics: Diagnostics | undefined): void;
  set(entries: readonly [vscode.Uri, Diagnostics | undefined][]): void;
  set(
    first: vscode.Uri | readonly [vscode.Uri, Diagnostics | undefined][],
    diagnostics?: Diagnostics,
  ): void {
    const entries = first instanceof vscode.Uri ? [[first, diagnostics] as const] : first;
    for (const [uri, given] of entries) {
      if (given) this.#given.set(uri.toString(), { uri, given });
      else this.#given.delete(uri.toString());
      this.#shown.set(uri, given && this.#joined(uri, given));
    }
    this.#onChange();
  }

  /** Asks again what is to be shown of all that was given. */
  showAgain(): void {
    for (const { uri, given } of this.#given.values()) {
      const now = this.#joined(uri, given);
      // The editor closes the hover of what is set again.
      if (!isSame(now, this.#shown.get(uri) ?? [])) this.#shown.set(uri, now);
    }
  }

  /** As they were given; `null` for a file of which nothing was said. */
  givenFor(uri: vscode.Uri): Diagnostics | null {
    return this.#given.get(uri.toString())?.given ?? null;
  }

  delete(uri: vscode.Uri): void {
    this.set(uri, undefined);
  }

  clear(): void {
    this.#given.clear();
    this.#shown.clear();
    this.#onChange();
  }

  forEach(
    callback: (uri: vscode.Uri, diagnostics: Diagnostics, collection: JoinedCollection) => unknown,
  ): void {
    for (const [uri, diagnostics] of this) callback(uri, diagnostics, this);
  }

  get(uri: vscode.Uri): Diagnostics | undefined {
    return this.#shown.get(uri);
  }

  has(uri: vscode.Uri): boolean {
    return this.#shown.has(uri);
  }

  [Symbol.iterator](): Iterator<[vscode.Uri, Diagnostics]> {
    return this.#shown[Symbol.iterator]();
  }

  dispose(): void {
    this.#given.clear();
    this.#shown.dispose();
  }
}

function isSame(a: Diagnostics, b: Diagnostics): boolean {
  const look = (all: Diagnostics) =>
    JSON.stringify(all.map(({ severity, message }) => [severity, message]));
  return look(a) === look(b);
}
