/**
 * What watching costs a program: requests per second and p99 of a service, promises per second of one that makes
 * nothing else. Each run measures one fresh process twice, before and after the watcher is turned on, so that what
 * differs between processes and drifts on the machine is in both; the rows take turns.
 *
 * `npm run bench -- overhead [--node 20] [--runs 7] [--seconds 2.5] [--settle 3] [--only http]`
 */
import { parseArgs } from 'node:util';
import { type NodeMajor, nodeBinary } from '../test/support/node-versions.ts';
import { watchers } from './overhead/watchers.ts';
import { sleep, startWorkload, type WorkloadName, workloadNames } from './overhead/workloads.ts';
import { median, printTable, round } from './report.ts';

const { values } = parseArgs({
  options: {
    node: { type: 'string', default: '20' },
    runs: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2.5' },
    settle: { type: 'string', default: '3' },
    only: { type: 'string' },
    row: { type: 'string', multiple: true },
  },
});
const major = Number(values.node) as NodeMajor;
const runs = Number(values.runs);
const measureMs = Number(values.seconds) * 1e3;
const settleMs = Number(values.settle) * 1e3;
const warmUpMs = 1_500;
const rowNames = Object.keys(watchers).filter(
  (name) => !values.row || values.row.some((wanted) => name.includes(wanted)),
);

interface Run {
  readonly perSecond: number;
  /** Of what the same process did before. */
  readonly share: number;
  readonly cpuShare: number;
  readonly p99Ms: number | null;
  readonly p99Share: number | null;
  readonly overheadPercent: number | null;
}

async function runOnce(workloadName: WorkloadName, row: string): Promise<Run> {
  const workload = await startWorkload(workloadName, nodeBinary(major));
  try {
    await sleep(warmUpMs);
    const before = await workload.measure(measureMs);
    const watching = await watchers[row]!(workload.target);
    await sleep(settleMs);
    const { perSecond, perCpuSecond, p99Ms } = await workload.measure(measureMs);
    const overheadPercent = watching.overheadPercent();
    // Not waited for: what is overloaded answers late, and is killed below.
    void watching.stop().catch(() => {});
    return {
      perSecond,
      share: perSecond / before.perSecond,
      cpuShare: perCpuSecond / before.perCpuSecond,
      p99Ms,
      p99Share: p99Ms !== null && before.p99Ms ? p99Ms / before.p99Ms : null,
      overheadPercent,
    };
  } finally {
    workload.stop();
  }
}

function tableRow(name: string, results: readonly Run[]): string[] {
  const of = (pick: (run: Run) => number | null, digits: number) => {
    const numbers = results.map(pick).filter((value) => value !== null);
    return numbers.length === 0 ? '' : median(numbers).toFixed(digits);
  };
  const shares = results.map(({ share }) => share);
  return [
    name,
    round(median(results.map(({ perSecond }) => perSecond))),
    of(({ share }) => share, 3),
    `${Math.min(...shares).toFixed(2)} to ${Math.max(...shares).toFixed(2)}`,
    of(({ cpuShare }) => cpuShare, 3),
    of(({ p99Ms }) => p99Ms, 1),
    of(({ p99Share }) => p99Share, 2),
    of(({ overheadPercent }) => overheadPercent, 1),
  ];
}

for (const workloadName of workloadNames) {
  if (values.only && values.only !== workloadName) continue;
  const results = new Map<string, Run[]>(rowNames.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const row of rowNames) results.get(row)?.push(await runOnce(workloadName, row));
  }
  const what = workloadName === 'http' ? 'requests/s' : 'promises/s';
  printTable(
    `${workloadName}, Node ${major}, medians of ${runs}`,
    [
      '',
      what,
      'of before',
      'range',
      'per CPU second',
      'p99 ms',
      'p99 of before',
      'says it costs %',
    ],
    [...results].map(([name, list]) => tableRow(name, list)),
  );
}
process.exit();
