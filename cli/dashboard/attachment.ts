/** The target of a dashboard: attached, perhaps lost, and attached again when a page asks for it. */
import type { PageModel } from '../../inspector/page/page-model.ts';
import type { Disconnect, LiveSession, Session } from '../../inspector/session.ts';
import type { DashboardRequest } from '../arguments.ts';
import { attachTo } from '../attach-to.ts';
import type { CommandContext } from '../context.ts';
import { describeError } from '../describe-error.ts';
import { explainLoss } from '../explain-loss.ts';
import { Progress } from '../terminal/progress.ts';
import { printable } from '../text/printable.ts';

export class Attachment {
  readonly #request: DashboardRequest;
  readonly #context: CommandContext;
  readonly #model: PageModel;
  readonly #colour: boolean;
  /** `null` while there is nothing to leave. */
  #session: Session | null;
  #lost: Disconnect | null = null;
  #again: Promise<void> | null = null;

  /** @param session the first one; `follow` is to be called with it */
  constructor(
    session: Session,
    request: DashboardRequest,
    context: CommandContext,
    model: PageModel,
    colour: boolean,
  ) {
    this.#session = session;
    this.#request = request;
    this.#context = context;
    this.#model = model;
    this.#colour = colour;
  }

  /** Why it is not attached any more; `null` while it is. */
  get lost(): Disconnect | null {
    return this.#lost;
  }

  /** Follows what happens from here on. Throws a `UserError` when the target is lost meanwhile. */
  async follow(session: Session): Promise<void> {
    this.#session = session;
    this.#lost = null;
    session.onDidDisconnect((reason) => this.#onLoss(reason));
    this.#model.update({ live: await this.#live(session) });
  }

  /** Does nothing while there is a target. What fails is said on the page and on standard error. */
  attachAgain(): void {
    if (this.#session || this.#again || this.#context.signal.aborted) return;
    this.#again = this.#attachAgain().finally(() => {
      this.#again = null;
    });
  }

  /** After Ctrl+C. */
  async detach(): Promise<void> {
    await this.#again;
    await this.#session?.detach();
  }

  async #attachAgain(): Promise<void> {
    const { stderr, signal } = this.#context;
    const { target, verbose } = this.#request;
    this.#model.update({ state: { kind: 'attaching' } });
    const progress = new Progress(stderr, this.#colour);
    progress.update(`Attaching to ${target} again`);
    try {
      // Whoever was asked about another machine has agreed.
      const request = { ...this.#request, allowRemote: true };
      const session = await attachTo(request, this.#context, progress);
      progress.end();
      const { info, attachMs } = session;
      this.#model.update({ state: { kind: 'live' }, target: info, attachMs });
      await this.follow(session);
      this.#say(`Attached to process ${info.pid} again.`);
    } catch (error) {
      progress.end();
      if (signal.aborted) return;
      await this.#session?.detach();
      this.#session = null;
      const { message } = describeError(error, { signal, verbose });
      this.#model.update({ state: { kind: 'failed', message } });
      this.#say(message);
    }
  }

  #live(session: Session): Promise<LiveSession> {
    const { stuckAfterMs, blockMs, budgetPercent, maxPauseMs } = this.#request;
    return explainLoss(session, () =>
      session.live({
        signal: this.#context.signal,
        onEvent: (event) => this.#model.accept(event),
        budgetPercent,
        thresholds: { stuckAfterMs, blockMs },
        survey: { maxPauseMs },
      }),
    );
  }

  #onLoss(reason: Disconnect): void {
    this.#session = null;
    this.#lost = reason;
    this.#model.update({ state: { kind: 'gone', reason } });
    this.#say(`${reason.message} The page keeps what was seen; Ctrl+C ends it.`);
  }

  #say(text: string): void {
    void this.#context.stderr.write(`loopscope: ${printable(text)}\n`);
  }
}
