/** The items of *Pending Tasks*. Commands of its menus receive them. */
import type { ForestNode } from '../../inspector/derive/await-forest.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { RowIcon } from '../presentation/row.ts';
import type { Target } from '../sessions/target.ts';

export interface TargetItem {
  readonly kind: 'target';
  readonly id: string;
  readonly target: Target;
}

export interface FrameItem {
  readonly kind: 'frame';
  readonly id: string;
  readonly target: Target;
  readonly node: ForestNode;
  readonly parent: FrameItem | TargetItem;
}

/** Stands for siblings that are not shown. */
export interface MoreItem {
  readonly kind: 'more';
  readonly id: string;
  readonly parent: FrameItem | TargetItem;
  readonly hidden: number;
}

/** A sentence in the tree. */
export interface NoteItem {
  readonly kind: 'note';
  readonly id: string;
  readonly parent: TargetItem;
  readonly text: string;
  readonly icon: RowIcon;
  /** What a click does. */
  readonly action?: 'collect';
}

export type PendingItem = TargetItem | FrameItem | MoreItem | NoteItem;

/** The frames from this item to the root of its tree. */
export function framesToRoot(item: FrameItem): Frame[] {
  const frames: Frame[] = [];
  for (let step: FrameItem | TargetItem = item; step.kind === 'frame'; step = step.parent) {
    frames.push(step.node.frame);
  }
  return frames;
}
