/** Collects the pending tasks of a target, with progress, the question about the pause, and errors. */
import type { CollectionProgress } from '../../inspector/session.ts';
import type { App } from '../app.ts';
import { configuration } from '../configuration.ts';
import { targetName } from '../presentation/target-row.ts';
import type { Target } from '../sessions/target.ts';
import { confirmPause } from '../ui/confirmations.ts';
import { reportError } from '../ui/notifications.ts';
import { withProgress } from '../ui/progress.ts';

const phases: Readonly<Record<CollectionProgress['phase'], string>> = {
  estimating: 'estimating the pause',
  survey: 'finding the promises',
  probing: 'reading await stacks',
  deriving: 'grouping',
};

export async function collect({ log, sessions }: App, target: Target): Promise<void> {
  const name = targetName(target);
  const maxPauseMs = configuration.maxPauseMs();
  let declined = false;
  try {
    await withProgress(`Collecting pending tasks of ${name}`, ({ signal, report }) =>
      sessions.collect(target, {
        signal,
        maxPauseMs,
        stuckAfterMs: configuration.stuckAfterMs(),
        remember: true,
        onProgress: ({ phase, fraction }) => report(phases[phase], fraction),
        confirmPause: async (estimate) => {
          const confirmed = await confirmPause(name, maxPauseMs, estimate);
          declined = !confirmed;
          return confirmed;
        },
      }),
    );
  } catch (error) {
    // Who has just said no need not be told that it was not done; the tree offers it again.
    if (!declined) reportError(log, `Collecting from ${name}`, error);
  }
}
