/** Follows what happens in a target, as the settings say, and keeps doing so when they change. */
import type { Disposable } from '../../inspector/base/disposable.ts';
import type { App, Command } from '../app.ts';
import { changeSetting, configuration, onDidChangeSetting } from '../configuration.ts';
import { targetName } from '../presentation/target-row.ts';
import { isConnected, isLive, type Target } from '../sessions/target.ts';
import { reportError } from '../ui/notifications.ts';
import { withProgress } from '../ui/progress.ts';
import { collect } from './collect.ts';

/** Without it the target is still attached: what is pending can be collected. */
export async function goLive({ log, sessions }: App, target: Target): Promise<void> {
  const name = targetName(target);
  try {
    await withProgress(`Following ${name}`, ({ signal }) =>
      sessions.goLive(target, {
        signal,
        budgetPercent: configuration.budgetPercent(),
        thresholds: {
          stuckAfterMs: configuration.stuckAfterMs(),
          blockMs: configuration.blockMs(),
        },
      }),
    );
  } catch (error) {
    reportError(log, `Following ${name}`, error);
  }
}

/** *Follow What Happens*: also turns the setting on, which applies to all targets. */
export const follow: Command = async (app) => {
  if (!configuration.live()) return changeSetting('live', true);
  const targets = app.sessions.targets.filter((target) => isConnected(target) && !isLive(target));
  await Promise.all(targets.map((target) => begin(app, target)));
};

/** Milliseconds without a further change: a number is typed digit by digit. */
const settled = 1000;

/** A live session keeps its thresholds: with others it begins anew, and so does what it has found. */
export function applyLiveSettings(app: App): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listening = onDidChangeSetting(['live', 'stuckAfter', 'blockAfter', 'budget'], () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const target of app.sessions.targets) void apply(app, target);
    }, settled);
  });
  return {
    dispose() {
      clearTimeout(timer);
      listening.dispose();
    },
  };
}

async function apply(app: App, target: Target): Promise<void> {
  if (!configuration.live()) await app.sessions.stopLive(target);
  else if (target.state.kind === 'attached' || target.state.kind === 'failed')
    await begin(app, target);
}

/** A live session knows only of tasks that began since, until it has been told of the others. */
async function begin(app: App, target: Target): Promise<void> {
  await goLive(app, target);
  await collect(app, target);
}
