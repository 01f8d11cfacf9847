/** The row and tooltip of a process in Pending Tasks. */
import path from 'node:path';
import type { Disconnect, LiveSample, PromiseSampling } from '../../protocol/live.ts';
import type { PendingTasks, TaskGroup } from '../../protocol/pending-tasks.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import { type ShownTasks, shownTasks } from '../sessions/shown-tasks.ts';
import { isLive, type Target } from '../sessions/target.ts';
import { blockedText, lastingBlock } from './block-words.ts';
import { costText, countOf, durationText, megabytes } from './figures.ts';
import { escapeMarkdown, oneLine } from './plain-text.ts';
import { joined, type Row, type RowIcon } from './row.ts';

/** The script's name, or what the user asked for until the target has said who it is. */
export function targetName({ info, address }: Target): string {
  if (!info) return /^\d+$/.test(address) ? `Process ${address}` : oneLine(address);
  const script = info.argv[1] ?? info.title;
  return oneLine(path.posix.basename(script.replaceAll('\\', '/')), 80) || `Process ${info.pid}`;
}

const icons: Readonly<Record<Target['state']['kind'], RowIcon>> = {
  attaching: { id: 'loading~spin' },
  collecting: { id: 'loading~spin' },
  attached: { id: 'vm-running', color: 'charts.green' },
  failed: { id: 'error', color: 'list.errorForeground' },
  gone: { id: 'debug-disconnect', color: 'disabledForeground' },
};

const blockedIcon: RowIcon = { id: 'sync~spin', color: 'list.warningForeground' };

/** `tasks`: the picture that is shown, which may be an older one. */
export function targetRow(target: Target, tasks = shownTasks(target)): Row {
  const label = targetName(target);
  const description = joined([target.info && String(target.info.pid), statusText(target, tasks)]);
  const icon = lastingBlock(target.live) ? blockedIcon : icons[target.state.kind];
  return { label, description, icon, spoken: `${label}, process ${description}` };
}

function statusText(target: Target, tasks: ShownTasks | null): string {
  const lasting = lastingBlock(target.live);
  switch (target.state.kind) {
    case 'attaching':
      return 'attaching…';
    case 'collecting':
      return target.tasks ? 'refreshing…' : 'collecting…';
    case 'attached':
      if (lasting) return blockedText(lasting);
      return tasks ? countsText(tasks.groups) : 'nothing collected yet';
    case 'failed':
      return tasks
        ? joined([
            countsText(tasks.groups),
            target.tasks ? 'not refreshed' : 'only since the attach',
          ])
        : 'nothing collected';
    case 'gone':
      return lossText(target.state.reason);
  }
}

function lossText(reason: Disconnect): string {
  switch (reason.kind) {
    case 'exited':
      return typeof reason.code === 'number' ? `exited with code ${reason.code}` : 'exited';
    case 'inspector-closed':
      return 'inspector closed';
    case 'network-lost':
      return 'connection lost';
  }
}

/**
 * `14 tasks · stuck at 2 awaits · 1 cycle`. A stack is stuck when its oldest task is, so the number of stuck
 * tasks is not known.
 */
function countsText(groups: readonly TaskGroup[]): string {
  const sum = (some: readonly TaskGroup[]) => some.reduce((total, { count }) => total + count, 0);
  const cycles = groups.filter(({ state }) => state === 'cycle');
  const tasks = groups.filter(({ state }) => state !== 'cycle');
  const stuck = tasks.filter(({ state }) => state === 'stuck').length;
  const exact = tasks.every(({ countIsExact }) => countIsExact);
  return joined([
    countOf(sum(tasks), 'task', exact),
    stuck > 0 && `stuck at ${countOf(stuck, 'await')}`,
    cycles.length > 0 && countOf(sum(cycles), 'cycle'),
  ]);
}

/** Markdown in which nothing of the target has a meaning. */
export function targetTooltip(target: Target): string {
  const { info, tasks, state } = target;
  const parts = [`**${escapeMarkdown(targetName(target))}**`];
  if (state.kind === 'failed') parts.push(escapeMarkdown(state.message));
  if (state.kind === 'gone') parts.push(escapeMarkdown(state.reason.message));
  if (info) parts.push(infoLines(info));
  if (tasks) parts.push(costLines(tasks));
  const sample = target.live?.samples.at(-1);
  if (sample && isLive(target)) parts.push(samplingLines(sample));
  return parts.join('\n\n');
}

function infoLines(info: TargetInfo): string {
  const { host, port } = info.address;
  return [
    `Process ${info.pid} · Node.js ${escapeMarkdown(info.node)} · running for ${durationText(info.uptimeSeconds * 1000)} at the attach`,
    escapeMarkdown(info.argv.join(' ')),
    `in ${escapeMarkdown(info.cwd)}`,
    `Inspector on ${escapeMarkdown(`${host}:${port}`)}, ${info.inspectorWasOpen ? 'open before' : 'opened by Loopscope, closed again on detach'}`,
  ].join('  \n');
}

/** What is seen of what happens, and at which price. */
function samplingLines({ sampling, overheadPercent, dropped }: LiveSample): string {
  const lines = [
    samplingWords(sampling),
    `Following it takes ${overheadPercent.toFixed(1)} % of one core`,
    ...(dropped > 0
      ? [`${countOf(dropped, 'promise')} let go of, because there were too many`]
      : []),
  ];
  return lines.map(escapeMarkdown).join('  \n');
}

function samplingWords({ mode, share, oneIn }: PromiseSampling): string {
  switch (mode) {
    case 'continuous':
      return 'Every new promise is seen';
    case 'windows': {
      const percent = Number(((share / oneIn) * 100).toPrecision(2));
      return `About ${percent} % of the new promises are seen, in random windows: what follows from them is marked with ≈`;
    }
    case 'off':
      return 'New promises are not looked at: that would cost more than the budget, or it is not known yet';
  }
}

function costLines({ collectedAt, promises, cost, groups }: PendingTasks): string {
  const lines = [
    `Collected at ${new Date(collectedAt).toLocaleTimeString()}: ${countOf(promises.pending, 'pending promise')}, ${countOf(groups.length, 'different stack')}`,
    `It stopped the process for ${costText(cost.pauseMs)} (estimated ${costText(cost.estimatedPauseMs)}, heap ${megabytes(cost.heapUsedBytes)}); longest other stall ${costText(cost.longestSliceMs)}`,
    ...omissions(promises),
  ];
  return lines.map(escapeMarkdown).join('  \n');
}

/** What was left out and why, a sentence each: data that is missing is never silent. */
export function omissions(promises: PendingTasks['promises']): string[] {
  const { skipped, skippedBecause, contextsSkipped } = promises;
  const reasons = joined([
    skippedBecause.failed > 0 &&
      `V8 gave no stack for ${countOf(skippedBecause.failed, 'promise')}`,
    skippedBecause.tooDeep > 0 && `${countOf(skippedBecause.tooDeep, 'stack')} too deep`,
    skippedBecause.tooManyShapes > 0 &&
      `${countOf(skippedBecause.tooManyShapes, 'promise')} with too many different stacks`,
  ]);
  return [
    ...(skipped > 0
      ? [`${countOf(skipped, 'promise')} left out${reasons ? `: ${reasons}` : ''}`]
      : []),
    ...(contextsSkipped > 0 ? [`${countOf(contextsSkipped, 'vm context')} not looked at`] : []),
  ];
}
