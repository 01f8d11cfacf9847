// Each faulty example is diagnosed at the place of its fault by a live session that was attached to it while it ran; the
// fixed one beside it shows nothing of the kind. On a machine that is busy otherwise, healthy code is late as well, so
// only what points into the example counts.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { attach } from '../../inspector/attach/attach.ts';
import type { LiveSession, Session } from '../../inspector/session.ts';
import type { Finding } from '../../protocol/finding.ts';
import { root } from '../../scripts/setup/root.mjs';
import { collect } from '../support/collecting.ts';
import { type NodeMajor, nodeBinary } from '../support/node-versions.ts';
import { attachOptions } from '../support/target.ts';

const versions: readonly NodeMajor[] = [20, 26];

interface Scenario {
  readonly id: string;
  /** Of the diagnosis. */
  readonly finding: string;
  readonly cause?: string;
  /** On the line of the fault when it has no mark; `null` when the finding has no place there. */
  readonly at?: string | null;
  readonly env?: NodeJS.ProcessEnv;
  readonly stuckAfterMs?: number;
  /** The finding points to what threw; the fault is further out. */
  readonly inStack?: boolean;
  /** A survey is needed, again and again. */
  readonly surveys?: boolean;
}

const block = (id: string, cause: string, env: NodeJS.ProcessEnv = {}): Scenario => ({
  id,
  finding: 'block',
  cause,
  env,
});

/** What needs the CPU; one after the other. */
const busy: readonly Scenario[] = [
  block('S02', 'synchronous wait'),
  block('S03', 'compute'),
  block('S04', 'compute'),
  block('S05', 'compute'),
  block('S23', 'microtask starvation'),
  block('S31', 'synchronous I/O'),
  block('S32', 'compute'),
  { id: 'S13', finding: 'growing-tasks', cause: 'fan-out', env: { EXAMPLE_PERIOD_MS: '5000' } },
  { id: 'S20', finding: 'late-timers', at: null },
  { id: 'S22', finding: 'scheduler-thrash' },
  { id: 'S29', finding: 'periodic-block', env: { EXAMPLE_PERIOD_MS: '3000' } },
  { id: 'S30', finding: 'saturated-loop', at: null },
];

/** What waits; all at once. */
const idle: readonly Scenario[] = [
  { id: 'S01', finding: 'stuck-tasks', at: 'return await new Promise', stuckAfterMs: 3_000 },
  { id: 'S08', finding: 'await-cycle', at: 'await this.#steps', surveys: true },
  { id: 'S15', finding: 'unhandled-rejection', inStack: true },
  { id: 'S16', finding: 'lost-continuation' },
  { id: 'S17', finding: 'growing-tasks', stuckAfterMs: 3_000 },
  { id: 'S19', finding: 'stuck-tasks', stuckAfterMs: 3_000 },
  { id: 'S21', finding: 'interval-overlap' },
  { id: 'S26', finding: 'stalled-worker', stuckAfterMs: 3_000 },
];

class Watched {
  readonly #child: ChildProcess;
  readonly #session: Session;
  readonly #live: LiveSession;

  private constructor(child: ChildProcess, session: Session, live: LiveSession) {
    this.#child = child;
    this.#session = session;
    this.#live = live;
  }

  static async start(path: string, major: NodeMajor, scenario: Scenario): Promise<Watched> {
    const child = spawn(nodeBinary(major), ['--inspect-port=0', path], {
      cwd: root,
      env: { ...process.env, STOP_WITH_STDIN: '1', ...scenario.env },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    const session = await attach({ kind: 'pid', pid: child.pid ?? 0 }, attachOptions());
    const live = await session.live({
      signal: new AbortController().signal,
      thresholds: { stuckAfterMs: scenario.stuckAfterMs ?? 10_000, blockMs: 100 },
      survey: { maxPauseMs: 60_000 },
      onEvent() {},
    });
    return new Watched(child, session, live);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.detach();
    this.#child.kill('SIGKILL');
  }

  async findings({ finding, surveys }: Scenario): Promise<readonly Finding[]> {
    if (surveys) await collect(this.#session);
    return this.#live.findings.map((each) => each.finding).filter(({ id }) => id === finding);
  }
}

/** The numbers of the lines on which the fault may be found. */
function faultLines({ id, at }: Scenario, path: string): readonly number[] {
  const mark = at ?? `// fault: ${id}`;
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, i) => (line.includes(mark) ? [i + 1] : []));
}

/**
 * Waits until the faulty variant is diagnosed.
 * @returns what the fixed one beside it has shown by then
 */
async function diagnose(scenario: Scenario, major: NodeMajor): Promise<readonly Finding[]> {
  const faulty = join(root, 'examples', scenario.id, 'faulty.js');
  const fixed = join(root, 'examples', scenario.id, 'fixed.js');
  await using one = await Watched.start(faulty, major, scenario);
  await using other = await Watched.start(fixed, major, scenario);
  const lines = faultLines(scenario, faulty);
  if (scenario.at !== null && lines.length === 0) throw new Error(`no mark in ${faulty}`);
  const isThere = ({ location, evidence }: Finding) =>
    scenario.inStack
      ? lines.some((line) => JSON.stringify(evidence['stack']).includes(`${faulty}:${line}:`))
      : location?.file === faulty && lines.includes(location.line);
  const isIt = (finding: Finding) =>
    (scenario.cause === undefined || finding.cause === scenario.cause) &&
    (scenario.at === null || isThere(finding));
  await vi.waitUntil(async () => (await one.findings(scenario)).some(isIt), {
    timeout: 90_000,
    interval: 1_000,
  });
  const inExample = ({ location }: Finding) => location?.file.includes(`/${scenario.id}/`) ?? false;
  return (await other.findings(scenario)).filter(inExample);
}

const options = { timeout: 120_000 };

const named = (scenarios: readonly Scenario[]) =>
  scenarios.map((scenario) => [scenario.id, scenario.finding, scenario] as const);

describe.each(versions)('on Node %i', (major) => {
  test.each(named(busy))('%s is found: %s', options, async (_id, _finding, scenario) => {
    expect(await diagnose(scenario, major)).toEqual([]);
  });
});

describe.concurrent.each(versions)('on Node %i, at once', (major) => {
  test.each(named(idle))('%s is found: %s', options, async (_id, _finding, scenario) => {
    expect(await diagnose(scenario, major)).toEqual([]);
  });
});
