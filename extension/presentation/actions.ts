/** What can be done about the attached targets, the most urgent first: the menu behind the status bar. */
import { commands, views } from '../ids.ts';
import { isConnected, isLive, type Target } from '../sessions/target.ts';
import { blockedText } from './block-words.ts';
import { countOf } from './figures.ts';
import { type LiveFigures, liveFigures, stuckText } from './live-figures.ts';
import { joined } from './row.ts';
import { targetName, targetRow } from './target-row.ts';

export interface Action {
  readonly icon: string;
  readonly title: string;
  readonly detail: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

export function actionsFor(targets: readonly Target[]): readonly Action[] {
  const connected = targets.filter(isConnected);
  const [first] = connected;
  const figures = liveFigures(connected);
  const found = figures.findings.length;
  const alone = first && connected.length === 1;
  return [
    ...(figures.blocking ? [stop(figures.blocking)] : []),
    {
      icon: 'list-tree',
      title: 'Show Pending Tasks',
      detail: alone ? targetRow(first).description : stuckText(figures),
      command: `${views.pendingTasks}.focus`,
    },
    {
      icon: 'warning',
      title: 'Show Findings',
      detail: found === 0 ? 'none so far' : countOf(found, 'finding'),
      command: commands.showFindings,
    },
    ...(connected.some(isLive) ? [] : [follow]),
    ...always,
  ];
}

function stop({ target, block }: NonNullable<LiveFigures['blocking']>): Action {
  return {
    icon: 'debug-stop',
    title: 'Stop the Blocking Code...',
    detail: joined([targetName(target), blockedText(block)]),
    command: commands.stopBlockingCode,
    arguments: [target.address],
  };
}

const follow: Action = {
  icon: 'pulse',
  title: 'Follow What Happens',
  detail: 'nothing is followed now',
  command: commands.follow,
};

const always: readonly Action[] = [
  {
    icon: 'record',
    title: 'Record CPU Profile...',
    detail: 'what the event loop is busy with',
    command: commands.recordCpuProfile,
  },
  {
    icon: 'debug-disconnect',
    title: 'Detach',
    detail: 'the process goes on as it was found',
    command: commands.detach,
  },
  {
    icon: 'add',
    title: 'Attach to Process...',
    detail: 'another one',
    command: commands.attachToProcess,
  },
  {
    icon: 'settings-gear',
    title: 'Settings',
    detail: 'thresholds, budget, notifications',
    command: 'workbench.action.openSettings',
    arguments: ['@ext:loopscope.loopscope'],
  },
];
