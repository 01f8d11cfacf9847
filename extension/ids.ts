/** Every id that package.json and the code must agree on; ids.test.ts holds the two together. */

export const commands = {
  attachToProcess: 'loopscope.attachToProcess',
  attachToAddress: 'loopscope.attachToAddress',
  attachAgain: 'loopscope.attachAgain',
  detach: 'loopscope.detach',
  detachAll: 'loopscope.detachAll',
  dismiss: 'loopscope.dismiss',
  refreshPendingTasks: 'loopscope.refreshPendingTasks',
  follow: 'loopscope.follow',
  pauseUpdates: 'loopscope.pauseUpdates',
  resumeUpdates: 'loopscope.resumeUpdates',
  refreshProcesses: 'loopscope.refreshProcesses',
  revealAwait: 'loopscope.revealAwait',
  copyAwaitStack: 'loopscope.copyAwaitStack',
  copyAllAsText: 'loopscope.copyAllAsText',
  stopBlockingCode: 'loopscope.stopBlockingCode',
  recordCpuProfile: 'loopscope.recordCpuProfile',
  showActions: 'loopscope.showActions',
  showFindings: 'loopscope.showFindings',
  revealFinding: 'loopscope.revealFinding',
  showQuickFix: 'loopscope.showQuickFix',
  copyFinding: 'loopscope.copyFinding',
  copyAllFindings: 'loopscope.copyAllFindings',
  showInternalFrames: 'loopscope.showInternalFrames',
  hideInternalFrames: 'loopscope.hideInternalFrames',
  groupByOutermost: 'loopscope.groupByOutermost',
  groupByInnermost: 'loopscope.groupByInnermost',
  showEditorProcesses: 'loopscope.showEditorProcesses',
  hideEditorProcesses: 'loopscope.hideEditorProcesses',
  openInspector: 'loopscope.openInspector',
  showMore: 'loopscope.showMore',
  showLog: 'loopscope.showLog',
  lintWorkspace: 'loopscope.lintWorkspace',
  restartLanguageServer: 'loopscope.restartLanguageServer',
  showLanguageServerLog: 'loopscope.showLanguageServerLog',
} as const;

export type CommandName = keyof typeof commands;

export const container = 'loopscope';

export const views = {
  processes: 'loopscope.processes',
  pendingTasks: 'loopscope.pendingTasks',
  findings: 'loopscope.findings',
} as const;

/** Kinds of panels, by which VS Code brings them back after a reload. */
export const panels = { inspector: 'loopscope.inspector' } as const;

/** Set by the code, read by `when` clauses. */
export const contextKeys = {
  /** At least one process is in Pending Tasks, in whatever state. */
  hasTargets: 'loopscope.hasTargets',
  /** At least one process is attached or being attached. */
  hasSessions: 'loopscope.hasSessions',
  /** At least one process is followed live. */
  following: 'loopscope.following',
  /** Pending Tasks stands still on request. */
  updatesPaused: 'loopscope.updatesPaused',
  /** The processes of this machine could not be listed. */
  listingFailed: 'loopscope.listingFailed',
} as const;

export const settings = {
  maxPause: 'loopscope.survey.maxPause',
  stuckAfter: 'loopscope.stuckAfter',
  live: 'loopscope.live.enabled',
  blockAfter: 'loopscope.blockAfter',
  budget: 'loopscope.live.budget',
  decorations: 'loopscope.decorations.enabled',
  notifications: 'loopscope.notifications.enabled',
  mutedFindings: 'loopscope.notifications.muted',
  attachTimeout: 'loopscope.attachTimeout',
  groupBy: 'loopscope.groupBy',
  showInternalFrames: 'loopscope.showInternalFrames',
  showEditorProcesses: 'loopscope.showEditorProcesses',
  pathMappings: 'loopscope.pathMappings',
  lintEnable: 'loopscope.lint.enable',
  lintRun: 'loopscope.lint.run',
  lintRules: 'loopscope.lint.rules',
  lintMeasured: 'loopscope.lint.measured',
} as const;

/** What a tree item is (`viewItem` in `when` clauses). */
export const itemKinds = {
  process: 'process',
  processAttached: 'process-attached',
  targetBusy: 'target-busy',
  targetAttached: 'target-attached',
  /** Attached, and its event loop does not turn. */
  targetBlocked: 'target-blocked',
  /** It ended and is not there any more. */
  targetGone: 'target-gone',
  /** The connection ended, and the process may still be there. */
  targetLost: 'target-lost',
  frame: 'frame',
  more: 'more',
  note: 'note',
  finding: 'finding',
  /** A rule sees its fault in source, or may do so once the file is open. */
  findingWithFix: 'finding-with-fix',
  findingDetail: 'finding-detail',
} as const;

export type ItemKind = (typeof itemKinds)[keyof typeof itemKinds];
