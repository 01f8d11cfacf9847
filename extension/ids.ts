/** Every id that package.json and the code must agree on; ids.test.ts holds the two together. */

export const commands = {
  attachToProcess: 'loopscope.attachToProcess',
  attachToAddress: 'loopscope.attachToAddress',
  attachAgain: 'loopscope.attachAgain',
  detach: 'loopscope.detach',
  detachAll: 'loopscope.detachAll',
  dismiss: 'loopscope.dismiss',
  refreshPendingTasks: 'loopscope.refreshPendingTasks',
  refreshProcesses: 'loopscope.refreshProcesses',
  revealAwait: 'loopscope.revealAwait',
  copyAwaitStack: 'loopscope.copyAwaitStack',
  copyAllAsText: 'loopscope.copyAllAsText',
  showInternalFrames: 'loopscope.showInternalFrames',
  hideInternalFrames: 'loopscope.hideInternalFrames',
  groupByOutermost: 'loopscope.groupByOutermost',
  groupByInnermost: 'loopscope.groupByInnermost',
  showEditorProcesses: 'loopscope.showEditorProcesses',
  hideEditorProcesses: 'loopscope.hideEditorProcesses',
  showMore: 'loopscope.showMore',
  showLog: 'loopscope.showLog',
} as const;

export type CommandName = keyof typeof commands;

export const container = 'loopscope';

export const views = {
  processes: 'loopscope.processes',
  pendingTasks: 'loopscope.pendingTasks',
} as const;

/** Set by the code, read by `when` clauses. */
export const contextKeys = {
  /** At least one process is in Pending Tasks, in whatever state. */
  hasTargets: 'loopscope.hasTargets',
  /** At least one process is attached or being attached. */
  hasSessions: 'loopscope.hasSessions',
  /** The processes of this machine could not be listed. */
  listingFailed: 'loopscope.listingFailed',
} as const;

export const settings = {
  maxPause: 'loopscope.survey.maxPause',
  stuckAfter: 'loopscope.stuckAfter',
  attachTimeout: 'loopscope.attachTimeout',
  groupBy: 'loopscope.groupBy',
  showInternalFrames: 'loopscope.showInternalFrames',
  showEditorProcesses: 'loopscope.showEditorProcesses',
  pathMappings: 'loopscope.pathMappings',
} as const;

/** What a tree item is (`viewItem` in `when` clauses). */
export const itemKinds = {
  process: 'process',
  processAttached: 'process-attached',
  targetBusy: 'target-busy',
  targetAttached: 'target-attached',
  /** It ended and is not there any more. */
  targetGone: 'target-gone',
  /** The connection ended, and the process may still be there. */
  targetLost: 'target-lost',
  frame: 'frame',
  more: 'more',
  note: 'note',
} as const;

export type ItemKind = (typeof itemKinds)[keyof typeof itemKinds];
