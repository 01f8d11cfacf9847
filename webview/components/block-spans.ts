/** Blocks of the event loop as marked spans on a chart, in the colour and with the letter of their cause. */
import type { BlockCause } from '../../protocol/live.ts';
import type { BlockPicture } from '../../protocol/rpc/webview.ts';
import { colour } from './theme.ts';

export interface CauseLook {
  readonly letter: string;
  readonly colour: string;
}

export const causeLooks: Readonly<Record<BlockCause, CauseLook>> = {
  compute: { letter: 'C', colour: '--cause-compute' },
  'synchronous wait': { letter: 'W', colour: '--cause-wait' },
  'synchronous I/O': { letter: 'I', colour: '--cause-io' },
  'garbage collection': { letter: 'G', colour: '--cause-gc' },
  'microtask starvation': { letter: 'M', colour: '--cause-microtasks' },
  'many small callbacks': { letter: 'B', colour: '--cause-callbacks' },
  'stopped from outside': { letter: 'O', colour: '--cause-outside' },
  unknown: { letter: '?', colour: '--cause-outside' },
};

/** In pixels of the canvas. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Pixels of the canvas for one of the page. */
  readonly ratio: number;
  readonly xOf: (time: number) => number;
}

/** Pixels of the page: a short block must be seen too, and be hit. */
const narrowest = 3;
const capHeight = 4;
/** A letter needs so many pixels from the one before. */
const letterWidth = 14;

export function drawBlocks(
  canvas: CanvasRenderingContext2D,
  area: PlotArea,
  blocks: readonly BlockPicture[],
  selected: number | null,
): void {
  const { top, height, ratio } = area;
  canvas.save();
  canvas.setLineDash([]);
  canvas.beginPath();
  canvas.rect(area.left, 0, area.width, top + height);
  canvas.clip();
  canvas.font = `600 ${10 * ratio}px sans-serif`;
  canvas.textBaseline = 'bottom';
  canvas.textAlign = 'left';
  let lastLetter = Number.NEGATIVE_INFINITY;
  for (const block of blocks) {
    const { left, width } = spanOf(area, block);
    if (left + width < area.left || left > area.left + area.width) continue;
    const look = causeLooks[block.cause];
    const strong = colour(look.colour);
    canvas.globalAlpha = block.id === selected ? 0.45 : 0.2;
    canvas.fillStyle = strong;
    canvas.fillRect(left, top, width, height);
    canvas.globalAlpha = 1;
    canvas.fillRect(left, top - capHeight * ratio, width, capHeight * ratio);
    if (block.id === selected) {
      canvas.strokeStyle = strong;
      canvas.lineWidth = 2 * ratio;
      canvas.strokeRect(left, top, width, height);
    }
    if (left - lastLetter < letterWidth * ratio) continue;
    canvas.fillText(look.letter, left, top - (capHeight + 1) * ratio);
    lastLetter = left;
  }
  canvas.restore();
}

function spanOf({ xOf, ratio }: PlotArea, { time, durationMs }: BlockPicture) {
  const left = xOf(time);
  return { left, width: Math.max(narrowest * ratio, xOf(time + durationMs) - left) };
}

/** The block at a time, or the nearest one within `slack` milliseconds. */
export function blockAt(
  blocks: readonly BlockPicture[],
  time: number,
  slack: number,
): BlockPicture | null {
  let best: BlockPicture | null = null;
  let bestDistance = slack;
  for (const block of blocks) {
    const distance = Math.max(block.time - time, time - block.time - block.durationMs, 0);
    if (distance > bestDistance) continue;
    best = block;
    bestDistance = distance;
  }
  return best;
}
