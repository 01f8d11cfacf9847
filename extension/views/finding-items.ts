/** The items of *Findings*. Commands of its menus receive them. */

import { stableId } from '../../inspector/derive/stable-id.ts';
import { findingKey } from '../../inspector/diagnose/finding-key.ts';
import type { TimedFinding } from '../../inspector/live/current-findings.ts';
import {
  compareFindings,
  type FindingDetail,
  findingDetails,
} from '../presentation/finding-row.ts';
import type { Target } from '../sessions/target.ts';

export interface FindingItem {
  readonly kind: 'finding';
  readonly id: string;
  readonly target: Target;
  readonly timed: TimedFinding;
}

export interface DetailItem {
  readonly kind: 'detail';
  readonly id: string;
  readonly parent: FindingItem;
  readonly detail: FindingDetail;
}

/** One of a list, such as a frame. */
export interface LineItem {
  readonly kind: 'line';
  readonly id: string;
  readonly parent: DetailItem;
  readonly text: string;
}

export type FindingsItem = FindingItem | DetailItem | LineItem;

export function findingItems(targets: readonly Target[]): FindingItem[] {
  const items = targets.flatMap((target) =>
    (target.live?.findings ?? []).map(
      (timed): FindingItem => ({
        kind: 'finding',
        id: `${target.id}/${stableId(findingKey(timed.finding))}`,
        target,
        timed,
      }),
    ),
  );
  return items.sort((a, b) => compareFindings(a.timed, b.timed));
}

export function detailItems(parent: FindingItem, folders: readonly string[]): DetailItem[] {
  return findingDetails(parent.timed, folders).map((detail) => ({
    kind: 'detail',
    id: `${parent.id}/${detail.name}`,
    parent,
    detail,
  }));
}

export function lineItems(parent: DetailItem): LineItem[] {
  return parent.detail.items.map((text, index) => ({
    kind: 'line',
    id: `${parent.id}/${index}`,
    parent,
    text,
  }));
}
