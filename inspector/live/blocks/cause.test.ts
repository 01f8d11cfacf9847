import { describe, expect, test } from 'vitest';
import type { LateBeat } from '../../../protocol/agent-live.ts';
import type { BlockFacts, StackEntry, ThreadStates } from './block-facts.ts';
import { tellCause } from './cause.ts';

const late = (durationMs: number, cpuMs: number, more: Partial<LateBeat> = {}): LateBeat => ({
  type: 'late',
  sequence: 1,
  beganMs: 1_000,
  time: 1_700_000_000_000,
  durationMs,
  userMs: cpuMs,
  systemMs: 0,
  mainThreadMs: null,
  gcMs: 0,
  voluntarySwitches: 1,
  involuntarySwitches: 2,
  majorFaults: 0,
  blocksRead: 0,
  loopTurns: 1,
  ...more,
});

const facts = (more: Partial<BlockFacts>): BlockFacts => ({
  durationMs: 500,
  thresholdMs: 100,
  late: late(500, 490),
  mainThreadMs: null,
  stack: [user('handler')],
  states: null,
  jobsRan: null,
  pausedByOthers: false,
  sourceText: null,
  ...more,
});

const user = (name: string): StackEntry => ({ function: name, file: '/app/server.js' });
const node = (name: string, module: string): StackEntry => ({
  function: name,
  file: `node:${module}`,
});
const states = (more: Partial<ThreadStates>): ThreadStates => ({
  running: 0,
  sleeping: 0,
  disk: 0,
  stopped: 0,
  ...more,
});

describe('the cause of a block', () => {
  test.each<[string, Partial<BlockFacts>, string]>([
    ['a loop that uses the CPU', {}, 'compute'],
    [
      'pbkdf2Sync',
      { stack: [node('pbkdf2Sync', 'internal/crypto/pbkdf2'), user('login')] },
      'compute',
    ],
    [
      'execFileSync, whatever the CPU did',
      {
        stack: [
          node('spawnSync', 'internal/child_process'),
          node('execFileSync', 'child_process'),
          user('f'),
        ],
      },
      'synchronous wait',
    ],
    ['Atomics.wait', { late: late(500, 4) }, 'synchronous wait'],
    [
      'Atomics.wait for a worker that computes',
      { late: late(500, 490), mainThreadMs: 4 },
      'synchronous wait',
    ],
    [
      'the same, with the CPU time of the process only',
      { late: late(500, 490), sourceText: 'const answer = Atomics.wait(flags, 0, 0);' },
      'synchronous wait',
    ],
    [
      'computing beside a worker that computes',
      { late: late(500, 980), mainThreadMs: 490 },
      'compute',
    ],
    [
      'a file read from the page cache',
      { stack: [node('readFileSync', 'fs'), user('load')] },
      'synchronous I/O',
    ],
    [
      'a file read that has just returned',
      { late: late(500, 10), sourceText: "return readFileSync(file).split('x')" },
      'synchronous I/O',
    ],
    ['a wait for the disk', { late: late(500, 10, { blocksRead: 900 }) }, 'synchronous I/O'],
    [
      'a thread seen waiting for the disk',
      { late: late(500, 10), states: states({ disk: 20 }) },
      'synchronous I/O',
    ],
    ['collections', { late: late(500, 600, { gcMs: 300 }) }, 'garbage collection'],
    ['jobs that keep coming', { jobsRan: true, stack: [user('poll')] }, 'microtask starvation'],
    [
      'nextTick that calls itself',
      {
        jobsRan: true,
        stack: [user('again'), node('processTicksAndRejections', 'internal/process/task_queues')],
      },
      'microtask starvation',
    ],
    [
      'immediates one after another',
      { jobsRan: true, stack: [user('each'), node('processImmediate', 'internal/timers')] },
      'many small callbacks',
    ],
    ['SIGSTOP', { late: late(500, 0), states: states({ stopped: 40 }) }, 'stopped from outside'],
    [
      'another process on the CPU',
      { late: late(500, 60), states: states({ running: 40 }) },
      'stopped from outside',
    ],
    [
      "the same, without the kernel's word",
      { late: late(500, 60, { involuntarySwitches: 90, voluntarySwitches: 0 }) },
      'stopped from outside',
    ],
    ['a breakpoint of another debugger', { pausedByOthers: true }, 'stopped from outside'],
  ])('%s', (_name, given, cause) => {
    expect(tellCause(facts(given))).toEqual({ cause, missing: [] });
  });

  test('is unknown without a stack, and says what is missing', () => {
    const { cause, missing } = tellCause(facts({ late: late(500, 5), stack: null }));
    expect(cause).toBe('unknown');
    expect(missing).toEqual([expect.stringContaining('stack')]);
  });

  test('is unknown when it is neither waiting nor computing', () => {
    expect(tellCause(facts({ late: late(500, 250) })).cause).toBe('unknown');
  });

  test('is told from the states of the thread while the block lasts', () => {
    expect(tellCause(facts({ late: null, states: states({ running: 30 }) })).cause).toBe('compute');
    expect(tellCause(facts({ late: null, states: states({ sleeping: 30 }) })).cause).toBe(
      'synchronous wait',
    );
    expect(tellCause(facts({ late: null, states: null })).cause).toBe('unknown');
  });

  test('is computing, on a machine that is busy with other things', () => {
    const given = { late: late(500, 150), states: states({ running: 40, sleeping: 2 }) };
    expect(tellCause(facts(given)).cause).toBe('compute');
  });

  test("a method of the user's that is called like Node's is not Node's", () => {
    expect(tellCause(facts({ stack: [user('execSync'), user('readFileSync')] })).cause).toBe(
      'compute',
    );
  });
});
