import { expect, test } from 'vitest';
import { Emitter } from '../inspector/base/emitter.ts';
import { UserError } from '../inspector/base/user-error.ts';
import type { Session } from '../inspector/session.ts';
import { explainLoss } from './explain-loss.ts';

type Reason = Parameters<Parameters<Session['onDidDisconnect']>[0]>[0];

function session() {
  const emitter = new Emitter<Reason>();
  return { fake: { onDidDisconnect: emitter.event } as Session, emitter };
}

test('says what became of the target, also when that is known later', async () => {
  const { fake, emitter } = session();
  const lost = explainLoss(fake, () => Promise.reject(new UserError('lost', 'closed')));
  setTimeout(() => emitter.fire({ kind: 'exited', message: 'Process 1 has exited.' }), 10);
  await expect(lost).rejects.toThrow(/^Process 1 has exited\. What was collected/);
  await expect(lost).rejects.toMatchObject({ kind: 'lost' });
});

test('other errors and results pass', async () => {
  const { fake } = session();
  const refused = new UserError('refused', 'too long');
  await expect(explainLoss(fake, () => Promise.reject(refused))).rejects.toBe(refused);
  await expect(explainLoss(fake, () => Promise.resolve(7))).resolves.toBe(7);
});
