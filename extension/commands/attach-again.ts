/** *Attach Again*: to a target whose connection ended. */
import type { Command } from '../app.ts';
import { targetOf } from './arguments.ts';
import { attachTo } from './attach.ts';

export const attachAgain: Command = async (app, argument) => {
  const target = targetOf(app, argument);
  if (target) await attachTo(app, target.address);
};
