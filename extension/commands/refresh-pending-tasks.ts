/** *Refresh Pending Tasks*: of one target, or of all that are attached. */
import type { Command } from '../app.ts';
import { targetOf } from './arguments.ts';
import { collect } from './collect.ts';

export const refreshPendingTasks: Command = async (app, argument) => {
  const named = targetOf(app, argument);
  const targets = named ? [named] : app.sessions.targets;
  const idle = targets.filter(({ state }) => state.kind === 'attached' || state.kind === 'failed');
  await Promise.all(idle.map((target) => collect(app, target)));
};
