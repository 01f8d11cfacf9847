/** Short ways to write tasks, targets and processes for unit tests. */
import type { Frame } from '../../protocol/frame.ts';
import type { NodeProcess } from '../../protocol/node-process.ts';
import type { PendingTasks, TaskGroup } from '../../protocol/pending-tasks.ts';
import type { TargetInfo } from '../../protocol/target-info.ts';
import type { Target } from '../sessions/target.ts';

/** `frame('connect', '/srv/db.js:12:5')`. */
export function frame(name: string, place = '/srv/app.js:1:1', more: Partial<Frame> = {}): Frame {
  const [, file = '', line, column] = /^(.*?)(?::(\d+):(\d+))?$/.exec(place) ?? [];
  return {
    function: name,
    file,
    line: Number(line ?? 0),
    column: Number(column ?? 0),
    generated: null,
    combinator: null,
    internal: false,
    ...more,
  };
}

/** Frames are innermost first. */
export function group(frames: readonly Frame[], more: Partial<TaskGroup> = {}): TaskGroup {
  return {
    id: frames.map((item) => `${item.function}@${item.file}:${item.line}`).join('<'),
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

export function pendingTasks(
  groups: readonly TaskGroup[],
  promises: Partial<PendingTasks['promises']> = {},
): PendingTasks {
  return {
    collectedAt: Date.UTC(2026, 10, 5, 12),
    groups,
    promises: {
      pending: 20,
      probed: 20,
      skipped: 0,
      skippedBecause: { failed: 0, tooDeep: 0, tooManyShapes: 0 },
      unawaited: 0,
      contextsSkipped: 0,
      ...promises,
    },
    cost: {
      estimatedPauseMs: 50,
      pauseMs: 48,
      longestSliceMs: 1.2,
      probeMs: 3,
      heapUsedBytes: 5_000_000,
    },
  };
}

const info: TargetInfo = {
  pid: 4711,
  node: '20.20.2',
  title: 'node',
  argv: ['/usr/bin/node', '/srv/app.js'],
  cwd: '/srv',
  uptimeSeconds: 61,
  inspectorWasOpen: false,
  address: { host: '127.0.0.1', port: 9229 },
};

export function target(more: Partial<Target> = {}): Target {
  return {
    id: '4711',
    address: '4711',
    state: { kind: 'attached' },
    info,
    tasks: null,
    live: null,
    ...more,
  };
}

export function nodeProcess(pid: number, more: Partial<NodeProcess> = {}): NodeProcess {
  return {
    pid,
    parentPid: 1,
    uptimeSeconds: 3600,
    command: 'node app.js',
    argv: ['node', 'app.js'],
    script: '/srv/app.js',
    cwd: '/srv',
    user: 'me',
    nodeVersion: '20.20.2',
    inspector: null,
    editorTool: false,
    ...more,
  };
}
