/** The report for a chat or an issue: what is known, in Markdown. Text of the target is never markup. */
import type { Frame } from '../../protocol/frame.ts';
import type { FindingPicture } from '../../protocol/rpc/webview.ts';
import { positionText } from '../text/place.ts';
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatTime,
  plural,
} from '../text/quantity.ts';
import { shown } from '../text/shown.ts';
import type { Pictures } from './store.ts';
import type { Tasks } from './tasks.ts';

/** Groups and blocks that are listed; the exported report has all of them. */
const mostListed = 20;

export function markdownOf(pictures: Pictures, now: number): string {
  return [
    ...heading(pictures, now),
    ...findingLines(pictures.findings?.findings ?? []),
    ...(pictures.tasks ? taskLines(pictures.tasks, now) : []),
    ...blockLines(pictures),
    '',
  ].join('\n');
}

function heading({ status, loop }: Pictures, now: number): readonly string[] {
  const { target = null, address = '?' } = status ?? {};
  const who = target
    ? `process ${target.pid}, Node ${plain(target.node)}, in ${code(target.cwd)}`
    : plain(address);
  const latest = loop?.latest;
  const busy = latest
    ? [
        `Event loop busy ${formatPercent(latest.utilization * 100)}, late ${formatDuration(latest.lagMs.p99)} (p99), ${formatDuration(latest.lagMs.max)} at most. Loopscope costs ${formatPercent(latest.overheadPercent)} of one core.`,
        '',
      ]
    : [];
  return [`## Loopscope: ${who}`, '', new Date(now).toISOString(), '', ...busy];
}

function findingLines(findings: readonly FindingPicture[]): readonly string[] {
  if (findings.length === 0) return ['No findings.', ''];
  const lines = findings.map(({ finding, begin, end }) => {
    const { severity, certainty, message, location, advice } = finding;
    const place = location ? ` ${code(positionText(location))}` : '';
    const when =
      end === null ? `since ${formatTime(begin)}` : `${formatTime(begin)} to ${formatTime(end)}`;
    const what = advice ? `\n  ${plain(advice)}` : '';
    return `- **${severity}** (${certainty}, ${when}): ${plain(message)}${place}${what}`;
  });
  return ['### Findings', '', ...lines, ''];
}

function taskLines(tasks: Tasks, now: number): readonly string[] {
  const groups = Array.from({ length: tasks.size }, (_, group) => group).slice(0, mostListed);
  const more = tasks.size - groups.length;
  return [
    `### Pending: ${plural(tasks.total, 'task')}, ${plural(tasks.size, 'await stack')}`,
    '',
    ...groups.flatMap((group) => {
      const state = tasks.state(group) === 'pending' ? '' : `, ${tasks.state(group)}`;
      const age = `${tasks.ageIsKnown(group) ? '' : '> '}${formatDuration(tasks.age(group, now))}`;
      const title = `${tasks.countText(group, formatCount)}×, oldest ${age}${state}`;
      const waits = tasks.waitsFor(group);
      return [
        title,
        ...fenced([...(waits ? [`awaits ${waits}`] : []), ...stackLines(tasks.stack(group))]),
        '',
      ];
    }),
    ...(more > 0 ? [`… and ${plural(more, 'more stack')}`, ''] : []),
  ];
}

function blockLines({ loop }: Pictures): readonly string[] {
  if (!loop || loop.blocks.length === 0) return [];
  const longest = [...loop.blocks].sort((a, b) => b.durationMs - a.durationMs).slice(0, mostListed);
  const rows = longest.map(({ time, durationMs, cause, stack }) => {
    const frame = stack.map((index) => loop.frames[index]).find((each) => each && !each.internal);
    const place = frame ? `${code(frame.function)} ${code(positionText(frame))}` : '';
    return `| ${formatTime(time)} | ${formatDuration(durationMs)} | ${cause} | ${place} |`;
  });
  return [
    '### Blocks of the event loop',
    '',
    '| begin | length | cause | at |',
    '|---|---|---|---|',
    ...rows,
  ];
}

function stackLines(frames: readonly Frame[]): readonly string[] {
  return frames.map((frame) => `    at ${frame.function} (${positionText(frame)})`);
}

/** Every punctuation character stands for itself: no link, image, mention or HTML. */
function plain(text: string): string {
  return shown(text, 2000).replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}

/** In a row of a table too: a code span is split at a bar even there. */
function code(text: string): string {
  const inside = shown(text, 1000).replaceAll('|', '¦');
  const runs = inside.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const gap = /^`|`$/.test(inside) ? ' ' : '';
  return `${fence}${gap}${inside}${gap}${fence}`;
}

/** A code block that nothing inside can end. */
function fenced(lines: readonly string[]): readonly string[] {
  const clean = lines.map((line) => shown(line, 2000));
  const longest = Math.max(
    2,
    ...clean.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return ['', `${fence}text`, ...clean, fence];
}
