/** Attaches and collects, with progress, questions and errors: behind every command that attaches. */
import { attach } from '../../inspector/attach/attach.ts';
import { parseTarget } from '../../inspector/attach/target-spec.ts';
import type { App } from '../app.ts';
import { configuration } from '../configuration.ts';
import { oneLine } from '../presentation/plain-text.ts';
import { confirmRemote } from '../ui/confirmations.ts';
import { reportError } from '../ui/notifications.ts';
import { withProgress } from '../ui/progress.ts';
import { collect } from './collect.ts';
import { goLive } from './go-live.ts';

/** `address` as the user gives it: a pid, `host:port` or `ws://`. */
export async function attachTo(app: App, address: string): Promise<void> {
  const { log, sessions, pendingTasks } = app;
  let declined = false;
  const name = /^\d+$/.test(address) ? `process ${address}` : oneLine(address, 80);
  try {
    const spec = parseTarget(address);
    const target = await withProgress(`Attaching to ${name}`, ({ signal }) =>
      sessions.attach({
        address,
        signal,
        attach: (signal) =>
          attach(spec, {
            signal,
            log,
            confirmRemote: async (host) => {
              const confirmed = await confirmRemote(host);
              declined = !confirmed;
              return confirmed;
            },
            timeoutMs: configuration.attachTimeoutMs(),
            pathMapping: configuration.pathMappings(),
          }),
      }),
    );
    await pendingTasks.reveal(target);
    // The one that was attached already is shown as it is.
    if (!target.live && configuration.live()) await goLive(app, target);
    if (!target.tasks && target.state.kind === 'attached') await collect(app, target);
  } catch (error) {
    // Who has just said no need not be told that it was not done.
    if (!declined) reportError(log, `Attaching to ${name}`, error);
  }
}
