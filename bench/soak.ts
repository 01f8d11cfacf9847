/**
 * A service under load with Loopscope attached for minutes: the memory of both sides, and what watching costs.
 *
 * `npm run bench -- soak [--node 20] [--minutes 10] [--pause 0] [--bare]`
 *
 * `--bare`: the same service and load without Loopscope, to compare its memory with. `--pause`: milliseconds for which
 * each of the 32 connections rests between an answer and the next request.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LiveSample } from '../protocol/live.ts';
import { type NodeMajor, nodeBinary } from '../test/support/node-versions.ts';
import { watchLive } from './overhead/watchers.ts';
import { sleep, startWorkload } from './overhead/workloads.ts';
import { median, printTable } from './report.ts';
import { isFlat, slopeOf } from './slope.ts';

const { values } = parseArgs({
  options: {
    node: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '10' },
    pause: { type: 'string', default: '0' },
    bare: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.minutes) * 60;
/** At the start, code is compiled and caches fill. */
const settling = 0.2;
const budgetPercent = 2;
const megabyte = 2 ** 20;
const pageSize = 4096;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const execPath = nodeBinary(Number(values.node) as NodeMajor);
const workload = await startWorkload('http', execPath, Number(values.pause));
/** By the kernel, so that it is read in the same way whether or not anything is attached. */
const resident = (): number => {
  const [, pages] = readFileSync(`/proc/${workload.target.pid}/statm`, 'latin1').split(' ');
  return (Number(pages) * pageSize) / megabyte;
};
const residents: number[] = [];
const reading = setInterval(() => residents.push(resident()), 1_000);
const samples: LiveSample[] = [];
const clientHeap: number[] = [];
const watching = values.bare
  ? null
  : await watchLive(workload.target, (sample) => {
      samples.push(sample);
      collect();
      clientHeap.push(process.memoryUsage().heapUsed / megabyte);
    });
const { perSecond } = await workload.measure(seconds * 1e3);
clearInterval(reading);
await watching?.stop();
workload.stop();
await sleep(0);

const settled = <T>(series: readonly T[]): readonly T[] =>
  series.slice(Math.floor(series.length * settling));
const settledSeconds = seconds * (1 - settling);
/** The heap right after a collection: of each ten seconds the least. */
const floor = (numbers: readonly number[]) =>
  numbers.map((_, i) => Math.min(...numbers.slice(Math.max(0, i - 9), i + 1)));

const heap = settled(samples).map(({ heapUsedBytes }) => heapUsedBytes / megabyte);
const overhead = settled(samples).map(({ overheadPercent }) => overheadPercent);
const rows: readonly (readonly [string, readonly number[]])[] = [
  ['target: resident MB', settled(residents)],
  ['target: heap MB', floor(heap)],
  ['client: heap MB', settled(clientHeap)],
  ['overhead %', overhead],
];
const rate = Math.round(perSecond).toLocaleString('en');
printTable(
  `Soak${values.bare ? ' without Loopscope' : ''}, ${values.minutes} min, Node ${values.node}, ${rate} requests/s`,
  ['', 'median', 'highest', 'per hour', 'error', ''],
  rows
    .filter(([, series]) => series.length > 0)
    .map(([name, series]) => {
      const slope = slopeOf(series, settledSeconds);
      return [
        name,
        median(series).toFixed(2),
        Math.max(...series).toFixed(2),
        slope.perHour.toFixed(2),
        slope.errorPerHour.toFixed(2),
        isFlat(slope, settledSeconds) ? 'flat' : 'NOT FLAT',
      ];
    }),
);
if (!values.bare) {
  const over = overhead.filter((percent) => percent > budgetPercent).length;
  console.log(`\n${over} of ${overhead.length} seconds over the budget of ${budgetPercent} %.`);
}
process.exit();
