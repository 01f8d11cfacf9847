/** What the person has chosen: remembered over hide, reload and attaching again. */

export const viewNames = ['loop', 'tasks', 'waits', 'findings', 'cost'] as const;
export type ViewName = (typeof viewNames)[number];

/** Epoch milliseconds; or the last so many milliseconds, as long as time goes on. */
export type TimeRange =
  | { readonly kind: 'last'; readonly spanMs: number }
  | { readonly kind: 'fixed'; readonly from: number; readonly to: number };

export const sortColumns = ['place', 'function', 'count', 'age', 'trend', 'leaf'] as const;
export type SortColumn = (typeof sortColumns)[number];

export interface Choices {
  readonly view: ViewName;
  readonly range: TimeRange;
  /** Id of the block that is looked at. */
  readonly block: number | null;
  /** What the width of the icicle stands for. */
  readonly width: 'tasks' | 'time';
  readonly showInternal: boolean;
  /** Keys of the nodes from the root to the one that fills the width, see forest.ts. */
  readonly zoom: readonly string[];
  readonly search: string;
  readonly stuckOnly: boolean;
  readonly sort: { readonly by: SortColumn; readonly descending: boolean };
  /** Id of the group that is looked at. */
  readonly group: string | null;
  /** Findings that have ended are listed too. */
  readonly showEnded: boolean;
  /** What a click on a frame does in a browser. */
  readonly links: 'copy' | 'open';
}

export const firstChoices: Choices = {
  view: 'loop',
  range: { kind: 'last', spanMs: 60_000 },
  block: null,
  width: 'tasks',
  showInternal: false,
  zoom: [],
  search: '',
  stuckOnly: false,
  sort: { by: 'age', descending: true },
  group: null,
  showEnded: true,
  links: 'copy',
};

/** From what was remembered, by this version or another one: what does not fit is as at first. */
export function readChoices(value: unknown): Choices {
  const saved = isRecord(value) ? value : {};
  return {
    view: oneOf(saved['view'], viewNames) ?? firstChoices.view,
    range: readRange(saved['range']) ?? firstChoices.range,
    block: isNumber(saved['block']) ? saved['block'] : null,
    width: oneOf(saved['width'], ['tasks', 'time']) ?? firstChoices.width,
    showInternal: saved['showInternal'] === true,
    zoom: readTexts(saved['zoom']),
    search: typeof saved['search'] === 'string' ? saved['search'].slice(0, 200) : '',
    stuckOnly: saved['stuckOnly'] === true,
    sort: readSort(saved['sort']),
    group: typeof saved['group'] === 'string' ? saved['group'] : null,
    showEnded: saved['showEnded'] !== false,
    links: oneOf(saved['links'], ['copy', 'open']) ?? firstChoices.links,
  };
}

function readRange(value: unknown): TimeRange | null {
  if (!isRecord(value)) return null;
  const { kind, spanMs, from, to } = value;
  if (kind === 'last' && isNumber(spanMs) && spanMs > 0) return { kind, spanMs };
  if (kind === 'fixed' && isNumber(from) && isNumber(to) && to > from) return { kind, from, to };
  return null;
}

function readSort(value: unknown): Choices['sort'] {
  const by = isRecord(value) ? oneOf(value['by'], sortColumns) : null;
  return by && isRecord(value)
    ? { by, descending: value['descending'] === true }
    : firstChoices.sort;
}

function readTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | null {
  return allowed.find((each) => each === value) ?? null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
