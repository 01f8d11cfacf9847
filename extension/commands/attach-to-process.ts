/** *Attach to Process...*: by an item of the view, a pid, or a choice among the processes of this machine. */
import type { Command } from '../app.ts';
import { pickProcess } from '../ui/process-picker.ts';
import { pidOf } from './arguments.ts';
import { attachTo } from './attach.ts';

export const attachToProcess: Command = async (app, argument) => {
  const pid = pidOf(argument) ?? (await pickProcess(app.processes));
  if (pid === null) return;
  const known = app.sessions.withPid(pid);
  if (known) await app.pendingTasks.reveal(known);
  else await attachTo(app, String(pid));
};
