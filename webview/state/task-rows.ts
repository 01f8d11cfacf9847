/** The rows of the table of tasks: which groups, in which order. */
import type { Choices, SortColumn } from './choices.ts';
import type { Matches } from './matches.ts';
import type { Tasks } from './tasks.ts';

type RowChoices = Pick<Choices, 'sort' | 'stuckOnly'>;

/** Indices of groups. What is equal keeps the order of the picture. */
export function taskRows(
  tasks: Tasks,
  matches: Matches,
  { sort, stuckOnly }: RowChoices,
): readonly number[] {
  const rows: number[] = [];
  for (let group = 0; group < tasks.size; group++) {
    if (stuckOnly && tasks.state(group) === 'pending') continue;
    if (matches.group(group)) rows.push(group);
  }
  const keys = sortKeys(tasks, rows, sort.by);
  const direction = sort.descending ? -1 : 1;
  return rows.sort(
    (a, b) => direction * ((keys[a] as number) - (keys[b] as number)) || (a < b ? -1 : 1),
  );
}

/** Numbers by group: comparing texts while sorting would take ten times as long. */
function sortKeys(tasks: Tasks, rows: readonly number[], by: SortColumn): readonly number[] {
  const keys: number[] = new Array(tasks.size).fill(0);
  const set = (read: (group: number) => number) => {
    for (const group of rows) keys[group] = read(group);
  };
  switch (by) {
    case 'count':
      set((group) => tasks.count(group));
      return keys;
    case 'age':
      set((group) => tasks.age(group, tasks.picture.time));
      return keys;
    case 'trend':
      set((group) => tasks.trend(group)?.change ?? 0);
      return keys;
    case 'leaf':
      return rankTexts(rows, keys, (group) => tasks.waitsFor(group) ?? '');
    case 'function':
      return rankTexts(rows, keys, (group) => tasks.place(group)?.function ?? '');
    case 'place':
      return rankTexts(rows, keys, (group) => {
        const frame = tasks.place(group);
        return frame ? `${frame.file}:${String(frame.line).padStart(7, '0')}` : '';
      });
  }
}

function rankTexts(
  rows: readonly number[],
  keys: number[],
  read: (group: number) => string,
): readonly number[] {
  const texts = new Map(rows.map((group) => [group, read(group)]));
  const ranks = new Map([...new Set(texts.values())].sort().map((text, rank) => [text, rank]));
  for (const [group, text] of texts) keys[group] = ranks.get(text) ?? 0;
  return keys;
}
