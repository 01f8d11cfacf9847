/** A connection that ends says only that it ended: the session finds out why, a moment later. */
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../inspector/base/user-error.ts';
import type { Session } from '../inspector/session.ts';

/** Milliseconds for which the reason is waited for. */
const patienceMs = 1000;

/** Runs `work`; when the target is lost meanwhile, the error says what became of it. */
export async function explainLoss<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const reason = new Promise<string>((resolve) => {
    session.onDidDisconnect(({ message }) => resolve(message));
  });
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || error.kind !== 'lost') throw error;
    const why = await Promise.race([reason, delay(patienceMs, error.message, { ref: false })]);
    throw new UserError('lost', `${why} What was collected until then is lost.`, { cause: error });
  }
}
