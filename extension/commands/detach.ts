/** *Detach*, *Detach All* and *Dismiss*. */
import type { Command } from '../app.ts';
import { isConnected } from '../sessions/target.ts';
import { pickTarget, pidOf, targetOf } from './arguments.ts';

export const detach: Command = async (app, argument) => {
  const { sessions } = app;
  const named = targetOf(app, argument);
  // A pid that is not attached is no reason to detach another one.
  if (!named && pidOf(argument) !== null) return;
  const connected = sessions.targets.filter(isConnected);
  const target = named ?? (await pickTarget(connected, 'Detach from which process?'));
  if (target) await sessions.detach(target);
};

export const detachAll: Command = ({ sessions }) => sessions.detachAll();

/** Takes a target that is gone out of the tree. */
export const dismiss: Command = async (app, argument) => {
  const target = targetOf(app, argument);
  if (target) await app.sessions.detach(target);
};
