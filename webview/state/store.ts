/** What the page knows and what was chosen; tells when to draw. The newest picture of each kind wins. */
import type {
  FindingsPicture,
  HostMessage,
  LoopPicture,
  StatusPicture,
} from '../../protocol/rpc/webview.ts';
import type { Connection, Host } from '../host/host.ts';
import { type Choices, readChoices } from './choices.ts';
import { Tasks } from './tasks.ts';

export interface Pictures {
  readonly status: StatusPicture | null;
  readonly loop: LoopPicture | null;
  readonly tasks: Tasks | null;
  readonly findings: FindingsPicture | null;
}

export interface Notice {
  readonly text: string;
  /** Counts up, so that the same words are told again. */
  readonly number: number;
}

export class Store {
  readonly host: Host;
  readonly #onChange: () => void;
  #choices: Choices;
  #newest: Pictures = { status: null, loop: null, tasks: null, findings: null };
  /** What is shown while the page is frozen. */
  #held: Pictures | null = null;
  #connection: Connection = { kind: 'connecting' };
  #notice: Notice | null = null;
  #noticeNumber = 0;
  /** Of the newest picture that has come in. */
  sequence = 0;

  constructor(host: Host, onChange: () => void) {
    this.host = host;
    this.#onChange = onChange;
    this.#choices = readChoices(host.loadState());
  }

  start(): void {
    this.host.start({
      onMessage: (message) => this.#receive(message),
      onConnection: (connection) => this.#onConnection(connection),
    });
  }

  get choices(): Choices {
    return this.#choices;
  }

  get pictures(): Pictures {
    return this.#held ?? this.#newest;
  }

  /** The state of the session is never held back: that the target is gone must be seen. */
  get status(): StatusPicture | null {
    return this.#newest.status;
  }

  get connection(): Connection {
    return this.#connection;
  }

  get notice(): Notice | null {
    return this.#notice;
  }

  get frozen(): boolean {
    return this.#held !== null;
  }

  /** Epoch milliseconds on the host's clock: that of what is shown. */
  get now(): number {
    return this.pictures.status?.time ?? Date.now();
  }

  choose(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    // The address is for the editor, which may attach again with it after its window was loaded again.
    this.host.saveState({ ...this.#choices, address: this.status?.address ?? null });
    this.#onChange();
  }

  freeze(on: boolean): void {
    this.#held = on ? this.#newest : null;
    this.#onChange();
  }

  tell(text: string): void {
    this.#notice = { text, number: ++this.#noticeNumber };
    this.#onChange();
  }

  forgetNotice(): void {
    this.#notice = null;
    this.#onChange();
  }

  #onConnection(connection: Connection): void {
    this.#connection = connection;
    if (connection.kind === 'open') {
      // Another host may be at the other end now, which counts from 1 again.
      this.sequence = 0;
      this.host.send({ type: 'ready' });
      this.host.send({ type: 'visible', visible: document.visibilityState === 'visible' });
    }
    this.#onChange();
  }

  #receive(message: HostMessage): void {
    if (message.type === 'notice') {
      this.tell(message.message);
      return;
    }
    if (message.sequence <= this.sequence) return;
    this.sequence = message.sequence;
    const known = this.#newest;
    switch (message.type) {
      case 'status':
        this.#newest = { ...known, status: message };
        break;
      case 'loop':
        this.#newest = { ...known, loop: message };
        break;
      case 'tasks':
        this.#newest = { ...known, tasks: new Tasks(message) };
        break;
      case 'findings':
        this.#newest = { ...known, findings: message };
        break;
    }
    this.#onChange();
  }
}
