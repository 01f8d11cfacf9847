/**
 * Block: one turn of the event loop took so long that nothing else was served.
 *
 * Means: While one piece of code computes, reads or waits synchronously, every request, timer and socket of the process
 * waits too. The cause says which: compute (with the native function, such as `JSON.parse`, where one held the loop),
 * synchronous wait, synchronous I/O, garbage collection, microtask starvation, many small callbacks, stopped from
 * outside.
 *
 * Told by: Turns of the loop above the block threshold, with the stack at the moment of the block, CPU time, process
 * state and GC counters. Blocks of one function with one cause are one finding: "4 times, up to 812 ms". Blocks during
 * the start of the program are silent. One that lasts is reported after 3 s, once there is a stack: it may never end.
 * Blocks without a stack of the program say little: they are reported from three on, or from five times the threshold;
 * without a cause as well, from ten on. An error from one second on. "Stopped from outside" is only an information, for
 * it is not the program's fault, and has no place in it: from one second on, or ten times, as any busy machine lets a
 * process wait now and then.
 *
 * Certainty: Measured. Suspected when the cause is unknown, or when a native call held the loop in a function that had
 * returned before its stack could be taken: the source is asked then.
 *
 * Advice: By cause: the asynchronous twin of a synchronous function, a worker thread, smaller pieces with turns of the
 * loop in between, a limit on the size of the input.
 *
 * Rules: block/sync-api, block/sync-lib, block/wait, cpu/json, cpu/redos, cpu/loop, starve/micro
 */
import type { Finding, Severity } from '../../protocol/finding.ts';
import { type BlockSite, blockSites } from './block-sites.ts';
import { adviceForBlock, blockedBy, ruleOfBlock } from './block-words.ts';
import type { Diagnosis } from './diagnosis.ts';
import { namePlace, stackEvidence } from './location.ts';
import { duration } from './wording.ts';

const severeMs = 1000;
const withoutStack = { times: 3, lengths: 5 };
/** Of blocks that say nothing about the program. */
const manyTimes = 10;

export const block: Diagnosis = ({ live, thresholds }) =>
  live
    ? blockSites(live, thresholds.blockMs)
        .filter((site) => isTelling(site, thresholds.blockMs))
        .map(finding)
    : [];

function isTelling({ cause, place, blocks, longest }: BlockSite, blockMs: number): boolean {
  if (cause === 'stopped from outside')
    return blocks.length >= manyTimes || longest.durationMs >= severeMs;
  const times = cause === 'unknown' ? manyTimes : withoutStack.times;
  return (
    place !== null || blocks.length >= times || longest.durationMs >= withoutStack.lengths * blockMs
  );
}

function finding(site: BlockSite): Finding {
  const { cause, native, place, blocks, longest } = site;
  const where = place ? ` in ${namePlace(place)}` : '';
  return {
    id: 'block',
    severity: severityOf(site),
    certainty: cause === 'unknown' || isGuessed(site) ? 'suspected' : 'measured',
    cause,
    message: `The event loop was blocked by ${blockedBy(site)}${where}: ${howLong(site)}.`,
    location: place?.location ?? null,
    evidence: {
      times: blocks.length,
      longestMs: longest.durationMs,
      totalMs: blocks.reduce((sum, { durationMs }) => sum + durationMs, 0),
      firstTime: blocks[0]?.time ?? longest.time,
      lastTime: blocks.at(-1)?.time ?? longest.time,
      ongoing: blocks.some(({ ongoing }) => ongoing),
      longestCpuMs: longest.cpuMs,
      longestGcMs: longest.gcMs,
      native: native?.name ?? null,
      missing: longest.missing,
      ...stackEvidence(longest.frames),
      function: place?.frame.function ?? null,
    },
    advice: adviceForBlock(site),
    rule: ruleOfBlock(site),
  };
}

/** The function that holds the native call was not on the stack any more. */
function isGuessed({ place, blocks }: BlockSite): boolean {
  const held = blocks.filter(({ returned }) => returned?.function === place?.frame.function);
  return held.length > 0 && held.every(({ returned }) => returned?.onStack === false);
}

function howLong({ blocks, longest }: BlockSite): string {
  const soFar = blocks.at(-1)?.ongoing ? ', and still is' : '';
  const longestIs = duration(longest.durationMs);
  return (blocks.length === 1 ? longestIs : `${blocks.length} times, up to ${longestIs}`) + soFar;
}

function severityOf({ cause, longest, place }: BlockSite): Severity {
  if (cause === 'stopped from outside' || (cause === 'unknown' && place === null)) return 'info';
  return longest.durationMs >= severeMs ? 'error' : 'warning';
}
