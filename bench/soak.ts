/**
 * A service under load with Loopscope attached for minutes: the memory of both sides, and what watching costs.
 *
 * `npm run bench -- soak [--node 20] [--minutes 10]`
 */
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
  },
});
const seconds = Number(values.minutes) * 60;
/** At the start, code is compiled and caches fill. */
const settling = 0.2;
const budgetPercent = 2;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const workload = await startWorkload('http', nodeBinary(Number(values.node) as NodeMajor));
const samples: LiveSample[] = [];
const clientHeap: number[] = [];
const watching = await watchLive(workload.target, (sample) => {
  samples.push(sample);
  collect();
  clientHeap.push(process.memoryUsage().heapUsed);
});
const { perSecond } = await workload.measure(seconds * 1e3);
await watching.stop();
workload.stop();
await sleep(0);

const from = Math.floor(samples.length * settling);
const settled = samples.slice(from);
const settledSeconds = (seconds * settled.length) / samples.length;
/** The heap right after a collection: of each ten seconds the least. */
const floor = (numbers: readonly number[]) =>
  numbers.map((_, i) => Math.min(...numbers.slice(Math.max(0, i - 9), i + 1)));

const megabyte = 2 ** 20;
const rows = [
  ['target: resident MB', settled.map(({ rssBytes }) => rssBytes / megabyte)],
  ['target: heap MB', floor(settled.map(({ heapUsedBytes }) => heapUsedBytes / megabyte))],
  ['client: heap MB', clientHeap.slice(from).map((bytes) => bytes / megabyte)],
  ['overhead %', settled.map(({ overheadPercent }) => overheadPercent)],
] as const;
printTable(
  `Soak, ${values.minutes} min, Node ${values.node}, ${Math.round(perSecond).toLocaleString('en')} requests/s`,
  ['', 'median', 'highest', 'per hour', 'error', ''],
  rows.map(([name, series]) => {
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
const over = settled.filter(({ overheadPercent }) => overheadPercent > budgetPercent).length;
console.log(`\n${over} of ${settled.length} seconds over the budget of ${budgetPercent} %.`);
process.exit();
