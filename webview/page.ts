/** What views and components work with: the state of the page, and what a person can do on it. */
import type { Location } from '../protocol/location.ts';
import type { Choices } from './state/choices.ts';
import { markdownOf } from './state/markdown.ts';
import type { Pictures, Store } from './state/store.ts';
import { positionText } from './text/place.ts';

export class Page {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get store(): Store {
    return this.#store;
  }

  get choices(): Choices {
    return this.#store.choices;
  }

  get pictures(): Pictures {
    return this.#store.pictures;
  }

  /** Where the target runs. */
  get cwd(): string | null {
    return this.#store.status?.target?.cwd ?? null;
  }

  get opensSource(): boolean {
    return this.#store.status?.abilities.openSource === true && this.#store.host.kind === 'editor';
  }

  /** A click on a frame follows a link to an editor. */
  get opensLinks(): boolean {
    return !this.opensSource && this.choices.links === 'open';
  }

  choose(change: Partial<Choices>): void {
    this.#store.choose(change);
  }

  open(place: Location, generated: Location | null): void {
    if (this.opensSource) this.#store.host.send({ type: 'open', place, generated });
    else this.copy(positionText(place), 'position');
  }

  copy(text: string, what: string): void {
    this.#store.host.copy(text).then(
      () => this.#store.tell(`Copied the ${what}.`),
      () => this.#store.tell(`The browser does not allow to copy the ${what}.`),
    );
  }

  copyAsMarkdown(): void {
    this.copy(markdownOf(this.pictures, this.#store.now), 'report as Markdown');
  }

  exportReport(format: 'html' | 'json'): void {
    this.#store.host
      .exportReport(format)
      .catch((error: unknown) => this.#store.tell(`No report: ${String(error)}`));
  }

  follow(): void {
    this.#store.host.send({ type: 'follow' });
  }

  attachAgain(): void {
    this.#store.host.send({ type: 'attach-again' });
  }
}
