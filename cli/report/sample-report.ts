/** Builds reports for tests. */
import type { DumpReport } from '../../protocol/dump.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { TaskGroup } from '../../protocol/pending-tasks.ts';

const cwd = '/srv/shop';

/** `name file:line:column`, the file below the cwd unless it is absolute or of Node itself. */
export function frame(text: string, more: Partial<Frame> = {}): Frame {
  const [name = '', place = ''] = text.split(' ');
  const [, file = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  const internal = /^node:|node_modules/.test(file);
  const path = !file || internal || file.startsWith('/') ? file : `${cwd}/${file}`;
  return {
    function: name,
    file: path,
    line: Number(line ?? 0),
    column: Number(column ?? 0),
    generated: null,
    combinator: null,
    internal,
    ...more,
  };
}

/** Frames innermost first. */
export function group(frames: readonly Frame[], more: Partial<TaskGroup> = {}): TaskGroup {
  return {
    id: frames.map((each) => each.function).join('<'),
    count: 1,
    countIsExact: true,
    promises: 1,
    ageMs: null,
    observedMs: 0,
    state: 'pending',
    frames,
    truncated: false,
    waitsFor: null,
    proven: false,
    ...more,
  };
}

export function reportOf(tasks: readonly TaskGroup[], more: Partial<DumpReport> = {}): DumpReport {
  return {
    version: 1,
    target: {
      pid: 4711,
      node: '20.20.2',
      title: 'node',
      argv: ['/usr/bin/node', `${cwd}/src/main.js`, '--port', '80'],
      cwd,
      uptimeSeconds: 133,
      inspectorWasOpen: false,
      address: { host: '127.0.0.1', port: 9229 },
    },
    tasks,
    promises: {
      pending: 1204,
      probed: 1200,
      skipped: 4,
      skippedBecause: { failed: 1, tooDeep: 3, tooManyShapes: 0 },
      unawaited: 31,
      contextsSkipped: 0,
    },
    loop: { lagMs: { p50: 0.1, p99: 1.23, max: 3.4 }, utilization: 0.021 },
    workers: [],
    findings: [],
    cost: {
      attachMs: 63.2,
      estimatedPauseMs: 48,
      pauseMs: 52.4,
      longestSliceMs: 3.14,
      probeMs: 12,
      heapUsedBytes: 12_400_000,
      totalMs: 1930,
    },
    ...more,
  };
}

const request = [
  frame('dispatch src/service.js:10:16'),
  frame('handleRequest src/service.js:18:24'),
];
const ask = [
  frame('PriceDesk.#ask src/prices/desk.js:24:12'),
  frame('PriceDesk.quote src/prices/desk.js:18:19'),
];

/** One of everything: a cycle, stacks that part, a combinator, internal frames, a long wait. */
export const sampleReport = reportOf(
  [
    group([frame('reserveStock src/fulfil.js:24:23'), frame('takePayment src/fulfil.js:31:5')], {
      state: 'cycle',
      proven: true,
      observedMs: 12_000,
    }),
    group([...ask, ...request], {
      count: 5000,
      observedMs: 12_000,
      state: 'stuck',
      ageMs: 15_000,
      waitsFor: 'new Promise((resolve, reject) => {\n  waiting.set(id, resolve);\n})',
    }),
    group(
      [
        frame('once node:events:980:10'),
        frame('readPage node_modules/pager/page.js:4:5'),
        frame('nextUpdate src/updates.js:9:21'),
        ...request,
      ],
      { count: 3, waitsFor: 'once(orders, "placed")' },
    ),
    group(
      [
        frame('stockAt src/catalog.js:20:3'),
        frame('stockEverywhere src/catalog.js:25:10', {
          combinator: { kind: 'all', index: null, members: 12 },
        }),
      ],
      { count: 12, countIsExact: false },
    ),
  ],
  {
    findings: [
      {
        id: 'await-cycle',
        severity: 'error',
        certainty: 'proven',
        cause: null,
        message: 'Deadlock: takePayment → reserveStock → takePayment wait for each other.',
        location: { file: `${cwd}/src/fulfil.js`, line: 24, column: 23 },
        evidence: { cycles: 1, functions: ['takePayment', 'reserveStock'] },
        advice: 'Break the cycle: let one side finish without the other.',
        rule: null,
      },
    ],
  },
);
