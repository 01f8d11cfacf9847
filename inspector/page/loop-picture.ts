/** Packs samples and blocks: an hour of them is sent once a second. */
import type { Finding } from '../../protocol/finding.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { Block, LiveSample } from '../../protocol/live.ts';
import type { LiveObservations } from '../../protocol/observations.ts';
import type { BlockPicture, LoopPicture, SampleColumns } from '../../protocol/rpc/webview.ts';
import { frameKey } from '../derive/frames.ts';
import { blockSites } from '../diagnose/block-sites.ts';
import { locationKey } from '../diagnose/location.ts';
import { clipFrame } from './clip-frame.ts';
import { pageKey } from './findings-picture.ts';

export interface PictureLoop {
  readonly live: LiveObservations & Pick<LoopPicture, 'resumedAt'>;
  /** The block that still goes on, if any. */
  readonly ongoing: Block | null;
  readonly findings: readonly Finding[];
  readonly blockMs: number;
}

export function loopPicture({
  live,
  ongoing,
  findings,
  blockMs,
}: PictureLoop): Omit<LoopPicture, 'sequence'> {
  const blocks = ongoing ? [...live.blocks, ongoing] : live.blocks;
  const keys = findingKeys({ ...live, blocks }, findings, blockMs);
  const frames: Frame[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (whole: Frame): number => {
    const frame = clipFrame(whole);
    const key = frameKey(frame);
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = frames.push(frame) - 1));
    return number;
  };
  const pictures = blocks.map(({ frames: stack, ...block }): BlockPicture => {
    const { id, time, durationMs, cause, cpuMs, gcMs, missing } = block;
    const told = { id, time, durationMs, ongoing: block.ongoing, cause, cpuMs, gcMs, missing };
    return { ...told, stack: stack.map(numberOf), finding: keys.get(id) ?? null };
  });
  return {
    type: 'loop',
    samples: columnsOf(live.samples),
    resumedAt: live.resumedAt,
    latest: live.samples.at(-1) ?? null,
    frames,
    blocks: pictures,
  };
}

/** Which finding speaks of which block, by the block's id. */
function findingKeys(
  live: LiveObservations,
  findings: readonly Finding[],
  blockMs: number,
): ReadonlyMap<number, string> {
  const keys = new Map<number, string>();
  const ofBlocks = findings.filter(({ id }) => id === 'block');
  for (const { cause, place, blocks } of blockSites(live, blockMs)) {
    const finding = ofBlocks.find(
      (each) =>
        each.cause === cause &&
        (each.location && locationKey(each.location)) === (place && locationKey(place.location)),
    );
    if (finding) for (const { id } of blocks) keys.set(id, pageKey(finding));
  }
  return keys;
}

function columnsOf(samples: readonly LiveSample[]): SampleColumns {
  const column = (read: (sample: LiveSample) => number) =>
    samples.map((sample) => rounded(read(sample)));
  return {
    time: column(({ time }) => time),
    lagP50: column(({ lagMs }) => lagMs.p50),
    lagP99: column(({ lagMs }) => lagMs.p99),
    lagMax: column(({ lagMs }) => lagMs.max),
    utilization: column(({ utilization }) => utilization),
    cpuPercent: column(({ cpuPercent }) => cpuPercent),
    heapUsedBytes: column(({ heapUsedBytes }) => heapUsedBytes),
    heapTotalBytes: column(({ heapTotalBytes }) => heapTotalBytes),
    rssBytes: column(({ rssBytes }) => rssBytes),
    gcMs: column(({ gcMs }) => gcMs),
    pending: column(({ pending }) => pending),
    overheadPercent: column(({ overheadPercent }) => overheadPercent),
  };
}

/** To a tenth of a thousandth: below what is shown, and half of what is sent. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
