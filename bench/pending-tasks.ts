/** What a collection of all pending tasks costs the target, against a heap snapshot of the same process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attach } from '../inspector/attach/attach.ts';
import { silentLogger } from '../inspector/base/logger.ts';
import { connect } from '../inspector/cdp/connection.ts';
import { root } from '../scripts/setup/root.mjs';
import { type NodeMajor, nodeBinary } from '../test/support/node-versions.ts';
import { median, printTable, round } from './report.ts';

const target = join(root, 'bench/fixtures/pending-target.mjs');
const taskCounts = [1_000, 10_000, 100_000];
const heapSizes = [20, 100, 400];
const runs = Number(process.argv[3] ?? 3);
const forever = new AbortController().signal;

interface Stalls {
  readonly gaps: readonly number[];
  readonly heapUsed: number;
}

async function stallsOf(child: ChildProcess): Promise<Stalls> {
  child.send('report');
  const [message] = (await once(child, 'message')) as [Stalls];
  return message;
}

/** Kilobytes; `VmHWM` is the peak since `resetPeak`. */
function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

/** See `clear_refs` in proc(5): 5 resets the peak of the resident set. */
function resetPeak(pid: number): number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return memoryOf(pid, 'VmRSS');
}

interface Row {
  attachMs: number;
  totalMs: number;
  estimateMs: number;
  pauseMs: number;
  otherStallMs: number;
  addedMb: number;
  snapshotPauseMs: number;
  snapshotMb: number;
  heapMb: number;
}

async function measure(major: NodeMajor, tasks: number, megabytesOfHeap: number): Promise<Row> {
  const child = fork(target, [String(tasks), String(megabytesOfHeap)], {
    execPath: nodeBinary(major),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const pid = child.pid as number;
  await once(child, 'message');
  const { heapUsed } = await stallsOf(child);

  const before = resetPeak(pid);
  const started = performance.now();
  const session = await attach({ kind: 'pid', pid }, { signal: forever, log: silentLogger });
  const collected = await session.collectPendingTasks({
    signal: forever,
    maxPauseMs: 60_000,
    stuckAfterMs: 10_000,
    remember: false,
  });
  await session.detach();
  const totalMs = performance.now() - started;
  const added = memoryOf(pid, 'VmHWM') - before;
  const counted = collected.groups.reduce((sum, { count }) => sum + count, 0);
  if (counted !== tasks) throw new Error(`expected ${tasks} tasks, found ${counted}`);
  const ours = (await stallsOf(child)).gaps.toSorted((a, b) => b - a);

  // The same process again, now by a heap snapshot: what one would have to take without the probe.
  const port = await openInspector(child, pid);
  const connection = await connect(port, forever);
  const beforeSnapshot = resetPeak(pid);
  await connection.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  const snapshotKb = memoryOf(pid, 'VmHWM') - beforeSnapshot;
  const theirs = (await stallsOf(child)).gaps.toSorted((a, b) => b - a);
  await connection.close();
  child.kill('SIGKILL');

  return {
    attachMs: session.attachMs,
    totalMs,
    estimateMs: collected.cost.estimatedPauseMs,
    pauseMs: collected.cost.pauseMs,
    otherStallMs: ours[1] ?? 0,
    addedMb: added / 1024,
    snapshotPauseMs: theirs[0] ?? 0,
    snapshotMb: snapshotKb / 1024,
    heapMb: heapUsed / 2 ** 20,
  };
}

async function openInspector(_child: ChildProcess, pid: number): Promise<string> {
  const session = await attach({ kind: 'pid', pid }, { signal: forever, log: silentLogger });
  const { host, port } = session.info.address;
  const answer = await fetch(`http://${host}:${port}/json/list`);
  const [first] = (await answer.json()) as { webSocketDebuggerUrl: string }[];
  return first?.webSocketDebuggerUrl ?? '';
}

const major = Number(process.argv[2] ?? 20) as NodeMajor;
const rows: string[][] = [];
for (const tasks of taskCounts) {
  for (const heap of heapSizes) {
    const results: Row[] = [];
    for (let run = 0; run < runs; run++) results.push(await measure(major, tasks, heap));
    const of = (pick: (row: Row) => number) => median(results.map(pick));
    rows.push([
      tasks.toLocaleString('en'),
      round(of((row) => row.heapMb)),
      round(of((row) => row.attachMs)),
      round(of((row) => row.totalMs)),
      round(of((row) => row.estimateMs)),
      round(of((row) => row.pauseMs)),
      `${round(of((row) => (100 * row.estimateMs) / row.pauseMs - 100))} %`,
      of((row) => row.otherStallMs).toFixed(1),
      round(of((row) => row.addedMb)),
      round(of((row) => row.snapshotPauseMs)),
      round(of((row) => row.snapshotMb)),
      `${of((row) => row.snapshotPauseMs / row.pauseMs).toFixed(1)}x`,
      `${of((row) => row.snapshotMb / Math.max(1, row.addedMb)).toFixed(1)}x`,
    ]);
  }
}
printTable(
  `Pending tasks, Node ${major}, medians of ${runs}`,
  [
    'tasks',
    'heap MB',
    'attach ms',
    'all ms',
    'estimate ms',
    'pause ms',
    'off by',
    'other stall ms',
    'added MB',
    'snapshot ms',
    'snapshot MB',
    'pause',
    'memory',
  ],
  rows,
);
