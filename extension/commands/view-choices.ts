/** How the views show things. Choices that last are settings, so that they are remembered. */
import type { Command } from '../app.ts';
import { changeSetting } from '../configuration.ts';
import { moreOf } from './arguments.ts';

export const showInternalFrames: Command = () => changeSetting('showInternalFrames', true);
export const hideInternalFrames: Command = () => changeSetting('showInternalFrames', false);

export const groupByOutermost: Command = () => changeSetting('groupBy', 'outermost');
export const groupByInnermost: Command = () => changeSetting('groupBy', 'innermost');

export const showEditorProcesses: Command = () => changeSetting('showEditorProcesses', true);
export const hideEditorProcesses: Command = () => changeSetting('showEditorProcesses', false);

export const pauseUpdates: Command = async ({ pendingTasks }) => pendingTasks.pause(true);
export const resumeUpdates: Command = async ({ pendingTasks }) => pendingTasks.pause(false);

export const refreshProcesses: Command = ({ processes }) => processes.refresh();

export const showMore: Command = async ({ pendingTasks }, argument) => {
  const item = moreOf(argument);
  if (item) pendingTasks.showMore(item);
};

export const showLog: Command = async ({ log }) => log.show();
